"""The data that comes with this room: shipped with code, it is code (decision 0005). No other module here opens it."""

from __future__ import annotations

from importlib import resources


def glyph_ranges() -> str:
    """Return the text of `glyphs.txt`: the characters that the printed fonts have, as ranges."""
    return resources.files("certs.certificate").joinpath("glyphs.txt").read_text(encoding="ascii")
