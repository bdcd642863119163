"""A main certificate and its sub-certificates are named together: when due, surveyed, found, verified and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from certs.casework.cnca.month import Month
from certs.days import add_months, beijing_day
from scripts.terminal import clock
from tests.documents.sample_papers import plain, read_text
from tests.instances import EXAMPLES, number
from tests.scripts.cases.test_certificate_cases import changed_for
from tests.scripts.command_calls import Desk, Said

MAIN = number(1)
SUB = f"{MAIN}-1"
BEGAN = clock.now()
TODAY = beijing_day(BEGAN)
CLERK = ("--by", "clerk-01")


@dataclass(frozen=True)
class Family:
    """A desk with a main and a sub-certificate, whose clock can be moved."""

    desk: Desk
    monkeypatch: pytest.MonkeyPatch

    def on(self, days: int) -> str:
        now: datetime = BEGAN + timedelta(days=days)
        self.monkeypatch.setattr(clock, "now", lambda: now)
        return beijing_day(now).isoformat()

    def __call__(self, *arguments: str | Path) -> Said:
        said = self.desk(*arguments)
        assert said.code == 0, said
        return said


@pytest.fixture
def family(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Family:
    said = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    text = said.replace("[certificate]", f'[certificate]\nsub_of = "{MAIN}"', 1)
    file = tmp_path / "sub.toml"
    file.write_text(text.replace('name = "家用空调器"', 'name = "燃气灶具"'), encoding="utf-8")
    assert desk.staff.issue(file) == [SUB]
    return Family(desk, monkeypatch)


def test_what_is_due_of_a_main_names_its_subs(family: Family) -> None:
    last = add_months(TODAY, 36) - timedelta(days=1)
    for day, what, words in ((add_months(TODAY, 12), "surveillance", ""), (last, "expiry", "not renewed with it ends")):
        items = {
            each["number"]: each for each in family("due", "--on", day.isoformat(), "--json").json if "number" in each
        }
        assert items.keys() == {MAIN, SUB}, "the sub-certificate has a day of its own"
        assert items[MAIN]["what"] == what
        assert f"sub-certificates (1): {SUB}" in items[MAIN]["words"]["en"]
        assert f"1 张子证书：{SUB}" in items[MAIN]["words"]["zh"]
        assert words in items[MAIN]["words"]["en"]
        assert "sub-certificates" not in items[SUB]["words"]["en"]


def test_who_surveys_the_main_alone_is_told(family: Family) -> None:
    surveil = ("surveil", MAIN, "--date", TODAY.isoformat(), "--result", "passed", *CLERK, "--dry-run")
    assert SUB in family(*surveil).err
    assert "were not named" not in family(surveil[0], MAIN, SUB, *surveil[2:]).err


def test_a_renewal_of_the_main_warns_of_its_subs(family: Family, tmp_path: Path) -> None:
    sheet = changed_for(family.desk, MAIN, tmp_path / "basic.xlsx")
    said = family("case", "open", "--renew", MAIN, sheet, *CLERK)
    assert f"sub-certificates (1): {SUB}" in " ".join(said.err.split())


def test_they_are_found_verified_and_printed_together(family: Family, tmp_path: Path) -> None:
    hits = {each["number"]: each["main"] for each in family("find", "青禾", "--json").json["items"]}
    assert hits == {MAIN: None, SUB: MAIN}
    assert f"sub-certificate of {MAIN}" in " ".join(family("find", "青禾").out.split())
    assert SUB in family("verify", MAIN).out
    assert MAIN in family("verify", SUB).out.replace(SUB, "")
    folder = tmp_path / "paper"
    family("export", SUB, "--to", folder)
    for name, words in (
        ("certificate.pdf", f"{MAIN}（本证书是它的子证书）"),
        ("certificate.en.pdf", f"{MAIN} (this is a sub-certificate of it)"),
    ):
        text = "".join(plain(read_text(folder / name)).split())
        assert "".join(words.split()) in text
        paper = family("verify", folder / name, "--json").json
        assert (paper["overall"], paper["paper"]["differences"]) == ("valid", [])
    family("export", MAIN, "--to", tmp_path / "main")
    assert "子证书" not in plain(read_text(tmp_path / "main" / "certificate.pdf"))


def test_the_report_of_a_month_names_the_main(family: Family, tmp_path: Path) -> None:
    family.on(40)
    family("cnca", "report", "--month", Month.of(TODAY).text, "--to", tmp_path / "month.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "month.xlsx")["证书"]
    heads, *lines = ([cell.value for cell in row] for row in sheet.iter_rows())
    told = {line[0]: (line[heads.index("是否是子证书")], line[heads.index("主认证证书号")]) for line in lines}
    assert told == {MAIN: ("否", None), SUB: ("是", MAIN)}
