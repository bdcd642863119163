"""Months that are not reported stay due for years, until they are reported or waived; the trail keeps which are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from certs.casework.cnca import month_marks
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal
from certs.days import beijing_day, parse_instant
from certs.instance.folder import open_instance
from certs.register.store.reader import open_reader
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk, entries

CLERK = ("--by", "clerk-01")
WAIVE = ("cnca", "waive", "--json", *CLERK)


@pytest.fixture
def late(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Month, str]:
    """The month of the certificate of the instance, and a day half a year later, to which the clock is set."""
    (issue,) = desk("history", number(1), "--json").json["entries"]
    month = following = Month.of(beijing_day(parse_instant(issue["recorded"])))
    for _ in range(6):
        following = following.after
    now = datetime(following.first.year, following.first.month, 5, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    return month, beijing_day(now).isoformat()


def waiting(desk: Desk) -> list[dict[str, Any]]:
    return [each for each in desk("due", "--json").json if each["what"] == "reporting"]


def settled(desk: Desk, **changes: int) -> frozenset[Month]:
    """Return what counts as settled; `changes` are of the log as it is asked about."""
    place = open_instance(desk.staff.home)
    reader = open_reader(place.register_url)
    with reader.view() as view, Journal.open(place.casework_url) as journal, journal.reading() as casework:
        asked: Any = SimpleNamespace(**{"size": view.size, "trust": view.trust, **changes})
        months = month_marks.settled(casework, asked)
    reader.close()
    return months


def test_a_month_is_due_for_as_long_as_it_is_not_reported(desk: Desk, late: tuple[Month, str], tmp_path: Path) -> None:
    month, today = late
    (item,) = waiting(desk)
    assert (item["deadline"], f"--month {month.text} " in item["words"]["en"]) == (month.deadline.isoformat(), True)
    call = ("cnca", "report", "--month", month.text, "--to", tmp_path / "month.xlsx", "--confirm-clock", today)
    assert desk.act(*call).code == 0
    assert len(waiting(desk)) == 1, "a file alone reports nothing"
    assert desk.act(*call, *CLERK).code == 0
    assert waiting(desk) == []
    assert month in settled(desk)
    assert settled(desk, size=1) == frozenset(), "of a shorter log it says nothing"
    assert desk("audit", "--json").json["differences"] == []


def test_a_month_is_waived_with_the_reason_and_once(desk: Desk, late: tuple[Month, str]) -> None:
    month, before = late[0], entries(desk.staff.home)
    said = desk(*WAIVE, "--month", month.text, "--reason", "old-system")
    assert (said.code, said.json) == (0, {"waived": [{"month": month.text, "certificates": 1}]})
    assert (waiting(desk), entries(desk.staff.home)) == ([], before)
    for text in (month.text, month.after.text, Month.of(beijing_day(clock.now())).text):
        again = desk(*WAIVE, "--month", text, "--reason", "old-system")
        assert (again.code, again.json["error"]["code"]) == (1, "month_not_open")
    assert desk("audit", "--json").json["differences"] == []


@pytest.mark.parametrize(
    "arguments", [("--month", "2026-13", "--reason", "x"), ("--reason", "x"), ("--month", "2026-11")]
)
def test_a_month_and_a_reason_are_needed(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert desk(*WAIVE, *arguments).code == 64
