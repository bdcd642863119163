"""Reading forms: what single sheets, drop-downs and laid-out rows mean, on a small form."""

from __future__ import annotations

import io

import openpyxl
import pytest

from certs.casework.sheets.draw_form import draw
from certs.casework.sheets.read_form import read_form
from certs.casework.sheets.sheet_form import Form, form_sheet
from certs.certificate.field_kinds import Kind, row, table
from certs.errors import Words


@table
class Line:
    name: str = row(Kind.TEXT, ("名称", "Name"), ("写全称。", "In full."))
    kind: str = row(Kind.TEXT, ("类别", "Kind"), ("选一种。", "Choose."), default="")


KINDS = {"own": Words("自营", "Own"), "agent": Words("委托", "Agent")}
FORM = Form(
    "样表",
    "starmark case template sample",
    (form_sheet("企业", Line, single=True), form_sheet("网点", Line, {"kind": KINDS}, rows=5, offered=("kind",))),
    ("怎样填写",),
)


def test_rows_that_were_filled_in_come_back_and_laid_out_ones_do_not() -> None:
    data = draw(FORM, {"企业": [{"name": "青禾"}], "网点": [{"name": "东店", "kind": "agent"}, {"kind": "own"}]})
    reading = read_form(data, FORM)
    assert reading.errors == ()
    assert reading.single("企业").values == {"name": "青禾"}
    assert [row.values for row in reading.rows["网点"]] == [{"name": "东店", "kind": "agent"}]
    assert reading.rows["网点"][0].place("kind").path == "网点!B3"
    assert reading.rows["网点"][0].place("remark").path == "网点!A3"


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ({"网点": [{"name": "东店"}]}, ("企业!A3", "missing")),
        ({"企业": [{"name": "青禾"}, {"name": "青苗"}]}, ("企业!A4", "duplicate")),
        ({"企业": [{"kind": "自营"}]}, ("企业!A3", "missing")),
    ],
)
def test_a_sheet_for_one_has_one_row(rows: dict[str, list[dict[str, object]]], error: tuple[str, str]) -> None:
    assert [(e.field, e.code) for e in read_form(draw(FORM, rows), FORM).errors] == [error]


def test_an_error_says_what_may_be_chosen_and_where_the_template_comes_from() -> None:
    book = openpyxl.load_workbook(io.BytesIO(draw(FORM, {"企业": [{"name": "青禾"}]})))
    book["网点"]["A3"], book["网点"]["B3"] = "东店", "加盟"
    del book["企业"]
    buffer = io.BytesIO()
    book.save(buffer)
    told = [error.message.zh for error in read_form(buffer.getvalue(), FORM).errors]
    assert any("starmark case template sample" in words for words in told)
    assert any("可填：自营、委托" in words for words in told)
