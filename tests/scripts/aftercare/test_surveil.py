"""`starmark surveil`: a pass is public and in the trail, a failure in the trail alone; a repetition is refused."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.casework.aftercare import surveillance_results
from certs.casework.aftercare.surveillance_results import Result
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.instance.folder import open_instance
from scripts.terminal import clock
from tests.instances import certificate_file, number
from tests.scripts.command_calls import Desk, entries

NUMBER, SECOND = number(1), number(2)
BEGAN = clock.now()
TODAY = beijing_day(BEGAN)
BY = ("--by", "clerk-01")


@pytest.fixture(autouse=True)
def ten_months_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> date:
    """Two certificates were issued on the day of the test, which lies ten months back."""
    assert desk.staff.issue(certificate_file(desk.staff.home.parent, 2)) == [SECOND]
    return move(monkeypatch, 304)


def move(monkeypatch: pytest.MonkeyPatch, days: int) -> date:
    """Set the clock so many days on."""
    now: datetime = BEGAN + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: now)
    return beijing_day(now)


def survey(desk: Desk, result: str, day: date, *more: str, numbers: tuple[str, ...] = (NUMBER,)) -> Any:
    confirmed = ("--confirm-clock", beijing_day(clock.now()).isoformat())
    return desk.act("surveil", *numbers, "--date", day.isoformat(), "--result", result, *BY, *confirmed, *more)


def kept(desk: Desk, of: str = NUMBER) -> tuple[Result, ...]:
    with Journal.open(open_instance(desk.staff.home).casework_url) as journal, journal.reading() as connection:
        return surveillance_results.results_of(connection, of)


def rows(desk: Desk, table: str) -> int:
    with sqlite3.connect(desk.staff.home / "casework.db") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_pass_is_an_entry_of_the_log_and_a_row_of_the_trail(desk: Desk, ten_months_on: date) -> None:
    day, before = ten_months_on - timedelta(days=20), entries(desk.staff.home)
    assert survey(desk, "passed", day, "--dry-run").json["changed"][0]["effective"] == day.isoformat()
    assert (entries(desk.staff.home), kept(desk)) == (before, ())
    said = survey(desk, "passed", day, "--note", "十月抽查", numbers=(NUMBER, SECOND))
    assert (said.code, [each["type"] for each in said.json["changed"]]) == (0, ["surveillance-passed"] * 2)
    assert entries(desk.staff.home) == before + 2
    assert (kept(desk), kept(desk, SECOND)) == ((Result(NUMBER, day, True),), (Result(SECOND, day, True),))
    assert desk("history", NUMBER, "--json").json["entries"][-1]["type"] == "surveillance-passed"
    again = survey(desk, "passed", day)
    assert (again.code, again.json["refused"][0]["errors"][0]["code"]) == (1, "duplicate")
    assert entries(desk.staff.home) == before + 2
    assert desk("audit").code == 0


def test_a_failure_is_in_the_trail_alone_and_names_what_has_to_follow(desk: Desk, ten_months_on: date) -> None:
    day, log, journal = ten_months_on, entries(desk.staff.home), rows(desk, "decisions")
    preview = ("--date", day.isoformat(), "--result", "failed", *BY, "--confirm-clock", day.isoformat(), "--dry-run")
    shown = desk("surveil", NUMBER, *preview).out
    assert ("\n    starmark suspend NUMBER " in shown, "\ufffd" in shown) == (True, False)
    said = survey(desk, "failed", day)
    assert (said.code, said.json["changed"][0]["status"]) == (0, "valid")
    assert [each["command"].split()[1] for each in said.json["following"]] == ["suspend", "revoke", "reissue"]
    assert (entries(desk.staff.home), rows(desk, "decisions")) == (log, journal)
    assert kept(desk) == (Result(NUMBER, day, False),)
    again = survey(desk, "failed", day)
    assert (again.code, again.json["refused"][0]["errors"][0]["code"]) == (1, "duplicate")
    before, confirmed = (day - timedelta(days=1)).isoformat(), ("--confirm-clock", day.isoformat())
    told = desk("surveil", NUMBER, "--date", before, "--result", "failed", *BY, *confirmed, "--dry-run").out
    assert ("\n    starmark suspend NUMBER" in told, "�" in told) == (True, False)
    mended = survey(desk, "passed", day)  # it was typed wrongly: the trail keeps both
    assert (mended.code, kept(desk)) == (0, (Result(NUMBER, day, False), Result(NUMBER, day, True)))
    assert survey(desk, "failed", day).json["refused"][0]["errors"][0]["code"] == "duplicate"
    assert desk("audit").code == 0


@pytest.mark.parametrize("result", ["passed", "failed"])
@pytest.mark.parametrize(
    ("days", "code"), [(1, "range"), (-305, "range"), (0, "conflict")], ids=["ahead", "before the issue", "ended"]
)
def test_what_cannot_be_recorded_is_refused(desk: Desk, ten_months_on: date, result: str, days: int, code: str) -> None:
    if code == "conflict":
        ended = ("--confirm-clock", ten_months_on.isoformat(), "--yes", *BY)
        assert desk.act("withdraw", NUMBER, "--reason", "merged", *ended).code == 0
    said = survey(desk, result, ten_months_on + timedelta(days=days), numbers=(NUMBER, SECOND))
    assert (said.code, said.json["changed"]) == (1, [])
    assert {error["code"] for each in said.json["refused"] for error in each["errors"]} == {code}
    assert kept(desk) == kept(desk, SECOND) == ()


def test_a_sheet_is_taken_and_what_is_bad_can_be_skipped(desk: Desk, ten_months_on: date, tmp_path: Path) -> None:
    sheet = tmp_path / "visited.csv"
    sheet.write_text(f"证书编号\n{NUMBER}\n{number(9)}\n{SECOND}\n", encoding="utf-8")
    for result in ("failed", "passed"):
        rest = ("--skip-bad", "--refused-to", str(tmp_path / f"{result}.xlsx"))
        said = survey(desk, result, ten_months_on, *rest, numbers=(str(sheet),))
        assert [each["number"] for each in said.json["changed"]] == [NUMBER, SECOND]
        assert (said.code, (tmp_path / f"{result}.xlsx").is_file()) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        (NUMBER, "--result", "passed", *BY),
        (NUMBER, "--date", "2026-01-01", *BY),
        (NUMBER, "--date", "2026-01-01", "--result", "well", *BY),
        (NUMBER, "--date", "2026-01-01", "--result", "passed"),
        (NUMBER, "--date", "2026-01-01", "--result", "passed", *BY, "--by", "clerk-02"),
        ("--date", "2026-01-01", "--result", "passed", *BY),
    ],
)
def test_a_call_that_lacks_something_is_no_call(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert desk.act("surveil", *arguments).code == 64


def test_a_case_no_certificate_has_nothing_to_survey(desk: Desk, ten_months_on: date) -> None:
    said = survey(desk, "passed", ten_months_on, numbers=("A26-00001",))
    assert (said.code, said.json["error"]["code"]) == (1, "case_unknown")
