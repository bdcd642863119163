"""What was typed on the command line, as text."""

from __future__ import annotations

import os
from typing import Final

_ENCODINGS: Final = ("utf-8", "gb18030")  # of terminals that send another encoding than the session's


def readable(word: str) -> str:
    """Return an argument without bytes that are no text: in UTF-8 or GBK, whichever it is in, or with � for them.

    What names a file as it stands is left so: the file would not be found under another name.
    """
    if word.isprintable() or not any("\ud800" <= c <= "\udfff" for c in word):
        return word
    option, sign, value = word.partition("=") if word.startswith("--") else ("", "", word)
    if os.path.lexists(value):
        return word
    return f"{option}{sign}{_decoded(os.fsencode(value))}"


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
