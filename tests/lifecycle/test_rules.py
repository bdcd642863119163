"""What may be done to a certificate, and when: each limit on both of its sides, each rule on each of its conditions.

Pure: records are folded from entries made by hand, and days are the test's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from certs.errors import FieldError, Refused
from certs.lifecycle import rules
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import Record, fold
from certs.lifecycle.request import Request
from tests.lifecycle.test_record import ISSUE, ISSUED, LAST, entry

NUMBER = "99926SC00001R0M"
TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
UNTIL = date(2026, 8, 31)
SUSPENDED = entry(7, "suspended", date(2026, 5, 1), reason="complaint", until="2026-10-31")
RESTORED = entry(8, "restored", date(2026, 5, 20), reason="cause-removed")
REVOKED = entry(7, "revoked", date(2026, 5, 1), reason="fraud")
WITHDRAWN = entry(7, "withdrawn", date(2026, 5, 1), reason="merged")
RENEWED = entry(7, "renewed", date(2026, 5, 1), reason="renewed", successor="99926SC00002R1M")

# Each status, and the entries and the day on which a certificate has it.
STATUSES: dict[str, tuple[tuple[LoggedEvent, ...], date]] = {
    "not_yet_valid": ((), ISSUED - DAY),
    "valid": ((), TODAY),
    "restored": ((SUSPENDED, RESTORED), TODAY),
    "suspended": ((SUSPENDED,), TODAY),
    "overdue": ((SUSPENDED,), date(2026, 11, 1)),
    "revoked": ((REVOKED,), TODAY),
    "withdrawn": ((WITHDRAWN,), TODAY),
    "renewed": ((RENEWED,), TODAY),
    "expired": ((), LAST + DAY),
}
RUNNING = {"not_yet_valid", "valid", "restored"}
STARTS = {
    "suspended": RUNNING | {"suspended", "overdue"},
    "restored": {"suspended", "overdue"},
    "revoked": RUNNING | {"suspended", "overdue"},
    "withdrawn": RUNNING | {"suspended", "overdue"},
    "reissued": RUNNING,
    "renewed": RUNNING,
    "surveillance-passed": {"valid", "restored", "suspended", "overdue"},
}


def of(*entries: LoggedEvent) -> Record:
    return fold((ISSUE, *entries))


def codes(errors: Sequence[FieldError]) -> list[tuple[str, str]]:
    assert all(error.message.zh and error.message.en for error in errors)
    return [(error.field, error.code) for error in errors]


def change(
    record: Record, act: str, reason: str, today: date = TODAY, effective: date | None = None, until: date | None = None
) -> list[tuple[str, str]]:
    return codes(rules.change_errors(record, Request(act, NUMBER, reason, None, effective, until), today))


@pytest.mark.parametrize("act", STARTS)
@pytest.mark.parametrize("status", STATUSES)
def test_an_act_starts_from_certain_statuses_only(act: str, status: str) -> None:
    entries, day = STATUSES[status]
    errors = rules.start_errors(of(*entries), act, day)
    assert codes(errors) == ([] if status in STARTS[act] else [("number", "conflict")])


@pytest.mark.parametrize(
    ("status", "act", "because"),
    [
        ("revoked", "restored", "It has ended"),
        ("expired", "suspended", "It has ended"),
        ("suspended", "reissued", "While suspended"),
        ("valid", "restored", "It is not suspended"),
        ("not_yet_valid", "restored", "It is not suspended"),
        ("not_yet_valid", "surveillance-passed", "It is not valid yet"),
    ],
)
def test_a_refusal_says_why_the_status_does_not_allow_it(status: str, act: str, because: str) -> None:
    entries, day = STATUSES[status]
    (error,) = rules.start_errors(of(*entries), act, day)
    assert because in error.message.en


@pytest.mark.parametrize("act", STARTS)
@pytest.mark.parametrize(
    ("ahead", "days", "forestalls"),
    [("revoked", 0, False), ("revoked", 1, True), ("revoked", 9, True), ("withdrawn", 1, False), ("renewed", 1, False)],
)
def test_an_end_without_fault_does_not_forestall_a_revocation(
    act: str, ahead: str, days: int, forestalls: bool
) -> None:
    reason = {"revoked": "fraud", "withdrawn": "merged", "renewed": "renewed"}[ahead]
    to_come = entry(8, ahead, TODAY + days * DAY, reason=reason, successor="99926SC00002R1M")
    record = of(SUSPENDED, to_come) if act == "restored" else of(to_come)
    expected = (forestalls and act in {"withdrawn", "renewed"}) or days == 0
    assert codes(rules.start_errors(record, act, TODAY)) == ([("number", "conflict")] if expected else [])


def test_the_first_of_two_revocations_to_come_is_named() -> None:
    record = of(
        entry(7, "revoked", TODAY + 9 * DAY, reason="fraud"), entry(8, "revoked", TODAY + 4 * DAY, reason="fraud")
    )
    (error,) = rules.start_errors(record, "withdrawn", TODAY)
    assert "2026-06-05" in error.message.en
    assert "2026-06-10" not in error.message.en


@pytest.mark.parametrize(
    ("days", "taken_over", "refused"),
    [
        (-91, False, True),
        (-90, False, False),
        (0, False, False),
        (30, False, False),
        (31, False, True),
        (-91, True, False),
        (-9_000, True, False),
        (30, True, False),
        (31, True, True),
    ],
)
def test_a_day_of_issue_lies_90_days_back_to_30_ahead(days: int, taken_over: bool, refused: bool) -> None:
    errors = rules.issue_day_errors(TODAY + days * DAY, TODAY, taken_over=taken_over)
    assert codes(errors) == ([("certificate.issued", "range")] if refused else [])
    for error in errors:
        assert "2026-03-03 to 2026-07-01" in error.message.en


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (30, False), (31, True)])
def test_an_act_takes_effect_today_to_30_days_ahead(days: int, refused: bool) -> None:
    day = TODAY + days * DAY
    expected = [("effective", "range")] if refused else []
    assert codes(rules.effective_errors(day, TODAY)) == expected
    assert change(of(), "withdrawn", "merged", effective=day) == expected


def test_without_a_day_of_its_own_an_act_takes_effect_today() -> None:
    assert change(of(REVOKED), "withdrawn", "merged", ISSUED) == [("number", "conflict")]  # revoked from 1 May on
    assert change(of(), "withdrawn", "merged", LAST) == []
    assert change(of(), "withdrawn", "merged", LAST, LAST + DAY) == [("number", "conflict")]


@pytest.mark.parametrize("act", sorted(REASONS))
def test_reasons_are_those_of_the_act(act: str) -> None:
    assert all(rules.reason_errors(act, reason) == [] for reason in REASONS[act])
    for reason in (
        "",
        "x",
        next(reason for other in REASONS for reason in REASONS[other] if reason not in REASONS[act]),
    ):
        assert codes(rules.reason_errors(act, reason)) == [("reason", "range")]


def test_every_act_needs_a_reason_of_its_own() -> None:
    assert change(of(), "suspended", "fraud", until=UNTIL) == [("reason", "range")]
    assert change(of(SUSPENDED), "restored", "complaint") == [("reason", "range")]


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        (TODAY - DAY, True),
        (TODAY, False),
        (date(2026, 11, 30), False),  # six months, both days included
        (date(2026, 12, 1), True),
    ],
)
def test_a_suspension_lasts_six_months_at_most(until: date, refused: bool) -> None:
    expected = [("until", "range")] if refused else []
    assert codes(rules.until_errors(of(), until, TODAY)) == expected
    assert change(of(), "suspended", "complaint", until=until) == expected


@pytest.mark.parametrize(
    ("until", "refused"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True), (TODAY - DAY, True), (TODAY, False)]
)
def test_a_prolonged_suspension_counts_from_its_beginning(until: date, refused: bool) -> None:
    running = entry(7, "suspended", date(2026, 5, 1), reason="complaint", until="2026-06-30")
    moved = entry(8, "suspended", date(2026, 5, 15), reason="complaint", until="2026-07-31")
    expected = [("until", "range")] if refused else []
    assert codes(rules.until_errors(of(running), until, TODAY)) == expected
    assert codes(rules.until_errors(of(running, moved), until, TODAY)) == expected


def test_after_a_restoration_six_months_begin_anew() -> None:
    record = of(SUSPENDED, RESTORED)
    assert rules.until_errors(record, date(2026, 11, 30), TODAY) == []
    assert codes(rules.until_errors(record, date(2026, 12, 1), TODAY)) == [("until", "range")]


@pytest.mark.parametrize(("until", "refused"), [(LAST, False), (LAST + DAY, True)])
def test_a_suspension_ends_with_the_certificate(until: date, refused: bool) -> None:
    assert codes(rules.until_errors(of(), until, LAST - 9 * DAY)) == ([("until", "range")] if refused else [])


def test_the_same_suspension_again_is_refused_and_any_other_moves_it() -> None:
    until = date(2026, 10, 31)
    assert change(of(SUSPENDED), "suspended", "complaint", until=until) == [("until", "duplicate")]
    assert change(of(SUSPENDED), "suspended", "complaint", effective=TODAY + DAY, until=until) == [
        ("until", "duplicate")
    ]
    assert change(of(SUSPENDED), "suspended", "complaint", until=until - DAY) == []
    assert change(of(SUSPENDED), "suspended", "other", until=until) == []
    ahead = entry(7, "suspended", TODAY + 9 * DAY, reason="complaint", until="2026-10-31")
    assert change(of(ahead), "suspended", "complaint", until=until) == []  # it begins earlier now
    assert change(of(SUSPENDED, RESTORED), "suspended", "complaint", until=until) == []


def test_a_suspension_that_lasted_its_six_months_names_no_range_that_cannot_be() -> None:
    for today in (date(2026, 11, 1), date(2027, 2, 5)):
        (error,) = rules.until_errors(of(SUSPENDED), today, today)
        assert (error.field, error.code) == ("until", "range")
        assert "2026-10-31 (6 months) was the longest" in error.message.en
        assert "between" not in error.message.en
    assert change(of(), "suspended", "complaint", LAST, LAST + DAY, LAST + DAY) == [("number", "conflict")]
    assert change(of(SUSPENDED), "suspended", "complaint", LAST, LAST + DAY, LAST) == [("number", "conflict")]


def test_only_a_suspension_has_a_last_day_and_it_must_have_one() -> None:
    assert change(of(), "suspended", "complaint") == [("until", "missing")]
    assert change(of(), "withdrawn", "merged", until=UNTIL) == [("until", "unknown")]
    assert change(of(SUSPENDED), "restored", "cause-removed", until=UNTIL) == [("until", "unknown")]


@pytest.mark.parametrize(
    ("entries", "reason", "today", "refused"),
    [
        ((SUSPENDED,), "suspension-expired", date(2026, 10, 31), True),
        ((SUSPENDED,), "suspension-expired", date(2026, 11, 1), False),
        ((), "suspension-expired", TODAY, True),
        ((SUSPENDED,), "fraud", date(2026, 10, 31), False),
        ((), "fraud", TODAY, False),
    ],
)
def test_a_suspension_has_run_out_on_the_day_after_its_last(
    entries: tuple[LoggedEvent, ...], reason: str, today: date, refused: bool
) -> None:
    assert change(of(*entries), "revoked", reason, today) == ([("reason", "conflict")] if refused else [])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert change(of(REVOKED), "suspended", "x", effective=TODAY - DAY) == [
        ("effective", "range"),
        ("reason", "range"),
        ("until", "missing"),
        ("number", "conflict"),
    ]


def refusal(recorded: datetime | None, now: datetime, confirm: date | None = None) -> str:
    try:
        rules.check_clock(recorded, now, confirm)
    except Refused as refused:
        return refused.code
    return ""


def test_a_clock_lies_neither_behind_the_log_nor_far_ahead_of_it() -> None:
    noon = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert refusal(None, noon) == ""
    assert refusal(noon, noon) == ""
    assert refusal(noon, noon - second) == "clock_behind"
    assert refusal(noon, noon - second, TODAY) == "clock_behind"
    last_moment = datetime(2026, 6, 8, 15, 59, 59, tzinfo=UTC)  # seven Beijing days later
    assert refusal(noon, last_moment) == ""
    assert refusal(noon, last_moment + second) == "clock_gap"
    assert refusal(noon, last_moment + second, date(2026, 6, 9)) == ""
    for other in (date(2026, 6, 8), date(2026, 6, 10)):
        assert refusal(noon, last_moment + second, other) == "clock_gap"
        assert refusal(noon, last_moment, other) == ""


def test_a_refused_batch_names_each_item_and_all_its_errors() -> None:
    wrong = [rules.field_error("until", UNTIL, code, "不行。", "No.") for code in ("range", "missing", "unknown")]
    refused = rules.BatchRefused((rules.RefusedItem("a", tuple(wrong[:2])), rules.RefusedItem("b", tuple(wrong[2:]))))
    assert (refused.code, refused.errors) == ("refused", tuple(wrong))
    assert [item.source for item in refused.items] == ["a", "b"]
    assert "2 item(s)" in refused.words.en
    assert wrong[0].value == "2026-08-31"
