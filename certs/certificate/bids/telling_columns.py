"""Which column of a list holds what: by its heading, where there is one, else by what stands in it.

Headings are matched by name in either language, whatever stands above them; columns may come in any order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from certs import limits
from certs.certificate.bids import telling_content
from certs.certificate.bids.table_cell import EMPTY, Cell, Line
from certs.certificate.reading.sheet_layout import letters
from certs.errors import Words

Columns = dict[str, int]  # what a column holds → its place from 0
_FIRM_WORDS: Final = r"(?:单位|企业|公司|组织|厂家|厂商|机构)"
# Each is the whole of a heading, folded, without what stands in brackets.
_HEADINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile(
        r"(?:星级|售后服务|服务|认证|获证|售后服务认证|服务认证|星级认证|售后服务星级)?证书(?:编号|号码|号)?|编号|证号|"
        r"certificate|(?:certificate|cert)\.?(?:number|no|nr|id)\.?|number"
    ),
    "uscc": re.compile(r"(?:统一)?社会信用代码|信用代码|组织机构代码|uscc|(?:unified)?socialcreditcode|creditcode"),
    "name": re.compile(
        r"(?:投标|参标|竞标|应标|报价|响应|供应|供货|获证|持证|申请|中标|候选|入围|生产|制造|所属|被查)?"
        rf"{_FIRM_WORDS}(?:名称|全称|名)?|"
        r"(?:投标|参标|竞标|应标|报价|响应|获证|持证|申请|中标|候选)(?:人|方|商|者)(?:名称|全称)?|"
        r"(?:供应|供货|制造|生产|经销|服务|承包)商(?:名称|全称)?|名称|全称|单位名|"
        r"(?:bidder|company|supplier|vendor|holder|organi[sz]ation|firm|tenderer|manufacturer)(?:'?s?name)?|name"
    ),
    "product": re.compile(
        r"(?:投标|采购|询价|报价|所投|拟投|招标|供货|认证|应标)?(?:产品|货物|商品|标的物?|设备|物资|品名|服务|项目|内容)(?:名称|内容)?|品目|"
        r"(?:product|goods|item|equipment|service)s?(?:name)?"
    ),
    "brand": re.compile(r"(?:投标|产品|所投)?品牌|商标|brand"),
    "model": re.compile(r"(?:投标|产品|规格|品牌|所投)?型号(?:规格)?|规格|model|modelnumber|modelno\.?|type"),
    "on": re.compile(
        r"(?:开标|投标|报价|询价|查询|评标|截标|开启|递交|响应|投标截止|报价截止|截止|查验)?(?:日期|时间|日)|"
        r"date|day|on|(?:bid|bidding|tender|opening|closing|bidopening)(?:date|day)|dateofbid"
    ),
}
_BRACKETED: Final = re.compile(r"[(\[【（][^()\[\]【】（）]*[)\]】）]")
_LONGEST: Final = 30  # characters of a heading
_SAMPLE: Final = 200  # rows looked at to tell columns apart
_SHARE: Final = 0.3  # of its filled cells that must look alike, for a column to be taken for that
Test = Callable[[str], bool]
_BY_CONTENT: Final[tuple[tuple[str, Test], ...]] = (
    ("number", telling_content.looks_like_number),
    ("uscc", telling_content.looks_like_uscc),
    ("name", telling_content.looks_like_firm),
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


def role_of(heading: str) -> str | None:
    """Return what a heading announces: number, uscc, name, product, brand, model or on; None for anything else."""
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", heading)).casefold()
    folded = "".join(c for c in plain if not c.isspace() and c not in "*:_-/、，。#")
    if not folded or len(folded) > _LONGEST:
        return None
    return next((role for role, pattern in _HEADINGS.items() if pattern.fullmatch(folded)), None)


def headings(line: Line) -> Columns:
    """Return the columns that a row names, the first of each kind."""
    columns: Columns = {}
    for place, cell in enumerate(line.cells):
        role = role_of(cell.text) if cell.text and cell.day is None else None
        if role is not None:
            columns.setdefault(role, place)
    return columns


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column holds, whether headings said so, and the rows below them."""

    columns: Columns
    named: bool
    rows: Sequence[Line]

    @property
    def how(self) -> Words:
        """Which column was taken for what, and by what."""
        in_order = sorted(self.columns.items(), key=lambda pair: pair[1])
        zh = "、".join(f"{letters(place + 1)} 列是{_NAMED[role].zh}" for role, place in in_order)
        en = ", ".join(f"column {letters(place + 1)} is the {_NAMED[role].en}" for role, place in in_order)
        how = Words("按表头认列", "By the headings") if self.named else Words("按内容认列", "By what stands in them")
        return Words(f"{how.zh}：{zh}。", f"{how.en}, {en}.")


