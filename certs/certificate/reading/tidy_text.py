"""What a value is before it is read: tidied, empty, or a cell that could not be read."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

UNREADABLE: Final = object()  # stands for a cell whose error is noted already, so that it is not also called missing
_FULL_WIDTH: Final = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
_INVISIBLE: Final = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))  # come along when text is pasted, and mean nothing


def tidy(text: str) -> str:
    """Return `text` in NFC, on one line, each run of blanks one blank, invisible characters that mean nothing out."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def half_width(text: str) -> str:
    """Return `text` with full-width letters and digits as plain ones, which mean the same; marks stay as they are."""
    return "".join(unicodedata.normalize("NFKC", each) if _FULL_WIDTH.fullmatch(each) else each for each in text)


def is_empty(value: object) -> bool:
    """Tell whether a field was left empty: absent, or a text or list that shows nothing."""
    return (
        value is None
        or (isinstance(value, str) and not tidy(value))
        or (isinstance(value, (list, tuple)) and not value)
    )
