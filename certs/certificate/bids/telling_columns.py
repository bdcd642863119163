"""Which column of a list holds what: by its heading, where there is one, else by what stands in it.

Columns may come in any order, headings in two rows, the upper for several columns. What could be meant and was not
taken is told: nobody may believe it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.certificate.bids import column_headings, reading_notes, telling_content
from certs.certificate.bids.column_headings import ASKED, Columns, columns_of
from certs.certificate.bids.reading_notes import Note
from certs.certificate.bids.table_cell import Cell, Line

_SAMPLE: Final = 200  # rows looked at to tell columns apart
_SHARE: Final = 0.3  # of its filled cells that must look alike, for a column to be taken for that
Test = Callable[[Cell], bool]
_BY_CONTENT: Final[tuple[tuple[str, Test], ...]] = (
    ("number", lambda cell: telling_content.looks_like_number(cell.text)),
    ("uscc", lambda cell: telling_content.looks_like_uscc(cell.text)),
    ("name", lambda cell: telling_content.looks_like_firm(cell.text)),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column holds, whether headings said so, and the rows below them.

    `days` are columns of days of which none says that it is the bid day: then no row can be answered. `notes` say
    which column was taken for what, and what was left.
    """

    columns: Columns
    named: bool
    rows: Sequence[Line]
    days: tuple[int, ...]
    notes: tuple[Note, ...]


def told_apart(lines: Sequence[Line]) -> Layout:
    """Tell the columns of a table apart."""
    place, heads, columns = _head(lines)
    named = bool(columns)
    below = lines[place + 1 :] if named else lines
    rows = [line for line in below if len(columns_of(_texts(line))) < 2]  # a head is repeated on the next page
    telling = _Telling(rows, heads, columns, named=named)
    telling.by_content()
    return Layout(telling.columns, named, rows, telling.days, (*telling.notes, telling.how()))


def _texts(line: Line) -> list[str]:
    return [cell.text if cell.day is None else "" for cell in line.cells]


def _head(lines: Sequence[Line]) -> tuple[int, list[str], Columns]:
    """Return the place of the row of headings, the headings, and what they name; no columns where there are none.

    One heading alone is one if nothing else stands in its row: it may head a list of one column.
    """
    best: tuple[int, list[str], Columns] = (0, [], {})
    for place, line in enumerate(lines[: limits.BID_HEAD_ROWS]):
        heads = _texts(line)
        columns = columns_of(heads)
        filled = sum(cell.filled for cell in line.cells)
        alone = len(columns) == 1 and filled == 1 and place + 1 < len(lines) and not _is_title(line, lines[place + 1])
        if len(columns) > len(best[2]) and (len(columns) > 1 or alone):
            best = place, heads, columns
        if place and columns:
            both = _two_rows(_texts(lines[place - 1]), heads)
            if len(columns_of(both)) > max(1, len(best[2]) - 1):
                best = place, both, columns_of(both)
    return best


