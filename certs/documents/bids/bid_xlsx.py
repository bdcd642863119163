"""An answered stack as a spreadsheet: rows in the order given, each word alone in its cell, nothing but text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from certs.documents import text_sheets
from certs.documents.bids import bid_words as words
from certs.documents.bids.bid_table import (
    Stack,
    conclusion_word,
    coverage_word,
    day_words,
    head_lines,
    level_word,
    near_text,
    state_today_word,
    state_word,
)
from certs.documents.text_sheets import TextSheet
from certs.errors import Words
from certs.register.answers.bid_answers import BidAnswer

_COLUMNS: Final = (
    (words.SHEET, 10),
    (words.ROW, 6),
    (words.BIDDER, 34),
    (words.GIVEN_NUMBER, 20),
    (words.PRODUCT, 20),
    (words.DAY, 14),
    (words.CONCLUSION, 10),
    (words.STATE, 10),
    (words.STATE_TODAY, 10),
    (words.LEVEL, 10),
    (words.COVERS, 10),
    (words.EXPLAINED, 60),
    (words.HOLDER, 34),
    (words.NUMBER, 20),
    (words.NEAR, 40),
    (words.LINK, 40),
)
_LINE: Final = 120  # characters of a line about the answer


def xlsx(stack: Stack, language: str, addresses: Iterable[str]) -> bytes:
    """Return the file. `addresses` are those of the results, one for each row, "" where there is none."""
    rows = [_texts(row, address, language) for row, address in zip(stack.answers, addresses, strict=True)]
    heads = [_say(head, language) for head, _ in _COLUMNS]
    results = TextSheet(_say(words.RESULTS, language), [width for _, width in _COLUMNS], rows, heads)
    lines = (*(note.words for note in stack.notes), words.NO_PAPER, words.CNCA, words.UNSIGNED, words.MOMENT)
    about_lines = [*head_lines(stack, language), *(_say(line, language) for line in lines)]
    about = TextSheet(_say(words.HOW_READ, language), [_LINE], [[line] for line in about_lines])
    return text_sheets.xlsx([results, about])


def _texts(row: BidAnswer, address: str, language: str) -> list[str]:
    return [*_given(row, language), *_answered(row, language), address]


def _given(row: BidAnswer, language: str) -> Iterable[str]:
    yield from (row.bid.sheet, str(row.bid.row or ""), row.bid.name, row.bid.number, row.bid.product)
    yield _say(day_words(row), language)


def _answered(row: BidAnswer, language: str) -> Iterable[str]:
    for word_of in (conclusion_word, state_word, state_today_word, level_word, coverage_word):
        yield _say(word_of(row), language)
    yield _say(row.sentence, language)
    yield from (row.holder or "", row.number if row.number and row.holder else "")
    yield "；".join(near_text(each, language) for each in row.near)


def _say(pair: Words, language: str) -> str:
    return pair.zh if language == "zh" else pair.en
