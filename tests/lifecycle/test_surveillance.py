"""Surveillance: each limit of a result on both of its sides, the last one, and since when none is recorded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from certs.lifecycle import surveillance
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.lifecycle.request import Request
from tests.lifecycle.test_record import ISSUE, ISSUED, LAST, entry

DAY = timedelta(days=1)
TODAY = date(2027, 6, 1)
PASSED = entry(7, "surveillance-passed", date(2027, 3, 1), date(2027, 3, 5))
SUSPENDED = entry(8, "suspended", date(2027, 5, 1), reason="complaint", until="2027-10-31")
REVOKED = entry(8, "revoked", date(2027, 5, 1), reason="fraud")


def of(*entries: LoggedEvent) -> Record:
    return fold((ISSUE, *entries))


def refused(record: Record, day: date, today: date = TODAY) -> list[tuple[str, str]]:
    errors = surveillance.result_errors(record, Request(surveillance.PASSED, record.number, effective=day), today)
    assert all(error.message.zh and error.message.en for error in errors)
    return [(error.field, error.code) for error in errors]


@pytest.mark.parametrize(
    ("day", "today", "codes"),
    [
        (TODAY, TODAY, []),
        (TODAY + DAY, TODAY, [("date", "range")]),
        (date(2026, 6, 1), TODAY, []),  # twelve months ago
        (date(2026, 5, 31), TODAY, [("date", "range")]),
        (ISSUED, ISSUED + 30 * DAY, []),
        (ISSUED - DAY, ISSUED + 30 * DAY, [("date", "range")]),
    ],
)
def test_a_result_is_of_a_day_since_the_issue_and_not_long_ago(
    day: date, today: date, codes: list[tuple[str, str]]
) -> None:
    assert refused(of(), day, today) == codes


def test_a_result_is_recorded_once_a_day_and_while_the_certificate_has_not_ended() -> None:
    assert refused(of(PASSED), PASSED.effective) == [("date", "duplicate")]
    assert refused(of(PASSED), PASSED.effective + DAY) == []
    assert refused(of(SUSPENDED), TODAY) == []
    assert refused(of(REVOKED), date(2027, 4, 1)) == [("number", "conflict")]  # it was valid then and has ended since
    assert refused(of(), LAST, LAST + DAY) == [("number", "conflict")]
    assert refused(of(), ISSUED, ISSUED - DAY) == [("number", "conflict")]


def test_the_last_one_counts_from_its_day_on() -> None:
    later = entry(8, "surveillance-passed", date(2026, 12, 1), TODAY)  # recorded after one of a later day
    record = of(PASSED, later)
    assert surveillance.last_passed(record, date(2026, 11, 30)) is None
    assert surveillance.last_passed(record, date(2027, 2, 28)) == date(2026, 12, 1)
    assert surveillance.last_passed(record, TODAY) == PASSED.effective
    assert surveillance.counted_from(of(), TODAY) == ISSUED


def test_that_none_is_recorded_is_said_after_the_longest_time_only() -> None:
    due = surveillance.due_by(ISSUED, LAST)
    assert due is not None
    assert surveillance.none_since(of(), due) is None
    assert surveillance.none_since(of(), due + DAY) == ISSUED
    assert surveillance.none_since(of(PASSED), due + DAY) is None
    assert surveillance.none_since(of(REVOKED), due + 90 * DAY) is None
    # In the last year renewal takes its place: no surveillance is due on a day after the end.
    last = entry(8, "surveillance-passed", LAST - 300 * DAY, LAST - 300 * DAY)
    assert surveillance.due_by(last.effective, LAST) is None
    assert surveillance.none_since(of(last), LAST) is None
