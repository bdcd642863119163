"""A stack of bids answered from one state of the register, in their order: for the web, whatever was handed in.

A number is looked up as `verify` does; a name without a number where it fits exactly one certificate. What fits several
is shown and never chosen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from certs import limits
from certs.certificate import number as numbers
from certs.certificate.bids.bid import Bid
from certs.certificate.coverage.coverage import Coverage, coverage_of
from certs.days import beijing_day
from certs.errors import CouldNotCheck, FieldError, Malformed, Words
from certs.lifecycle.record import Record
from certs.lifecycle.renewals import newest_of_chain
from certs.register.answers import bid_sentences as say
from certs.register.answers import own_judgement
from certs.register.answers.bid_names import Fits, fits, is_close, is_holder
from certs.register.answers.certificate_answer import Answer, answer_of
from certs.register.answers.missing_verdict import verdict_of
from certs.register.answers.not_found import MissingNumber, NotFound, missing_number, not_one_number
from certs.register.store.reader import Look, View
from certs.register.store.text_forms import fold
from certs.trust.verification.verdict import Overall


@dataclass(frozen=True, slots=True)
class Near:
    """A certificate that may be meant, or that took the place of one: its status on the day asked about.

    `own` says that it may be the bidder's: its holder has the bidder's name, or nothing but a name was given.
    """

    number: str
    holder: str
    status: str = own_judgement.UNKNOWN
    own: bool = True


@dataclass(frozen=True, slots=True)
class BidAnswer:
    """The answer to one bid. `number` and `holder` are those of the register, `number` as given where it has none.

    `status` is that of `day`, None where nothing was found; `missing` says that the register has no such number or
    name. `error` says why a row was not understood: then nothing was looked up. `sentence` says all of it.
    `holder_close` says that the name that is not the holder's is a part of it, or has it as a part: whether they are
    one firm is for people to find out. `successor` is the certificate at the end of a chain of renewals.
    """

    bid: Bid
    day: date
    sentence: Words
    overall: Overall = Overall.UNKNOWN
    number: str | None = None
    holder: str | None = None
    holder_matches: bool | None = None
    status: str | None = None
    status_today: str | None = None
    level: str | None = None
    scheme: str | None = None
    coverage: Coverage | None = None
    near: tuple[Near, ...] = ()
    missing: bool = False
    error: FieldError | None = None
    holder_close: bool = False
    successor: Near | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form of the contract."""
        return {
            "number": self.number,
            "holder": self.holder,
            "holder_matches": self.holder_matches,
            "overall": self.overall.value,
            "status": self.status,
            "status_today": self.status_today,
            "coverage": self.coverage.to_json() if self.coverage else None,
            "near": [{"number": each.number, "holder": each.holder} for each in self.near],
            "error": _error_json(self.error) if self.error else None,
            "day": self.day.isoformat(),
            "sentence": self.sentence.to_json(),
        }


def _error_json(error: FieldError) -> dict[str, Any]:
    return {"field": error.field, "value": error.value, "code": error.code, "message": error.message.to_json()}


def answer_bids(view: View, bids: Sequence[Bid], now: datetime) -> tuple[BidAnswer, ...]:
    """Answer every bid. Raises CouldNotCheck where the register does not answer or lacks an entry of its log."""
    view.require_whole()
    return _Stack(view, bids, now).answers()


