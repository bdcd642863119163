"""A restoration rests on an assessment since the suspension, or on a reason why none is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.casework.aftercare import restoration
from certs.casework.cases import case_moves, case_store
from certs.casework.cases.case_store import Opening
from certs.casework.journal import trail
from certs.casework.journal.journal import Journal
from certs.casework.journal.trail import Paper
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import fold
from certs.lifecycle.request import Remark, Request
from tests.lifecycle.test_record import ISSUE, entry

BEGAN, TODAY = date(2026, 5, 1), date(2026, 6, 1)
SUSPENDED = entry(7, "suspended", BEGAN, reason="complaint", until="2026-10-31")
NUMBER = ISSUE.number


def passed(day: date) -> LoggedEvent:
    return entry(8, "surveillance-passed", day, datetime(2026, 5, 30, tzinfo=UTC).date())


@pytest.fixture
def casework(tmp_path: Path) -> Iterator[sa.Connection]:
    """Lend an empty casework."""
    url = f"sqlite:///{tmp_path / 'casework.db'}"
    Journal.create(url).close()
    with Journal.open(url) as journal, journal.acting() as connection:
        yield connection


def refused(casework: sa.Connection, reason: str, *entries: LoggedEvent, note: str = "") -> list[tuple[str, str]]:
    request = Request("restored", NUMBER, reason, remark=Remark(note, "clerk-01"))
    items = restoration.ungrounded(casework, {NUMBER: fold((ISSUE, *entries))}, [request], TODAY)
    return [(error.field, error.code) for item in items for error in item.errors]


@pytest.mark.parametrize(
    ("reason", "note", "since", "errors"),
    [
        ("assessment-passed", "", None, [("reason", "conflict")]),
        ("assessment-passed", "seen", None, [("reason", "conflict")]),
        ("assessment-passed", "", BEGAN - timedelta(days=1), [("reason", "conflict")]),
        ("assessment-passed", "", BEGAN, []),
        ("cause-removed", "", None, [("note", "missing")]),
        ("cause-removed", "paid", None, []),
        ("suspended-in-error", "", BEGAN, []),
    ],
)
def test_a_surveillance_since_the_suspension_or_a_note(
    casework: sa.Connection, reason: str, note: str, since: date | None, errors: list[tuple[str, str]]
) -> None:
    entries = (SUSPENDED, *((passed(since),) if since else ()))
    assert refused(casework, reason, *entries, note=note) == errors


@pytest.mark.parametrize(
    ("level", "day", "good"), [("four-star", BEGAN, True), ("", TODAY, False), ("four-star", date(2026, 4, 30), False)]
)
def test_an_assessed_case_since_the_suspension_counts_where_it_earned_a_level(
    casework: sa.Connection, level: str, day: date, *, good: bool
) -> None:
    now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    case = case_store.open_case(casework, Opening(case_moves.CHANGE, "甲", "", (), NUMBER), "clerk-01", now)
    paper = Paper(case_store.SCORE, {"level": level})
    trail.append(casework, case.identifier, "assess", ["clerk-01"], [paper], now)
    assert (refused(casework, "assessment-passed", SUSPENDED) == []) == good


def test_what_is_not_suspended_is_for_the_act_to_refuse(casework: sa.Connection) -> None:
    assert refused(casework, "assessment-passed") == []
