"""A body's own fonts widen what may be issued, and nothing that is no font is taken for one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from certs.certificate.reading.read_file import read
from certs.documents import fonts
from certs.errors import Misuse
from tests.documents.sample_font import own_font
from tests.instances import EXAMPLES

RARE = "𠮷"
DAY = date(2026, 11, 24)


def input_with(name: str) -> bytes:
    text = (EXAMPLES / "certificate.toml").read_text(encoding="utf-8")
    return text.replace("青禾家用电器（样例）有限公司", name).encode()


def test_a_rare_character_is_refused_until_the_body_has_a_font_for_it(tmp_path: Path) -> None:
    data = input_with(f"{RARE}禾（样例）有限公司")
    (refused,) = read(data, "a.toml", DAY, fonts.added_characters(tmp_path)).refused
    (error,) = refused.errors
    assert (error.field, error.code) == ("holder.name", "glyph")
    assert "fonts/" in error.message.zh
    assert "fonts/" in error.message.en
    own_font(tmp_path / "own.ttf", RARE)
    reading = read(data, "a.toml", DAY, fonts.added_characters(tmp_path))
    assert not reading.refused
    assert reading.drafts[0].holder.name.startswith(RARE)


def test_a_font_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    own_font(tmp_path / "own.ttf", RARE)
    assert fonts.added_characters(tmp_path) == {ord(RARE)}
    own_font(tmp_path / "own.ttf", "㐀丂")
    assert fonts.added_characters(tmp_path) == {ord("㐀"), ord("丂")}


def test_a_font_widens_by_what_is_printed_only(tmp_path: Path) -> None:
    own_font(tmp_path / "own.ttf", f"{RARE}\u200b\ue000")
    assert fonts.added_characters(tmp_path) == {ord(RARE)}


@pytest.mark.parametrize("content", [b"", b"not a font", b"\x00\x01\x00\x00\x00\x20" + bytes(40)])
def test_what_is_no_font_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.otf").write_bytes(content)
    with pytest.raises(Misuse, match=r"own\.otf"):
        fonts.added_characters(tmp_path)


def test_a_font_that_the_compiler_would_pass_over_is_named(tmp_path: Path) -> None:
    own_font(tmp_path / "own.ttf", RARE, name="")
    with pytest.raises(Misuse, match=r"own\.ttf"):
        fonts.added_characters(tmp_path)


def test_there_need_be_no_folder(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("fonts go here", encoding="utf-8")
    assert fonts.added_characters(None) == fonts.added_characters(tmp_path / "none") == frozenset()
    assert fonts.own(tmp_path) == ()
