"""Draw what a command prints at a terminal: the words as text, in the colours that the command gave them.

Each piece is drawn as wide as its cells, so that columns stand below each other in any face.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from certs.documents.marks.shapes import box, figure, path

if TYPE_CHECKING:
    from rich.style import Style

CELL, LEAD, SIZE, EDGE = 9.6, 23, 16, 18
GROUND, INK, FAINT = "#152124", "#E9EDEA", "#B3BFBE"
# Colours of the terminal → those of the dark pages of the site, whose contrast with the ground is known.
INKS: Final = {1: "#FF9A92", 2: "#7FD3A0", 3: "#F2B45C"}  # red, green, yellow
_WORDS: Final = re.compile(r"\S+(?: \S+)*")  # what stands between the columns


def screen(title: str, command: str, printed: str, columns: int) -> str:
    """Return the SVG file of a command and what it printed, with its control sequences, at a terminal so wide."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.segment import Segment
    from rich.text import Text

    console = Console(width=columns, force_terminal=True, color_system="standard")
    lines = [[Segment(f"$ {command}", console.get_style("bold yellow"))]]
    for line in printed.rstrip("\n").split("\n"):
        lines += console.render_lines(Text.from_ansi(line), pad=False)
    words = ""
    for number, pieces in enumerate(lines):
        at = 0
        for piece in pieces:
            for match in _WORDS.finditer(piece.text):
                before = cell_len(piece.text[: match.start()])
                words += _drawn(match[0], piece.style, at + before, number)
            at += piece.cell_length
    wide, high = columns * CELL + 2 * EDGE, len(lines) * LEAD + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {figure(wide)} {figure(high)}" width="{figure(wide)}" '
        f'height="{figure(high)}" role="img" font-family="monospace" font-size="{SIZE}">'
        f"<title>{escape(title)}</title>{path(GROUND, box(0, 0, wide, high))}{words}</svg>\n"
    )


def _drawn(text: str, style: Style | None, at: int, number: int) -> str:
    """Return words of a line that begin so many cells from the left."""
    from rich.cells import cell_len

    colour = style.color.number if style and style.color else None
    ink = INKS[colour] if colour is not None else FAINT if style and style.dim else INK
    weight = ' font-weight="bold"' if style and style.bold else ""
    x, y, wide = EDGE + at * CELL, EDGE + number * LEAD + SIZE, cell_len(text) * CELL
    return (
        f'<text x="{figure(x)}" y="{figure(y)}" textLength="{figure(wide)}" lengthAdjust="spacingAndGlyphs"{weight} '
        f'fill="{ink}">{escape(text, quote=False)}</text>'
    )
