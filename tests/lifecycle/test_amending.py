"""Reissue, renewal and take-over, by the rules of meanings.md, "Reissue and renewal", on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from certs.certificate.taken_over import TakenOver
from certs.errors import FieldError
from certs.lifecycle.amending import issue_day_kept_errors, reissue_errors, renew_errors
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.scheme.scheme import Level
from certs.scheme.schemes import SCHEMES
from tests.lifecycle.test_record import entry
from tests.register.founded_register import NOW, TODAY, Register, draft, refused, status


@pytest.mark.parametrize(("kind", "reason"), [("revoked", "fraud"), ("withdrawn", "merged")])
def test_what_is_final_stays_so(register: Register, kind: str, reason: str) -> None:
    number = register.issue(draft(1))[0].number
    register.change(kind, number, reason)
    for act, why, until in [
        ("suspended", "complaint", TODAY),
        ("restored", "cause-removed", None),
        ("revoked", "fraud", None),
        ("withdrawn", "merged", None),
    ]:
        assert refused(register, partial(register.change, act, number, why, until=until)) == [("number", "conflict")]
    assert refused(register, lambda: register.reissue(number, draft(1, score=Decimal(91)), "level-lowered")) == [
        ("number", "conflict")
    ]
    assert ("number", "conflict") in refused(
        register, lambda: register.renew(number, draft(1, issued=TODAY + timedelta(days=1)))
    )
    assert status(register, number, date(2031, 1, 1)) == kind


def test_reissue_keeps_number_and_end_and_makes_the_next_version(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=3)
    done = register.reissue(number, draft(1, score=Decimal(91)), "level-lowered")
    assert (done.number, done.version, done.valid_until) == (number, 2, date(2029, 11, 23))
    with register.reader().view() as view:
        record = view.record(number)
        assert record is not None
        assert [v.status_index for v in record.versions] == [0, 1]
        assert record.version_on(TODAY).subject["level"] == "five-star"
        assert record.latest.subject["level"] == "four-star"


@pytest.mark.parametrize(
    ("changes", "reason", "expected"),
    [
        ({}, "correction", ("scope", "duplicate")),
        ({"score": Decimal(91)}, "scope-widened", ("reason", "conflict")),
        ({"score": Decimal("95.5")}, "level-raised", ("reason", "conflict")),
        ({"scheme": "brand-1000", "score": Decimal(960)}, "correction", ("certificate.scheme", "conflict")),
        ({"issued": date(2026, 11, 23)}, "correction", ("certificate.issued", "conflict")),
        ({"score": Decimal(60)}, "level-lowered", ("certificate.score", "range")),
    ],
)
def test_a_reissue_must_change_something_and_say_why(
    small_register: Register, changes: dict[str, object], reason: str, expected: tuple[str, str]
) -> None:
    number = small_register.issue(draft(1))[0].number
    assert expected in refused(small_register, lambda: small_register.reissue(number, draft(1, **changes), reason))


def level_errors(old: str, new: str, reason: str) -> list[str]:
    """The reasons that do not fit a step between two levels, as the codes of what is refused."""
    held = {"scheme": "brand-1000", "holder": {"uscc": "u", "name": "n"}, "number": "99926SC00001R0M", "version": 1}
    plain = entry(6, "issued", TODAY)
    plain.body["credential"]["credentialSubject"] = {**held, "level": old}
    return [e.field for e in reissue_errors(fold([plain]), {**held, "level": new}, reason, TODAY)]


@pytest.mark.parametrize(("higher", "lower"), list(pairwise(SCHEMES["brand-1000"].levels)))
def test_a_step_between_two_levels_is_called_what_it_is(higher: Level, lower: Level) -> None:
    assert level_errors(lower.code, higher.code, "level-raised") == []
    assert level_errors(higher.code, lower.code, "level-lowered") == []
    assert level_errors(lower.code, higher.code, "correction") == []
    for old, new, reason in [
        (lower.code, higher.code, "level-lowered"),
        (higher.code, lower.code, "level-raised"),
        (lower.code, higher.code, "scope-widened"),
        (higher.code, higher.code, "level-raised"),
        (higher.code, higher.code, "level-lowered"),
    ]:
        assert level_errors(old, new, reason) == ["reason"]


def test_a_new_name_keeps_the_old_one_findable(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    renamed = replace(draft(1).holder, name="碧落净水（样例）有限公司")
    assert ("holder.name", "conflict") in refused(
        register, lambda: register.reissue(number, draft(1, holder=renamed), "address-changed")
    )
    register.reissue(number, draft(1, holder=renamed), "holder-renamed")
    with register.reader().view() as view:
        assert view.find("碧落")[0][0].field == "holder"
        assert view.find("青禾第1家")[0][0].field == "former_name"


def test_renewal_links_both_ways_and_ends_the_old_one_when_the_new_one_starts(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=7)
    starts = TODAY + timedelta(days=20)
    new = register.renew(number, draft(1, issued=starts, headcount=10))
    assert new.number == "99926SC00002R1S"
    with register.reader().view() as view:
        old, successor = view.record(number), view.record(new.number)
        assert old is not None
        assert successor is not None
        assert (old.successor, successor.predecessor, successor.first_issued) == (new.number, number, TODAY)
        assert old.standing(starts - timedelta(days=1)).code == "valid"
        assert (old.standing(starts).code, old.standing(starts).reason) == ("withdrawn", "renewed")
    assert ("number", "conflict") in refused(register, lambda: register.renew(number, draft(1, issued=starts)))


def test_a_renewal_leaves_no_gap(small_register: Register) -> None:
    number = small_register.issue(draft(1))[0].number
    small_register.now = NOW.replace(year=2029, month=11, day=22)
    late = draft(1, issued=date(2029, 11, 25))
    confirm = {"confirm_clock": date(2029, 11, 22)}
    assert refused(small_register, lambda: small_register.renew(number, late, **confirm)) == [
        ("certificate.issued", "range")
    ]
    assert small_register.renew(number, draft(1, issued=date(2029, 11, 24)), **confirm).number == "99929SC00001R1M"


def test_a_taken_over_number_stays_and_is_never_given_again(register: Register) -> None:
    taken = TakenOver("99926SC00002R0M", date(2020, 1, 2), "OLD/2020-7")
    done = register.issue(draft(1, taken_over=taken, issued=date(2025, 1, 2)))
    assert (done[0].number, done[0].valid_from) == ("99926SC00002R0M", date(2025, 1, 2))
    assert register.issue(draft(2))[0].number == "99926SC00003R0M"
    assert refused(register, lambda: register.issue(draft(3, taken_over=taken))) == [("taken_over.number", "duplicate")]


ISSUED, LAST = date(2026, 3, 1), date(2029, 2, 28)
SUBJECT: dict[str, Any] = {
    "number": "99926SC00001R0M",
    "version": 1,
    "scheme": "gbt27922-2011",
    "level": "five-star",
    "holder": {"uscc": draft(1).holder.uscc, "name": draft(1).holder.name},
}


def certified(*entries: LoggedEvent) -> Record:
    """The record of a certificate that says what `SUBJECT` does; a second version says the same."""
    first = entry(6, "issued", ISSUED)
    for event in (first, *entries):
        if event.type in {"issued", "reissued"}:
            version = event.body["credential"]["credentialSubject"]["version"]
            event.body["credential"]["credentialSubject"] = {**SUBJECT, "version": version}
    return fold((first, *entries))


def fields(errors: list[FieldError]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in errors]


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_a_version_comes_no_earlier_than_the_one_recorded_before_it(days: int, refused: bool) -> None:
    to_come = date(2026, 6, 20)
    record = certified(entry(7, "reissued", to_come, date(2026, 6, 1), reason="correction", version=2))
    errors = reissue_errors(record, SUBJECT, "correction", to_come + timedelta(days=days))
    assert fields(errors) == ([("effective", "conflict")] if refused else [])


@pytest.mark.parametrize(
    ("starts", "refused"),
    [
        (ISSUED, True),
        (ISSUED + timedelta(days=1), False),
        (LAST, False),
        (LAST + timedelta(days=1), False),
        (LAST + timedelta(days=2), True),
    ],
)
def test_a_renewal_starts_after_the_old_one_and_without_a_gap(starts: date, refused: bool) -> None:
    errors = renew_errors(certified(), draft(1), starts, LAST)
    assert fields(errors) == ([("certificate.issued", "range")] if refused else [])


def test_a_renewal_is_for_the_same_organisation_once_and_with_a_new_number() -> None:
    starts, today = date(2029, 2, 1), date(2029, 1, 20)
    taken = TakenOver("99929SC00009R1M", date(2020, 1, 2), "")
    assert fields(renew_errors(certified(), draft(1), starts, today)) == []
    assert fields(renew_errors(certified(), draft(1, taken_over=taken), starts, today)) == [
        ("taken_over.number", "conflict")
    ]
    assert fields(renew_errors(certified(), draft(2), starts, today)) == [("holder.uscc", "conflict")]
    renewed = entry(7, "renewed", starts, today, reason="renewed", successor="99929SC00001R1M")
    assert fields(renew_errors(certified(renewed), draft(1), starts, today)) == [("number", "conflict")]
    suspended = entry(7, "suspended", today, reason="complaint", until="2029-02-20")
    assert fields(renew_errors(certified(suspended), draft(1), starts, today)) == [("number", "conflict")]


@pytest.mark.parametrize(
    ("issued", "refused"),
    [(None, False), (ISSUED, False), (ISSUED + timedelta(days=1), True), (ISSUED - timedelta(days=1), True)],
)
def test_a_reissue_leaves_the_day_of_issue(issued: date | None, refused: bool) -> None:
    errors = issue_day_kept_errors(certified(), draft(1, issued=issued))
    assert fields(errors) == ([("certificate.issued", "conflict")] if refused else [])


def test_a_reissue_keeps_scheme_and_holder_or_says_why() -> None:
    def wrong(reason: str, **changes: Any) -> list[tuple[str, str]]:
        return fields(reissue_errors(certified(), {**SUBJECT, **changes}, reason, date(2026, 6, 1)))

    assert wrong("scope-widened") == []
    assert wrong("fraud") == [("reason", "range")]
    assert wrong("correction", scheme="brand-1000") == [("certificate.scheme", "conflict")]
    for reason, expected in (("scope-widened", [("holder.name", "conflict")]), ("holder-renamed", [])):
        assert wrong(reason, holder={**SUBJECT["holder"], "name": "另一个名称"}) == expected
    assert wrong("holder-renamed", holder={**SUBJECT["holder"], "uscc": draft(2).holder.uscc}) == [
        ("holder.uscc", "conflict")
    ]
