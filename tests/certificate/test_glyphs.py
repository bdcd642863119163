"""The printable characters kept as data are those of the fonts that print."""

from __future__ import annotations

import unicodedata

from certs.certificate import glyphs
from certs.certificate.shipped_lists import glyph_ranges
from tests.certificate.make_glyphs import DATA, printed_characters, ranges_text


def test_the_data_is_what_the_fonts_have() -> None:
    assert glyphs.printable() == printed_characters()
    assert DATA.read_text(encoding="ascii") == ranges_text(printed_characters()) == glyph_ranges()


def test_gb2312_and_what_certificates_print_are_there() -> None:
    rows, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    level_one_and_two = "".join(bytes([row, cell]).decode("gb2312", "ignore") for row in rows for cell in cells)
    assert len(level_one_and_two) == 6763
    assert glyphs.missing(level_one_and_two + "GB/T 27922-2011《》“”（）；、，。：★☆①㎡℃±×é—…㙟䶮") == ()


def test_missing_characters_come_once_in_order() -> None:
    assert glyphs.missing("甲𠮷乙🙂𠮷") == ("𠮷", "🙂")


def test_a_bodys_own_font_adds_characters() -> None:
    assert glyphs.missing("𠮷🙂", frozenset({ord("𠮷")})) == ("🙂",)


def test_nothing_invisible_counts_as_printable() -> None:
    assert not [c for c in glyphs.printable() if unicodedata.category(chr(c)) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]
