"""The fonts that our papers are set in: two that come with the program, and those that a body puts into `fonts/`.

No font of the machine is used, so that the same certificate is the same file on the staff host and on the website. A
body's own fonts stand in where ours lack a character; both hosts need the same ones.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn

from certs import limits
from certs.errors import Misuse

_ENDINGS: Final = frozenset({".otf", ".ttf", ".ttc", ".otc"})
_POSTSCRIPT_NAME: Final = 6  # of the name table
_COLLECTIONS: Final = frozenset({".ttc", ".otc"})
# Controls, format characters, private use, line separators: nothing that is printed.
_NOT_TEXT: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def shipped() -> tuple[Path, Path]:
    """Return the files that come with the program: Noto Sans SC, and Noto Serif SC for what is certified."""
    return pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()


def own(folder: Path | None) -> tuple[Path, ...]:
    """Return the fonts that a body has put into its folder, by name; none where there is no such folder."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS))


def added_characters(folder: Path | None) -> frozenset[int]:
    """Return the code points that a body's own fonts have. Raises Misuse naming a file that is no font."""
    return frozenset[int]().union(*map(characters, own(folder)))


def characters(file: Path) -> frozenset[int]:
    """Return the code points that a font can print. Raises Misuse for a file that is no font."""
    return _characters(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=limits.OWN_FONTS)
def _characters(file: Path, changed: int) -> frozenset[int]:
    from fontTools.ttLib import TTCollection, TTFont, TTLibError  # takes long, and most bodies have no font of theirs

    del changed  # a file that was replaced is read anew
    points = set[int]()
    try:
        with file.open("rb") as opened:
            many = file.suffix.lower() in _COLLECTIONS
            for font in TTCollection(opened).fonts if many else [TTFont(opened, lazy=True)]:
                points.update(_points(font))
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, struct.error) as error:
        raise Misuse(
            "font",
            f"{file} 不是能用的字体（OpenType 或 TrueType）。请换成完整的字体文件，或把它移出 fonts/。",
            f"{file} is no usable font (OpenType or TrueType). Put a whole font file there, or take it out of fonts/.",
        ) from error
    return frozenset(point for point in points if unicodedata.category(chr(point)) not in _NOT_TEXT)


def _points(font: Any) -> Iterable[int]:
    if not font["name"].getDebugName(_POSTSCRIPT_NAME):
        raise ValueError("a font without a PostScript name, which the compiler passes over")
    return font.getBestCmap() or ()
