"""Take outlines and widths of letters from a font into `picture_letters.json`, so that drawing pictures needs no font.

To be run when a picture writes a character that it had not. The font is Noto Sans CJK SC Bold (SIL Open Font License
1.1), as for the marks; outlines cannot be cut off by a font that is missing, nor be wider than they were drawn.

    python -m scripts.drawing.outline_letters NotoSansCJK-Bold.ttc
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from scripts.drawing.draw_process import ROWS

TARGET: Final = Path(__file__).with_name("picture_letters.json")
FONT: Final = "Noto Sans CJK SC Bold"
OF_NUMBERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMMANDS: Final = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z", "endPath": "Z"}


def wanted() -> list[str]:
    """Return every character that a picture writes."""
    words = "".join(word for table in ROWS.values() for row in table for word in row)
    return sorted(set(OF_NUMBERS + words))


def outline(glyphs: Any, name: str) -> list[int | str]:
    """Return width and path data of a glyph: absolute pairs of figures only, y upward, in units of the font."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    data = "".join(
        COMMANDS[command] + " ".join(f"{round(x)} {round(y)}" for x, y in points) for command, points in pen.value
    )
    return [round(glyphs[name].width), data]


def main() -> None:
    """Read the font that the command line names and write the letters."""
    from fontTools.ttLib import TTCollection

    font = next(font for font in TTCollection(sys.argv[1]).fonts if font["name"].getDebugName(4) == FONT)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    letters = {character: outline(glyphs, names[ord(character)]) for character in wanted()}
    table = {
        "font": FONT,
        "version": font["name"].getDebugName(5),
        "licence": "SIL Open Font License 1.1",
        "units_per_em": 1000,
        "ascent": 880,
        "letters": letters,
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