def _is_title(line: Line, following: Line) -> bool:
    """Tell whether a single word stands over a table and not over its own column."""
    return sum(cell.filled for cell in following.cells) > sum(cell.filled for cell in line.cells)


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the headings of two rows as one: a word of the upper row stands for the empty columns behind it too."""
    if not columns_of(upper):
        return []
    heads, group = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        group = above or (group if below else "")
        heads.append(column_headings.under(group, below))
    return heads


class _Telling:
    """The columns of one table while they are told apart."""

    def __init__(self, rows: Sequence[Line], heads: Sequence[str], columns: Columns, *, named: bool) -> None:
        self.columns, self.named = columns, named
        self.days: tuple[int, ...] = ()
        self.notes: list[Note] = []
        self._sample, self._heads = rows[:_SAMPLE], heads
        width = max((len(line.cells) for line in rows), default=0)
        self._free = [place for place in range(width) if place not in columns]

    def by_content(self) -> None:
        """Add the columns that no heading names, as far as what stands in them tells."""
        self._name_that_is_none()
        for role, test in _BY_CONTENT:
            if role not in self.columns.values() and not (role == "uscc" and self.named):
                self._take(role, self._shares(test))
        self._bid_day()
        texts = [place for place in self._free if self._is_text(place)]
        if self.named:
            self._product(texts)
            return
        if texts and "name" not in self.columns.values():
            self.columns[texts.pop(0)] = "name"
        self.columns |= dict.fromkeys(texts, "product")  # all of them: none may stay unread

    def how(self) -> Note:
        """Which column was taken for what, and by what."""
        code = reading_notes.BY_HEADINGS if self.named else reading_notes.BY_CONTENT
        return Note(code, tuple(reading_notes.column(place, role) for place, role in sorted(self.columns.items())))

    def _head_of(self, place: int) -> str:
        return self._heads[place] if place < len(self._heads) else ""

    def _note(self, code: str, places: Sequence[int]) -> Note:
        return Note(code, tuple(reading_notes.column(place, self._head_of(place)) for place in places))

    def _name_that_is_none(self) -> None:
        """Take a mere 名称 beside brand or model for the product where no firms stand below it."""
        place = next((place for place, role in self.columns.items() if role == "name"), None)
        roles = set(self.columns.values())
        if place is None or "product" in roles or roles.isdisjoint(ASKED):
            return
        heading = column_headings.heading_of(self._head_of(place))
        shares = self._shares(_BY_CONTENT[2][1], (place,))
        if heading is not None and not heading.plain and shares.get(place, 0) < _SHARE:
            self.columns[place] = "product"

    def _bid_day(self) -> None:
        """Take the only column of days for the bid day; say so where none can be taken."""
        if "on" in self.columns.values():
            return
        shares = self._shares(_is_day)
        days = [place for place, share in shares.items() if share >= _SHARE]
        self._free = [place for place in self._free if place not in days]
        serials = [place for place, share in self._shares(_is_serial_day).items() if share == 1]
        spoken = [place for place in serials if column_headings.says_day(self._head_of(place))]
        days += spoken
        open_ = [place for place in days if not column_headings.is_of_another_day(self._head_of(place))]
        if len(open_) == 1:
            self.columns[open_[0]] = "on"
        elif len(open_) > 1 and not self.named:
            self.days = tuple(open_)
            self.notes.append(self._note(reading_notes.UNDECIDED, open_))
        elif left := days or (serials if not self.named else []):
            self.notes.append(self._note(reading_notes.NO_BID_DAY, sorted(left)))
        self._free = [place for place in self._free if place not in days]

    def _product(self, texts: Sequence[int]) -> None:
        """Beside brand or model, find the product under a heading that nobody foresaw, or say what was not read."""
        roles = set(self.columns.values())
        if "product" in roles or roles.isdisjoint(ASKED):
            return
        fitting = [place for place in texts if column_headings.may_head_products(self._head_of(place))]
        sounding = [place for place in fitting if column_headings.sounds_like_products(self._head_of(place))]
        for places in (fitting, sounding):
            if len(places) == 1:
                self.columns[places[0]] = "product"
                return
        self.notes.append(self._note(reading_notes.NO_PRODUCT, texts))

    def _shares(self, test: Test, places: Sequence[int] | None = None) -> dict[int, float]:
        shares = {}
        for place in self._free if places is None else places:
            cells = self._filled(place)
            if cells:
                shares[place] = sum(map(test, cells)) / len(cells)
        return shares

    def _filled(self, place: int) -> list[Cell]:
        cells = (line.cells[place] for line in self._sample if place < len(line.cells))
        return [cell for cell in cells if cell.filled]

    def _take(self, role: str, shares: Mapping[int, float]) -> None:
        place = max(shares, key=lambda place: (shares[place], -place), default=None)
        if place is not None and shares[place] >= _SHARE:
            self.columns[place] = role
            self._free.remove(place)

    def _is_text(self, place: int) -> bool:
        cells = [cell.text for cell in self._filled(place)]
        words = [text for text in cells if not telling_content.is_serial(text) and not text.replace(".", "").isdigit()]
        return 2 * len(words) > len(cells)


def _is_day(cell: Cell) -> bool:
    return telling_content.looks_like_day(cell.text)


def _is_serial_day(cell: Cell) -> bool:
    return cell.day is not None and not _is_day(cell)


def cells_of(line: Line, columns: Columns, role: str) -> list[Cell]:
    """Return the filled cells of a row in the columns of that kind."""
    places = (place for place, holds in columns.items() if holds == role and place < len(line.cells))
    return [line.cells[place] for place in places if line.cells[place].filled]
