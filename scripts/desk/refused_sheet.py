"""Writing what a batch refused to a sheet that staff mend and hand in again, each mistake noted on its cell.

Rows of spreadsheets are copied into an empty template; what came from TOML files or from a file that could not be read
is listed by name. The list stands in the sheet 说明, which the reader passes over.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from certs import limits
from certs.certificate.reading import sheet_layout
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.findings import Findings
from certs.certificate.reading.sheet_layout import Head, Row
from certs.certificate.reading.template_xlsx import template_xlsx
from certs.certificate.reading.tidy_text import UNREADABLE
from certs.errors import FieldError, Refused, Words
from certs.instance import whole_files
from scripts.terminal import clock, colours, input_file, speech
from scripts.terminal.exit_codes import COULD_NOT, REFUSED
from scripts.terminal.refusals import Item
from scripts.terminal.speech import both, say

_SOURCE: Final = re.compile(rf"(?P<file>.+) {sheet_layout.CERTIFICATES}!(?P<column>[A-Z]+)(?P<row>[0-9]+)", re.DOTALL)
_CELL: Final = re.compile(r"(?P<sheet>证书|范围|场所)!(?P<column>[A-Z]{1,3})(?P<row>[0-9]+)")
_BAD: Final = PatternFill("solid", fgColor="FFFFD6D6")
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f]")  # no spreadsheet may hold them


def place(to: Path | None) -> Path:
    """Return where the sheet goes: the file asked for, or a new one here that is named after the moment."""
    return to or Path(f"refused-{clock.now():%Y%m%dT%H%M%SZ}.xlsx")


def require_place(to: Path | None) -> None:
    """Make sure, before anything is done, that the sheet can be written afterwards. Raises Refused."""
    path = place(to)
    if path.exists() or not os.access(path.absolute().parent, os.W_OK):
        raise Refused(
            "refused_to",
            f"不能写 {path}（已经存在，或目录不可写）。什么也没有办理；用 --refused-to 换一个文件名。",
            f"{path} cannot be written: it exists, or its folder takes no files. Nothing "
            "was done; name another file with --refused-to.",
        )


def keep(refused: Sequence[Item], to: Path | None, workbook_of: Callable[[Sequence[Item]], Any]) -> int:
    """Write the sheet of what was refused, say where it is, and return the exit code: the act itself is done."""
    path = place(to)
    buffer = io.BytesIO()
    workbook_of(refused).save(buffer)
    try:
        whole_files.write_new(path, buffer.getvalue())
    except (OSError, Refused):
        speech.tell(
            both(
                f"没有被拒绝的都已办理；但 {path} 写不下，请按上面的说明改正。",
                f"Whatever was not refused is done; but {path} could not be written, so go by the list above.",
            ),
            colours.BAD,
        )
        return COULD_NOT
    speech.tell(
        both(
            f"被拒绝的项写在 {path}，改正后可以直接重新提交。",
            f"What was refused is in {path}; mend it there and hand it in again.",
        )
    )
    return REFUSED


def certificates(refused: Sequence[Item]) -> Any:
    """Return a workbook of the refused certificates, in the form of the template, each mistake noted on its cell."""
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    copier = _Copier(book)
    for item in refused:
        match = _SOURCE.fullmatch(item.source)
        if match is not None:
            copier.copy(Path(match["file"]), int(match["row"]), item.errors)
    for item in refused:
        if any(_CELL.match(error.message.zh) for error in item.errors) and _SOURCE.fullmatch(item.source) is None:
            copier.copy_orphans(Path(item.source), item.errors)
    _list(book, refused)
    return book


def numbers(refused: Sequence[Item]) -> Any:
    """Return a workbook of the refused numbers, the mistakes beside them; mended, it can be given to the same verb."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [(item.source, "\n".join(say(error.message) for error in item.errors)) for item in refused]
    for place, cells in enumerate([("证书编号", "问题"), *rows], start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet.cell(place, column), text)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 90
    return book


def _list(book: Any, refused: Sequence[Item]) -> None:
    sheet = book[sheet_layout.NOTES]
    rows = [
        (_text(item.source), _text(error.field), _text(error.value), _text(say(error.message)))
        for item in refused
        for error in item.errors
    ]
    sheet.insert_rows(1, len(rows) + 2)
    heads = (Words("来源", "source"), Words("字段", "field"), Words("给出的值", "given"), Words("问题", "problem"))
    for place, cells in enumerate([tuple(say(head) for head in heads), *rows], start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet.cell(place, column), text)


