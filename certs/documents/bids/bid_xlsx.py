"""An answered stack as a spreadsheet: rows in the order given, each word alone in its cell, nothing but text.

A text that begins like a formula stays a text: the cell says that it is one, whatever it holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font

from certs.documents.bids import bid_words as words
from certs.documents.bids.bid_table import Stack, conclusion_word, coverage_word, level_word, state_word
from certs.errors import Words
from certs.register.answers.bid_answers import BidAnswer

_COLUMNS: Final = (
    (words.SHEET, 10),
    (words.ROW, 6),
    (words.BIDDER, 34),
    (words.GIVEN_NUMBER, 20),
    (words.PRODUCT, 20),
    (words.DAY, 12),
    (words.CONCLUSION, 10),
    (words.STATE, 10),
    (words.STATE_TODAY, 10),
    (words.LEVEL, 10),
    (words.COVERS, 10),
    (words.EXPLAINED, 60),
    (words.HOLDER, 34),
    (words.NUMBER, 20),
    (words.NEAR, 40),
    (words.LINK, 40),
)
_LONGEST: Final = 32_767  # characters of one cell


def xlsx(stack: Stack, language: str, addresses: Iterable[str]) -> bytes:
    """Return the file. `addresses` are those of the results, one for each row, "" where there is none."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_say(words.RESULTS, language))
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(_COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    plain, bold = _model(sheet, bold=False), _model(sheet, bold=True)
    sheet.append([_cell(sheet, _say(head, language), bold) for head, _ in _COLUMNS])
    for row, address in zip(stack.answers, addresses, strict=True):
        sheet.append([_cell(sheet, text, plain) for text in _texts(row, address, language)])
    about = book.create_sheet(_say(words.HOW_READ, language))
    about.column_dimensions["A"].width = 120
    plain = _model(about, bold=False)
    for line in (*stack.notes, words.NO_PAPER, words.CNCA, words.UNSIGNED, words.MOMENT):
        about.append([_cell(about, _say(line, language), plain)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(row: BidAnswer, address: str, language: str) -> Iterable[str]:
    today = words.STATES[row.status_today] if row.status_today else Words("", "")
    yield from (row.bid.sheet, str(row.bid.row or ""), row.bid.name, row.bid.number, row.bid.product)
    yield row.bid.on if row.error else row.day.isoformat()
    for word in (conclusion_word(row), state_word(row), today, level_word(row), coverage_word(row), row.sentence):
        yield _say(word, language)
    yield from (row.holder or "", row.number if row.number and row.holder else "")
    yield "；".join(f"{each.number} {each.holder}" for each in row.near)
    yield address


def _model(sheet: Any, *, bold: bool) -> WriteOnlyCell:
    """Return a cell whose looks the others take over: to look each of them up takes longer than all the rest."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(bold=bold)
    return cell


def _cell(sheet: Any, text: str, model: WriteOnlyCell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text[:_LONGEST] or None)
    if text:
        cell.data_type = TYPE_STRING  # whatever it looks like
    cell._style = model._style  # noqa: SLF001 - the library has no public name for it
    return cell


def _say(pair: Words, language: str) -> str:
    return pair.zh if language == "zh" else pair.en
