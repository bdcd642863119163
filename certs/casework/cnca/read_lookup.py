"""Reading a saved result of the national lookup: which lines are certificates, and what they say of each.

Forgiving about the layout: a table under its heads, labels beside or above their values, heads and values each on a
line of its own, as browsers copy them. Strict about the meaning: a line that belongs to no certificate is listed with
its place, never dropped. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from certs.casework.cnca.lookup_fields import NUMBER, field_of, value_of
from certs.casework.cnca.lookup_lines import LookupLine, lines_of

_LABELLED: Final = re.compile(r"\s*([^:：]{2,20})[:：]\s*(.+)")


@dataclass(frozen=True, slots=True)
class LookupRow:
    """One certificate as the lookup shows it: its texts by the names of the fields. `place` is its first line."""

    place: str
    texts: Mapping[str, str]


@dataclass(slots=True)
class Lookup:
    """What was saved: certificates, and lines that belong to none, each as (place, text)."""

    rows: list[LookupRow] = field(default_factory=list)
    not_understood: list[tuple[str, str]] = field(default_factory=list)


def read(data: bytes, name: str) -> Lookup:
    """Read a file. Raises FileRefused for what is no page, text or sheet."""
    reading = _Reading()
    for line in lines_of(data, name, lambda text: field_of(text) is not None):
        reading.take(line)
    reading.end()
    return reading.lookup


class _Reading:
    """What has been read so far: the heads in force, and the labelled values that are still being gathered."""

    def __init__(self) -> None:
        self.lookup = Lookup()
        self._heads: list[str | None] = []
        self._stacked: list[tuple[str, str]] = []  # heads that stand below each other, as (field, text)
        self._values: list[tuple[str, str]] = []  # of stacked heads, as (place, text)
        self._detail: dict[str, str] = {}
        self._place = ""

    def take(self, line: LookupLine) -> None:
        """Take one line up."""
        filled = [cell for cell in line.cells if cell]
        if len(filled) == 1 and not self._is_number(line):
            self._single(line.place, filled[0])
            return
        self._end_stack()
        names = [field_of(cell) for cell in filled]
        pairs = len(filled) % 2 == 0 and all(name is not None for name in names[::2])
        if pairs and all(name is None for name in names[1::2]):
            for label, value in zip(filled[::2], filled[1::2], strict=True):
                self._label(line.place, label, value)
        elif NUMBER in names and sum(name is not None for name in names) > len(names) / 2:
            self._head(line)
        elif self._heads:
            self._row(line)
        else:
            self._leave(line.place, "  ".join(filled))

    def end(self) -> None:
        """Finish what is still open."""
        self._end_stack()
        self._end_detail()

    def _is_number(self, line: LookupLine) -> bool:
        """Tell whether a number stands alone in its row, under its head."""
        under = (cell for name, cell in zip(self._heads, line.cells, strict=False) if name == NUMBER)
        return any(cell and value_of(NUMBER, cell) is not None for cell in under)

    def _head(self, line: LookupLine) -> None:
        self._end_detail()
        self._heads = [field_of(cell) if cell else "" for cell in line.cells]
        for cell, name in zip(line.cells, self._heads, strict=True):
            if name is None:
                self._leave(line.place, cell)

    def _row(self, line: LookupLine) -> None:
        texts: dict[str, str] = {}
        beyond = [cell for cell in line.cells[len(self._heads) :] if cell]
        for name, cell in zip(self._heads, line.cells, strict=False):
            if name and cell and name not in texts:
                texts[name] = cell
        if not any(character.isdigit() for character in texts.get(NUMBER, "")) or beyond:
            self._leave(line.place, "  ".join(cell for cell in line.cells if cell))
        else:
            self.lookup.rows.append(LookupRow(line.place, texts))

    def _single(self, place: str, text: str) -> None:
        match = _LABELLED.fullmatch(text)
        name = field_of(text)
        if match is not None and field_of(match[1]) is not None:
            self._end_stack()
            self._label(place, match[1], match[2])
        elif name is not None and not self._values:
            self._stacked.append((name, text))
        elif self._stacked:
            self._values.append((place, text))
            if len(self._values) == len(self._stacked):
                self._fill_stack()
        else:
            self._leave(place, text)

    def _fill_stack(self) -> None:
        """Give each stacked head its value; one alone is a label, several are the heads of a table."""
        if len(self._stacked) == 1:
            self._label(self._values[0][0], self._stacked[0][1], self._values[0][1])
            self._stacked, self._values = [], []
            return
        texts = {name: text for (name, _), (_, text) in zip(self._stacked, self._values, strict=True) if name}
        if value_of(NUMBER, texts.get(NUMBER, "")) is None:
            self._end_stack()
        else:
            self.lookup.rows.append(LookupRow(self._values[0][0], texts))
            self._values = []

    def _end_stack(self) -> None:
        if len(self._stacked) == 1 or self._values:
            for place, text in self._values:
                self._leave(place, text)
        self._stacked, self._values = [], []

    def _label(self, place: str, label: str, value: str) -> None:
        name = field_of(label)
        if name == NUMBER or name in self._detail:
            self._end_detail()
        if not self._detail:
            self._place = place
        if name:
            self._detail[name] = value

    def _end_detail(self) -> None:
        if NUMBER in self._detail:
            self.lookup.rows.append(LookupRow(self._place, self._detail))
        else:
            for text in self._detail.values():
                self._leave(self._place, text)
        self._detail = {}

    def _leave(self, place: str, text: str) -> None:
        self.lookup.not_understood.append((place, text))
