"""`starmark due`, with the clock moved: what is told, which letters are written and when, and that nothing changes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.days import add_months, beijing_day
from scripts.terminal import clock
from tests.documents.sample_papers import plain, read_text
from tests.instances import number
from tests.scripts.command_calls import Desk, entries

NUMBER = number(1)
BEGAN = clock.now()
TODAY = beijing_day(BEGAN)
YEAR = add_months(TODAY, 12)
DAY = timedelta(days=1)
BY = ("--by", "clerk-01")


def move(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Set the clock to a day."""
    now = BEGAN + (day - TODAY)
    monkeypatch.setattr(clock, "now", lambda: now)


def told(desk: Desk, *more: str) -> list[dict[str, Any]]:
    said = desk("due", "--json", *more)
    assert said.code == 0
    return [each for each in said.json if each["what"] not in {"list", "key", "reporting"}]  # these are the body's


def letters(desk: Desk, folder: Path) -> list[tuple[str, int]]:
    said = desk("due", "--letters", folder, *BY, "--json")
    assert said.code == 0
    assert all(Path(name).is_file() for each in said.json["letters"] for name in each["files"])
    return [(each["what"], each["stage"]) for each in said.json["letters"]]


def test_what_is_due_is_told_as_of_a_day_and_nothing_changes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = entries(desk.staff.home)
    assert told(desk) == []
    (item,) = told(desk, "--on", (YEAR - 10 * DAY).isoformat())
    assert (item["what"], item["number"], item["deadline"], item["days"]) == (
        "surveillance",
        NUMBER,
        YEAR.isoformat(),
        10,
    )
    assert f"starmark surveil {NUMBER}" in item["words"]["en"]
    move(monkeypatch, YEAR + 5 * DAY)
    assert [each["days"] for each in told(desk)] == [-5]
    assert desk("due", "--json").json[0]["what"] == "list", "what harms all comes first"
    table = desk("due").out
    assert "surveillance 1" in table
    assert "�" not in table  # what stands for a sign that a terminal is not given, such as a line break within a text
    last = add_months(TODAY, 36) - DAY
    (ends,) = [each for each in told(desk, "--on", last.isoformat()) if each["what"] == "expiry"]
    assert (ends["days"], f"starmark case open --renew {NUMBER}" in ends["words"]["zh"]) == (0, True)
    assert entries(desk.staff.home) == before
    assert desk("show", NUMBER, "--json").json["status"] == "valid"


def test_each_letter_is_written_once_ninety_thirty_and_seven_days_ahead(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    for days, expected in ((91, []), (90, [90]), (90, []), (31, []), (30, [30]), (20, []), (6, [7]), (0, []), (-1, [])):
        move(monkeypatch, YEAR - days * DAY)
        assert letters(desk, folder) == [("surveillance", stage) for stage in expected], days
    written = sorted(folder.glob("*.pdf"))
    assert len(written) == 6, "three in Chinese, three in English"
    text = plain(read_text(folder / f"{NUMBER}-surveillance-{YEAR}-90.pdf"))
    assert "监督评价提醒函" in text
    assert f"{YEAR.year}年{YEAR.month}月{YEAR.day}日以前" in text
    assert desk("audit").code == 0


def test_a_suspension_that_ends_and_the_end_itself_have_letters_of_their_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    until = TODAY + 40 * DAY
    reason = ("--reason", "requirements-not-met", "--until", until.isoformat())
    assert desk.act("suspend", NUMBER, *reason, *BY).code == 0
    assert letters(desk, tmp_path / "now") == [("suspension", 90)]
    assert "暂停期限将满提醒函" in plain(read_text(tmp_path / "now" / f"{NUMBER}-suspension-{until}-90.pdf"))
    move(monkeypatch, until + DAY)
    assert letters(desk, tmp_path / "now") == [], "after its last day a decision is wanted, not a reminder"
    assert [each["what"] for each in told(desk)] == ["suspension"]
    assert "reporting" in {each["what"] for each in desk("due", "--json").json}, "the month was never reported"


def test_a_disk_that_takes_no_letters_loses_none(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    move(monkeypatch, YEAR - 30 * DAY)
    (tmp_path / "full").write_bytes(b"no folder")
    said = desk("due", "--letters", tmp_path / "full" / "letters", *BY, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "letters_not_written")
    assert letters(desk, tmp_path / "letters") == [("surveillance", 30)]


@pytest.mark.parametrize(
    "arguments", [("--letters", "x"), ("--letters", "x", *BY, "--on", "2026-12-01"), ("--on", "x")]
)
def test_a_call_that_does_not_fit_writes_nothing(desk: Desk, arguments: tuple[str, ...]) -> None:
    assert desk("due", *arguments, "--json").code == 64