class _Stack:
    """What the bids of one stack have in common: the state of the register, and what was read of it for all."""

    def __init__(self, view: View, bids: Sequence[Bid], now: datetime) -> None:
        self._view, self._bids, self._now = view, bids, now
        self._today = beijing_day(now)
        self._head = view.trust, view.size, view.recorded
        asked = [bid for bid in bids if bid.error is None]
        self._records = self._read(form for bid in asked for form in _forms(bid.number))
        lost = [bid for bid in asked if not self._of_number(bid)]
        self._missing = {number: self._missing_number(number) for number in {bid.number for bid in lost if bid.number}}
        bare = dict.fromkeys(bid.name for bid in lost if not bid.number)
        self._fits = fits(view, {bid.name for bid in lost if bid.name}, bare, self._today)
        self._records |= self._read(number for each in self._fits.values() for number in each.numbers)
        self._records |= self._read(hit for each in self._missing.values() for hit in each.near)
        self._read_successors()

    def answers(self) -> tuple[BidAnswer, ...]:
        """Answer them in their order."""
        rows = map(self._answer, self._bids)
        return tuple(replace(row, sentence=say.with_reading(row.sentence, row.bid)) for row in rows)

    def _read(self, wanted: Iterable[str]) -> dict[str, Record | None]:
        """Return the records of those that were issued; None for one that cannot be read."""
        every = tuple(dict.fromkeys(wanted))
        try:
            return dict(self._view.records(every))
        except CouldNotCheck:
            return {number: record for one in every for number, record in self._one(one).items()}

    def _read_successors(self) -> None:
        """Read what took the place of those that were renewed, to the end of each chain."""
        tried: set[str] = set()
        while wanted := {r.successor for r in self._records.values() if r and r.successor} - {*self._records, *tried}:
            tried |= wanted
            self._records |= self._read(wanted)

    def _one(self, number: str) -> dict[str, Record | None]:
        try:
            return dict(self._view.records((number,)))
        except CouldNotCheck:
            return {number: None}

    def _missing_number(self, text: str) -> MissingNumber:
        other = not_one_number(self._view, text, self._now)
        if other is None:
            return missing_number(self._view, text)
        return MissingNumber(other.kind, other.words, other.question, tuple(hit.number for hit in other.suggestions))

    def _of_number(self, bid: Bid) -> str | None:
        return next((form for form in _forms(bid.number) if form in self._records), None)

    def _answer(self, bid: Bid) -> BidAnswer:
        day = bid.moment.day if bid.moment else self._today
        if bid.error is not None:
            return BidAnswer(bid, day, bid.error.message, error=bid.error)
        number = self._of_number(bid)
        if number is not None:
            return self._of_record(bid, day, number)
        return self._unknown_number(bid, day) if bid.number else self._of_name(bid, day)

    def _of_record(self, bid: Bid, day: date, number: str, *before: Words) -> BidAnswer:
        record = self._records[number]
        if record is None:
            return BidAnswer(bid, day, say.NOT_READ, number=number, status=own_judgement.UNKNOWN)
        answer = self._answer_on(record, bid, day)
        holder = answer.version.subject["holder"]["name"]
        if answer.status == own_judgement.UNKNOWN:  # what does not hold is not told
            row = BidAnswer(bid, day, answer.verdict.message, answer.verdict.overall, number, status=answer.status)
            return replace(row, status_today=answer.status_today)
        coverage, error = _coverage(answer, bid.product)
        if error is not None:
            return BidAnswer(bid, day, error.message, error=error)
        matches = is_holder(record, bid.name) if bid.name else None
        close = matches is False and is_close(record, bid.name)
        successor = self._successor(answer, bid, day)
        told = [*_about_name(bid.name, holder, matches=matches, close=close), *_read_as(bid.number, number), *before]
        if matches is not False or close:  # of another firm's certificate only whose it is
            told += _about(answer, coverage, successor)
        return BidAnswer(
            bid,
            day,
            say.together(told),
            answer.verdict.overall,
            number,
            holder,
            matches,
            answer.status,
            answer.status_today,
            answer.version.subject["level"],
            answer.version.subject["scheme"],
            coverage,
            holder_close=close,
            successor=successor,
        )

    def _answer_on(self, record: Record, bid: Bid, day: date) -> Answer:
        trust, size, recorded = self._head
        instant = bid.moment.instant if bid.moment else None
        look = Look(trust, size, recorded, record, self._view.corrections)
        return answer_of(look, now=self._now, day=day, instant=instant)

    def _successor(self, answer: Answer, bid: Bid, day: date) -> Near | None:
        """Return what took the place of a certificate that is not valid, on the day or today."""
        if (answer.status, answer.status_today) == ("valid", "valid"):
            return None
        newest = newest_of_chain(answer.record, self._records.get)
        return next(iter(self._near([newest.number], bid, day)), None) if newest else None

    def _unknown_number(self, bid: Bid, day: date) -> BidAnswer:
        """Answer for a number that the register does not hold, with what the bidder does hold."""
        missing = self._missing[bid.number]
        near = list(self._near(missing.near, bid, day))
        sentences = [missing.words]
        own = self._fits.get(bid.name, Fits())
        if own.exact:
            near += [each for each in self._near(own.numbers, bid, day) if each not in near]
            sentences.append(say.own_certificates(bid, own.numbers))
        not_found = NotFound(missing.kind, missing.words, question=missing.number)
        overall = verdict_of(not_found, self._head[0].body.number_prefix, self._now).overall
        number = numbers.compact(bid.number)[: limits.NUMBER]
        if overall is Overall.NOT_GENUINE:
            sentences[:0] = _read_as(bid.number, number)
        row = BidAnswer(bid, day, say.together(sentences), overall, number)
        return replace(row, near=tuple(near)[: limits.SUGGESTIONS], missing=True)

    def _of_name(self, bid: Bid, day: date) -> BidAnswer:
        found = self._fits[bid.name]
        if found.exact and len(found.numbers) == 1 and not found.more:
            return self._of_record(bid, day, found.numbers[0], say.looked_up_by(bid.name))
        if not found.numbers:
            words = say.passed_over(bid.name) if found.passed_over else say.no_such_name(bid.name)
            return BidAnswer(bid, day, words, missing=True)
        if found.exact:
            words = say.several(bid.name, len(found.numbers), more=found.more)
        else:
            words = say.near(bid.name, part=found.part)
        return BidAnswer(bid, day, words, near=self._near(found.numbers, bid, day), missing=not found.exact)

    def _near(self, wanted: Iterable[str], bid: Bid, day: date) -> tuple[Near, ...]:
        records = ((number, self._records.get(number)) for number in wanted)
        return tuple(
            Near(
                number,
                record.version_on(self._today).subject["holder"]["name"],
                self._answer_on(record, bid, day).status,
                not bid.number or is_holder(record, bid.name),
            )
            for number, record in records
            if record is not None
        )


