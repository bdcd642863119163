"""A sheet as a picture: each cell in its column and row, with its ground, and no word outside its cell."""

from __future__ import annotations

import re

import openpyxl
from openpyxl.styles import Font, PatternFill

from scripts.drawing import picture_words
from scripts.drawing.draw_sheet import NUMBERS, UNIT, sheet


def test_cells_stand_in_their_columns_with_their_ground_and_their_words_within() -> None:
    page = openpyxl.Workbook().active
    assert page is not None
    page.column_dimensions["A"].width, page.column_dimensions["C"].width = 10, 20
    page["A1"], page["C1"], page["C3"] = "a < b", 5, "看到了什么，写在这里，一行写不下的分几行写"
    page["A1"].fill, page["A1"].font = PatternFill("solid", fgColor="FFF6E7C8"), Font(bold=True)
    drawn = sheet("样", page, "AC", (1, 3))
    assert drawn.count('fill="#F6E7C8"') == 1
    words = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" font-size="15" font-weight="(\w+)"[^>]*>([^<]*)<', drawn)
    texts = [text for _, _, _, text in words]
    assert [text for text in texts if text in {"A", "B", "C", "1", "2", "3"}] == ["1", "3", "A", "C"]
    assert [(weight, text) for _, _, weight, text in words if text == "a &lt; b"] == [("bold", "a &lt; b")]
    begin, end = NUMBERS + 10 * UNIT, NUMBERS + 30 * UNIT
    lines = [(float(left), text) for left, _, _, text in words if len(text) > 1 and not text.isascii()]
    assert "".join(text for _, text in lines) == page["C3"].value
    assert len(lines) > 1
    assert all(begin < left and left + picture_words.width(text, 15) < end for left, text in lines)
