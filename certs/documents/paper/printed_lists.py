"""Scope and sites as printed: every piece of it must be the register's, and in its place, and none may be missing.

They may stand as one text, as a table, or both. A table is read row by row: what stands between the name of one item
and that of the next must belong to the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from certs.documents.paper.register_side import Listed

_MARK: Final = "\0"
_SIGNS: Final = re.compile(r"[\0,.;:，。；：、()《》/|·—–-]*")
# Words of a table that say of themselves nothing that the register could hold against them.
_AROUND: Final = re.compile(
    r"行业代码|category|场所:|sites:|(?:全部)+(?=[\0,.;:、()—]|$)|(?<![a-z])(?:all)+(?![a-z])", re.IGNORECASE
)


def explained(text: str, items: Sequence[Listed], wholes: Sequence[str]) -> list[tuple[str, str]]:
    """Return what the register does not have so, as (what is printed, what it has in that place); all compact.

    The first of `wholes` says all that the items do; the others stand for them on the first page.
    """
    has_whole = wholes[0] in text
    rest = text
    for whole in wholes:
        rest = rest.replace(whole, _MARK)
    before, rows = _rows(rest, items)
    wrong = [(before, "")] if _left(before, frozenset()) else []
    for item, row in zip(items, rows, strict=True):
        is_short = bool(row or not has_whole) and any(piece not in row for piece in item.needed)
        if is_short or _left(row, item.pieces):
            wrong.append((row, item.shown))
    return wrong


def _rows(text: str, items: Sequence[Listed]) -> tuple[str, list[str]]:
    """Cut a text by the names of the items in their order; return what stands before them, and a row for each."""
    places, start = [], 0
    for count, item in enumerate(items, 1):
        place = _place(text, item.names, count, start)
        places.append(place)
        start = place + 1 if place >= 0 else start
    cuts = dict(pairwise([*(place for place in places if place >= 0), len(text)]))
    rows = [
        text[place : cuts[place]].removesuffix(str(count)) if place >= 0 else ""
        for count, place in enumerate(places, 2)
    ]
    return text[: min(cuts, default=len(text))].removesuffix("1").strip(_MARK), rows


def _place(text: str, names: Sequence[str], count: int, start: int) -> int:
    """Return where a row begins: where a name stands behind its count, as in a table, else where it stands first."""
    counted = [place for name in names if (place := text.find(f"{count}{name}", start)) >= 0]
    return min(counted) + len(str(count)) if counted else text.find(names[0], start)


def _left(row: str, pieces: frozenset[str]) -> str:
    """Return what of a row nothing explains, in order."""
    for piece in sorted(pieces, key=len, reverse=True):
        row = row.replace(piece, _MARK)
    return "".join(part for part in _SIGNS.split(_AROUND.sub(_MARK, row)) if part)
