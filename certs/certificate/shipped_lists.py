"""The data that comes with this room: shipped with code, it is code (decision 0005). No other module here opens it."""

from __future__ import annotations

from importlib import resources
from typing import Final

FILLER_WORDS: Final = "filler_words.toml"
COVERAGE_WORDS: Final = "coverage_words.toml"
REGIONS: Final = "regions.toml"


def glyph_ranges() -> str:
    """Return the text of `glyphs.txt`: the characters that the printed fonts have, as ranges."""
    return resources.files("certs.certificate").joinpath("glyphs.txt").read_text(encoding="ascii")


def filler_list() -> bytes:
    """Return `filler_words.toml`: what people write into a field where there is nothing to write."""
    return resources.files("certs.certificate").joinpath(FILLER_WORDS).read_bytes()


def coverage_list() -> bytes:
    """Return `coverage_words.toml`: the words that the answer about coverage goes by, beside a certificate's own."""
    return resources.files("certs.certificate.coverage").joinpath(COVERAGE_WORDS).read_bytes()


def region_list() -> bytes:
    """Return `regions.toml`: the provinces by the first two digits of their administrative divisions."""
    return resources.files("certs.certificate").joinpath(REGIONS).read_bytes()
