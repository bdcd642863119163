"""A QR symbol of 400 characters, drawn and read back before it is released."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from certs.errors import Words
from certs.trust.qr import qr_symbol
from tests.bench import timing
from tests.bench.timing import Line, Pair, micro

CHARACTERS: Final = 400
DIFFERENT: Final = 50


def texts() -> list[str]:
    """Make addresses of exactly 400 characters, each with other bytes, as certificates have them."""
    chosen, head = random.Random(400), "https://cert.example.cn/Q/"
    return [head + base64.b32encode(chosen.randbytes(400)).decode()[: CHARACTERS - len(head)] for _ in range(DIFFERENT)]


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    del folder
    following = timing.in_turn(texts())
    pair = timing.side_by_side(lambda: qr_symbol.certificate_symbol(following()), lambda: sum(range(100_000)))
    drawn: Pair = pair
    yield Line(
        Words(f"{CHARACTERS} 字符的二维码，生成并读回", f"QR symbol of {CHARACTERS} characters, made and read back"),
        micro(drawn.ours),
        "—",
        drawn.ours * 1e3,
        12,
        "ms",
    )
    short = "https://cert.example.cn/C/99926SC00001R0M"
    pair = timing.side_by_side(lambda: qr_symbol.short_symbol(short), lambda: sum(range(100_000)))
    yield Line(
        Words("标志上的短二维码，生成并读回", "short QR symbol, made and read back"),
        micro(pair.ours),
        "—",
        pair.ours * 1e3,
        None,
        "ms",
    )
