"""A copy of a workbook with every slip on its cell, red and with a note, and all of them listed on a sheet 更正.

It is mended in place and handed in again: the reader passes over the list.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from certs.casework.sheets.sheet_form import MARKS
from certs.certificate.reading import unpack_xlsx
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.workbook import LIBRARY_ERRORS
from certs.errors import FieldError

_CELL: Final = re.compile(r"(?P<sheet>[^!\s“”：]{1,31})!(?P<cell>[A-Z]{1,3}[0-9]{1,7})(?::[A-Z0-9]+)?")
_BAD: Final = PatternFill("solid", fgColor="FFFFD6D6")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f]")  # no spreadsheet may hold them
_HEADS: Final = ("位置", "写的是", "问题和改法", "What is wrong, and how to mend it")
_WIDTHS: Final = (16, 24, 70, 70)


def marked_copy(data: bytes, errors: Sequence[FieldError]) -> bytes | None:
    """Return the workbook with the errors of `read_form` on its cells; None where it cannot be opened at all."""
    try:
        book = _opened(data)
    except (FileRefused, *LIBRARY_ERRORS):
        return None
    for error in errors:
        _mark(book, error)
    _list(book, errors)
    buffer = io.BytesIO()
    try:
        book.save(buffer)
    except LIBRARY_ERRORS:
        return None
    return buffer.getvalue()


def _opened(data: bytes) -> Any:
    """Open it as it looks; where what stands around the cells is damaged, with its cells alone. Raises as they do."""
    with warnings.catch_warnings():  # the library warns of features it drops
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(unpack_xlsx.repack(unpack_xlsx.unpack(data)))
        except LIBRARY_ERRORS:
            return openpyxl.load_workbook(bare(data).file)


def _mark(book: Any, error: FieldError) -> None:
    match = _CELL.match(error.message.zh)
    titles = {"".join(title.split()): title for title in book.sheetnames}
    if match is None or match["sheet"] not in titles:
        return
    sheet = book[titles[match["sheet"]]]
    cell = sheet[match["cell"]]
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            cell = sheet.cell(area.min_row, area.min_col)
    cell.fill = _BAD
    before = f"{cell.comment.text}\n" if cell.comment and cell.comment.author == MARKS else ""
    text = before + f"{error.message.zh}\n{error.message.en}"
    cell.comment = Comment(_FORBIDDEN.sub("�", text), MARKS, width=360, height=160)


def _where(error: FieldError) -> str:
    match = _CELL.match(error.message.zh)
    return match[0] if match else error.field


def _list(book: Any, errors: Iterable[FieldError]) -> None:
    if MARKS in book.sheetnames:  # a copy that came back and is still not right
        del book[MARKS]
    sheet = book.create_sheet(MARKS, 0)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    rows = [(_where(error), error.value, error.message.zh, error.message.en) for error in errors]
    for number, cells in enumerate([_HEADS, *rows], 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(number, column, _FORBIDDEN.sub("�", text))
            cell.data_type = "s"  # text that looks like a formula stays text
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
