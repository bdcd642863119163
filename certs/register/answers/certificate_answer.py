"""The answer about one certificate, by its number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from certs import limits
from certs.certificate import number as numbers
from certs.days import beijing_day
from certs.lifecycle.corrections import Correction
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Standing, Version
from certs.lifecycle.signed_objects import evidence
from certs.register.answers.not_found import NotFound, no_such_number
from certs.register.store.reader import Reader
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verdict import Verdict
from certs.trust.verification.verification import verify_record


@dataclass(frozen=True, slots=True)
class Answer:
    """One certificate, as it stood on `day`. `trust`, `size` and `corrections` are those of the head that was asked.

    `today` is the day of asking; `instant` is given where an instant of `day` was asked about.
    """

    number: str
    record: Record
    standing: Standing
    verdict: Verdict
    day: date
    trust: TrustList
    size: int
    today: date
    instant: datetime | None = None
    corrections: tuple[Correction, ...] = ()

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


def answer(
    reader: Reader, text: str, *, now: datetime, day: date | None = None, instant: datetime | None = None
) -> Answer | NotFound:
    """Answer for one certificate number, forgiving in form. `day` None means today. Raises CouldNotCheck.

    `instant`, within that day, is given where an instant was asked about: see `Record.standing`.
    """
    number = numbers.compact(text)[: limits.NUMBER]
    look = reader.look(number)
    if look.record is None:
        with reader.view() as view:
            return no_such_number(view, text, now)
    today = beijing_day(now)
    target_day = day or today
    record, standing = look.record, look.record.standing(target_day, instant)
    proof = evidence(record, record.versions[standing.version - 1], look.size, target_day)
    # A void entry is not believed, so it does not speak against the rest either; but the version shown has to be
    # proved.
    proving = [
        (e.position, e.raw) for e in record.entries if e.position not in record.void or e.position == proof.position
    ]
    verdict = verify_record(proof, proving, look.trust, now, target_day)
    return Answer(
        record.number, record, standing, verdict, target_day, look.trust, look.size, today, instant, look.corrections
    )
