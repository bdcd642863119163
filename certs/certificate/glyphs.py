"""Which characters can be printed: the set that the fonts of our documents have, kept as data (meanings.md, "Input").

A name with a character that no font draws would come out as an empty box on a signed certificate, so it is refused at
issue. A body that needs one adds a font of its own; its characters come in as `more`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from certs.certificate.shipped_lists import glyph_ranges

NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """Return the code points that the printed fonts have."""
    points: set[int] = set()
    for line in glyph_ranges().splitlines():
        if not line.startswith("#"):
            for word in line.split():
                first, _, last = word.partition("-")
                points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def missing(text: str, more: AbstractSet[int] = NONE) -> tuple[str, ...]:
    """Return the characters of `text` that cannot be printed, each once, in the order they come."""
    codes = printable()
    return tuple(dict.fromkeys(c for c in text if ord(c) not in codes and ord(c) not in more))
