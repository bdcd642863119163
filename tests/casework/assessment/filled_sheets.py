"""Score sheets as assessors send them back: the template filled in by openpyxl, with changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl

from certs.casework.assessment.score_sheet_xlsx import score_sheet
from tests.casework.assessment.assessed_sites import GBT

Change = Callable[[Any], None]
PEOPLE = "assessor-01；assessor-02"


@cache
def empty(site: str, headquarters: bool) -> bytes:
    """The template of a site of the case."""
    return score_sheet("A26-00001", site, GBT, headquarters=headquarters)


def filled(*changes: Change, site: str = "总部", headquarters: bool = True) -> bytes:
    """A sheet in which everything is met and every offered step was taken, and then the changes."""
    book = openpyxl.load_workbook(io.BytesIO(empty(site, headquarters)))
    if headquarters:
        book["场所"]["E3"], book["场所"]["F3"] = 20, 2
    for row in range(3, 23):
        if book["过程"].cell(row, 1).value:
            book["过程"].cell(row, 2, "2026-11-23")
            book["过程"].cell(row, 3, PEOPLE)
    for row in range(3, book["评分"].max_row + 1):
        book["评分"].cell(row, 4).value = book["评分"].cell(row, 4).value or ("符合" if headquarters else "不在此评")
    for change in changes:
        change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: str, cell: str, value: object) -> Change:
    """Write one cell."""

    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def put_row(sheet: str, row: int, *values: object) -> Change:
    """Write a row from column A on."""

    def change(book: Any) -> None:
        for column, value in enumerate(values, 1):
            book[sheet].cell(row, column).value = value

    return change
