"""Write a line of words into a picture as outlines, and say how wide it is. `picture_letters.json` has the letters."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from scripts.drawing.draw_marks import ASCENT, EM

_PAIR: Final = re.compile(r"(-?\d+) (-?\d+)")


def letters() -> dict[str, tuple[int, str]]:
    """Return width and outline of each letter."""
    table = json.loads(Path(__file__).with_name("picture_letters.json").read_text(encoding="utf-8"))
    return {character: (width, data) for character, (width, data) in table["letters"].items()}


LETTERS: Final = letters()


def width(text: str, size: float) -> float:
    """Return the width of a line of this size, in the units of the picture."""
    return sum(LETTERS[character][0] for character in text) * size / EM


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
