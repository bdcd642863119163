"""Directory and notices as files: the public fields, no formula, in parts where they are long."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from certs import limits
from certs.certificate.fields import Holder
from tests.register.founded_register import draft, founded, uscc
from tests.verify.sample_service import World
from verify.lists.table_files import TableFile, _csv, _xlsx

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1+1", "＋1", "\u200b=1", "=cmd|'/C calc'!A0", "\r=1"]


def cells(data: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = list(book.active.iter_rows())
    assert {cell.data_type for row in rows for cell in row} <= {"s", "inlineStr", "n"}  # "n" has no content
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in rows]


def lines(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    table = TableFile("x", [[text]], [text], [[text, "青禾"]])
    assert [cell.strip().lstrip("\u200b") for row in cells(_xlsx(table)) for cell in row if cell.strip()] != []
    for row in lines(_csv(table)):
        assert row[0] == "'" + text


@pytest.mark.parametrize("text", ["青禾（样例）公司", "3-1号", "a=b", "007"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    table = TableFile("x", [], ["h"], [[text]])
    assert cells(_xlsx(table))[1][0] == text
    assert lines(_csv(table))[1][0] == text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_both_files_have_what_the_page_lists(client: FlaskClient, world: World, prefix: str) -> None:
    query = "status=suspended,revoked&q=青禾样例"
    sheets = {kind: client.get(f"{prefix}/directory/list.{kind}?{query}") for kind in ("xlsx", "csv")}
    for kind, answer in sheets.items():
        assert answer.status_code == 200
        name = answer.headers["Content-Disposition"]
        assert name == f'attachment; filename="directory-suspended-revoked-2026-12-10.{kind}"'
    table = lines(sheets["csv"].data)
    padded = [row + [""] * (10 - len(row)) for row in table]
    assert [row + [""] * (10 - len(row)) for row in cells(sheets["xlsx"].data)] == padded
    head = next(place for place, row in enumerate(table) if len(row) == 10)
    assert {row[3] for row in table[head + 1 :]} == {
        world.numbers[name] for name in ("suspended", "overdue", "revoked")
    }
    above = "\n".join(",".join(row) for row in table[:head])
    assert ("status = suspended,revoked" in above, "q = 青禾样例" in above) == (True, True)
    assert table[head + 1][9].startswith(f"https://cert.example.cn{prefix}/c/")


def test_the_notices_as_files(client: FlaskClient, world: World) -> None:
    table = lines(client.get("/notices/list.csv").data)
    told = {(row[3], row[2]) for row in table if len(row) == 9}
    assert (world.numbers["revoked"], "撤销") in told
    assert len(told) == 6  # the heads and five acts
    assert len(cells(client.get("/en/notices/list.xlsx").data)) == len(table)


def test_a_long_list_goes_on_in_the_next_file(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TABLE_ROWS", 10)
    monkeypatch.setattr(limits, "PAGE_MOST", 10)
    numbers: list[str] = []
    address = "/directory/list.csv"
    for _ in range(9):
        table = lines(client.get(address).data)
        numbers += [row[3] for row in table if len(row) == 10][1:]
        onward = [row[1] for row in table if row[0].startswith("没有列完")]
        if not onward:
            break
        address = onward[0].removeprefix("https://cert.example.cn")
    whole = client.get("/api/v1/certificates?status=valid,suspended&limit=10").get_json()
    assert len(numbers) == len(set(numbers)) == 39
    assert [item["number"] for item in whole["items"]] == numbers[:10]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_cannot_be_asked_is_refused(client: FlaskClient, kind: str) -> None:
    for query in ("status=x", "after=x", "valid_on=x", "after=" + "9" * 500):
        assert client.get(f"/directory/list.{kind}?{query}").status_code == 400
    assert client.get(f"/notices/list.{kind}?after=x").status_code == 400


def test_hostile_names_come_back_as_text(tmp_path: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    name = '=HYPERLINK("http://x","点")（样例）公司'
    number = register.issue(replace(draft(1), holder=Holder(name, uscc(1), "样例省样例市 1 号")))[0].number
    register.change("revoked", number, "fraud")
    app = World(register, now=register.now).app()
    client = app.test_client()
    for path in ("/directory/list", "/notices/list"):
        status = "?status=all" if "directory" in path else ""
        assert any(row[0] == name for row in cells(client.get(f"{path}.xlsx{status}").data))
        assert any(row[0] == "'" + name for row in lines(client.get(f"{path}.csv{status}").data))
    register.close()
