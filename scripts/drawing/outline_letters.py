"""Take outlines and widths of letters from a font into `letters.json`, so that marks and pictures need no font.

To be run when a mark, the badge or a picture writes a character that it had not. The font is Noto Sans CJK SC Bold
(SIL Open Font License 1.1); outlines cannot be cut off by a font that is missing, nor be wider than they were drawn.

    python -m scripts.drawing.outline_letters NotoSansCJK-Bold.ttc
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from certs.documents.marks import emblem, numbered_mark
from certs.documents.marks.badge import SIGNS, THAT_DAY, VALID_THAT_DAY, WITHOUT_MARK
from scripts.drawing.draw_marks import ROOT
from scripts.drawing.draw_process import ROWS

TARGET: Final = ROOT / "certs" / "documents" / "marks" / "letters.json"
FONT: Final = "Noto Sans CJK SC Bold"
OF_NUMBERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/_-"
OF_HALVES: Final = "服务认证证书登记"
COMMANDS: Final = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "closePath": "Z", "endPath": "Z"}


def wanted() -> list[str]:
    """Return every character that a mark, the badge or a picture writes."""
    pictures = [word for table in ROWS.values() for row in table for word in row]
    marks = [*emblem.LEVELS.values(), *(part for parts in numbered_mark.SENTENCES.values() for part in parts)]
    signs = [word for sign in SIGNS.values() for words in (sign.word, sign.follows) for word in words]
    signs += [*WITHOUT_MARK, *VALID_THAT_DAY, *(word.format(day="") for word in THAT_DAY)]
    capitals = [word.capitalize() for word in signs]
    return sorted(set("".join([OF_NUMBERS, OF_HALVES, *pictures, *marks, *signs, *capitals])))


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
