"""Scope and sites as printed: every piece of it must be the register's, and in its place, and none may be missing.

They may stand as one text, as a table, or both. A table is read row by row: what stands between the name of one item
and that of the next must belong to the first. A page may end within a row: then a piece
stands in two parts, one on each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from certs.documents.paper.register_side import Listed

PAGE_END: Final = "\f"  # between the text of two pages
_MARK: Final = "\0"
_SIGNS: Final = re.compile(r"[\0\f,.;:，。；：、()《》/|·—–-]+")
_BEGINNING: Final = 4  # letters by which a name is told whose rest stands on the next page
# Words of a table that say of themselves nothing that the register could hold against them.
_AROUND: Final = re.compile(
    r"行业代码|category|场所:|sites:|(?:全部)+(?=[\0,.;:、()—]|$)|(?<![a-z])(?:all)+(?![a-z])", re.IGNORECASE
)


def explained(text: str, items: Sequence[Listed], wholes: Sequence[str]) -> list[tuple[str, str]]:
    """Return what the register does not have so, as (what is printed, what it has in that place); all compact.

    The first of `wholes` says all that the items do; the others stand for them on the first page.
    """
    rest, has_whole = text, _without(text, wholes[0]) != text
    for whole in wholes:
        rest = _without(rest, whole)
    before, rows = _rows(rest, items)
    wrong = [(_plain(before), "")] if _left(before, frozenset()) else []
    for item, row in zip(items, rows, strict=True):
        whole, missing = _mended(row, item)
        is_short = bool(row or not has_whole) and missing
        if is_short or _left(whole, item.pieces):
            wrong.append((_plain(row), item.shown))
    return wrong


def _plain(text: str) -> str:
    """Return what is printed as it is told: what was explained and where a page ended leave a blank."""
    return re.sub(f"[{_MARK}{PAGE_END}]+", " ", text).strip()


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
    if counted:
        return min(counted) + len(str(count))
    place = text.find(names[0], start)
    return place if place >= 0 else _begun(text, names[0], count, start)


def _begun(text: str, name: str, count: int, start: int) -> int:
    """Return where a name begins behind its count, as far as that goes before a page ends; -1 where it does not."""
    for length in range(len(name) - 1, _BEGINNING - 1, -1) if PAGE_END in text else ():
        place = text.find(f"{count}{name[:length]}", start)
        if place >= 0:
            return place + len(str(count))
    return -1


def _without(text: str, whole: str) -> str:
    """Take a text out, over the end of a page too."""
    if PAGE_END not in text:
        return text.replace(whole, _MARK)
    return re.sub(f"{PAGE_END}*".join(map(re.escape, whole)), _MARK, text) if whole else text


def _mended(row: str, item: Listed) -> tuple[str, bool]:
    """Take out of a row the pieces that the end of a page parts in two; tell whether any of those needed is missing."""
    missing = sorted((piece for piece in item.needed if piece not in row), key=len, reverse=True)
    for piece in missing:
        for whole in sorted(item.pieces, key=len, reverse=True):
            if 2 * len(whole) >= len(piece):  # none of its size is within it: what begins like it is another
                row = row.replace(whole, _MARK)
        parts = row.split(PAGE_END)
        splits = ((PAGE_END.join(parts[:count]), PAGE_END.join(parts[count:])) for count in range(1, len(parts)))
        mended = next((one for before, after in splits if (one := _rejoined(before, after, piece))), "")
        if not mended:
            return row, True
        row = mended
    return row, False


def _rejoined(before: str, after: str, piece: str) -> str:
    """Take a piece out that stands in part before the end of a page and in part after it; "" where it does not."""
    for length in range(len(piece) - 1, 0, -1):
        place = before.rfind(piece[:length])
        if place >= 0 and piece[length:] in after:
            first = before[:place] + _MARK + before[place + length :]
            return first + PAGE_END + after.replace(piece[length:], _MARK, 1)
    return ""


def _left(row: str, pieces: frozenset[str]) -> str:
    """Return what of a row nothing explains, in order."""
    for piece in sorted(pieces, key=len, reverse=True):
        row = row.replace(piece, _MARK)
    return "".join(part for part in _SIGNS.split(_AROUND.sub(_MARK, row)) if part)
