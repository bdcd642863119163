"""A saved result of the national lookup as lines of cells: a web page, a text, or a sheet, known by its content.

Nothing is dropped but what nobody sees on the page: scripts and styles.
"""

from __future__ import annotations

import codecs
import csv
import email
import io
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any, Final

import openpyxl

from certs import limits
from certs.certificate.pasted_text import shown
from certs.certificate.reading import known_strangers, unpack_xlsx
from certs.certificate.reading.bare_workbook import bare
from certs.certificate.reading.refused_input import FileRefused
from certs.certificate.reading.text_encoding import decode_any
from certs.certificate.reading.workbook import LIBRARY_ERRORS
from certs.errors import Words

_INSTEAD: Final = Words(
    "请保存查询结果的网页（.html）、复制成文字（.txt），或填进表格（.xlsx、.csv）。",
    "save the page of the result (.html), copy it as text (.txt), or type it into a sheet (.xlsx, .csv).",
)
_PAGE: Final = re.compile(rb"<(?:!doctype html|html|head|body|table|tr|div|meta)\b", re.IGNORECASE)
_SINGLE: Final = re.compile(rb"(?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")  # heads of a message
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*(gb2312|gbk|gb18030)", re.IGNORECASE)
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "title"})
_CELLS: Final = frozenset({"td", "th"})
_BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
    }
    | {"hr", "li", "main", "nav", "ol", "option", "p", "section", "table", "tbody", "tfoot", "thead", "ul"}
)
_MARKS: Final = ("\t", ",", "|", ";", "，", "；")
_GAP: Final = re.compile(r"\s{2,}|\t")


@dataclass(frozen=True, slots=True)
class LookupLine:
    """One line of what was saved; `place` says where it stands: its number, with the sheet where there is one."""

    place: str
    cells: tuple[str, ...]


def lines_of(data: bytes, name: str, is_label: Callable[[str], bool]) -> list[LookupLine]:
    """Return the lines with content. `is_label` tells a head of the lookup. Raises FileRefused for what is none."""
    if len(data) > limits.XLSX_FILE:
        raise FileRefused(
            "range",
            f"文件超过 {limits.XLSX_FILE} 字节；请分成几个文件。",
            f"the file has over {limits.XLSX_FILE} bytes; split it.",
        )
    if data.startswith(known_strangers.ZIP):
        return _of_sheet(data)
    data = _html_of(data) if _SINGLE.match(data) else _as_utf8(data)
    if not _PAGE.search(data[:4096]):
        known_strangers.refuse(data, name, _INSTEAD)
        return _of_text(decode_any(data), is_label)
    page = _Page()
    page.feed(data.decode("gb18030", "replace") if _CHARSET.search(data[:4096]) else decode_any(data))
    page.close()
    page.end_block()
    return [LookupLine(str(number), cells) for number, cells in enumerate(page.lines, 1)]


def _as_utf8(data: bytes) -> bytes:
    """Return what an editor saved as “Unicode” in the encoding in which a page is looked for."""
    return decode_any(data).encode() if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else data


def _html_of(data: bytes) -> bytes:
    """Return the first page within a page that was saved as a single file (.mhtml); what has none as it is."""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    return data


class _Page(HTMLParser):
    """Takes a page apart: each row of a table is a line of its cells, each other block a line of one.

    Ends of rows and cells may be left out, and tables may stand within cells.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, ...]] = []
        self._unseen = 0
        self._text: list[str] = []
        self._tables: list[list[str]] = []  # the open row of each open table, the innermost last

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a block."""
        del attrs
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.end_block()
            self._tables.append([])
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS and self._tables:
            self.end_block()
            self._tables[-1].append("")
        elif tag in _BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row, a cell or a block."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table" and self._tables:
            self._end_row()
            self._tables.pop()
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS or tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        """Take text that is seen."""
        if not self._unseen:
            self._text.append(data)

    def end_block(self) -> None:
        """End a block: within a cell it goes to the cell, elsewhere it is a line."""
        text = " ".join(shown("".join(self._text)).split())
        self._text.clear()
        row = self._tables[-1] if self._tables else []
        if row:
            row[-1] = f"{row[-1]} {text}".strip()
        else:
            self._take([text])

    def _end_row(self) -> None:
        self.end_block()
        if self._tables:
            self._take(self._tables[-1])
            self._tables[-1] = []

    def _take(self, cells: list[str]) -> None:
        if any(cells):
            self.lines.append(tuple(cells))


def _of_text(text: str, is_label: Callable[[str], bool]) -> list[LookupLine]:
    """Part a text at the mark between whose parts most heads stand, else at tabs and wide gaps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    marks = _MARKS if "  " in text else (*_MARKS, " ")  # a single blank parts only what has no wider gaps
    heads = {
        mark: max((sum(is_label(part.strip('"')) for part in line.split(mark)) for line in text.split("\n")), default=0)
        for mark in marks
    }
    mark = max(heads, key=lambda each: heads[each])
    return [
        LookupLine(str(number), cells)
        for number, parts in enumerate(_parts(text, mark if heads[mark] > 1 else ""), 1)
        if any(cells := tuple(shown(part) for part in parts))
    ]


def _parts(text: str, mark: str) -> Iterator[list[str]]:
    if mark in {"", "\t"}:
        yield from (line.split("\t") if "\t" in line else _GAP.split(line.strip()) for line in text.split("\n"))
        return
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as error:
        raise FileRefused(
            "format",
            "有一行太长，或引号没有成对，读不下去；请另存为 .xlsx 再核对。",
            "a line is too long or a quote is not closed; save it as .xlsx and try again.",
        ) from error


def _of_sheet(data: bytes) -> list[LookupLine]:
    book = bare(data)
    lines: list[LookupLine] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened = openpyxl.load_workbook(book.file, read_only=True, data_only=True)
            for sheet in opened.worksheets:
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=limits.XLSX_ROWS + 1, max_col=limits.XLSX_COLUMNS, values_only=True)
                for number, row in enumerate(rows, 1):
                    cells = tuple(_cell(value) for value in row)
                    if any(cells):
                        lines.append(LookupLine(f"{sheet.title}!{number}", cells))
    except LIBRARY_ERRORS as error:
        raise unpack_xlsx.damaged() from error
    if len(lines) > limits.XLSX_ROWS:
        raise FileRefused(
            "range",
            f"超过 {limits.XLSX_ROWS} 行；请分成几个文件核对。",
            f"there are more than {limits.XLSX_ROWS} rows; reconcile it in several files.",
        )
    return lines


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return shown(str(value))
