"""A first pass over one sheet's XML for what the table library does not tell when it streams rows.

It finds the last row with content, so that a hundred thousand formatted empty rows cost little, and what hides or
blurs content: hidden rows and columns, merged cells. Rows and cells out of order are refused: readers differ on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat  # the part has passed the guard in `container`

from certs.certificate.reading.unpack_xlsx import damaged

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTENT: Final = frozenset({"v", "is", "f"})
_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576


@dataclass(slots=True)
class SheetFacts:
    """What one sheet's XML says of itself. Rows and columns count from 1; 0 means none has content."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def is_hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def scan(part: bytes) -> SheetFacts:
    """Return the facts of one sheet part. Raises FileRefused if it is damaged."""
    walker = _Walker()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    return walker.facts


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Walker:
    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._row = self._column = 0
        self._hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes.get("r"))
        elif name in _CONTENT:
            self._content()
        elif name == "row":
            self._begin_row(attributes)
        elif name == "col" and _true(attributes.get("hidden")):
            self.facts.hidden_columns.append(
                (int(attributes["min"]), int(attributes["max"])) if {"min", "max"} <= set(attributes) else (0, 0)
            )
        elif name == "mergeCell":
            self.facts.merged.append(attributes.get("ref", "?")[:20])

    def _begin_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes["r"]) if "r" in attributes else self._row + 1
        if not self._row < row <= _LAST_ROW:
            raise damaged()
        self._row, self._column = row, 0
        self._hidden = _true(attributes.get("hidden"))

    def _cell(self, reference: str | None) -> None:
        column = self._column + 1
        if reference is not None:
            match = _CELL.fullmatch(reference)
            if match is None or int(match[2]) != self._row:
                raise damaged()
            column = column_number(match[1])
        if not self._column < column <= _LAST_COLUMN:
            raise damaged()
        self._column = column

    def _content(self) -> None:
        if not self._column:  # an element of this name outside a cell
            return
        self.facts.last_row = self._row
        self.facts.last_column = max(self.facts.last_column, self._column)
        if self._hidden:
            self.facts.hidden_rows.add(self._row)


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}
