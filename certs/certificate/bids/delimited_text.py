"""A list as text: CSV with whatever stands between its columns, or lines that somebody pasted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Final

from certs import limits
from certs.certificate import pasted_text
from certs.certificate.bids.table_cell import Cell, Line, Table
from certs.certificate.reading.refused_input import FileRefused

_DELIMITERS: Final = ("\t", ",", ";", "|", "，", "；")
_OF_NAME: Final = re.compile(r",(?=\s*(?:ltd|limited|inc|llc|corp)\b)", re.IGNORECASE)
_KEPT: Final = "\ue000"  # stands for the comma of “Co., Ltd.”, which parts no columns
_SAMPLE: Final = 50  # lines by which the delimiter is told


def table_of(text: str) -> Table:
    """Return the rows of a text with content. Raises FileRefused for too many, and for what no table can be."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").replace("\0", "")
    text = _OF_NAME.sub(_KEPT, text.replace(_KEPT, ""))
    delimiter = _delimiter(text)
    lines = []
    reader = (
        csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if delimiter else ([x] for x in _lines(text))
    )
    try:
        for count, fields in enumerate(reader, 1):
            cells = tuple(Cell(pasted_text.shown(field.replace(_KEPT, ","))) for field in fields[: limits.XLSX_COLUMNS])
            if any(cell.filled for cell in cells):
                lines.append(Line(getattr(reader, "line_num", count), cells))
            if len(lines) > limits.BID_SHEET_ROWS:
                raise too_many_rows()
    except csv.Error as error:
        raise FileRefused(
            "format",
            "有一行太长，或引号没有成对，读不下去。请在 Excel 或 WPS 里打开，另存为 .xlsx 后再提交。",
            "A line is too long or a quote is not closed. Open it in a spreadsheet program and save it as .xlsx.",
        ) from error
    return Table("", lines)


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _delimiter(text: str) -> str | None:
    """Return what stands between the columns: what most lines have, the same number of times; None for mere blanks."""
    lines = [line for line in text[: 256 * 1024].split("\n") if line.strip()][:_SAMPLE]
    best: tuple[float, str] | None = None
    for mark in _DELIMITERS:
        counts = Counter(_count(line, mark) for line in lines)
        counts.pop(0, None)
        if counts:
            share = sum(counts.values()) / len(lines)
            alike = counts.most_common(1)[0][1] / len(lines)
            if share > 0.5 and (best is None or (alike + share) > best[0]):
                best = alike + share, mark
    return best[1] if best else None


def _count(line: str, mark: str) -> int:
    """Count a mark outside quotes."""
    return sum(part.count(mark) for part in line.split('"')[::2])


def too_many_rows() -> FileRefused:
    """Return the refusal of a list that is too long."""
    return FileRefused(
        "range",
        f"一次最多查 {limits.BIDS} 行，这份名单更多。请分成几份再查；没有内容的行请删去。",
        f"At most {limits.BIDS} rows are checked at once, and this list has more. Split it, and remove empty rows.",
    )
