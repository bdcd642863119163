"""Spreadsheets of nothing but text, for people to open: no cell is ever a formula, whatever it begins with.

Cells that are alike share their looks: to look each of them up takes longer than all the rest.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_767  # characters of one cell
_AS_TEXT: Final = "@"
_A4: Final = 9


@dataclass(frozen=True, slots=True)
class TextSheet:
    """One sheet. `widths` are those of the columns, in characters; lines `above` stand over the bold heads.

    A sheet with heads can be filtered by them, and prints across with them on each page.
    """

    name: str
    widths: Sequence[int]
    rows: Iterable[Sequence[str]]
    heads: Sequence[str] = ()
    above: Sequence[Sequence[str]] = ()


def xlsx(sheets: Iterable[TextSheet]) -> bytes:
    """Return a workbook. What XML cannot hold is left out, and a text too long for a cell is cut."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.name)
        for place, width in enumerate(one.widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        plain, bold = _model(sheet, bold=False), _model(sheet, bold=True)
        if one.heads:
            sheet.freeze_panes = f"A{len(one.above) + 2}"
            _set_up_print(sheet, len(one.above) + 1)
        for row in one.above:
            sheet.append([_cell(sheet, text, plain) for text in row])
        if one.heads:
            sheet.append([_cell(sheet, text, bold) for text in one.heads])
        last = len(one.above) + 1
        for row in one.rows:
            sheet.append([_cell(sheet, text, plain) for text in row])
            last += 1
        if one.heads:
            sheet.auto_filter.ref = f"A{len(one.above) + 1}:{get_column_letter(len(one.heads))}{last}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _set_up_print(sheet: Any, head: int) -> None:
    """Print on A4 across, as wide as a page, the heads on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"


def _model(sheet: Any, *, bold: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(bold=bold)
    cell.number_format = _AS_TEXT
    return cell


def _cell(sheet: Any, text: str, model: WriteOnlyCell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_NOT_XML.sub("", text)[:_LONGEST] or None)
    if cell.value is not None:
        cell.data_type = TYPE_STRING  # never a formula, nor a number that loses its zeros
    cell._style = model._style  # noqa: SLF001 - the library has no public name for it
    return cell