def _forms(text: str) -> list[str]:
    """Return the numbers that a text may write: as it stands, and forgiving in form."""
    plain = numbers.compact(text)[: limits.NUMBER]
    return [form for form in dict.fromkeys((text, plain)) if numbers.is_taken_over_form(form)]


def _read_as(given: str, number: str) -> list[Words]:
    """Say so where a number was looked up in another form than given; width and case are no other form."""
    plain = unicodedata.normalize("NFKC", given).upper()
    return [say.read_as(given, number)] if given and plain != number.upper() else []


def _about_name(name: str, holder: str, *, matches: bool | None, close: bool) -> list[Words]:
    if matches is False:
        return [say.compare_names(holder, name) if close else say.another_holder(holder, name)]
    renamed = matches and fold(name) != fold(holder) and not name.isascii()
    return [say.former_name(holder, name)] if renamed else []


def _about(answer: Answer, coverage: Coverage | None, successor: Near | None) -> Iterable[Words]:
    yield say.standing(answer.standing, answer.record.issued, answer.version.valid_until)
    if answer.day > answer.today:
        yield say.TO_COME
    if answer.status_today != answer.status:
        yield say.standing_today(answer.today, answer.status_today)
    if successor is not None:
        yield say.renewed_as(successor.number, answer.day, successor.status)
    if answer.day != answer.today and answer.recorded_later:
        yield say.LATER
    if coverage is not None:
        yield from say.covers(coverage, answer.status, [item["name"] for item in answer.version.subject["scope"]])


def _coverage(answer: Answer, product: str) -> tuple[Coverage | None, FieldError | None]:
    """Answer by the version in force on the day, whatever its status; before the day of issue there is none."""
    if not product or answer.day < answer.record.issued:
        return None, None
    try:
        return coverage_of(answer.version.subject, product), None
    except Malformed as malformed:
        code = malformed.errors[0].code if malformed.errors else "format"
        return None, FieldError("product", product, code, malformed.words)
