"""An answered stack as PDF, for the file of a tender: A4 across, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from certs.days import instant_text
from certs.documents.bids import bid_words as words
from certs.documents.bids.bid_table import (
    Stack,
    conclusion_word,
    coverage_word,
    day_words,
    head_lines,
    level_word,
    near_text,
    state_word,
)
from certs.documents.report.report_words import SAMPLE
from certs.errors import Words
from certs.register.answers.bid_answers import BidAnswer
from certs.trust.qr import qr_symbol
from certs.trust.trust_list.trust_list import Body

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

TEMPLATE: Final = "bids/bids.typ"
_HEADS: Final = (
    words.ROW,
    words.BIDDER,
    words.PRODUCT,
    words.DAY,
    words.CONCLUSION,
    words.STATE,
    words.LEVEL,
    words.COVERS,
    words.EXPLAINED,
)


def pdf(typesetter: Typesetter, stack: Stack, body: Body, base_url: str, language: str, *, sample: bool) -> bytes:
    """Return the PDF, dated as the query. Raises StarmarkError where it cannot be set."""
    return typesetter.pdf(TEMPLATE, _data(stack, body, base_url, language, sample=sample), stack.time)


def _data(stack: Stack, body: Body, base_url: str, language: str, *, sample: bool) -> dict[str, Any]:
    def say(pair: Words, **values: object) -> str:
        return (pair.zh if language == "zh" else pair.en).format(**values)

    *lists, time, counted, checkpoint = head_lines(stack, language)
    address = f"{base_url}{'' if language == 'zh' else '/en'}/verify/batch"
    return {
        "language": language,
        "instant": instant_text(stack.time),
        "title": say(words.TITLE),
        "body": body.name if language == "zh" else body.name_en,
        "approval_number": body.approval_number,
        "sample": say(SAMPLE) if sample else "",
        "list": lists,
        "time": time,
        "counted": counted,
        "notes": [say(note) for note in (words.NO_PAPER, *(note.words for note in stack.notes))],
        "heads": [say(head) for head in _HEADS],
        "rows": [_row(row, language) for row in stack.answers],
        "qr": qr_symbol.svg(qr_symbol.page_symbol(address)).decode("ascii"),
        "qr_alt": say(words.QR_ALT),
        "again": say(words.AGAIN),
        "address": address,
        "foot": [say(words.CNCA), say(words.MOMENT), say(words.UNSIGNED)],
        "checkpoint": checkpoint,
        "by": [say(words.CHECKED_BY), say(words.CHECKED_ON)],
    }


def _row(row: BidAnswer, language: str) -> Sequence[str]:
    def say(pair: Words) -> str:
        return pair.zh if language == "zh" else pair.en

    place = row.bid.place
    near = "；".join(near_text(each, language) for each in row.near)
    numbers = dict.fromkeys((row.bid.number, row.number if row.holder else None))
    explained = say(row.sentence) + (f"{say(words.NEAR)}：{near}" if near else "")
    return (
        say(place) if place else "",
        "\n".join(filter(None, (row.bid.name, *numbers))),
        row.bid.product,
        say(day_words(row)),
        *(say(word) for word in (conclusion_word(row), state_word(row), level_word(row), coverage_word(row))),
        explained,
    )
