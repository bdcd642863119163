"""Tables as files that people open in a spreadsheet: XLSX, and CSV in UTF-8 with its mark, which Excel asks for.

No cell is ever a formula. CSV cannot say so: what a program would take for one gets an apostrophe before it, as people
would type it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from flask import Response

from certs import limits
from certs.documents import text_sheets
from certs.documents.text_sheets import TextSheet
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.service import Service

FILES: Final = ("xlsx", "csv")
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8; header=absent",  # lines about the file stand above the heads
}
_FORMULA: Final = re.compile(r"[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n＝＋－＠|%]")
_SHEET: Final = "Starmark"
_WIDTHS: Final = (36, 22, 12, 24, 24, 14, 44, 14, 14, 44)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table: what its file is called, without ending; lines about it that stand above; the heads; the rows."""

    name: str
    about: Sequence[Sequence[str]]
    heads: Sequence[str]
    rows: Iterable[Sequence[str]]


def answer_table(table: TableFile, kind: str) -> Response:
    """Answer with a table as `xlsx` or `csv`."""
    data = _xlsx(table) if kind == "xlsx" else _csv(table)
    headers = [
        ("Content-Type", _TYPES[kind]),
        ("Content-Disposition", f'attachment; filename="{table.name}.{kind}"'),
        ("Cache-Control", ASK_AGAIN),
        *OPEN_DATA,
    ]
    return Response(data, 200, headers)


def collected(
    here: Service, page: Callable[[str | None], tuple[Sequence[_T], str | None]], after: str | None
) -> tuple[list[_T], str | None]:
    """Return the rows of one file, page after page, and where the next file goes on.

    Others have their turn at the register between two pages. `page` returns a page behind a cursor, and the next one.
    """
    items: list[_T] = []
    while len(items) < limits.TABLE_ROWS:
        found, after = page(after)
        items += found
        here.register.turn.give_back()
        if after is None:
            break
    return items, after


def _csv(table: TableFile) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (*table.about, table.heads, *table.rows):
        writer.writerow(["'" + cell if _FORMULA.match(cell) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: TableFile) -> bytes:
    return text_sheets.xlsx([TextSheet(_SHEET, _WIDTHS, table.rows, table.heads, table.about)])
