"""An answered stack laid out in words: what its page, its spreadsheet and its PDF show of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certs.certificate.bids.bid import Bid
from certs.certificate.coverage.coverage import Answer
from certs.documents.bids import bid_words as words
from certs.errors import Words
from certs.log.checkpoint import Head
from certs.register.answers.bid_answers import BidAnswer
from certs.scheme.schemes import SCHEMES
from certs.trust.verification.verdict import Overall


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as it was answered at `time`, under the head of the log; `notes` say how the list was read."""

    answers: Sequence[BidAnswer]
    notes: Sequence[Words]
    time: datetime
    head: Head

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many of each verdict."""
        of = [conclusion(row) for row in self.answers]
        covered = sum(
            verdict is Overall.VALID and row.coverage is not None and row.coverage.answer is Answer.COVERED
            for row, verdict in zip(self.answers, of, strict=True)
        )
        return {"rows": len(of), "covered": covered} | {each.value: of.count(each) for each in Overall}


def conclusion(row: BidAnswer) -> Overall:
    """Return the verdict on a row: what belongs to another firm is not the bidder's, however valid it is."""
    return Overall.NOT_GENUINE if row.holder_matches is False else row.overall


def conclusion_word(row: BidAnswer) -> Words:
    """Return that verdict as a word."""
    return words.NOT_THEIRS if row.holder_matches is False else words.CONCLUSIONS[row.overall]


def sign(row: BidAnswer) -> str:
    """Return which sign stands for a row: that of its status, or of why there is none."""
    if row.holder_matches is False:
        return "not_genuine"
    if row.missing:
        return "missing"
    return row.status or "unknown"


def state_word(row: BidAnswer) -> Words:
    """Return the status on the day as a word; nothing where none was looked up."""
    return words.STATES["missing"] if row.missing else words.STATES[row.status] if row.status else Words("", "")


def level_word(row: BidAnswer) -> Words:
    """Return the level as a word; nothing where there is none."""
    if row.scheme is None or row.level is None:
        return Words("", "")
    return SCHEMES[row.scheme].level(row.level).name


def coverage_word(row: BidAnswer) -> Words:
    """Return the coverage as a word; nothing where it was not asked, or could not be answered."""
    return words.COVERAGE[row.coverage.answer.value] if row.coverage else Words("", "")


def row_json(row: BidAnswer) -> dict[str, Any]:
    """Return a row on the way to the page, which is another process."""
    place = row.bid.place
    return {
        "place": place.to_json() if place else None,
        "name": row.bid.name,
        "given": row.bid.number,
        "number": row.number if row.holder else None,
        "holder": row.holder,
        "matches": row.holder_matches,
        "sign": sign(row),
        "conclusion": conclusion(row).value,
        "level": level_word(row).to_json(),
        "coverage": row.coverage.answer.value if row.coverage else None,
        "coverage_word": coverage_word(row).to_json(),
        "product": row.bid.product,
        "on": row.bid.on,
        "at": row.bid.moment.text if row.bid.moment else "",
        "day": row.day.isoformat(),
        "sentence": row.sentence.to_json(),
        "near": [{"number": each.number, "holder": each.holder} for each in row.near],
        "understood": row.error is None,
    }


def posted(bid: Bid) -> list[Any]:
    """Return a row as the page hands it in again, so that nothing need be kept here."""
    return [bid.sheet, bid.row, bid.number, bid.name, bid.product, bid.on, bid.error.field if bid.error else ""]
