"""Score sheets as assessors send them back: those that `case template score` wrote, filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl


def change(file: Path, how: Callable[[Any], None]) -> None:
    """Change a workbook in its place."""
    book = openpyxl.load_workbook(file)
    how(book)
    book.save(file)


def fill_score_sheets(files: Iterable[Path], day: date, people: str = "assessor-07") -> None:
    """Fill in sheets: everything is met at the headquarters, and nothing is assessed at an outlet but repairs."""
    for file in files:
        change(file, lambda book: _fill(book, day, people))


def _fill(book: Any, day: date, people: str) -> None:
    take_steps(book, day.isoformat(), people)
    if book["场所"]["C3"].value == "总部":
        meet(book)
        return
    for row in range(3, book["评分"].max_row + 1):
        is_repair = book["评分"].cell(row, 1).value == "5.2.4"
        book["评分"].cell(row, 4).value = "符合" if is_repair else "不在此评"


def meet(book: Any) -> None:
    """Everything is met at the headquarters."""
    book["场所"]["E3"], book["场所"]["F3"] = 24, 3
    for row in range(3, book["评分"].max_row + 1):
        book["评分"].cell(row, 4).value = book["评分"].cell(row, 4).value or "符合"


def take_steps(book: Any, day: str, people: str) -> None:
    """Every step that the sheet offers was taken on one day."""
    for row in range(3, 12):
        if book["过程"].cell(row, 1).value:
            book["过程"].cell(row, 2, day)
            book["过程"].cell(row, 3, people)
