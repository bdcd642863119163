"""An appeal names the decision, and whoever took that decision has no say in its answer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scripts.terminal import clock
from tests.instances import number
from tests.scripts.aftercare.test_complaint import BY, FREE, answer, letter, opened, text_of, until
from tests.scripts.command_calls import Desk

NUMBER = number(1)
DISMISSED = ("--result", "dismissed", "--reason", "现场记录与决定相符")


def test_an_appeal_against_a_suspension(desk: Desk, tmp_path: Path) -> None:
    desk.act("suspend", NUMBER, "--reason", "mark-misuse", "--until", until(), "--by", "clerk-05")
    suspended = desk("history", NUMBER, "--json").json["entries"][-1]["position"]
    said = opened(desk, NUMBER, letter(tmp_path), verb="appeal")
    assert said["decision"] == "suspension"  # the only one but the level
    case = said["case"]
    assert desk("case", "show", case, "--json").json["about"]["entry"] == suspended
    desk("case", "accept", case, "--letter", tmp_path / "to.pdf", *BY)
    assert "申诉期间，原来的决定继续执行" in text_of(tmp_path / "to.pdf")
    assert answer(desk, case, *DISMISSED, "--by", "CLERK-05").json["error"]["code"] == "decider_involved"
    done = answer(desk, case, *DISMISSED, *FREE, "--letter", tmp_path / "answer.pdf")
    assert (done.json["state"], done.json["following"]) == ("decided", [])
    assert "维持原来的决定" in text_of(tmp_path / "answer.pdf")
    again = opened(desk, case, letter(tmp_path), verb="appeal")  # against that answer, by whom it was not given
    assert again["decision"] == "answer"
    desk("case", "accept", again["case"], *BY)
    assert answer(desk, again["case"], *DISMISSED, *FREE).code == 1
    assert answer(desk, again["case"], "--result", "upheld", "--reason", "重查", "--by", "reviewer-10").code == 0
    assert desk("show", NUMBER, "--json").json["status"] == "suspended"


def test_the_same_appeal_opens_one_case(desk: Desk, tmp_path: Path) -> None:
    desk.act("suspend", NUMBER, "--reason", "mark-misuse", "--until", until(), "--by", "clerk-05")
    opened(desk, NUMBER, letter(tmp_path), verb="appeal")
    again = desk("appeal", NUMBER, letter(tmp_path), *BY, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "letter_twice")
    level = opened(desk, NUMBER, letter(tmp_path), "--against", "level", verb="appeal")
    assert level["decision"] == "level", "another decision is another appeal"


def test_what_was_decided_later_bars_nobody(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = opened(desk, NUMBER, letter(tmp_path), verb="appeal")["case"]
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    desk.act("suspend", NUMBER, "--reason", "complaint", "--until", until(), "--by", "reviewer-09")
    desk("case", "accept", case, *BY)
    done = answer(desk, case, "--result", "upheld", "--reason", "计分有误", *FREE)
    assert (done.code, done.json["following"][0]["command"].split()[1]) == (0, "reissue")


def test_a_decision_that_was_not_taken_cannot_be_appealed(desk: Desk, tmp_path: Path) -> None:
    said = desk("appeal", NUMBER, letter(tmp_path), "--against", "revocation", *BY, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "appeal_decision")
    assert desk("appeal", "body", letter(tmp_path), *BY).code == 1
    desk.act("suspend", NUMBER, "--reason", "mark-misuse", "--until", until(), "--by", "clerk-05")
    desk.act("revoke", NUMBER, "--reason", "mark-misuse", "--by", "clerk-05", "--by", "clerk-06", "--yes")
    several = desk("appeal", NUMBER, letter(tmp_path), *BY, "--json")
    assert (several.code, several.json["error"]["code"]) == (64, "missing_option")
    assert opened(desk, NUMBER, letter(tmp_path), "--against", "revocation", verb="appeal")["decision"] == "revocation"
