"""Spreadsheet input: what Excel does to content is undone or refused, always with the cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from certs.certificate.reading.read_file import read
from certs.certificate.taken_over import TakenOver
from tests.certificate.sample_inputs import TODAY, USCCS, Book, sentences, told, with_shared_strings

NAIVE = datetime.fromisoformat("2026-11-20T00:00")
SHIFTED = datetime.fromisoformat("2026-11-19T23:59:17")
MAC_EPOCH = datetime.fromisoformat("1904-01-01")


def test_a_filled_template_is_read() -> None:
    reading = (
        Book(2)
        .fill("范围", 5, no=1, name="家用电热水器", models="RS*；RX-?\nRZ 1;", sites="总部", category="C3855")
        .read()
    )
    assert reading.refused == ()
    first, second = reading.drafts
    assert first.holder.name == "样例1号电器有限公司"
    assert first.score == Decimal("96.5")
    assert first.headcount == 320
    assert first.decided_by == ("reviewer-02", "decider-01")
    assert first.scope[0].brands == ("甲牌", "乙牌")
    assert first.scope[1].models == ("RS*", "RX-?", "RZ 1")
    assert first.source == "b.xlsx 证书!A3"
    assert len(second.scope) == 1
    assert second.source == "b.xlsx 证书!A4"


@pytest.mark.parametrize(
    ("field", "typed", "want"),
    [
        ("score", 96.5, Decimal("96.5")),
        ("score", 96.10, Decimal("96.1")),
        ("score", "９６．５", Decimal("96.5")),
        ("score", 96, Decimal(96)),
        ("score", 96.0, Decimal(96)),
        ("headcount", 320.0, 320),
        ("headcount", "1,200 人", 1200),
        ("headcount", "320.0", 320),
        ("issued", date(2026, 11, 20), date(2026, 11, 20)),
        ("issued", NAIVE, date(2026, 11, 20)),
        ("issued", "2026年11月20日", date(2026, 11, 20)),
        ("issued", 46346, date(2026, 11, 20)),
        ("issued", 20261120, date(2026, 11, 20)),
        ("scheme", " GBT27922-2011", "gbt27922-2011"),
        ("scope_text", "甲_x000D_\n乙", "甲；乙"),
        ("excludes", "租赁", ("租赁",)),
        ("excludes", 365, ("365",)),
        ("special_deductions", "", 0),
        ("bonus", None, 0),
    ],
)
def test_what_excel_made_of_it_is_undone(field: str, typed: object, want: object) -> None:
    book = Book()
    cell = book.cell("证书", 3, field)
    cell.value = typed
    if field == "issued" and isinstance(typed, (int, float)):
        cell.number_format = "General"
    reading = book.read()
    assert reading.refused == ()
    assert getattr(reading.drafts[0], field) == want


CELLS: dict[str, tuple[str, str, Any, str, str]] = {
    "formula": ("证书", "score", "=48+48", "type", "证书!H3（评分）：这里是公式"),
    "formula in a text": ("证书", "name", '=CONCAT("a","b")', "type", "公式"),
    "array formula": ("证书", "score", ArrayFormula("H3", "=SUM(1)"), "type", "公式"),
    "error value": ("证书", "name", "#N/A", "format", "#N/A"),
    "truth": ("证书", "headcount", True, "type", "TRUE"),
    "computed score": ("证书", "score", 94.30000000000001, "range", "位"),
    "uscc as a number": ("证书", "uscc", 914403001922038216, "type", "文本"),
    "model turned into a date": ("范围", "models", date(2026, 3, 5), "type", "2026-03-05"),
    "name turned into a time": ("范围", "name", time(8, 30), "type", "时间"),
    "time for a day": ("证书", "issued", time(8, 30), "type", "时间"),
    "brand of fractions": ("范围", "brands", 3.5, "type", "文本"),
    "text too large as a number": ("范围", "name", 10**16, "type", "文本"),
    "a serial too old": ("证书", "issued", 5, "format", "四位年份-月-日"),
    "a day that an export has shifted": ("证书", "issued", SHIFTED, "format", "可能是 2026-11-19，也可能是 2026-11-20"),
    "a serial that an export has shifted": ("证书", "issued", 46345.99950231481, "format", "也可能是 2026-11-20"),
    "name left out": ("证书", "name", None, "missing", "证书!B3（组织名称）：没有填写"),
    "blank name": ("证书", "name", "  \u3000", "missing", "没有填写"),
    "scope without name": ("范围", "name", None, "missing", "范围!B3"),
    "one decider": ("证书", "decided_by", "reviewer-02", "range", "两个"),
    "deciders by comma": ("证书", "decided_by", "reviewer-02,decider-01", "range", "；"),
    "site unknown": ("范围", "sites", "分部", "unknown", "范围!I3"),
    "glyph": ("证书", "name", "样例𠮷公司", "glyph", "U+20BB7"),
    "escape that is no line break": ("证书", "name", "样例_x0007_公司", "", ""),
}


@pytest.mark.parametrize(("sheet", "field", "typed", "code", "words"), CELLS.values(), ids=list(CELLS))
def test_each_bad_cell_is_named(sheet: str, field: str, typed: object, code: str, words: str) -> None:
    book = Book().fill(sheet, 3, **{field: typed})
    if field == "issued" and isinstance(typed, (int, float)):
        book.cell(sheet, 3, field).number_format = "General"
    reading = book.read()
    if not code:  # text that only looks like an escape stays text
        assert reading.drafts[0].holder.name == typed
        return
    assert [c for _, c in told(reading)] == [code]
    assert words in sentences(reading)
    assert f"{sheet}!" in sentences(reading)
    assert reading.refused[0].source == "b.xlsx 证书!A3"


def test_a_percent_is_not_taken_for_its_hundredth() -> None:
    book = Book().fill("证书", 3, score=0.965)
    book.cell("证书", 3, "score").number_format = "0.0%"
    assert "百分比" in sentences(book.read())


def test_days_of_an_old_mac_workbook() -> None:
    book = Book().fill("证书", 3, issued=46346)
    book.cell("证书", 3, "issued").number_format = "General"
    book.book.epoch = MAC_EPOCH
    assert "1904" in sentences(book.read())


def test_paths_are_those_of_toml_and_places_are_cells() -> None:
    reading = Book().fill("范围", 4, no=1, name="热水器", models="A；A").read()
    assert told(reading) == [("scope[1].models[1]", "duplicate")]
    assert sentences(reading).startswith("范围!F4（型号）第 2 项：")


def test_one_bad_row_leaves_the_others_and_names_its_own() -> None:
    reading = Book(3).fill("证书", 4, score=60, uscc="x").read()
    assert [draft.source for draft in reading.drafts] == ["b.xlsx 证书!A3", "b.xlsx 证书!A5"]
    assert [refused.source for refused in reading.refused] == ["b.xlsx 证书!A4"]
    assert told(reading) == [("holder.uscc", "format"), ("certificate.score", "range")]


def test_the_same_content_twice_is_refused_with_the_first_row() -> None:
    book = Book(2)
    book.fill("证书", 4, name="样例1号电器有限公司", uscc=USCCS[1])
    reading = book.read()
    assert told(reading) == [("证书!A4", "duplicate")]
    assert "证书!A3" in sentences(reading)
    assert len(reading.drafts) == 1


def test_columns_may_be_moved_left_out_and_written_with_their_section() -> None:
    book = Book()
    sheet = book.book["证书"]
    book.cell("证书", 2, "name").value = "holder.name"
    sheet.delete_cols(next(c.column for c in sheet[2] if c.value == "name_en"))
    sheet.move_range("A1:A3", cols=30)
    assert book.read().refused == ()


def test_a_title_row_above_the_heads_is_allowed() -> None:
    book = Book()
    book.book["证书"].insert_rows(1)
    book.book["证书"]["A1"] = "2026 年 11 月批次"
    reading = book.read()
    assert reading.refused == ()
    assert reading.drafts[0].source == "b.xlsx 证书!A4"


def test_a_take_over_in_a_sheet() -> None:
    reading = (
        Book(2).fill("证书", 3, number="00114E22766R2L/3502", first_issued="2020/1/1", issued=date(2025, 1, 1)).read()
    )
    assert reading.drafts[0].taken_over == TakenOver("00114E22766R2L/3502", date(2020, 1, 1))
    assert reading.drafts[1].taken_over is None


def test_half_a_take_over_is_told() -> None:
    assert told(Book().fill("证书", 3, first_issued="2020/1/1").read()) == [("taken_over.number", "missing")]


def test_the_empty_template_says_that_nothing_was_filled_in() -> None:
    assert told(Book(0).read()) == [("证书", "missing")]


def test_texts_in_a_part_of_their_own_read_the_same() -> None:
    data = Book(3).data()
    assert b"inlineStr" not in zipfile.ZipFile(io.BytesIO(with_shared_strings(data))).read("xl/worksheets/sheet1.xml")
    assert read(with_shared_strings(data), "b.xlsx", TODAY) == read(data, "b.xlsx", TODAY)
    assert len(read(data, "b.xlsx", TODAY).drafts) == 3


def test_the_same_reading_from_bytes_twice() -> None:
    data = Book(3).data()
    assert read(data, "b.xlsx", TODAY) == read(data, "b.xlsx", TODAY)
