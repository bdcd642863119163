"""What a reader should know of how a list was read. Each note is a closed code and the texts that it names.

So the page can hand its notes in again with its rows, and nobody can have a sentence of their own set on our paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from certs import limits
from certs.certificate import pasted_text
from certs.certificate.reading.sheet_layout import letters
from certs.errors import Words

HIDDEN_SHEET: Final = "hidden_sheet"
HIDDEN_ROWS: Final = "hidden_rows"
FOOTERS: Final = "footers"
LINE_BY_LINE: Final = "line_by_line"
BY_HEADINGS: Final = "by_headings"
BY_CONTENT: Final = "by_content"
UNDECIDED: Final = "undecided"
NO_BID_DAY: Final = "no_bid_day"
NO_PRODUCT: Final = "no_product"
MENDED: Final = "mended"
_MOST: Final = limits.BIDS + 2  # texts of one note
_COLUMN: Final = re.compile(r"[A-Z]{1,3}")
_ROLES: Final[Mapping[str, Words]] = {
    "number": Words("证书编号", "certificate number"),
    "uscc": Words("信用代码", "USCC"),
    "name": Words("投标单位", "bidder"),
    "product": Words("产品", "product"),
    "brand": Words("品牌", "brand"),
    "model": Words("型号", "model"),
    "on": Words("开标日", "bid day"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its code, the sheet that it speaks of, and what it names there, as texts."""

    code: str
    of: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def words(self) -> Words:
        """What it says."""
        told = _TOLD[self.code](*self.of)
        return Words(f"“{self.sheet}”：{told.zh}", f"{self.sheet}: {told.en}") if self.sheet else told

    def to_json(self) -> list[str]:
        """Return it as the page hands it in again."""
        return [self.code, self.sheet, *self.of]


def note_of(value: Any) -> Note:
    """Return the note that a page hands in again. Raises ValueError for what is none."""
    if not isinstance(value, list) or not 2 <= len(value) <= _MOST or {type(text) for text in value} != {str}:
        raise ValueError(value)
    code, sheet, *of = (pasted_text.shown(text)[: limits.QUERY] for text in value)
    note = Note(code, tuple(of), sheet)
    try:
        _ = note.words
    except (KeyError, TypeError) as error:
        raise ValueError(value) from error
    return note


def column(place: int, text: str = "") -> str:
    """Return how a note names a column, counted from 0: its letters, and its heading or what it was taken for."""
    return f"{letters(place + 1)}:{text}"


def _parted(every: tuple[str, ...]) -> list[tuple[str, str]]:
    parted = [tuple(each.split(":", 1)) for each in every]
    if not all(len(each) == 2 and _COLUMN.fullmatch(each[0]) for each in parted):
        raise KeyError(every)
    return [(place, text) for place, text in parted]


def _together(every: list[Words]) -> Words:
    return Words("、".join(each.zh for each in every), ", ".join(each.en for each in every))


def _columns(every: tuple[str, ...]) -> Words:
    """Name columns by their letters and headings."""
    return _together(
        [
            Words(f"{place} 列{f'“{head}”' if head else ''}", f"column {place}{f' (“{head}”)' if head else ''}")
            for place, head in _parted(every)
        ]
    )


def _hidden_sheet(title: str) -> Words:
    return Words(f"工作表“{title}”是隐藏的，没有读。", f"Sheet “{title}” is hidden and was not read.")


def _hidden_rows(count: str) -> Words:
    return Words(f"有 {count} 行是隐藏的，也读了。", f"{count} rows are hidden; they were read as well.")


def _footers(count: str, *named: str) -> Words:
    shown = [each.partition(":")[::2] for each in named]
    more = count != str(len(named))
    zh = "、".join(f"第 {row} 行“{text}”" for row, text in shown)
    en = ", ".join(f"row {row} (“{text}”)" for row, text in shown)
    return Words(
        f"{zh}{f'等 {count} 行' if more else ''}不是投标，没有查，也没有计入。",
        f"Not bids, not checked and not counted: {en}{f', {count} rows in all' if more else ''}.",
    )


def _line_by_line() -> Words:
    return Words(
        "没有表头，也不成列：逐行按内容认出编号、单位、产品和开标日。请核对每一行认成了什么。",
        "There are no headings and no columns: number, bidder, product and day were told apart line by line, by what "
        "stands there. Check what each line was read as.",
    )


def _taken(how: Words, every: tuple[str, ...]) -> Words:
    parted = [(place, _ROLES[role]) for place, role in _parted(every)]
    columns = _together([Words(f"{at} 列是{role.zh}", f"column {at} is the {role.en}") for at, role in parted])
    return Words(f"{how.zh}：{columns.zh}。", f"{how.en}, {columns.en}.")


def _by_headings(*every: str) -> Words:
    return _taken(Words("按表头认列", "By the headings"), every)


def _by_content(*every: str) -> Words:
    return _taken(Words("按内容认列", "By what stands in them"), every)


def _undecided(*every: str) -> Words:
    columns = _columns(every)
    return Words(
        f"{columns.zh}都是日期，没有表头，看不出哪一列是开标日，所以一行也没有查。请写上表头“开标日”，或只留开标日那一列。",
        f"There are days in {columns.en} and no headings, so that it cannot be told which is the bid day; no row was "
        "checked. Write the heading “bid day”, or keep that column alone.",
    )


def _no_bid_day(*every: str) -> Words:
    columns = _columns(every)
    return Words(
        f"{columns.zh}像日期，没有当作开标日用；按今天答。要按开标日答，请把那一列的表头写成“开标日”。",
        f"What looks like days in {columns.en} was not taken for the bid day; the answers are for today. To have them "
        "for the bid day, call its column “bid day”.",
    )


def _no_product(*every: str) -> Words:
    columns = _columns(every)
    left = Words(f"没有读的列：{columns.zh}。", f" Not read: {columns.en}.") if every else Words("", "")
    return Words(
        f"有品牌或型号，没有认出哪一列是产品，所以没有核对是否覆盖。{left.zh}请把产品那一列的表头写成“产品”再查。",
        "There is a brand or a model, but no column was recognised as the product, so that coverage was not "
        f"checked.{left.en} Call the column of the product “product” and check again.",
    )


def _mended(*rows: str) -> Words:
    """Say which rows are not as the list has them: `row:sheet` each."""
    places = [place_words(sheet, int(row)) for row, _, sheet in (each.partition(":") for each in rows)]
    every = _together(places)
    return Words(
        f"在网页上改过、与交来的名单不同的行：{every.zh}。",
        f"Mended on the page, and not as the list that was handed in: {every.en}.",
    )


def place_words(sheet: str, row: int) -> Words:
    """Return where a row stands, for people."""
    if not sheet:
        return Words(f"第 {row} 行", f"line {row}")
    return Words(f"“{sheet}”第 {row} 行", f"{sheet}, row {row}")


_TOLD: Final[Mapping[str, Callable[..., Words]]] = {
    HIDDEN_SHEET: _hidden_sheet,
    HIDDEN_ROWS: _hidden_rows,
    FOOTERS: _footers,
    LINE_BY_LINE: _line_by_line,
    BY_HEADINGS: _by_headings,
    BY_CONTENT: _by_content,
    UNDECIDED: _undecided,
    NO_BID_DAY: _no_bid_day,
    NO_PRODUCT: _no_product,
    MENDED: _mended,
}
