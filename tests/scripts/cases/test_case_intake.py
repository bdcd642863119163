"""From the basic data sheet to the plan: opened, answered, planned, shown; and what is refused on the way."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from certs.days import BEIJING, beijing_day, parse_instant
from scripts.demo.demo_firms import sample_uscc
from scripts.terminal import clock
from tests.documents.sample_papers import plain, read_text
from tests.instances import EXAMPLES
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk, assert_clear

BY = ("--by", "clerk-01")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return forms.saved(forms.basic(), tmp_path / "basic.xlsx")


@pytest.fixture
def case(desk: Desk, sheet: Path) -> str:
    """A case that was opened."""
    return str(desk("case", "open", sheet, *BY, "--json").json["case"])


def plan(desk: Desk, case: str, to: Path, *rows: dict[str, Any]) -> Path:
    """Write the plan of a case as staff would fill it in."""
    assert desk("case", "template", "plan", "--case", case, "--to", to).code == 0
    book = openpyxl.load_workbook(to)
    for number, row in enumerate(rows, 2):
        for column, head in enumerate(("日期", "工作", "场所", "审查员工号", "备注"), 1):
            book["计划"].cell(number, column).value = row.get(head)
    book.save(to)
    return to


def visit(day: object, site: str = "总部", people: str = "assessor-07", work: str = "现场评价") -> dict[str, Any]:
    return {"日期": day, "工作": work, "场所": site, "审查员工号": people}


def test_a_case_is_opened_answered_planned_and_shown(desk: Desk, case: str, tmp_path: Path) -> None:
    assert case == f"A{beijing_day(clock.now()):%y}-00001"
    shown = desk("case", "show", f"{case.lower().replace('-', '－')} ", "--json").json
    assert shown["state"] == "received"
    assert {"licence", "contracts"} <= {each["code"] for each in shown["missing"]}
    assert [each["code"] for each in shown["next"]] == ["evidence", "accept", "refuse"]
    assert desk("case", "accept", case, *BY, "--json").json == {"case": case, "state": "accepted"}
    file = plan(desk, case, tmp_path / "plan.xlsx", visit("2026年12月1日"), visit("2026-12-03", "杭州网点"))
    assert desk("case", "plan", case, file, *BY, "--json").json["state"] == "planned"
    shown = desk("case", "show", case, "--json").json
    assert [row["act"] for row in shown["trail"]] == ["open", "accept", "plan"]
    assert shown["deadline"] == "2026-12-03"
    assert forms.CONTACT_NAME not in str(shown)
    assert desk("case", "list", "--json").json["cases"][0]["case"] == case
    assert desk("audit").code == 0
    listed = desk("case", "list", lang="zh").out
    assert "已排计划" in listed
    assert str(forms.COMPANY["组织名称"]) in listed


def test_what_is_late_is_said(desk: Desk, case: str, tmp_path: Path) -> None:
    yesterday = beijing_day(clock.now()) - timedelta(days=1)
    desk("case", "accept", case, *BY)
    file = plan(desk, case, tmp_path / "plan.xlsx", visit(yesterday))
    assert desk("case", "plan", case, file, *BY).code == 0
    assert [each["code"] for each in desk("case", "show", case, "--json").json["overdue"]] == ["assess"]
    assert desk("case", "list", "--json").json["cases"][0]["overdue"] is True


def test_a_refused_case_is_closed_with_its_reasons(desk: Desk, case: str) -> None:
    assert_clear(desk("case", "refuse", case, *BY), 64)
    assert desk("case", "refuse", case, "--reason", "不在认证范围内", *BY).code == 0
    assert desk("case", "close", case, "--reason", "不受理", *BY).code == 0
    shown = desk("case", "show", case, "--json").json
    rows = shown["trail"]
    assert [(row["act"], row["reason"]) for row in rows[1:]] == [("refuse", "不在认证范围内"), ("close", "不受理")]
    told = desk("case", "show", case, lang="zh").out
    opened = parse_instant(shown["opened"]).astimezone(BEIJING)
    assert ("北京时间" in told, f"{opened:%Y-%m-%d %H:%M} " in told) == (True, True)
    assert "已办结（不受理）" in desk("case", "list", lang="zh").out


def test_who_is_not_accepted_is_told_by_letter(desk: Desk, case: str, tmp_path: Path) -> None:
    to = tmp_path / "no.pdf"
    assert_clear(desk("case", "accept", case, "--letter", to, *BY), 64)
    assert desk("case", "refuse", case, "--reason", "不在认证范围内", "--letter", to, *BY).code == 0
    written = plain(read_text(to))
    for words in ("不予受理通知书", "不在认证范围内", str(forms.COMPANY["组织名称"]), case, "30日内", "向本机构申诉"):
        assert plain(words) in written, words
    assert forms.CONTACT_NAME not in written


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("open", "SHEET", *BY), 1, "has a running case"),
        (("open", "SHEET"), 64, "--by"),
        (("open", "none.xlsx", *BY), 1, "none.xlsx"),
        (("accept", "A26-99999", *BY), 1, "no case A26-99999"),
        (("accept", "99926SC00001R0M", *BY), 1, "no id of a case"),
        (("accept", "CASE", "--by", "clerk-01", "--by", "clerk-02"), 64, "one staff code"),
        (("plan", "CASE", "SHEET", *BY), 1, "cannot be done"),
        (("close", "CASE", *BY), 64, "--reason"),
        (("template", "plan", "--to", "x.xlsx"), 64, "--case"),
        (("template", "basic", "--to", "SHEET"), 1, "exists already"),
        (("template", "basic"), 64, "--to"),
        (("assess-it", "CASE"), 64, "assess-it"),
    ],
)
def test_what_is_refused(desk: Desk, case: str, sheet: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    here = {"SHEET": str(sheet), "CASE": case}
    said = desk("case", *(here.get(each, each) for each in arguments))
    assert said.code == code, said
    assert words in " ".join(said.err.split())
    assert len(desk("case", "show", case, "--json").json["trail"]) == 1


def test_a_bad_sheet_opens_nothing_and_leaves_a_marked_copy(desk: Desk, tmp_path: Path) -> None:
    book = forms.basic({**forms.COMPANY, "统一社会信用代码": "9100", "联系人": "无"})
    said = desk("case", "open", forms.saved(book, tmp_path / "bad.xlsx"), *BY, "--json")
    assert said.code == 1
    assert {error["field"] for error in said.json["errors"]} == {"company.uscc", "company.contact"}
    assert openpyxl.load_workbook(tmp_path / "bad-marked.xlsx")["企业"]["B4"].comment is not None
    assert desk("case", "list", "--json").json == {"cases": []}


def planned_people(desk: Desk) -> list[str]:
    """Who the newest plan names, as the casework keeps it."""
    with sqlite3.connect(desk.staff.home / "casework.db") as connection:
        ((body,),) = connection.execute("SELECT body FROM papers WHERE kind = 'plan' ORDER BY entry DESC LIMIT 1")
    people: list[str] = json.loads(body)["visits"][0]["people"]
    return people


def test_several_codes_in_a_cell_are_parted_by_any_comma(desk: Desk, case: str, tmp_path: Path) -> None:
    desk("case", "accept", case, *BY)
    for people in ("assessor-07，ａｓｓｅｓｓｏｒ-08", "assessor-07、assessor-08", "assessor-07; assessor-08"):
        file = plan(desk, case, tmp_path / f"{ord(people[11])}.xlsx", visit("2026-12-01", people=people))
        assert desk("case", "plan", case, file, *BY).code == 0, people
        assert planned_people(desk) == ["assessor-07", "assessor-08"], people


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (visit("12月"), "计划!A2"),
        (visit("2026-12-01", "上海网点"), "计划!C2"),
        (visit("2026-12-01", ""), "计划!C2"),
        (visit("2026-12-01", people="张三"), "计划!D2"),
        (visit("2026-12-01", people="assessor-08"), "计划!D2"),
        (visit("2026-12-01", people="clerk-01"), "计划!D2"),
        (visit("2026-12-01", people="assessor-07 assessor-07"), "计划!D2（审查员工号）第 1 项：一格里写几个工号的"),
        (visit("2100-01-01"), "计划!D2"),
        (visit("2026-12-01", work="远程评价"), "计划!B2"),
        (visit("2026-12-01", work="暗访"), "“计划”表"),
    ],
)
def test_a_bad_plan_is_told_by_its_cells(
    desk: Desk, case: str, tmp_path: Path, row: dict[str, Any], place: str
) -> None:
    desk("staff", "add", "clerk-01", "--role", "clerk", *BY)
    registered = ("--role", "assessor", "--registration", "F-1", "--until", "2099-12-31")
    desk("staff", "add", "assessor-07", *registered, *BY)
    desk("case", "accept", case, *BY)
    file = plan(desk, case, tmp_path / "plan.xlsx", row)
    said = desk("case", "plan", case, file, *BY, "--json")
    assert said.code == 1
    assert any(error["message"]["zh"].startswith(place) for error in said.json["errors"]), said.out


def test_two_people_at_once_lose_nothing(desk: Desk, tmp_path: Path) -> None:
    files = [
        forms.saved(
            forms.basic(
                {**forms.COMPANY, "组织名称": f"样例{n}有限公司", "统一社会信用代码": sample_uscc(700_100 + n)}
            ),
            tmp_path / f"{n}.xlsx",
        )
        for n in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda file: desk.staff.run("case", "open", file, *BY), files))
    cases = desk("case", "list", "--json").json["cases"]
    assert [each["case"][-1] for each in cases] == ["4", "3", "2", "1"]
    assert desk("audit").code == 0


def test_the_trail_breaks_when_a_row_is_changed(desk: Desk, case: str) -> None:
    desk("case", "accept", case, *BY)
    with sqlite3.connect(desk.staff.home / "casework.db") as connection:
        connection.execute("UPDATE trail SET by_codes = '[\"clerk-02\"]' WHERE id = 2")
    found = desk("audit", "--json")
    assert found.code == 1
    assert [each["row"] for each in found.json["differences"]] == ["id=2"]


def test_a_body_can_have_certificates_issued_from_cases_alone(desk: Desk, tmp_path: Path) -> None:
    settings = desk.staff.home / "starmark.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("in_force = ", "cases_only = true\nin_force = "), "utf-8")
    for more in ((), ("--dry-run",)):
        assert_clear(desk("issue", EXAMPLES / "certificate.toml", *BY, *more), 1)
    refused = desk("issue", EXAMPLES / "certificate.toml", "--dry-run", *BY, "--json")
    assert refused.json["error"]["code"] == "cases_only"
    assert desk("issue", "--template", tmp_path / "sheet.xlsx").code == 0
