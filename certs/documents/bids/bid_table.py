"""An answered stack laid out in words: what its page, its spreadsheet and its PDF show of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certs.certificate.bids.reading_notes import Note
from certs.certificate.coverage.coverage import Answer
from certs.days import BEIJING
from certs.documents.bids import bid_words as words
from certs.documents.report.report_words import CHECKPOINT
from certs.errors import Words
from certs.log.c2sp_text import encode_base64
from certs.log.checkpoint import Head
from certs.register.answers.bid_answers import BidAnswer, Near
from certs.register.answers.product_answer import LISTED
from certs.scheme.schemes import SCHEMES
from certs.trust.verification.verdict import Overall


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as it was answered at `time`, under the head of the log.

    `notes` say how the list was read, `name` is that of its file.
    """

    answers: Sequence[BidAnswer]
    notes: Sequence[Note]
    time: datetime
    head: Head
    name: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many of each verdict."""
        of = [conclusion(row) for row in self.answers]
        covered = [coverage_code(row) for row in self.answers].count(Answer.COVERED)
        return {"rows": len(of), "covered": covered} | {each.value: of.count(each) for each in Overall}


def head_lines(stack: Stack, language: str) -> list[str]:
    """Return what names an answered stack: list, time of query, counts, checkpoint."""

    def say(pair: Words, **values: object) -> str:
        return (pair.zh if language == "zh" else pair.en).format(**values)

    head = stack.head
    return [
        *([say(words.LIST_NAME, name=stack.name)] if stack.name else []),
        f"{say(words.QUERY_TIME)} {stack.time.astimezone(BEIJING):%Y-%m-%d %H:%M:%S} UTC+8",
        say(words.COUNTED, **stack.counts),
        f"{say(CHECKPOINT, origin=head.origin, size=head.size)} {encode_base64(head.root)}",
    ]


def conclusion(row: BidAnswer) -> Overall:
    """Return the verdict on a row: what belongs to another firm is not the bidder's, however valid it is."""
    if row.holder_matches is False:
        return Overall.UNKNOWN if row.holder_close else Overall.NOT_GENUINE
    return row.overall


def conclusion_word(row: BidAnswer) -> Words:
    """Return that verdict as a word, the same wherever a row is shown."""
    is_theirs = row.holder_matches is not False or row.holder_close
    return words.CONCLUSIONS[conclusion(row)] if is_theirs else words.NOT_THEIRS


def sign(row: BidAnswer) -> str:
    """Return which shape and colour stand for a row: those of its status, or of why there is none."""
    verdict = conclusion(row)
    if verdict is Overall.NOT_GENUINE or row.holder_matches is False:
        return verdict.value
    return "missing" if row.missing else row.status or "unknown"


def state_code(row: BidAnswer) -> str:
    """Return the status on the day as a code, or why none is shown; nothing where none was looked up."""
    if row.holder_matches is False:
        return "close" if row.holder_close else "another"
    return "missing" if row.missing else row.status or ""


def state_word(row: BidAnswer) -> Words:
    """Return that code as a word."""
    code = state_code(row)
    return words.STATES[code] if code else Words("", "")


def state_today_word(row: BidAnswer) -> Words:
    """Return the status today as a word; nothing of a certificate that is not shown to be the bidder's."""
    return words.STATES[row.status_today] if row.status_today and row.holder_matches is not False else Words("", "")


def day_words(row: BidAnswer) -> Words:
    """Return the bid day as it was understood, as given where it was not, and that it is today where none was."""
    if row.error is not None or row.bid.moment is not None:
        text = row.bid.on if row.error else row.day.isoformat()
        return Words(text, text)
    return Words(*(text.format(day=row.day) for text in words.NO_DAY))


def level_word(row: BidAnswer) -> Words:
    """Return the level as a word; nothing where there is none, or it is not shown to be the bidder's."""
    if row.scheme is None or row.level is None or row.holder_matches is False:
        return Words("", "")
    return SCHEMES[row.scheme].level(row.level).name


def coverage_code(row: BidAnswer) -> str:
    """Return how coverage is shown: an answer's value, `not_counted` or `several`; nothing where it says nothing.

    Only a certificate that is the bidder's and valid on the day covers anything.
    """
    if row.coverage is None or row.holder_matches is False:
        return ""
    if row.coverage.rule == "several_products":
        return "several"
    if row.coverage.answer in LISTED and (row.status != "valid" or row.overall is not Overall.VALID):
        return "not_counted"
    return row.coverage.answer.value


def coverage_word(row: BidAnswer) -> Words:
    """Return that code as a word."""
    code = coverage_code(row)
    return words.COVERAGE[code] if code else Words("", "")


def no_coverage(row: BidAnswer) -> Words:
    """Say why a row has no answer about coverage."""
    if row.error is not None:
        return words.NOT_UNDERSTOOD
    if not row.bid.product:
        return words.NO_PRODUCT
    if row.holder_matches is False:
        return words.NAME_FIRST if row.holder_close else words.ANOTHERS
    if row.holder is None:
        return words.NO_CERTIFICATE
    return words.BEFORE_ISSUE


def asked_product(row: BidAnswer) -> str:
    """Return the product that the link of a row asks about: none of a certificate that is not the bidder's."""
    return row.bid.product if row.holder_matches is not False else ""


def row_json(row: BidAnswer) -> dict[str, Any]:
    """Return a row on the way to the page, which is another process."""
    place = row.bid.place
    return {
        "place": place.to_json() if place else None,
        "name": row.bid.name,
        "given": row.bid.number,
        "number": row.number if row.holder else None,
        "holder": row.holder,
        "sign": sign(row),
        "verdict": conclusion(row).value,
        "conclusion": conclusion_word(row).to_json(),
        "state": state_word(row).to_json(),
        "level": level_word(row).to_json(),
        "coverage": coverage_code(row),
        "no_coverage": no_coverage(row).to_json(),
        "product": row.bid.product,
        "asked_product": asked_product(row),
        "on": row.bid.on,
        "at": row.bid.moment.text if row.bid.moment else "",
        "day": row.day.isoformat(),
        "sentence": row.sentence.to_json(),
        "near": [_near_json(each, row.bid.product) for each in row.near],
        "successor": _near_json(row.successor, asked_product(row)) if row.successor else None,
        "understood": row.error is None,
    }


def _near_json(near: Near, product: str) -> dict[str, Any]:
    return {
        "number": near.number,
        "holder": near.holder,
        "state": words.STATES[near.status].to_json(),
        "asked_product": product if near.own else "",
    }


def near_text(near: Near, language: str) -> str:
    """Return a certificate that may be meant in one line, with its status on the day."""
    state = words.STATES[near.status]
    return f"{near.number} {near.holder}" + (f"（{state.zh}）" if language == "zh" else f" ({state.en})")
