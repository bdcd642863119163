"""Cases of sub-certificates: led under their main, held to its level early, and renewed after it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from certs.days import beijing_day
from scripts.terminal import clock
from tests import instances
from tests.instances import Staff
from tests.scripts.cases import filled_forms as forms
from tests.scripts.cases.led_case import BY_TWO, CLERK, Led, assessed, listed, plan, scored
from tests.scripts.command_calls import Desk

GRANT = ("--result", "grant", *BY_TWO)


def in_days(days: int) -> str:
    """A day from today."""
    return (beijing_day(clock.now()) + timedelta(days=days)).isoformat()


def opened(staff: Staff, folder: Path, *about: str | Path) -> Led:
    """Open a case."""
    return Led(staff, json.loads(staff.run("case", "open", *about, *CLERK, "--json"))["case"], folder)


def sheet_of(folder: Path, *products: str) -> Path:
    """Write the basic data sheet for some products."""
    folder.mkdir(exist_ok=True)
    return forms.saved(forms.basic(products=products), folder / "basic.xlsx")


@pytest.fixture(scope="module")
def family_once(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> tuple[Staff, str, str]:
    """A body whose first case led to a main with four stars, and its second to a sub-certificate of it."""
    folder = tmp_path_factory.mktemp("family")
    staff = instances.copied(first_instance, folder)
    listed(staff)
    main = Led(staff, "", folder / "main")
    main = opened(staff, main.folder, sheet_of(main.folder, *forms.PRODUCTS))
    assessed(main)
    main.do("decide", *GRANT)
    number = staff.act("case", "issue", main.case, *CLERK, "--yes")["issued"][0]["number"]
    below = folder / "sub"
    sub = opened(staff, below, sheet_of(below, "家用燃气灶"), "--sub-of", number.lower())
    assessed(sub)
    assert sub.show()["main"] == number
    sub.do("decide", *GRANT)
    issued = staff.act("case", "issue", sub.case, *CLERK, "--yes")["issued"][0]["number"]
    return staff, number, issued


@pytest.fixture
def family(family_once: tuple[Staff, str, str], tmp_path: Path) -> tuple[Staff, str, str]:
    """A copy of it: staff, the number of the main, that of the sub-certificate."""
    staff, main, sub = family_once
    return instances.copied(staff, tmp_path), main, sub


def test_a_case_leads_to_a_sub_certificate_under_its_main(family: tuple[Staff, str, str], tmp_path: Path) -> None:
    staff, main, sub = family
    assert sub == f"{main}-1"
    first = opened(staff, tmp_path, sheet_of(tmp_path / "a", "家用灶具"), "--sub-of", main)
    twice = staff.run("case", "open", tmp_path / "a" / "basic.xlsx", "--sub-of", main, *CLERK, "--json", code=1)
    assert first.case in twice
    second = opened(staff, tmp_path, sheet_of(tmp_path / "b", "家用消毒柜"), "--sub-of", main)
    assert first.case != second.case, "a firm may apply for several at once"


def test_the_level_is_held_to_that_of_the_main_at_the_decision(family: tuple[Staff, str, str], tmp_path: Path) -> None:
    staff, main, _ = family
    led = opened(staff, tmp_path, sheet_of(tmp_path / "a", "家用灶具"), "--sub-of", main)
    led.do("accept", *CLERK)
    led.do("plan", plan(led), *CLERK)
    led.do("assess", *scored(staff, led.case, tmp_path / "scores"), *CLERK)
    assert led.show()["level"] == "five-star"
    assert "case_level" in led.do("decide", *GRANT, "--json", code=1)
    assert led.show()["state"] == "assessed", "nothing was recorded"
    led.do("decide", "--result", "grant-lower", "--level", "four-star", *BY_TWO)
    assert staff.act("case", "issue", led.case, *CLERK, "--yes")["issued"][0]["number"] == f"{main}-2"


def test_the_main_is_looked_at_before_a_case_is_opened(family: tuple[Staff, str, str], tmp_path: Path) -> None:
    staff, main, sub = family
    sheet = sheet_of(tmp_path / "a", "家用灶具")
    before = len(json.loads(staff.run("case", "list", "--json"))["cases"])
    assert "case_main" in staff.run("case", "open", sheet, "--sub-of", sub, *CLERK, "--json", code=1)
    staff.run("case", "open", sheet, "--sub-of", "99926SC09999R0M", *CLERK, code=1)
    staff.run("case", "open", "--renew", sub, "--sub-of", main, *CLERK, code=64)
    staff.act("suspend", main, "--reason", "complaint", "--until", in_days(20), "--by", "clerk-01")
    assert "case_main" in staff.run("case", "open", sheet, "--sub-of", main, *CLERK, "--json", code=1)
    assert len(json.loads(staff.run("case", "list", "--json"))["cases"]) == before


def test_a_level_that_is_shared_does_not_change_by_a_case_of_one(
    family: tuple[Staff, str, str], tmp_path: Path
) -> None:
    staff, main, sub = family
    for number in (main, sub):
        assert "case_level" in staff.run("case", "open", "--change", number, *CLERK, "--json", code=1)
    file = tmp_path / "wider.xlsx"
    staff.run("case", "template", "basic", "--number", main, "--to", file)
    book = openpyxl.load_workbook(file)
    book["产品"].cell(2 + len(forms.PRODUCTS), 1).value = "家用消毒柜"
    led = opened(staff, tmp_path, "--change", main, forms.saved(book, file))
    led.do("accept", *CLERK)
    led.do("plan", plan(led), *CLERK)
    led.do("assess", *scored(staff, led.case, tmp_path / "scores"), *CLERK)
    assert "case_level" in led.do("decide", *GRANT, "--json", code=1)
    led.do("decide", "--result", "grant-lower", "--level", "four-star", *BY_TWO)
    answer = staff.act("case", "issue", led.case, *CLERK, "--yes")
    assert (answer["issued"] or answer["changed"])[0]["number"] == main


def test_who_recorded_a_surveillance_does_not_decide_on_what_follows(
    family: tuple[Staff, str, str], tmp_path: Path
) -> None:
    staff, main, sub = family
    staff.run("surveil", sub, "--date", in_days(0), "--result", "failed", "--by", "decider-02")
    led = opened(staff, tmp_path, "--revoke", sub, "--reason", "requirements-lost")
    assert "decider_assessed" in led.do("decide", "--result", "revoke", *BY_TWO, "--json", code=1)
    staff.run("staff", "add", "decider-03", "--role", "decider", *CLERK)
    led.do("decide", "--result", "revoke", "--by", "decider-01", "--by", "decider-03")
    other = opened(staff, tmp_path, "--revoke", main, "--reason", "requirements-lost")
    other.do("decide", "--result", "revoke", *BY_TWO)  # of this one she recorded none


@dataclass(frozen=True, slots=True)
class InProcess(Staff):
    """Staff whose commands run within the test, by the clock that it sets."""

    desk: Desk

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """Run one command."""
        said = self.desk(*arguments)
        assert said.code == code, said
        return said.out


def test_a_sub_certificate_that_ended_with_its_main_is_renewed_under_the_next(
    family: tuple[Staff, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied, main, sub = family
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    staff = InProcess(copied.home, copied.passphrase_file, Desk(copied, capsys))

    def renewed(number: str) -> str:
        led = opened(staff, tmp_path / number, "--renew", number)
        led.folder.mkdir()
        assert led.show()["main"] is None, "its number says whose it is"
        assessed(led)
        led.do("decide", *GRANT)
        return str(staff.act("case", "issue", led.case, *CLERK, "--yes")["issued"][0]["number"])

    successor = renewed(main)
    assert json.loads(staff.run("show", sub, "--json"))["status"] == "withdrawn"
    assert renewed(sub) == f"{successor}-1"
    assert json.loads(staff.run("audit", "--json"))["differences"] == []
