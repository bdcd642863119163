"""The evidence list as a workbook to fill in: two sheets, a drop-down, print-ready, the same bytes each time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from certs.certificate.reading.template_xlsx import FACE, INK, PAPER, fit_to_page, saved
from certs.errors import Words
from certs.scheme.evidence import EvidenceItem, EvidenceList
from certs.scheme.scheme import Scheme
from scripts.site_builder.site_assess_words import EVIDENCE

_LINE: Final = "FF6F7A7A"
_COLUMNS: Final = (  # label and width in characters
    ("group", 12),
    ("number", 7),
    ("name", 26),
    ("why", 34),
    ("accepted", 38),
    ("copies", 9),
    ("covers", 18),
    ("bears", 22),
    ("ask", 9),
    ("ready", 12),
    ("remark", 18),
)
_NEVER: Final = (("number", 7), ("name", 34), ("reason", 90))
_HEAD: Final = 3  # row of the heads: title and note stand above
# Programs that know neither the text nor the face open a row as high as the file says. So each row says how high its
# longest cell is, reckoned from widths that no usual face exceeds at 10 points: in pixels, and in points for heights.
_UNIT, _WIDE, _NARROW = 7.0, 13.5, 8.0  # of a column's width; a Chinese character; a Latin one
_LINE_HEIGHT, _PADDING = 15.0, 4.0
_WORD: Final = re.compile(r"[^\W\u2e80-\uffff]+[^\w\s\u2e80-\uffff]*\s*|.", re.DOTALL)


def workbook(listed: EvidenceList, scheme: Scheme, language: str) -> bytes:
    """Return the workbook in one language: what to prepare, and what is never demanded."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _said("sheet", language)
    _head(sheet, _title(scheme, language), getattr(listed.note, language), _COLUMNS, language)
    for row, item in enumerate(listed.items, _HEAD + 1):
        _row(sheet, row, _cells(item, listed, scheme, language), _COLUMNS)
    rule = DataValidation(type="list", formula1=f'"{_said("choices", language)}"', allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"J{_HEAD + 1}:J{_HEAD + len(listed.items)}")
    other = book.create_sheet(_said("never", language))
    _head(other, _said("never", language), "", _NEVER, language)
    for row, entry in enumerate(listed.never, _HEAD + 1):
        _row(other, row, [entry.number, getattr(entry.name, language), getattr(entry.reason, language)], _NEVER)
    return saved(book, _title(scheme, language))


def copies(item: EvidenceItem, language: str) -> str:
    """Return how many pieces are asked for, as words: a whole document, or so many samples at least."""
    if item.copies is None:
        return _said("uncounted", language)
    fewest, _ = item.copies
    return _said("one" if fewest == 1 else "fewest", language).format(count=fewest)


def indicators(item: EvidenceItem, scheme: Scheme, language: str) -> str:
    """Return the indicators that an item bears on, with their titles."""
    titles = {each.clause: getattr(each.title, language) for each in scheme.indicators}
    return _said("comma", language).join(f"{clause} {titles[clause]}" for clause in item.clauses)


def _said(name: str, language: str) -> str:
    words: Words = EVIDENCE[name]
    return words.zh if language == "zh" else words.en


def _title(scheme: Scheme, language: str) -> str:
    return f"{_said('sheet', language)} · {scheme.standard}"


def _cells(item: EvidenceItem, listed: EvidenceList, scheme: Scheme, language: str) -> list[str | int | None]:
    group = next(each.title for each in listed.groups if each.code == item.group)
    accepted = getattr(item.accepted, language)
    if item.not_asked:
        colon = "：" if language == "zh" else ": "
        accepted += f"\n{_said('not_asked', language)}{colon}{getattr(item.not_asked, language)}"
    return [
        getattr(group, language),
        item.number or _said("licence", language),
        getattr(item.name, language),
        getattr(item.why, language),
        accepted,
        copies(item, language),
        _said("all" if item.covers_all else "none", language),
        indicators(item, scheme, language),
        _said("always" if item.always else "if-applicable", language),
        None,
        None,
    ]


def _head(sheet: Any, title: str, note: str, columns: tuple[tuple[str, int], ...], language: str) -> None:
    sheet.cell(1, 1, title).font = Font(name=FACE, bold=True, size=14, color=INK)
    sheet.cell(2, 1, note).font = Font(name=FACE, size=9, color=INK)
    for column, (name, width) in enumerate(columns, 1):
        cell = sheet.cell(_HEAD, column, _said(name, language))
        cell.font = Font(name=FACE, bold=True, size=10, color=INK)
        cell.fill = PatternFill("solid", fgColor=PAPER)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[_HEAD].height = row_height([_said(name, language) for name, _ in columns], columns)
    sheet.freeze_panes = f"A{_HEAD + 1}"
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    fit_to_page(sheet, pages=1)


def row_height(values: Sequence[str | int | None], columns: Sequence[tuple[str, int]]) -> float:
    """Return how high a row must be, in points, for the longest of its cells to be read whole."""
    texts = zip(values, columns, strict=True)
    return _PADDING + _LINE_HEIGHT * max(_lines(str(text), width) for text, (_, width) in texts if text is not None)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column. A line keeps one character free, which may not end it."""
    room, lines = _UNIT * width - _WIDE, 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in _WORD.findall(paragraph):
            size = sum(_NARROW if unicodedata.east_asian_width(c) in {"Na", "H", "N"} else _WIDE for c in word)
            if used and used + size > room:
                lines, used = lines + 1, 0.0
            broken, rest = divmod(size, room)
            lines, used = lines + int(broken), used + rest
    return lines


def _row(sheet: Any, row: int, values: list[str | int | None], columns: Sequence[tuple[str, int]]) -> None:
    sheet.row_dimensions[row].height = row_height(values, columns)
    line = Border(bottom=Side(style="thin", color=_LINE))
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column, value)
        cell.font = Font(name=FACE, size=10, color=INK)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)  # a number too
        cell.border = line
