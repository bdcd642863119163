"""The data that comes with this room. The one module here that opens package data; data shipped with code is code (decision 0005)."""

from __future__ import annotations

from importlib import resources


def glyph_ranges() -> str:
    """Return the text of `glyphs.txt`: the characters that the printed fonts have, as ranges."""
    return resources.files("certs.certificate").joinpath("glyphs.txt").read_text(encoding="ascii")
