"""A first pass over one sheet's XML for what the table library does not tell when it streams rows.

It finds the last row with content, so that a hundred thousand formatted or blank rows cost little, what hides or blurs
content: hidden rows and columns, merged cells; and it cuts the cells out of all that stands around them. Rows and cells
out of order are refused: readers differ on them.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat  # the part has passed the guard in `unpack_xlsx`

from certs.certificate.reading.tidy_text import is_empty
from certs.certificate.reading.unpack_xlsx import damaged

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TEXTS: Final = frozenset({"v", "t"})
_CELLS: Final = "sheetData"
_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576


@dataclass(slots=True)
class SheetFacts:
    """What one sheet's XML says of itself. Rows and columns count from 1; 0 means none has content.

    `filled` is how many cells have content; a formula counts once more.
    `cells` is the part with nothing but its cells, as the file has them.
    """

    last_row: int = 0
    last_column: int = 0
    filled: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    cells: bytes = b""

    def is_hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def scan(part: bytes, blank: AbstractSet[int] = frozenset()) -> SheetFacts:
    """Return the facts of one sheet part; `blank` are the shared texts that show nothing. Raises FileRefused."""
    walker = _Walker(part, blank)
    _parse(part, walker.parser)
    walker.facts.cells = walker.cut_out()
    return walker.facts


def blank_texts(part: bytes) -> frozenset[int]:
    """Return which of the shared texts show nothing, by their place from 0. Raises FileRefused if it is damaged."""
    walker = _TextWalker()
    _parse(part, walker.parser)
    return frozenset(range(walker.count)) - walker.filled


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _parse(part: bytes, parser: expat.XMLParserType) -> None:
    parser.buffer_text = True
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


class _TextWalker:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.count = 0
        self.filled: set[int] = set()
        self._inside = False

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._inside = name == "t"
        self.count += name == "si"

    def _text(self, text: str) -> None:
        if self._inside and not is_empty(text):
            self.filled.add(self.count - 1)


class _Walker:
    def __init__(self, part: bytes, blank: AbstractSet[int]) -> None:
        self.facts = SheetFacts()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self._part, self._blank = part, blank
        self._root = ""
        self._before = self._begin = self._end = -1  # bytes: where the first element, the cells, and their end stand
        self._row = self._column = 0
        self._hidden = self._inside = False
        self._kind = ""

    def cut_out(self) -> bytes:
        """Return the part with nothing but its cells; as it is where its bytes are no ASCII, or it has no cells."""
        if self._end < 0 or self._part[self._end : self._end + 1] != b"<":
            return self._part
        end = self._part.index(b">", self._end) + 1
        return self._part[: self._before] + self._part[self._begin : end] + f"</{self._root}>".encode()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._root:
            self._root = name
        elif self._before < 0:
            self._before = self.parser.CurrentByteIndex
        name = name.rpartition(":")[2]
        self._inside = False
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._cell(attributes.get("r"))
        elif name in _TEXTS:
            self._inside = self._column > 0  # else an element of this name outside a cell
        elif name == "f":
            self._content()
        elif name == "row":
            self._begin_row(attributes)
        elif name == _CELLS and self._begin < 0:
            self._begin = self.parser.CurrentByteIndex
            self.parser.EndElementHandler = self._end_of_element
        else:
            self._around(name, attributes)

    def _around(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col" and _true(attributes.get("hidden")):
            self.facts.hidden_columns.append(
                (int(attributes["min"]), int(attributes["max"])) if {"min", "max"} <= set(attributes) else (0, 0)
            )
        elif name == "mergeCell":
            self.facts.merged.append(attributes.get("ref", "?")[:20])

    def _end_of_element(self, name: str) -> None:
        if name.rpartition(":")[2] == _CELLS:
            self._end = self.parser.CurrentByteIndex
            self.parser.EndElementHandler = None
            self._row = self._column = 0

    def _text(self, text: str) -> None:
        if self._inside and not is_empty(text) and not self._is_blank(text):
            self._content()

    def _is_blank(self, text: str) -> bool:
        return self._kind == "s" and text.strip().isdecimal() and int(text[:20]) in self._blank

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
        if not self._column:
            return
        self.facts.last_row = self._row
        self.facts.filled += 1
        self.facts.last_column = max(self.facts.last_column, self._column)
        if self._hidden:
            self.facts.hidden_rows.add(self._row)


def _true(text: str | None) -> bool:
    return text in {"1", "true", "on"}
