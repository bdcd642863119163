"""A copy of a form with every fault marked on its cell, to be mended and handed in again."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.sheet_layout import NOTES
from certs.certificate.reading.workbook import LIBRARY_ERRORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certs.errors import FieldError

_CELL: Final = re.compile(r"(?P<sheet>[^!\s“”：]{1,31})!(?P<cell>[A-Z]{1,3}[0-9]{1,7})")
_BAD: Final = PatternFill("solid", fgColor="FFFFD6D6")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f]")  # no spreadsheet may hold them


def marked_copy(data: bytes, errors: Sequence[FieldError]) -> bytes:
    """Return the workbook with its faults marked, and listed in the sheet 说明, which readers pass over.

    Raises FileRefused where it cannot be opened at all.
    """
    book = _opened(data)
    titles = {"".join(title.split()): title for title in book.sheetnames}
    marks: dict[tuple[str, str], list[str]] = {}
    for error in errors:
        match = _CELL.match(error.message.zh)
        if match is not None and match["sheet"] in titles:
            marks.setdefault((titles[match["sheet"]], match["cell"]), []).append(_text(error.message.zh))
    for (title, cell), texts in marks.items():
        _mark(book[title][cell], "\n".join(texts))
    notes = book[titles[NOTES]] if NOTES in titles else book.create_sheet(NOTES)
    notes.insert_rows(1, len(errors) + 2)
    notes.cell(1, 1, f"有 {len(errors)} 处要改：改好后把这份表格交回即可，改完的批注和底色不必删")
    for row, error in enumerate(errors, 2):
        cell = notes.cell(row, 1)
        cell.value, cell.data_type = _text(error.message.zh), "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(data: bytes) -> Any:
    """Open the file with all its looks; where the library stumbles over those, its cells alone."""
    plain = bare(data).file  # refuses what is hostile, before anything else looks at the file
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data))
    except LIBRARY_ERRORS:
        return openpyxl.load_workbook(plain)


def _mark(cell: Any, text: str) -> None:
    if isinstance(cell, MergedCell):  # its content stands in the first cell of the area, and takes no comment
        return
    cell.fill, cell.comment = _BAD, Comment(text, "Starmark", width=320, height=120)


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
