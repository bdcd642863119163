"""The standing of a certificate on any day: one answer, found by effective days (meanings.md, "Status").

No signature is needed here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.days import day_begins, day_ends, instant_text
from certs.errors import CouldNotCheck
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import fold

ISSUED = date(2026, 3, 1)
LAST = date(2029, 2, 28)
CODES = {"valid", "suspended", "revoked", "withdrawn", "expired", "not_yet_valid"}


def entry(position: int, kind: str, effective: date, recorded: date | None = None, **body: Any) -> LoggedEvent:
    moment = datetime.combine(recorded or effective, datetime.min.time(), UTC)
    whole = {"number": "99926SC00001R0M", "type": kind, **body}
    if kind in {"issued", "reissued"}:
        whole |= {
            "credential": credential(body.get("version", 1), effective),
            "jwt_header": "h",
            "jwt_signature": "s",
            "qr": "q",
        }
    return LoggedEvent(position, b"", whole, kind, moment, effective)


def credential(version: int, starts: date) -> dict[str, Any]:
    return {
        "validFrom": instant_text(day_begins(max(starts, ISSUED))),
        "validUntil": instant_text(day_ends(LAST)),
        "credentialStatus": [{"statusListCredential": "https://x.example/status/revocation/2", "statusListIndex": "7"}],
        "credentialSubject": {"number": "99926SC00001R0M", "version": version},
    }


ISSUE = entry(6, "issued", ISSUED)


def at(day: date, *entries: LoggedEvent) -> str:
    return fold((ISSUE, *entries)).standing(day).code


def test_the_status_index_counts_over_all_lists() -> None:
    assert fold((ISSUE,)).latest.status_index == 131_072 + 7


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (ISSUED - timedelta(days=1), "not_yet_valid"),
        (ISSUED, "valid"),
        (LAST, "valid"),
        (LAST + timedelta(days=1), "expired"),
    ],
)
def test_first_and_last_day_are_both_included(day: date, code: str) -> None:
    assert at(day) == code


def test_suspension_is_beaten_by_expiry_and_expiry_by_an_end() -> None:
    suspended = entry(7, "suspended", date(2028, 12, 1), reason="complaint", until="2029-02-28")
    assert at(LAST, suspended) == "suspended"
    assert at(LAST + timedelta(days=1), suspended) == "expired"
    revoked = entry(8, "revoked", LAST, reason="fraud")
    assert at(LAST + timedelta(days=900), suspended, revoked) == "revoked"


def test_a_renewed_certificate_is_withdrawn_and_says_why() -> None:
    standing = fold(
        (ISSUE, entry(7, "renewed", date(2029, 2, 1), reason="renewed", successor="99929SC00001R1M"))
    ).standing(date(2029, 2, 1))
    assert (standing.code, standing.reason, standing.event_type) == ("withdrawn", "renewed", "renewed")


def test_the_earlier_of_two_ends_counts() -> None:
    withdrawn = entry(7, "withdrawn", date(2027, 5, 1), date(2027, 4, 5), reason="merged")
    revoked = entry(8, "revoked", date(2027, 4, 10), reason="fraud")
    assert at(date(2027, 4, 9), withdrawn, revoked) == "valid"
    assert at(date(2027, 6, 1), withdrawn, revoked) == "revoked"


def test_an_entry_recorded_after_its_day_is_said_to_be() -> None:
    late = entry(7, "surveillance-passed", date(2027, 1, 10), date(2027, 2, 1))
    record = fold((ISSUE, late))
    assert [record.standing(date(2027, 1, d)).recorded_later for d in (9, 10)] == [False, True]
    assert not record.standing(date(2027, 2, 1)).recorded_later


def test_versions_follow_each_other_by_their_day() -> None:
    second = entry(7, "reissued", date(2027, 1, 1), reason="correction", version=2)
    record = fold((ISSUE, second))
    assert [record.version_on(day).version for day in (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))] == [
        1,
        1,
        2,
    ]
    assert record.issued == record.first_issued == ISSUED
    assert record.version(2) is record.latest
    assert record.version(3) is None
    assert record.version(0) is None


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (entry(6, "suspended", ISSUED, reason="complaint", until="2026-04-01"),),
        (ISSUE, entry(7, "issued", ISSUED)),
        (ISSUE, entry(7, "reissued", ISSUED, reason="correction", version=3)),
    ],
    ids=["none", "no issue", "issued twice", "version skipped"],
)
def test_entries_that_make_no_record_are_refused(entries: tuple[LoggedEvent, ...]) -> None:
    with pytest.raises(CouldNotCheck, match="record_broken"):
        fold(entries)


changes = st.lists(
    st.tuples(
        st.sampled_from(["suspended", "restored", "revoked", "withdrawn"]), st.integers(0, 1200), st.integers(0, 60)
    ),
    max_size=8,
)


@given(changes, st.integers(-30, 1300))
def test_every_day_has_one_answer_and_an_end_is_for_ever(made: list[tuple[str, int, int]], offset: int) -> None:
    entries = [
        entry(
            7 + place,
            kind,
            ISSUED + timedelta(days=day),
            None,
            reason="x",
            until=(ISSUED + timedelta(days=day + span)).isoformat(),
        )
        for place, (kind, day, span) in enumerate(made)
    ]
    record = fold((ISSUE, *entries))
    day = ISSUED + timedelta(days=offset)
    today, tomorrow = record.standing(day), record.standing(day + timedelta(days=1))
    assert today.code in CODES
    assert record.standing(day) == today
    if today.code in {"revoked", "withdrawn"}:
        assert (tomorrow.code, tomorrow.since) == (today.code, today.since)
    if today.code == "suspended" and tomorrow.code == "valid":  # only an act makes it valid, never the passing of time
        assert any(e.type == "restored" and e.effective == day + timedelta(days=1) for e in entries)
