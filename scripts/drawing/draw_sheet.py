"""Draw a sheet of a workbook as a spreadsheet shows it: letters over the columns, numbers beside the rows, its cells.

Words are text, in as many lines as their cell needs: see picture_words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from certs.documents.marks.emblem import DEEP, PETROL, WHITE
from certs.documents.marks.shapes import box, figure, path
from scripts.drawing.picture_words import line, width, wrapped

UNIT, SIZE, LEAD, INSET, HEADS, NUMBERS = 6.6, 15, 20, 7, 26, 34
GRID, GROUND = "#CFD0C8", "#EAE9E1"


def sheet(title: str, page: Any, columns: Sequence[str], rows: Iterable[int]) -> str:
    """Return the SVG file of these columns (letters) and rows (numbers) of a worksheet of openpyxl."""
    lefts, at = dict[str, tuple[float, float]](), float(NUMBERS)
    for letter in columns:
        lefts[letter] = (at, page.column_dimensions[letter].width * UNIT)
        at += lefts[letter][1]
    wide, above, inner = at, float(HEADS), ""
    for row in rows:
        texts = {letter: _lines(page[f"{letter}{row}"], room) for letter, (_, room) in lefts.items()}
        high = max(map(len, texts.values())) * LEAD + 2 * INSET
        inner += _centred(str(row), 0, NUMBERS, above + (high - SIZE) / 2)
        for letter, (left, room) in lefts.items():
            inner += _cell(page[f"{letter}{row}"], texts[letter], (left, above, left + room, above + high))
        above += high
    inner += "".join(_centred(letter, left, room, (HEADS - SIZE) / 2) for letter, (left, room) in lefts.items())
    ground = path(WHITE, box(0, 0, wide, above)) + path(GROUND, box(0, 0, wide, HEADS) + box(0, 0, NUMBERS, above))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(wide)} {figure(above)}" width="{figure(wide)}" '
        f'height="{figure(above)}" role="img" font-family="sans-serif">'
        f"<title>{escape(title)}</title>{ground}{inner}</svg>\n"
    )


def _lines(cell: Any, room: float) -> list[str]:
    """Return the words of a cell as it has room for them."""
    text = "" if cell.value is None else str(cell.value)
    if not text:
        return [""]
    return wrapped(text, SIZE, room - 2 * INSET)


def _cell(cell: Any, lines: Sequence[str], place: tuple[float, float, float, float]) -> str:
    left, above, right, below = place
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else ""
    drawn = path(f"#{fill[-6:]}", box(left, above, right, below)) if fill else ""
    drawn += path(GRID, box(left, below - 1, right, below) + box(right - 1, above, right, below))
    weight, ink = ("bold", PETROL) if cell.font.b else ("normal", DEEP)
    for number, text in enumerate(lines):
        drawn += line(text, left + INSET, above + INSET + number * LEAD + 2, SIZE, weight, ink=ink) if text else ""
    return drawn


def _centred(text: str, left: float, room: float, above: float) -> str:
    return line(text, left + (room - width(text, SIZE)) / 2, above, SIZE)