class _Copier:
    """Copies the rows of refused certificates into the template, under their own 序号 as far as several files let it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._heads = {name: _head(book[name]) for name in sheet_layout.SECTIONS_OF}
        self._next = {name: head.row + 1 for name, head in self._heads.items()}
        self._taken: set[str] = set()
        self._opened: dict[Path, Any] = {}
        self._read: dict[Path, tuple[dict[str, Head], dict[str, list[Row]]]] = {}

    def copy(self, file: Path, row: int, errors: Iterable[FieldError]) -> None:
        """Copy one certificate with its scope and sites, and note its errors on their cells."""
        heads, rows = self._rows_of(file)
        key = next((each.key for each in rows[sheet_layout.CERTIFICATES] if each.number == row), "")
        chosen = {
            name: [
                each
                for each in matches
                if (each.number == row if name == sheet_layout.CERTIFICATES else each.key == key)
            ]
            for name, matches in rows.items()
        }
        number = self._take(key)
        placed = {
            (name, each.number): self._copy_row(name, heads[name], each, number)
            for name, matches in chosen.items()
            for each in matches
        }
        for error in errors:
            self._note(error, heads, placed)

    def copy_orphans(self, file: Path, errors: Iterable[FieldError]) -> None:
        """Copy the rows of scope and sites that belong to no certificate, without a 序号 that is one of the others."""
        source = self._book_of(file)
        if not {"".join(title.split()) for title in source.sheetnames} >= sheet_layout.SECTIONS_OF.keys():
            return
        findings = Findings()
        read = {
            name: sheet_layout.read_head(name, list(source[_title(source, name)].iter_rows()), findings)
            for name in sheet_layout.SECTIONS_OF
        }
        heads = {name: head for name, head in read.items() if head is not None}
        if findings.errors:  # then no row was read at all
            return
        rows = {name: _rows(source[_title(source, name)], name, head) for name, head in heads.items()}
        keys = {row.key for row in rows.pop(sheet_layout.CERTIFICATES) if row.key not in {"", UNREADABLE}}
        placed = {
            (name, row.number): self._copy_row(name, heads[name], row, self._orphan(row.key))
            for name, of in rows.items()
            for row in of
            if row.key not in keys
        }
        for error in errors:
            self._note(error, heads, placed)

    def _rows_of(self, file: Path) -> tuple[dict[str, Head], dict[str, list[Row]]]:
        """Return heads and rows of a file's sheets, read once however many of its rows were refused."""
        if file not in self._read:
            source = self._book_of(file)
            heads = {name: _head(source[_title(source, name)]) for name in sheet_layout.SECTIONS_OF}
            rows = {name: _rows(source[_title(source, name)], name, head) for name, head in heads.items()}
            self._read[file] = heads, rows
        return self._read[file]

    def _book_of(self, file: Path) -> Any:
        if file not in self._opened:
            self._opened[file] = openpyxl.load_workbook(bare(_read(file)).file)
        return self._opened[file]

    def _take(self, key: object) -> str:
        """Return the 序号 of a certificate here: its own, or where there is none, or one from another file, the next."""
        number = str(key)
        if key in {"", UNREADABLE} or number in self._taken:
            number = str(max((int(taken) for taken in self._taken if taken.isdigit()), default=0) + 1)
        self._taken.add(number)
        return number

    def _orphan(self, key: object) -> str:
        return "" if key is UNREADABLE or key in self._taken else str(key)

    def _copy_row(self, name: str, head: Head, row: Row, number: str) -> int:
        sheet, mine, place = self._book[name], self._heads[name], self._next[name]
        self._next[name] += 1
        if number:
            sheet.cell(place, mine.key, int(number) if number.isdigit() else number)
        for field, column in head.columns.items():
            if field in mine.columns and column <= len(row.cells):
                _put(sheet.cell(place, mine.columns[field]), row.cells[column - 1].value)
        return place

    def _note(self, error: FieldError, heads: dict[str, Head], placed: dict[tuple[str, int], int]) -> None:
        match = _CELL.match(error.message.zh)
        place = match and placed.get((match["sheet"], int(match["row"])))
        if match is None or place is None:
            return
        name, old = match["sheet"], openpyxl.utils.column_index_from_string(match["column"])
        field = next((field for field, column in heads[name].columns.items() if column == old), None)
        mine = self._heads[name]
        cell = self._book[name].cell(place, mine.columns.get(field, mine.key) if field else mine.key)
        cell.fill = _BAD
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(_text(before + say(error.message)), "Starmark", width=320, height=120)


def _read(file: Path) -> bytes:
    return input_file.read(file, limits.XLSX_FILE)


def _title(book: Any, name: str) -> str:
    """Return the sheet's own title: the reader takes blanks in it."""
    return next(str(title) for title in book.sheetnames if "".join(title.split()) == name)


def _head(sheet: Any) -> Head:
    head = sheet_layout.read_head("".join(sheet.title.split()), list(sheet.iter_rows()), Findings())
    assert head is not None  # the reader took this file, so its heads are there
    return head


def _rows(sheet: Any, name: str, head: Head) -> list[Row]:
    return list(sheet_layout.read_rows(name, head, list(sheet.iter_rows()), Findings()))


def _put(cell: Any, value: object) -> None:
    """Write a value as it was; text that looks like a formula stays text."""
    cell.value = _text(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