def told_apart(lines: Sequence[Line]) -> Layout:
    """Tell the columns of a table apart."""
    place, columns = _head(lines)
    named = bool(columns)
    below = lines[place + 1 :] if named else lines
    rows = [line for line in below if len(headings(line)) < 2]  # a head is repeated on the next page
    _by_content(rows, columns, named=named)
    return Layout(columns, named, rows)


def _head(lines: Sequence[Line]) -> tuple[int, Columns]:
    """Return the place of the row of headings and what it names; no columns where there is none.

    One heading alone is one if nothing else stands in its row: it may head a list of one column.
    """
    best: tuple[int, Columns] = (0, {})
    for place, line in enumerate(lines[: limits.BID_HEAD_ROWS]):
        columns = headings(line)
        filled = sum(cell.filled for cell in line.cells)
        alone = len(columns) == 1 and filled == 1 and place + 1 < len(lines) and not _is_title(line, lines[place + 1])
        if len(columns) > len(best[1]) and (len(columns) > 1 or alone):
            best = place, columns
    return best


def _is_title(line: Line, following: Line) -> bool:
    """Tell whether a single word stands over a table and not over its own column."""
    return sum(cell.filled for cell in following.cells) > sum(cell.filled for cell in line.cells)


def _by_content(rows: Sequence[Line], columns: Columns, *, named: bool) -> None:
    """Add the columns that no heading names, as far as what stands in them tells."""
    width = max((len(line.cells) for line in rows), default=0)
    sample = rows[:_SAMPLE]
    free = [place for place in range(width) if place not in columns.values()]
    for role, test in _BY_CONTENT:
        if role not in columns and not (role == "uscc" and named):
            _take(role, _shares(sample, free, _of_text(test)), columns, free)
    if "on" not in columns and not named:
        _take("on", _shares(sample, free, lambda cell: cell.day is not None or _is_day(cell)), columns, free)
    if named:
        return
    texts = [place for place in free if _is_text(sample, place)]
    for role in ("name", "product"):
        if role not in columns and texts:
            columns[role] = texts.pop(0)


def _of_text(test: Test) -> Callable[[Cell], bool]:
    return lambda cell: test(cell.text)


def _is_day(cell: Cell) -> bool:
    return telling_content.looks_like_day(cell.text)


def _shares(sample: Sequence[Line], free: Sequence[int], test: Callable[[Cell], bool]) -> dict[int, float]:
    shares = {}
    for place in free:
        cells = [line.cells[place] for line in sample if place < len(line.cells) and line.cells[place].filled]
        if cells:
            shares[place] = sum(map(test, cells)) / len(cells)
    return shares


def _take(role: str, shares: Mapping[int, float], columns: Columns, free: list[int]) -> None:
    place = max(shares, key=lambda place: (shares[place], -place), default=None)
    if place is not None and shares[place] >= _SHARE:
        columns[role] = place
        free.remove(place)


def _is_text(sample: Sequence[Line], place: int) -> bool:
    cells = [line.cells[place].text for line in sample if place < len(line.cells) and line.cells[place].filled]
    words = [text for text in cells if not telling_content.is_serial(text) and not text.replace(".", "").isdigit()]
    return 2 * len(words) > len(cells)


def cell_at(line: Line, columns: Columns, role: str) -> Cell:
    """Return the cell of a row in the column of that kind; an empty one where there is none."""
    place = columns.get(role)
    return line.cells[place] if place is not None and place < len(line.cells) else EMPTY
