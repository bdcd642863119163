"""What a report rests on: one answer of the register, the moment of asking, and the head of the log under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from certs.certificate import number as numbers
from certs.certificate.coverage.coverage import Coverage
from certs.certificate.reading.asked_moment import Moment
from certs.documents.report.query_number import query_number
from certs.lifecycle.record import Record
from certs.log.checkpoint import Head, parse_checkpoint
from certs.publication.files import compose_bundle
from certs.register.answers.certificate_answer import Answer, answer_of
from certs.register.store.reader import Look, View
from certs.trust.verification.verdict import Overall


@dataclass(frozen=True, slots=True)
class Report:
    """One certificate on the day asked about, as the register answered at `time`. `head` covers all its entries.

    `product` is what was asked to be covered, "" where nothing was.
    """

    answer: Answer
    time: datetime
    moment: Moment | None
    head: Head
    product: str = ""

    @property
    def proven(self) -> bool:
        """Whether the record holds: nothing of one that does not may be printed as true."""
        return self.answer.verdict.overall in {Overall.VALID, Overall.NOT_VALID}

    @property
    def day(self) -> date:
        """The Beijing day that is answered."""
        return self.answer.day

    @property
    def query_number(self) -> str:
        """The number of this query."""
        answer = self.answer
        return query_number(answer.number, answer.version.version, self.day, self.time, self.head, self.product)

    @property
    def coverage(self) -> Coverage | None:
        """Whether the product is covered; None where none was asked about, and before the day of issue."""
        return self.answer.coverage(self.product) if self.product else None

    @property
    def address(self) -> str:
        """The address that asks the same question again: it names the day, also where today was asked about.

        Every byte of the product is quoted, so that it can be told from what is printed behind it.
        """
        day = self.moment.text if self.moment else self.day.isoformat()
        place = quote(numbers.in_address(self.answer.number), safe="~")
        quoted = "".join(f"%{byte:02X}" for byte in self.product.encode())
        asked = f"&product={quoted}" if quoted else ""
        return f"{self.answer.trust.base_url}/c/{place}/report?at={day}{asked}"


def report_of(
    view: View,
    record: Record,
    time: datetime,
    moment: Moment | None = None,
    cosigned: bytes | None = None,
    product: str = "",
) -> Report:
    """Answer from one state of the register. `cosigned` is the newest head that witnesses have cosigned.

    `product` is as `read_question` shows it. Raises CouldNotCheck where the log has no checkpoint over the record.
    """
    look = Look(view.trust, view.size, view.recorded, record, view.corrections)
    day, instant = (moment.day, moment.instant) if moment else (None, None)
    answer = answer_of(look, now=time, day=day, instant=instant)
    _, checkpoint = compose_bundle.checkpoint_over(view, record.entries[-1].position, cosigned)
    return Report(answer, time, moment, parse_checkpoint(checkpoint).head, product)
