"""Lines break where a reader of Chinese expects it, and a company's name stays whole beside its bracket."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, Group

from scripts.terminal import speech
from scripts.terminal.line_breaks import Prose, breaks


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines as the terminal shows them."""
    file = io.StringIO()
    Console(file=file, width=width).print(Group(Prose(text)))
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize("width", range(12, 60))
def test_a_name_is_not_broken_beside_its_bracket_and_no_line_begins_with_a_stop(width: int) -> None:
    text = "已为“青禾家用电器（样例）有限公司”签发：北京样例家具1号（虚构）有限公司，什么也没有办理；请改正后重做。"
    lines = wrapped(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)
    assert [line for line in lines if line[0] in "，。；：）”、"] == []
    assert [line for line in lines if line[-1] in "（“"] == []
    assert [line for line in lines if line.startswith(("（", "有限公司")) and width > 13] in ([], ["有限公司"])


def test_words_of_other_languages_stay_whole_and_long_ones_are_cut() -> None:
    assert wrapped("Nothing was done; see --help.", 12) == ["Nothing was", "done; see", "--help."]
    assert wrapped("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert wrapped("第一行\n第二行", 20) == ["第一行", "第二行"]


@pytest.mark.parametrize("width", range(14, 90, 4))
@pytest.mark.parametrize(
    "pieces",
    [
        ("网站：", "http://127.0.0.1:8000", "   实例：", "/srv/样例机构/办理/instance"),
        ("已写出空白的机构设置：", "/srv/机构（样例）/办理用/profile.toml。", "填好后运行：starmark init"),
        ("Serving ", "http://[::1]:8000 ", "from ", "/srv/starmark/instances/of-the-sample-body/with-a-long-name"),
        ("    ", "http://127.0.0.1:8000/verify?q=%E6%B5%B7%E5%B2%9A%E5%AE%B6%E7%94%B5"),
    ],
)
def test_what_is_printed_keeps_addresses_and_paths_whole(
    pieces: tuple[str, ...], width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    speech.show("".join(pieces))
    lines = capsys.readouterr().out.splitlines()
    assert "".join("".join(lines).split()) == "".join("".join(pieces).split())
    assert all(any(piece.strip() in line for line in lines) for piece in pieces if "/" in piece), lines
    wide = [line.strip() for line in lines if cell_len(line.rstrip()) > width]
    assert set(wide) <= {piece.strip() for piece in pieces if "/" in piece}


@given(st.text(alphabet="青禾（）“”，。 ab/", max_size=60), st.integers(2, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    places = breaks(text, width)
    assert places == sorted(set(places))
    pieces = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    assert "".join(pieces) == text
    assert all(cell_len(piece.rstrip()) <= width for piece in pieces)
    whole = breaks(text, width, whole_addresses=True)
    assert whole == sorted(set(whole))
    assert all(0 < place < len(text) for place in whole)
