"""What the scanner takes for one of our symbols, held against the program: never more than what is to the letter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Page

from certs.trust.verification.printed_symbol import Kind, read_symbol
from tests.browser.test_proof_by_browser import page
from tests.trust.sample_trust import BASE_URL

__all__ = ["page"]
pytestmark = pytest.mark.browser
TOKEN: Final = "A2" * 60
SIGNED: Final = f"{BASE_URL}/Q/{TOKEN}"
SHORT: Final = f"{BASE_URL}/C/00114SH22766R2L~3502"
PIECES: Final = (
    *("?a=1", "#x", "@", "\\", "\t", " ", "\n", "。", "．", "%2F", "%51", ":443", ":8443", "..", "//", "/", "~", "_"),
    *("https:", "http:", "weixin:", "javascript:", "evil.example", "cert.example.cn", "XN--", "é", "\u200b", "\ufeff"),
)
FOREIGN: Final = (
    f"https://evil.example/Q/{TOKEN}",
    f"http://evil.example/Q/{TOKEN}",
    f"https:/evil.example/Q/{TOKEN}",
    f"https:\\\\evil.example/Q/{TOKEN}",
    f"https://ev\til.example/Q/{TOKEN}",
    f" https://evil.example/Q/{TOKEN}",
    f"https://cert.example.cn@evil.example/Q/{TOKEN}",
    f"https://evil.example\\@cert.example.cn/Q/{TOKEN}",
    f"HTTPS://EVIL。EXAMPLE/Q/{TOKEN}",
)
READ: Final = """async ([texts, base]) => {
  const {readSymbol} = await import("/static/starmark/proof/symbol.js");
  return texts.map((text) => readSymbol(text, base)).map(({kind, text}) => [kind, text]);
}"""


def spoilt(count: int) -> Iterator[str]:
    """Yield symbols with one to three pieces put in, taken out or exchanged, always the same ones."""
    chance = random.Random(20261129)
    for _ in range(count):
        text = chance.choice((SIGNED, SHORT, f"https://evil.example/Q/{TOKEN}", TOKEN, "WIFI:S:guest;;"))
        for _ in range(chance.randint(1, 3)):
            place, piece = chance.randint(0, 45), chance.choice(PIECES)
            text = chance.choice((text[:place] + piece + text[place:], text[:place] + text[place + 1 :], text + piece))
        yield text


def read(page: Page, texts: list[str]) -> list[list[str]]:
    """Let the browser read them."""
    answers: list[list[str]] = page.evaluate(READ, [texts, BASE_URL])
    return answers


def test_nothing_is_taken_that_is_not_to_the_letter(page: Page) -> None:
    texts = [SIGNED, SHORT, *spoilt(2_000)]
    answers = read(page, texts)
    assert answers[:2] == [["signed", SIGNED], ["short", "00114SH22766R2L/3502"]]
    taken = [(text, kind) for text, (kind, _) in zip(texts, answers, strict=True) if kind in {"signed", "short"}]
    assert len(taken) > 2
    for text, kind in taken:
        symbol = read_symbol(text.encode(), BASE_URL)
        assert (symbol.kind, symbol.differs) == (Kind[kind.upper()], None), text


def test_the_host_to_which_a_browser_would_go_is_named(page: Page) -> None:
    assert read(page, list(FOREIGN)) == [["foreign", "evil.example"]] * len(FOREIGN)
