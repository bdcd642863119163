"""The answer about one certificate, by its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.coverage.coverage import Coverage, coverage_of
from certs.certificate.coverage.product_question import read_question
from certs.days import beijing_day
from certs.lifecycle.corrections import Correction
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Standing, Version
from certs.register.answers import own_judgement
from certs.register.answers.not_found import NotFound, no_such_number
from certs.register.store.reader import Look, Reader
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """One certificate, as it stood on `day`. `trust`, `size` and `corrections` are those of the head that was asked.

    `recorded` is when the newest entry under that head was recorded. `today` is the day of
    asking; `instant` is given where an instant of `day` was asked about.
    """

    number: str
    record: Record
    standing: Standing
    verdict: Verdict
    day: date
    trust: TrustList
    size: int
    recorded: datetime
    today: date
    instant: datetime | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def status(self) -> str:
        """The status code on the day; `unknown` where the record does not hold."""
        return own_judgement.status_of(self.verdict, self.standing.code)

    @property
    def status_today(self) -> str:
        """The status code on the day of asking; `unknown` where the record does not hold."""
        return own_judgement.status_of(self.verdict, self.standing_today.code)

    @property
    def version(self) -> Version:
        """The version in force on the day."""
        return self.record.versions[self.standing.version - 1]

    @property
    def standing_today(self) -> Standing:
        """The status on the day of asking, which stands beside that of the day asked about."""
        return self.standing if self.day == self.today else self.record.standing(self.today)

    @property
    def recorded_later(self) -> tuple[LoggedEvent, ...]:
        """The entries that the answer rests on though they were recorded after what was asked about."""
        return self.record.recorded_later(self.day, self.instant)

    def coverage(self, product: str) -> Coverage | None:
        """Return whether the version in force on the day covers a product, whatever the status on it.

        None before the day of issue, when no scope was certified, and where the record does not hold. Raises Malformed
        (`bad_product`) for what is no product.
        """
        question = read_question(product)
        if self.status == own_judgement.UNKNOWN or self.day < self.record.issued:
            return None
        return coverage_of(self.version.subject, question.shown)


def find(reader: Reader, text: str, now: datetime) -> Look | NotFound:
    """Look one certificate up by its number, as it stands in the register or forgiving in form. Raises CouldNotCheck.

    What it returns has a record.
    """
    look = _held(reader, text)
    if look is not None:
        return look
    shown = pasted_text.shown(text)
    number = numbers.compact(shown)[: limits.NUMBER]
    look = _held(reader, number) if number != text else None
    if look is not None:
        return look
    with reader.view() as view:
        return no_such_number(view, shown, now)


def _held(reader: Reader, number: str) -> Look | None:
    """Return what the register holds under exactly this number, None where it holds nothing."""
    if not numbers.is_taken_over_form(number):  # the widest: no number in the register has another
        return None
    look = reader.look(number)
    return look if look.record is not None else None


def answer(
    reader: Reader, text: str, *, now: datetime, day: date | None = None, instant: datetime | None = None
) -> Answer | NotFound:
    """Answer for one certificate number, forgiving in form. `day` None means today. Raises CouldNotCheck."""
    look = find(reader, text, now)
    return look if isinstance(look, NotFound) else answer_of(look, now=now, day=day, instant=instant)


def answer_of(look: Look, *, now: datetime, day: date | None = None, instant: datetime | None = None) -> Answer:
    """Answer for a certificate that was found.

    `instant`, within that day, is given where an instant was asked about: see `Record.standing`.
    """
    record = look.record
    assert record is not None
    today = beijing_day(now)
    target_day = day or today
    standing = record.standing(target_day, instant)
    verdict = own_judgement.judge(record, look.trust, look.size, now, target_day)
    head = look.trust, look.size, look.recorded
    return Answer(record.number, record, standing, verdict, target_day, *head, today, instant, look.corrections)
