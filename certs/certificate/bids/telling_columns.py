"""Which column of a list holds what: by its heading, where there is one, else by what stands in it.

Columns may come in any order, headings in two rows, the upper for several columns. What could be meant and was not
taken is told: nobody may believe it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.certificate.bids import column_headings, telling_content
from certs.certificate.bids.column_headings import ASKED, Columns, columns_of
from certs.certificate.bids.table_cell import Cell, Line
from certs.certificate.reading.sheet_layout import letters
from certs.errors import Words

_SAMPLE: Final = 200  # rows looked at to tell columns apart
_SHARE: Final = 0.3  # of its filled cells that must look alike, for a column to be taken for that
Test = Callable[[Cell], bool]
_BY_CONTENT: Final[tuple[tuple[str, Test], ...]] = (
    ("number", lambda cell: telling_content.looks_like_number(cell.text)),
    ("uscc", lambda cell: telling_content.looks_like_uscc(cell.text)),
    ("name", lambda cell: telling_content.looks_like_firm(cell.text)),
)
_NAMED: Final[Mapping[str, Words]] = {
    "number": Words("证书编号", "certificate number"),
    "uscc": Words("信用代码", "USCC"),
    "name": Words("投标单位", "bidder"),
    "product": Words("产品", "product"),
    "brand": Words("品牌", "brand"),
    "model": Words("型号", "model"),
    "on": Words("开标日", "bid day"),
}


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
    notes: tuple[Words, ...]


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
        self.notes: list[Words] = []
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

    def how(self) -> Words:
        """Which column was taken for what, and by what."""
        in_order = sorted(self.columns.items())
        zh = "、".join(f"{letters(place + 1)} 列是{_NAMED[role].zh}" for place, role in in_order)
        en = ", ".join(f"column {letters(place + 1)} is the {_NAMED[role].en}" for place, role in in_order)
        how = Words("按表头认列", "By the headings") if self.named else Words("按内容认列", "By what stands in them")
        return Words(f"{how.zh}：{zh}。", f"{how.en}, {en}.")

    def _head_of(self, place: int) -> str:
        return self._heads[place] if place < len(self._heads) else ""

    def _column(self, place: int) -> Words:
        head = self._head_of(place)
        return Words(
            f"{letters(place + 1)} 列{f'“{head}”' if head else ''}",
            f"column {letters(place + 1)}{f' (“{head}”)' if head else ''}",
        )

    def _columns(self, places: Sequence[int]) -> Words:
        every = [self._column(place) for place in places]
        return Words("、".join(each.zh for each in every), ", ".join(each.en for each in every))

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
            self.notes.append(_undecided(self._columns(open_)))
        elif left := days or (serials if not self.named else []):
            self.notes.append(_no_bid_day(self._columns(sorted(left))))
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
        self.notes.append(_no_product(self._columns(texts)))

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


def _undecided(columns: Words) -> Words:
    return Words(
        f"{columns.zh}都是日期，没有表头，看不出哪一列是开标日，所以一行也没有查。请写上表头“开标日”，或只留开标日那一列。",
        f"There are days in {columns.en} and no headings, so that it cannot be told which is the bid day; no row was "
        "checked. Write the heading “bid day”, or keep that column alone.",
    )


def _no_bid_day(columns: Words) -> Words:
    return Words(
        f"{columns.zh}像日期，没有当作开标日用；按今天答。要按开标日答，请把那一列的表头写成“开标日”。",
        f"What looks like days in {columns.en} was not taken for the bid day; the answers are for today. To have them "
        "for the bid day, call its column “bid day”.",
    )


def _no_product(columns: Words) -> Words:
    left = Words(f"没有读的列：{columns.zh}。", f" Not read: {columns.en}.") if columns.zh else Words("", "")
    return Words(
        f"有品牌或型号，没有认出哪一列是产品，所以没有核对是否覆盖。{left.zh}请把产品那一列的表头写成“产品”再查。",
        "There is a brand or a model, but no column was recognised as the product, so that coverage was not "
        f"checked.{left.en} Call the column of the product “product” and check again.",
    )


def cells_of(line: Line, columns: Columns, role: str) -> list[Cell]:
    """Return the filled cells of a row in the columns of that kind."""
    places = (place for place, holds in columns.items() if holds == role and place < len(line.cells))
    return [line.cells[place] for place in places if line.cells[place].filled]
