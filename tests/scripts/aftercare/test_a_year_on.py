"""The handbook of the years after the issue is typed, command by command, with the clock moved a year on."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from certs.days import add_months, beijing_day
from scripts.terminal import clock
from tests.instances import certificate_file, number
from tests.scripts.command_calls import Desk, Said
from tests.site.built_pages import CHINESE, ENGLISH
from tests.site.page_commands import commands

BEGAN = clock.now()
YEAR = add_months(beijing_day(BEGAN), 12)
NOW = YEAR - timedelta(days=5)  # when the first surveillance is nearly due
DAYS = {
    "2027-11-20": NOW - timedelta(days=3),
    "2027-11-21": NOW - timedelta(days=2),
    "2027-11-23": NOW,
    "2028-02-01": NOW + timedelta(days=60),
    "2028-01-31": NOW + timedelta(days=80),
}


def typed(desk: Desk, folder: Path, text: str) -> Said:
    """Type a line of the page: its numbers and days are those of the test."""
    text = re.sub(r"99926SC0000(\d)R0M", lambda match: number(int(match[1])), text)
    for written, day in DAYS.items():
        text = text.replace(written, day.isoformat())
    words = shlex.split(text.replace(" reminders ", f" {folder / 'reminders'} "))[1:]
    if words[0] == "due":
        return desk(*words)
    return desk(*words, "--passphrase-file", desk.staff.passphrase_file, "--confirm-clock", NOW.isoformat())


@pytest.mark.parametrize("site", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_the_page_is_typed_a_year_on(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Path) -> None:
    desk.staff.issue(certificate_file(tmp_path, 2))
    now = BEGAN + (NOW - beijing_day(BEGAN))
    monkeypatch.setattr(clock, "now", lambda: now)
    page = (site / "staff" / "aftercare.md").read_text(encoding="utf-8")
    yearly = re.split(r"^## (?:投诉|Complaints)", page, flags=re.MULTILINE)[0]  # the rest has a test of its own
    for command in commands(yearly):
        if command.text.startswith("starmark"):  # the rest is for the settings
            said = typed(desk, tmp_path, command.text)
            assert said.code == command.code, (command, said)
    assert len(list((tmp_path / "reminders").glob("*-surveillance-*-7*.pdf"))) == 4, "two firms, in both languages"
    shown = {serial: desk("show", number(serial), "--json").json["status"] for serial in (1, 2)}
    assert shown == {1: "valid", 2: "valid"}
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=400))
    late = [each for each in desk("due", "--json").json if each["what"] == "surveillance"]
    assert [(each["number"], each["days"] < 0) for each in late] == [(number(1), True), (number(2), True)]
    assert desk("show", number(1), "--json").json["status"] == "valid", "nothing becomes invalid by itself"
