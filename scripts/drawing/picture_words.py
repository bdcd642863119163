"""Words in a picture as text and not as outlines: where they are many and follow from data that changes.

Whatever face a reader has, a line is taken to be as wide as in a wide one, so that nothing is cut off.
"""

from __future__ import annotations

import re
from html import escape

from certs.documents.marks.emblem import DEEP
from certs.documents.marks.shapes import figure


def width(text: str, size: float) -> float:
    """Return the width that a line may take in a wide face: a Chinese character is a square."""
    return sum(0.58 if character.isascii() else 1 for character in text) * size


def line(
    text: str, left: float, above: float, size: float, weight: str = "normal", *, ink: str = DEEP, face: str = ""
) -> str:
    """Return a line of words whose em boxes begin at (left, above)."""
    place = f'x="{figure(left)}" y="{figure(above + size * 0.88)}" font-size="{figure(size)}"'
    family = f' font-family="{face}"' if face else ""
    return f'<text {place}{family} font-weight="{weight}" fill="{ink}">{escape(text, quote=False)}</text>'


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Break a text into lines that fit: between words, and beside any Chinese character."""
    lines, pieces = [""], text.split(" ") if text.isascii() else re.findall(r"[!-~]+|.", text)
    for piece in pieces:
        longer = f"{lines[-1]} {piece}" if lines[-1] and text.isascii() else lines[-1] + piece
        lines = [*lines[:-1], longer] if width(longer, size) <= room else [*lines, piece]
    return lines
