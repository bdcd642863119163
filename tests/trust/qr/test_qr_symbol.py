"""Symbols: sizes, segments, what two unrelated readers see."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from certs import limits
from certs.errors import Refused, StarmarkError
from certs.trust.qr import qr_symbol, qr_token
from tests.trust.qr.drawn_symbol import drawn
from tests.trust.sample_trust import NUMBER, paper

PAPER = paper()


def read(image: Image.Image) -> str:
    found = zxingcpp.read_barcode(image.convert("L"))
    assert found is not None
    return str(found.text)


def test_certificate_symbol() -> None:
    symbol = qr_symbol.certificate_symbol(PAPER.qr_text)
    assert (symbol.level, symbol.text) == ("Q", PAPER.qr_text)
    assert symbol.version <= 17
    assert len(symbol.matrix) == 17 + 4 * symbol.version
    assert qr_symbol.certificate_symbol(PAPER.qr_text) == symbol


@pytest.mark.parametrize(("host", "most"), [(15, 306), (30, 293), (40, 283)])
def test_capacity_is_exact(host: int, most: int) -> None:
    base_url, chosen = "https://" + "a" * host, random.Random(host)
    assert qr_symbol.certificate_symbol(qr_token.wrap(base_url, chosen.randbytes(most))).version == 17
    with pytest.raises(Refused, match="qr_capacity"):
        qr_symbol.certificate_symbol(qr_token.wrap(base_url, chosen.randbytes(most + 1)))


@pytest.mark.parametrize(
    ("host", "number", "version"),
    [
        ("cert.example.cn", NUMBER, 3),
        ("a" * 30, NUMBER, 4),
        ("a" * 30, "99926SC00001R10M-99", 4),
        ("a" * 40, NUMBER, 4),
        ("a" * 40, "A" * 40, 5),
        ("a" * 30, "CN~AS_2019-12", 4),
        ("a" * 33, "A~" * 20, 5),
    ],
)
def test_short_symbol_versions(host: str, number: str, version: int) -> None:
    symbol = qr_symbol.short_symbol(f"https://{host}/C/{number}")
    assert (symbol.level, symbol.version) == ("M", version)


@pytest.mark.parametrize(
    ("tail", "version"),
    [
        (NUMBER, 3),
        (f"{NUMBER}?at=2026-11-26", 4),
        ("CN~AS_2019-12", 3),
        ("A~" * 20 + "?at=2026-11-26T00%3A00%3A00Z", 6),
    ],
)
def test_the_symbol_of_a_page_is_as_good_as_the_other_writers(tail: str, version: int) -> None:
    text = f"https://cert.example.cn/c/{tail}"
    quick, slow = qr_symbol.page_symbol(text), qr_symbol._symbol(text, "M", 17)
    assert (quick.text, quick.level, quick.version) == (text, "M", version)
    assert quick.version <= slow.version
    assert qr_symbol.page_symbol(text) == quick
    corner = [row[:7] for row in quick.matrix[:7]]  # the finder, drawn the right way round
    assert corner == [row[:7] for row in slow.matrix[:7]]
    picture = Image.open(io.BytesIO(qr_symbol.png(quick, 4)))
    assert read(picture) == text


def test_any_product_of_any_page_has_room() -> None:
    quoted = "%F0%A0%AE%B7" * limits.PRODUCT
    longest = f"https://{'a' * 52}/c/{'A~' * 20}/report?at=2026-12-01T01:30:00Z&product={quoted}"
    assert qr_symbol.page_symbol(longest).version == limits.QR_PAGE_VERSION


@pytest.mark.parametrize("size", [700, 5_000])
def test_a_page_whose_address_is_too_long_has_none(size: int) -> None:
    with pytest.raises(Refused, match="qr_capacity"):
        qr_symbol.page_symbol("https://a.cn/c/" + "a" * size)


def test_segments() -> None:
    assert qr_symbol.segments("https://a.cn/C/99926SC00001R0M") == (
        ("https://a.cn", False),
        ("/C/99926SC00001R0M", True),
    )
    assert qr_symbol.segments("https://a.cn/C/A~B_CD") == (("https://a.cn/C/A~B_CD", False),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "99926SC00001R0M",
        "http://a.cn/C/1",
        "https://a.cn",
        "https:///C/1",
        "https://证书.cn/C/1",
        "https://a.cn/C/\n",
    ],
)
def test_only_our_kind_of_text(text: str) -> None:
    with pytest.raises(Refused, match="qr_text"):
        qr_symbol.certificate_symbol(text)


@pytest.mark.parametrize("size", [5_000, 60_000])
def test_far_too_long(size: int) -> None:
    with pytest.raises(Refused, match="qr_capacity"):
        qr_symbol.certificate_symbol("https://a.cn/Q/" + "A" * size)


@pytest.mark.parametrize("scale", [1, 2, 3, 8, 40])
def test_png_reads_back(scale: int) -> None:
    symbol = qr_symbol.certificate_symbol(PAPER.qr_text)
    image = Image.open(io.BytesIO(qr_symbol.png(symbol, scale)))
    image.load()
    side = (len(symbol.matrix) + 8) * scale
    assert (image.mode, image.size) == ("1", (side, side))
    assert all(image.getpixel((x, 4 * scale)) for x in range(4 * scale))  # the quiet zone is white
    assert image.getpixel((4 * scale, 4 * scale)) == 0  # the corner of the finder is dark
    assert read(image) == PAPER.qr_text


@pytest.mark.parametrize("scale", [0, -1, 41])
def test_png_scale_is_bounded(scale: int) -> None:
    with pytest.raises(Refused, match="scale"):
        qr_symbol.png(qr_symbol.short_symbol(qr_token.short_text("https://a.cn", NUMBER)), scale)


@pytest.mark.parametrize("draw", [qr_symbol.svg, qr_symbol.page_svg])
def test_svg_draws_the_same_matrix(draw: Callable[[qr_symbol.Symbol], bytes]) -> None:
    symbol = qr_symbol.short_symbol(qr_token.short_text("https://cert.example.cn", NUMBER))
    picture = drawn(draw(symbol).decode("ascii"))
    side = len(symbol.matrix) + 8
    modules = picture.resize((side, side), Image.Resampling.NEAREST)
    dark = [[modules.getpixel((x, y)) == 0 for x in range(4, side - 4)] for y in range(4, side - 4)]
    assert dark == [list(map(bool, row)) for row in symbol.matrix]
    assert read(picture) == symbol.text


def test_a_page_has_runs_of_every_length_in_few_bytes() -> None:
    runs = [bytes([1] * dark + [0] * (41 - dark)) for dark in range(42)][1:]
    svg = qr_symbol.page_svg(qr_symbol.Symbol("", 6, "M", tuple(runs))).decode("ascii")
    picture = drawn(svg).resize((49, 49), Image.Resampling.NEAREST)
    assert [sum(picture.getpixel((x, y + 4)) == 0 for x in range(49)) for y in range(41)] == list(range(1, 42))
    symbol = qr_symbol.page_symbol("https://cert.example.cn/c/99926SC00001R0M?at=2026-11-24")
    assert len(qr_symbol.page_svg(symbol)) < 0.75 * len(qr_symbol.svg(symbol))


def test_a_symbol_that_does_not_read_back_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = qr_symbol._pixels

    def spoiled(symbol: qr_symbol.Symbol) -> tuple[int, bytes]:
        side, pixels = drawn(symbol)
        return side, bytes(side * side // 2) + pixels[side * side // 2 :]

    monkeypatch.setattr(qr_symbol, "_pixels", spoiled)
    with pytest.raises(StarmarkError, match="qr_read_back"):
        qr_symbol.short_symbol(qr_token.short_text("https://cert.example.cn", NUMBER))


def test_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (qr_symbol.certificate_symbol(PAPER.qr_text) for _ in range(2))
    (tmp_path / "a.png").write_bytes(qr_symbol.png(first))
    assert (tmp_path / "a.png").read_bytes() == qr_symbol.png(second)
    assert qr_symbol.svg(first) == qr_symbol.svg(second)
