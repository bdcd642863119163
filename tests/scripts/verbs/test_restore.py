"""`starmark restore` asks what it rests on, and tells what to do where there is nothing."""

from __future__ import annotations

from datetime import timedelta

from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk, entries

NUMBER = number(1)
BY = ("--by", "clerk-01")


def test_a_restoration_needs_an_assessment_or_a_reason(desk: Desk) -> None:
    today = beijing_day(clock.now())
    until = (today + timedelta(days=30)).isoformat()
    assert desk.act("suspend", NUMBER, "--reason", "complaint", "--until", until, *BY).code == 0
    before = entries(desk.staff.home)
    refused = desk.act("restore", NUMBER, "--reason", "assessment-passed", *BY)
    (error,) = refused.json["refused"][0]["errors"]
    assert (refused.code, error["code"]) == (1, "conflict")
    assert f"starmark surveil {NUMBER}" in error["message"]["en"]
    assert desk.act("restore", NUMBER, "--reason", "cause-removed", *BY).code == 1
    assert entries(desk.staff.home) == before
    assert desk.act("surveil", NUMBER, "--date", today.isoformat(), "--result", "passed", *BY).code == 0
    assert desk.act("restore", NUMBER, "--reason", "assessment-passed", *BY).json["changed"][0]["status"] == "valid"
