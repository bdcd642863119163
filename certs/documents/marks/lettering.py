"""Letters as outlines, so that a mark needs no font: words in a line or a column, and how wide they are.

`letters.json` has them, from Noto Sans CJK SC Bold (SIL Open Font License 1.1): scripts/drawing/outline_letters.py.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from typing import Final

from certs.documents.marks.shapes import figure

EM, ASCENT = 1000, 0.88
_PAIR: Final = re.compile(r"(-?\d+) (-?\d+)")


def _letters() -> dict[str, tuple[int, str]]:
    """Return width and outline of each letter."""
    table = json.loads(resources.files("certs.documents.marks").joinpath("letters.json").read_text(encoding="utf-8"))
    return {character: (width, data) for character, (width, data) in table["letters"].items()}


LETTERS: Final = _letters()


def width(text: str, size: float) -> float:
    """Return the width of a line of this size, in the units of the picture."""
    return sum(LETTERS[character][0] for character in text) * size / EM


@lru_cache(maxsize=256)  # a mark writes its number in every form and colouring
def line(text: str, left: float, top: float, size: float, spread: float | None = None) -> str:
    """Return path data of a line whose em boxes begin at (left, top); `spread` is the width to space it out to.

    Raises KeyError for a character that has no outline: see scripts/drawing/outline_letters.py.
    """
    scale, at, data = size / EM, left, ""
    gap = 0 if spread is None else (spread - width(text, size)) / (len(text) - 1)
    for character in text:
        advance, outline = LETTERS[character]
        data += _placed(outline, at, top + size * ASCENT, scale)
        at += advance * scale + gap
    return data


def _placed(outline: str, left: float, base: float, scale: float) -> str:
    def place(pair: re.Match[str]) -> str:
        return f"{left + int(pair[1]) * scale:.1f} {base - int(pair[2]) * scale:.1f}".replace(".0", "")

    return _PAIR.sub(place, outline)


def letter(character: str, left: float, top: float, size: float) -> str:
    """Return path data of one character whose em box has its top left at (left, top)."""
    scale = size / EM

    def place(match: re.Match[str]) -> str:
        x, y = left + int(match[1]) * scale, top + size * ASCENT - int(match[2]) * scale
        return f"{figure(x)} {figure(y)}"

    return _PAIR.sub(place, LETTERS[character][1])


def column(text: str, left: float, top: float, height: float, size: float) -> str:
    """Return path data of a vertical line of text, spread over the height."""
    gap = (height - size * len(text)) / (len(text) - 1)
    return "".join(letter(character, left, top + i * (size + gap), size) for i, character in enumerate(text))
