"""Spreadsheets of text: whatever a cell begins with, it comes back as the same text and as nothing else."""

from __future__ import annotations

import io

import openpyxl
import pytest

from certs.documents import text_sheets
from certs.documents.text_sheets import TextSheet

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "007", "1e5", "2026-11-28", "TRUE", "<b>&", "，“”", "𠮷"]


def read(*sheets: TextSheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(text_sheets.xlsx(sheets)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_is_the_text_that_was_given(text: str) -> None:
    cell = read(TextSheet("a", [10], [[text]])).active["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_what_xml_cannot_hold_is_left_out_and_what_is_too_long_is_cut() -> None:
    rows = [["a\x00b\x0bc\ufffe"], ["长" * 32_767], ["长" * 32_768], [""], ["\x00"]]
    sheet = read(TextSheet("a", [10], rows)).active
    assert sheet is not None
    values = [cell.value for (cell,) in sheet.iter_rows()]
    assert values[0] == "abc"
    assert [len(str(value)) for value in values[1:3]] == [32_767, 32_767]
    assert values[3:] in ([], [None, None])


def test_lines_stand_above_the_heads_which_stay_in_sight() -> None:
    book = read(TextSheet("甲", [10, 20], [["1", "2"]], ["左", "右"], [["说明"]]), TextSheet("乙", [5], [["x"]]))
    first, second = book.worksheets
    assert [[cell.value for cell in row] for row in first.iter_rows()] == [["说明", None], ["左", "右"], ["1", "2"]]
    assert first["A2"].font.bold
    assert (first.auto_filter.ref, first.print_title_rows) == ("A2:B3", "$2:$2")
    assert (first.page_setup.orientation, first.page_setup.fitToHeight, first.page_setup.fitToWidth) == (
        "landscape",
        0,
        1,
    )
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert not first["A3"].font.bold
    assert (first.freeze_panes, second.freeze_panes) == ("A3", None)
    assert (first.column_dimensions["B"].width, second.title) == (20, "乙")
