"""The sheet that staff fill in: the same bytes each time, and everything that helps them in it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from certs.certificate.reading import sheet_layout
from certs.certificate.reading.template_xlsx import template_xlsx
from certs.scheme.schemes import SCHEMES


@pytest.fixture(name="book", scope="module")
def _book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template_xlsx()))


def test_the_same_bytes_each_time() -> None:
    assert template_xlsx() == template_xlsx()


def test_no_clock_in_it(book: Any) -> None:
    assert str(book.properties.modified).startswith("2026-01-01")
    assert str(book.properties.created).startswith("2026-01-01")


def test_three_sheets_and_how_to_fill_them_in(book: Any) -> None:
    assert book.sheetnames == ["证书", "范围", "场所", "说明"]
    assert book.active.title == "证书"
    assert "--dry-run" in "".join(str(row[0].value) for row in book["说明"])


@pytest.mark.parametrize("name", list(sheet_layout.SECTIONS_OF))
def test_a_chinese_head_and_a_note_over_each_field_name(book: Any, name: str) -> None:
    sheet = book[name]
    assert [cell.value for cell in sheet[2]] == ["no", *(field.name for _, field in sheet_layout.fields_of(name))]
    for top, below in zip(sheet[1], sheet[2], strict=True):
        head = str(top.value)
        assert any("\u4e00" <= c <= "\u9fff" for c in head)
        assert top.comment is not None
        assert "\u3002" in top.comment.text
        wide = sum(2 if c > "\u2e7f" else 1 for c in head)
        assert sheet.column_dimensions[below.column_letter].width >= min(wide, 14)
    assert sheet.freeze_panes == "C3"
    assert sheet.max_row == 2


def test_required_fields_are_marked(book: Any) -> None:
    marked = {
        str(below.value)
        for top, below in zip(book["证书"][1], book["证书"][2], strict=True)
        if str(top.value).endswith(" *")
    }
    assert marked == {"no", "name", "uscc", "address", "scheme", "score", "headcount", "decided_by"}


def test_drop_downs_and_limits(book: Any) -> None:
    rules = {
        (sheet, str(rule.sqref).partition(":")[0].rstrip("0123456789")): rule
        for sheet in sheet_layout.SECTIONS_OF
        for rule in book[sheet].data_validations.dataValidation
    }
    by_name: dict[str, Any] = {cell.value: rules.get(("证书", cell.column_letter)) for cell in book["证书"][2]}
    assert by_name["scheme"].formula1 == f'"{",".join(SCHEMES)}"'
    assert by_name["bonus"].formula1 == '"0,1"'
    assert (by_name["score"].type, by_name["score"].formula2) == ("decimal", "1000")
    assert (by_name["uscc"].type, by_name["uscc"].formula1) == ("textLength", "18")
    assert by_name["issued"].type == by_name["first_issued"].type == "date"
    assert (by_name["headcount"].type, by_name["headcount"].formula1) == ("whole", "1")
    assert rules["范围", "A"].formula1.startswith("'证书'!$A$3")
    assert all(rule.prompt and rule.error and len(rule.prompt) <= 255 for rule in rules.values())


def test_what_excel_would_change_is_kept_as_text(book: Any) -> None:
    for sheet, field in (("证书", "uscc"), ("证书", "number"), ("范围", "models"), ("范围", "brands")):
        column = next(cell.column_letter for cell in book[sheet][2] if cell.value == field)
        assert book[sheet].column_dimensions[column].number_format == "@"
