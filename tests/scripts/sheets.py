"""Batch sheets for the tests, filled in as staff fill in the template."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl

from certs.certificate.reading.template_xlsx import template_xlsx
from scripts.demo.demo_firms import sample_uscc

Row = Mapping[str, object]
GOOD: Final[Row] = {
    "name": "北京样例家具（虚构）有限公司",
    "address": "北京市海淀区样例路2号",
    "scheme": "gbt27922-2011",
    "score": "96",
    "headcount": 40,
    "decided_by": "reviewer-01；decider-01",
}


def certificate(serial: int, **changes: object) -> dict[str, object]:
    """Return one row of the sheet 证书: a sound one, but for the changes. Each serial is a firm of its own."""
    return {**GOOD, "name": f"北京样例家具{serial}号（虚构）有限公司", "uscc": sample_uscc(500_000 + serial), **changes}


def write(path: Path, rows: Sequence[Row]) -> Path:
    """Write a batch: each certificate with one scope item and one site."""
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    certificates, scopes, sites = ((sheet, _heads(sheet)) for sheet in (book["证书"], book["范围"], book["场所"]))
    for place, row in enumerate(rows, start=3):
        key = place - 2
        _fill(*certificates, place, {"no": key, **row})
        _fill(*scopes, place, {"no": key, "name": "木质家具", "brands": "样例"})
        _fill(*sites, place, {"no": key, "name": "总部", "address": "北京市海淀区样例路2号"})
    book.save(path)
    return path


def correct(path: Path, sheet: str, row: int, **changes: object) -> None:
    """Mend cells of a sheet, as staff do after a refusal."""
    book = openpyxl.load_workbook(path)
    _fill(book[sheet], _heads(book[sheet]), row, changes)
    book.save(path)


def cells(path: Path, sheet: str) -> list[list[Any]]:
    """Return the cells of a sheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


def comments(path: Path, sheet: str, first_row: int = 3) -> list[str]:
    """Return what is noted on the cells below the heads."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=first_row)
    return [cell.comment.text for row in rows for cell in row if cell.comment]


def _heads(sheet: Any) -> dict[str, int]:
    """Return the column of each field: asked once, since a sheet looks through all its cells to tell how wide it is."""
    return {cell.value: cell.column for cell in sheet[2]}


def _fill(sheet: Any, heads: Mapping[str, int], place: int, row: Row) -> None:
    for name, value in row.items():
        sheet.cell(place, heads[name], value)
