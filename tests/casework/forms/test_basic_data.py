"""A form comes back from people: taken where its meaning is certain, else refused with each cell, all at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import BASIC, read_basic_data
from certs.casework.sheets.draw_form import draw
from certs.casework.sheets.marked_sheet import marked_copy
from certs.certificate.reading.refused_input import FileRefused
from tests.scripts.cases.filled_forms import COMPANY, CONTACT_NAME, PRODUCTS, basic

TODAY = date(2026, 11, 29)


def data_of(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(book: Any) -> tuple[Application | None, list[str]]:
    application, findings = read_basic_data(data_of(book), TODAY)
    return application, [error.message.zh.partition("（")[0].partition("：")[0] for error in findings.errors]


def test_the_template_is_the_same_bytes_each_time_and_empty_it_names_each_required_field() -> None:
    assert draw(BASIC) == draw(BASIC)
    application, places = read(openpyxl.load_workbook(io.BytesIO(draw(BASIC))))
    assert application is None
    assert [place for place in places if place.startswith("企业!B")] == [
        f"企业!B{row}" for row in (8, 9, 11, 14, 16, 2, 4, 5, 7)
    ]


def test_a_filled_sheet_is_an_application() -> None:
    application, places = read(basic(patrols="否"))
    assert places == []
    assert application is not None
    assert application.products == PRODUCTS
    assert application.content["certificate"]["headcount"] == 320
    assert application.facts["held"][0]["until"] == "2027-05-31"
    assert application.facts["sites"][2]["kind"] == "委托网点"
    assert [code for code, applies in application.applies.items() if not applies] == ["patrols"]
    assert application.contact["contact"] == CONTACT_NAME
    assert CONTACT_NAME not in str(application.to_json())


def _moved_columns(book: Any) -> None:
    book["产品"].insert_cols(1, 2)
    book["企业"].insert_cols(1)
    book["企业"].insert_rows(1, 2)
    book["企业"].cell(1, 1, "企业基本信息表")


def _other_titles(book: Any) -> None:
    book["产品"].title = "产 品"
    book["说明"].cell(40, 1, "我们自己的话")


def _dated(book: Any) -> None:
    book["证书"].cell(2, 4).value = 46538  # a day as Excel keeps it


def _merged_title(book: Any) -> None:
    book["场所"].insert_rows(1)
    book["场所"]["A1"] = "场所一览"
    book["场所"].merge_cells("A1:E1")


def _english_heads(book: Any) -> None:
    for sheet, heads in (("证书", _HELD), ("企业", {"组织名称 *": "Name："})):
        for row in book[sheet].iter_rows():
            for cell in row:
                cell.value = heads.get(str(cell.value), cell.value)


def _without_a_sheet_that_asks_for_nothing(book: Any) -> None:
    book.remove(book["适用"])


def _short_level(book: Any) -> None:
    row = next(row[0].row for row in book["企业"].iter_rows() if str(row[0].value).startswith("申请等级"))
    book["企业"].cell(row, 2).value = "四星"


def _nothing_but_heads(book: Any) -> None:
    book["适用"].delete_rows(2, 40)


_HELD = {"证书名称 *": "Certificate", "有效期至": "valid until"}
_TAKEN = [
    _moved_columns,
    _other_titles,
    _dated,
    _merged_title,
    _english_heads,
    _without_a_sheet_that_asks_for_nothing,
    _short_level,
    _nothing_but_heads,
]


def test_full_width_digits_and_letters_are_those_of_the_input_method() -> None:
    book = basic()
    book["场所"]["B3"] = "浙江省杭州市西湖区样例街１２号Ｂ座（东门）"
    book["证书"]["B2"] = "００１２３Ｑ１"
    rows = {str(row[0].value).rstrip(" *"): row[0].row for row in book["企业"].iter_rows()}
    book["企业"].cell(rows["联系电话"], 2).value = "１３９００００００００"
    book["企业"].cell(rows["组织地址"], 2).value = "浙江省杭州市滨江区样例大道８８号"
    application, places = read(book)
    assert (places, application is not None) == ([], True)
    assert application is not None
    assert application.content["sites"][1]["address"] == "浙江省杭州市西湖区样例街12号B座（东门）"
    assert application.contact["contact_phone"] == "13900000000"
    assert application.facts["held"][0]["number"] == "00123Q1"
    assert "８" not in str(application.content)


@pytest.mark.parametrize("change", _TAKEN, ids=lambda change: change.__name__)
def test_what_is_certain_is_taken(change: Callable[[Any], None]) -> None:
    book = basic()
    change(book)
    application, places = read(book)
    assert places == []
    assert application is not None
    assert application.name == COMPANY["组织名称"]


def _set(title: str, cell: str, value: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[title][cell] = value

    change.__name__ = f"{title}!{cell}={value}"
    return change


def _merged(book: Any) -> None:
    book["产品"].merge_cells("A2:A3")


def _strange_sheet(book: Any) -> None:
    book.create_sheet("别的表")["A1"] = "x"


def _no_sites(book: Any) -> None:
    book.remove(book["场所"])


def _hidden_row(book: Any) -> None:
    book["产品"].row_dimensions[3].hidden = True


def _twice(book: Any) -> None:
    book["企业"].cell(40, 1, "组织名称")
    book["企业"].cell(40, 2, "另一家")


def _unknown_line(book: Any) -> None:
    book["企业"].cell(40, 1, "法定代表人身份证号")
    book["企业"].cell(40, 2, "330")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_set("企业", "B4", "91000000MA0000277X"), "企业!B4"),
        (_set("企业", "B7", "三百"), "企业!B7"),
        (_set("企业", "B7", "=A1"), "企业!B7"),
        (_set("企业", "B2", "同上"), "企业!B2"),
        (_set("企业", "B10", "六星级"), "企业!B10"),
        (_set("企业", "B11", "是"), "企业!B12"),
        (_set("企业", "B9", 25), "企业!B9"),
        (_set("产品", "A3", "家用空调器"), "产品!A3"),
        (_set("产品", "H2", "上海网点"), "产品!H2"),
        (_set("产品", "L2", "多写的"), "产品!L2"),
        (_set("场所", "C3", "总部"), "场所!C3"),
        (_set("场所", "C2", "大本营"), "场所!C2"),
        (_set("证书", "D2", "明年"), "证书!D2"),
        (_set("适用", "B2", "也许"), "适用!B2"),
        (_merged, "产品!A2"),
        (_hidden_row, "产品!A3"),
        (_strange_sheet, "工作表“别的表”"),
        (_no_sites, "工作表“场所”"),
        (_twice, "企业!A40"),
        (_unknown_line, "企业!B40"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_is_refused_at_its_cell(change: Callable[[Any], None], place: str) -> None:
    book = basic()
    change(book)
    application, places = read(book)
    assert application is None
    assert any(each.startswith(place) for each in places), places


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_another_file_is_refused_whole(data: bytes) -> None:
    with pytest.raises(FileRefused):
        read_basic_data(data, TODAY)


def test_a_copy_is_marked_at_each_cell_and_can_be_handed_in_once_mended() -> None:
    book = basic({**COMPANY, "统一社会信用代码": "91000000MA0000277X", "联系人": None})
    data = data_of(book)
    _, findings = read_basic_data(data, TODAY)
    copy = marked_copy(data, findings.errors)
    assert copy is not None
    marked = openpyxl.load_workbook(io.BytesIO(copy))
    company = marked["企业"]
    assert "校验位" in company["B4"].comment.text
    assert company["B14"].fill.fgColor.rgb == "FFFFD6D6"
    assert [cell.value for cell in marked["更正"]["A"]] == ["位置", "企业!B14", "企业!B4"]
    company["B4"], company["B14"] = COMPANY["统一社会信用代码"], CONTACT_NAME
    application, places = read(marked)
    assert places == []
    assert application is not None
