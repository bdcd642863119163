"""Texts as people paste them: a genuine text with what copying, typing and scanning add to it."""

from __future__ import annotations

import re
from typing import Final

from hypothesis import strategies as st

from tests.trust.sample_trust import VECTORS

AROUND: Final = (
    ("", "。"),
    ("", "．"),
    ("", "."),
    ("", "，"),
    ("", ","),
    ("", "；"),
    ("", "！"),
    ("", "\x00"),
    ("（", "）"),
    ("(", ")"),
    ("“", "”"),
    ('"', '"'),
    ("《", "》"),
    ("【", "】"),
    ("<", ">"),
    ("\ufeff", ""),
    ("\u200b", "\u200b"),
    ("\x02", "\x03"),
    (" ", "\u3000"),
    ("\t", "\r\n"),
    ("]Q1", ""),
    ("\\000026", ""),
)
LABELS: Final = (
    "证书编号：",
    "编号 ",
    "No.",
    "№ ",
    "统一社会信用代码：",
    "证书编号（No.）：",
    "Certificate No.: ",
    "网址：",
)
ADDRESS_HEADS: Final = ("http://", "URL:", "https://")
_PLACE: Final = re.compile(r"\{(?P<what>[UN])(?:(?P<cut>:-\d+)|(?P<rest>-\d+:)|/(?P<old>.)/(?P<new>.))?\}")


def full_width(text: str) -> str:
    """Write ASCII in its full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@st.composite
def decorated(draw: st.DrawFn, text: str, heads: tuple[str, ...] = LABELS) -> str:
    """Put additions around a text, each outside those before it, at most one label or second scheme among them."""
    if draw(st.booleans()):
        text = full_width(text)
    for place in draw(st.lists(st.integers(0, len(text)), max_size=2)):
        text = text[:place] + draw(st.sampled_from("\u200b\ufeff\u00ad\u2060")) + text[place:]
    layers = [*draw(st.lists(st.sampled_from(AROUND), max_size=4))]
    if draw(st.booleans()):
        layers.insert(draw(st.integers(0, len(layers))), (draw(st.sampled_from(heads)), ""))
    for before, after in layers:
        text = before + text + after
    return text


def known() -> list[tuple[str, str, str]]:
    """Return the changes of `pasted_texts.tsv`: name, text with its places, and the answers allowed."""
    lines = (VECTORS / "pasted_texts.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, text, answer) for name, text, answer in rows]


def filled(text: str, address: str, number: str) -> str:
    """Put address and number into the places of a change."""

    def part(match: re.Match[str]) -> str:
        whole = address if match["what"] == "U" else number
        if match["cut"]:
            return whole[: int(match["cut"][1:])]
        if match["rest"]:
            return whole[int(match["rest"][:-1]) :]
        return whole.replace(match["old"], match["new"]) if match["old"] else whole

    escaped = re.sub(r"\\(u[0-9a-f]{4}|x[0-9a-f]{2}|r|n|\\)", lambda m: m[0].encode().decode("unicode_escape"), text)
    return _PLACE.sub(part, escaped)
