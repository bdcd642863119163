"""A list as XLSX: every visible sheet in order, as it looks when it is opened.

Merged cells hold their value in each of their rows, formulas what they last came to. Hidden sheets are named and not
read: nobody who sends a list on may have seen them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import WINDOWS_EPOCH

from certs import limits
from certs.certificate import pasted_text
from certs.certificate.bids import cell_faults, reading_notes
from certs.certificate.bids.delimited_text import too_many_rows
from certs.certificate.bids.reading_notes import Note
from certs.certificate.bids.table_cell import EMPTY, Cell, Line, Table
from certs.certificate.reading import bare_workbook, unpack_xlsx
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.sheet_scan import SheetFacts, column_number
from certs.certificate.reading.workbook import LIBRARY_ERRORS
from certs.certificate.reading.written_days import day_of_serial, read_day
from certs.errors import Malformed

_AREA: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_FORMULA: Final = re.compile(rb"<(?:[A-Za-z0-9]+:)?f[ />]")
_SERIALS: Final = range(36_526, 73_051)  # days of Excel from 2000 to 2099


def tables_of(data: bytes) -> tuple[list[Table], list[Note]]:
    """Return the visible sheets with content, and notes on what was not read. Raises FileRefused."""
    bare = bare_workbook.bare(data, limits.BID_UNPACKED)
    _require_bounds(bare.facts)
    formulas = {path for path, facts in bare.facts.items() if _FORMULA.search(facts.cells)}
    tables, notes = [], []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(bare.file, read_only=True, data_only=True)
            written = openpyxl.load_workbook(bare.file, read_only=True) if formulas else None
            for place, sheet in enumerate(book.worksheets):
                path = sheet._worksheet_path  # noqa: SLF001 - the library has no public name for it
                facts = bare.facts[path]
                title = pasted_text.shown(sheet.title)[:40]
                if sheet.sheet_state != "visible":
                    notes.append(Note(reading_notes.HIDDEN_SHEET, (title,)))
                elif facts.last_row:
                    formula = written.worksheets[place] if written and path in formulas else None
                    tables.append(_table(title, sheet, formula, facts, serials=book.epoch == WINDOWS_EPOCH))
    except LIBRARY_ERRORS as error:
        raise unpack_xlsx.damaged() from error
    return tables, notes


def _require_bounds(every: Mapping[str, SheetFacts]) -> None:
    for facts in every.values():
        if facts.last_row > limits.BID_SHEET_ROWS:
            raise too_many_rows()
        if facts.last_column > limits.XLSX_COLUMNS:
            raise FileRefused(
                "range",
                f"有一张表超过 {limits.XLSX_COLUMNS} 列。请只留编号、单位、产品、日期这几列。",
                f"A sheet has more than {limits.XLSX_COLUMNS} columns. Keep those of number, name, product and day.",
            )
    if sum(facts.filled for facts in every.values()) > limits.BID_CELLS:
        raise FileRefused(
            "range",
            f"表里有内容的单元格超过 {limits.BID_CELLS} 个。请只留编号、单位、产品、日期这几列。",
            f"The file has over {limits.BID_CELLS} filled cells. Keep the columns of number, name, product and day.",
        )


def _table(title: str, sheet: Any, formula: Any, facts: SheetFacts, *, serials: bool) -> Table:
    rows = _rows(sheet, facts, serials=serials)
    if formula is not None:
        _mark_formulas(rows, _raw(formula, facts))
    _spread(rows, facts.merged)
    lines = [Line(number, tuple(row)) for number, row in enumerate(rows, 1) if any(cell.filled for cell in row)]
    table = Table(title, lines)
    if facts.hidden_rows:
        table.notes.append(Note(reading_notes.HIDDEN_ROWS, (str(len(facts.hidden_rows)),)))
    return table


def _raw(sheet: Any, facts: SheetFacts) -> Iterable[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(
        min_row=1, max_row=facts.last_row, max_col=max(facts.last_column, 1)
    )
    return rows


def _rows(sheet: Any, facts: SheetFacts, *, serials: bool) -> list[list[Cell]]:
    return [[_cell(cell.value, serials=serials) for cell in row] for row in _raw(sheet, facts)]


def _mark_formulas(rows: list[list[Cell]], written: Iterable[tuple[Any, ...]]) -> None:
    """Mark the formulas of which the file does not hold what they came to."""
    for row, cells in zip(rows, written, strict=False):
        for place, cell in enumerate(cells):
            if cell.data_type == "f" and not row[place].filled:
                row[place] = Cell(problem=cell_faults.FORMULA)


def _cell(value: Any, *, serials: bool) -> Cell:
    if value is None:
        return EMPTY
    if isinstance(value, str):
        text = pasted_text.shown(value)
        return Cell(text, problem=cell_faults.EXCEL_ERROR if text in ERROR_CODES else "")
    if isinstance(value, (datetime, date)):
        return _day(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, serials=serials)
    return Cell(str(value)[: limits.QUERY] if isinstance(value, (bool, time, timedelta)) else "?")


def _day(value: datetime | date) -> Cell:
    """Return a cell with a day. A time that leaves the day in doubt stays in its text, whose reader refuses it."""
    shown = f"{value:%Y-%m-%d}"
    if isinstance(value, datetime) and value.time() != time(0):
        shown += f"{value: %H:%M:%S}" if value.second else f"{value: %H:%M}"
    try:
        return Cell(shown, read_day(value, timed=True))
    except Malformed:
        return Cell(shown)


def _number(value: float, *, serials: bool) -> Cell:
    """Read a bare number: in a column of days it is one, as Excel counts them."""
    if not -1e15 < value < 1e15:
        return Cell(str(value))
    text = str(int(value)) if value == int(value) else repr(value)
    if int(value) in _SERIALS:
        if not serials:
            return Cell(text, no_day=cell_faults.OLD_MAC)
        try:
            return Cell(text, day_of_serial(int(value)))
        except Malformed:
            return Cell(text)
    return Cell(text)


def _spread(rows: list[list[Cell]], merged: Iterable[str]) -> None:
    """Give each row of a merged area its value: whoever looks at the sheet sees it there."""
    for area in merged:
        match = _AREA.fullmatch(area)
        if match is None:
            continue
        left, top, bottom = column_number(match[1]) - 1, int(match[2]) - 1, min(int(match[4]), len(rows))
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom]:
                if left < len(row) and not row[left].filled:
                    row[left] = rows[top][left]
