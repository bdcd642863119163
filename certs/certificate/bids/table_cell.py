"""What a list is before its columns are told apart: tables of cells, each with what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from certs.certificate.bids.reading_notes import Note


class Cell(NamedTuple):
    """One cell: its text; its day where it holds one; why it cannot be used, or not as a day, by cell_faults.py."""

    text: str = ""
    day: date | None = None
    problem: str = ""
    no_day: str = ""

    @property
    def filled(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.text or self.problem)


EMPTY = Cell()


class Line(NamedTuple):
    """One row with content: where it stands, from 1, and its cells from the first column on."""

    row: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Table:
    """One sheet, or one text. `notes` are what a reader should know of how it was read."""

    sheet: str
    lines: list[Line]
    notes: list[Note] = field(default_factory=list)
