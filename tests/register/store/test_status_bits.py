"""The folded status bits, against asking every certificate's record on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from certs.audit.recovery import recover
from certs.days import day_begins
from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Version
from certs.register.store import status_bits
from certs.register.store.status_bits import bits_on, spans_of
from certs.register.store.tables import BIT
from tests.register.founded_register import NOW, TODAY, Register, draft

FIRST = date(2026, 1, 1)
LIFE = 120  # days; a short validity, so that expiry falls into the histories
KINDS = ("suspended", "restored", "reissued", "revoked", "withdrawn", "renewed", "surveillance-passed")


def _event(position: int, kind: str, effective: date, recorded: datetime, until: date | None) -> LoggedEvent:
    body: dict[str, Any] = {"number": "N", "reason": "other"}
    if until is not None:
        body["until"] = until.isoformat()
    return LoggedEvent(position, b"", body, kind, recorded, effective)


def _version(place: int, position: int, effective: date) -> Version:
    ends = FIRST + timedelta(days=LIFE)
    return Version(place, position, effective, {}, max(effective, FIRST), ends, 100 + place, "", "", "")


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A certificate's record with any events on any days, also such as the rules would refuse."""
    entries = [_event(0, "issued", FIRST, day_begins(FIRST), None)]
    versions = [_version(1, 0, FIRST)]
    for position in range(1, draw(st.integers(1, 9))):
        kind = draw(st.sampled_from(KINDS))
        day = FIRST + timedelta(days=draw(st.integers(-10, LIFE + 20)))
        until = day + timedelta(days=draw(st.integers(0, 40))) if kind == "suspended" else None
        entries.append(_event(position, kind, day, day_begins(day), until))
        if kind == "reissued":
            versions.append(_version(len(versions) + 1, position, day))
    return Record("N", tuple(entries), tuple(versions))


def _asked(record: Record, purpose: str, day: date) -> set[int]:
    """Ask the record itself, for one day."""
    standing = record.standing(day)
    if purpose == status_bits.SUSPENSION:
        return {record.versions[standing.version - 1].status_index} if standing.code == "suspended" else set()
    ended = any(event.type in FINAL_CODES and event.effective <= day for event in record.entries)
    newest = record.version_on(day).version
    return {version.status_index for version in record.versions if ended or version.version < newest}


@given(records())
def test_spans_say_for_every_day_what_the_record_says(record: Record) -> None:
    spans = spans_of(record)
    for offset in range(-30, LIFE + 60):
        day = FIRST + timedelta(days=offset)
        for purpose in status_bits.PURPOSES:
            of = [s for s in spans if s.purpose == purpose]
            held = {s.status_index for s in of if s.begins <= day and (s.ends is None or day < s.ends)}
            assert held == _asked(record, purpose, day), (day, purpose)


@given(records())
def test_a_revocation_bit_is_never_taken_back(record: Record) -> None:
    assert all(span.ends is None for span in spans_of(record) if span.purpose == status_bits.REVOCATION)


def _history(register: Register) -> None:
    """Every kind of change, some of them for days to come."""
    n = [issued.number for issued in register.issue(*[draft(k) for k in range(1, 9)])]
    register.change("suspended", n[0], "complaint", until=TODAY + timedelta(days=60))
    register.change("suspended", n[1], "other", effective=TODAY + timedelta(days=4), until=TODAY + timedelta(days=40))
    register.change("revoked", n[2], "fraud")
    register.change("withdrawn", n[3], "holder-request", effective=TODAY + timedelta(days=9))
    register.reissue(
        n[4], draft(5, headcount=400, score=draft(5).score - 10), "level-lowered", effective=TODAY + timedelta(days=6)
    )
    register.later(days=2)
    register.change("restored", n[0], "cause-removed")
    register.reissue(n[5], draft(6, score=draft(6).score - 10), "level-lowered")
    register.later(days=1)
    register.change("suspended", n[5], "complaint", until=TODAY + timedelta(days=30))
    register.renew(n[6], draft(7, issued=TODAY + timedelta(days=20)))


def _check_every_day(register: Register) -> None:
    with register.reader().view() as view:
        numbers = {event.number for event in view.events(0, 10_000) if event.number}
        all_records = list(view.records(numbers).values())
        changes = []
        before = None
        for offset in range(-5, 3 * 366 + 30):
            day = TODAY + timedelta(days=offset)
            found = bits_on(view.connection, day)
            for purpose in status_bits.PURPOSES:
                asked: set[int] = set().union(*(_asked(record, purpose, day) for record in all_records))
                assert set(found.of(purpose)) == asked, (day, purpose)
            now = (found.revocation, found.suspension)
            if before is not None and now != before[0]:
                changes.append(day)
                assert before[1] == day, "the day of the next change was not foretold"
            before = (now, status_bits.next_change(view.connection, day))
        assert len(changes) > 6
        assert before is not None
        assert before[1] is None
        assert bits_on(view.connection, TODAY).count == sum(len(record.versions) for record in all_records)


def test_the_table_answers_for_every_day_as_the_records_do(register: Register) -> None:
    _history(register)
    _check_every_day(register)


def test_recovery_finds_and_mends_changed_bits(register: Register) -> None:
    _history(register)
    with register.store.writing() as connection:
        connection.execute(BIT.delete().where(BIT.c.status_index == 2))
        connection.execute(BIT.insert().values(status_index=7, purpose="revocation", begins=TODAY, ends=None))
    assert recover(register.url).mended == ("bit",)
    assert recover(register.url).mended == ()
    _check_every_day(register)


def test_a_day_before_anything_happened_has_no_bits(small_register: Register) -> None:
    small_register.issue(draft(1))
    with small_register.reader().view() as view:
        found = bits_on(view.connection, NOW.date())
    assert replace(found, count=0) == status_bits.Bits((), (), 0)
    assert found.count == 1
