"""What a result page shows, made from an answer of the register: no decision is taken here, and nothing is left out.

Where a day was asked about, everything on the page is of that day; today's status stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from markupsafe import Markup

from certs.certificate.coverage.coverage import Coverage
from certs.certificate.scope_text import scope_text
from certs.certificate.subject_fields import completed
from certs.errors import Words
from certs.lifecycle import surveillance
from certs.lifecycle.reasons import OUTLOOKS, REASONS
from certs.lifecycle.record import Record, Standing, Version
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.product_answer import said
from certs.scheme.scheme import Level, Scheme
from certs.scheme.schemes import SCHEMES
from certs.trust.verification.verdict import Outcome, Verdict
from verify import addresses
from verify.pages.log_line import LogLine
from verify.pages.page_question import NOTHING, PageQuestion
from verify.pages.qr_claims import Row, rows_of
from verify.pages.related_certificates import Related, code_of
from verify.pages.timeline import HistoryRow, Stop, history_of, level_of, timeline_of


class ResultView:
    """One certificate as its page shows it: on the day that was asked about, or today.

    A day that could not be read is answered as today.
    """

    def __init__(
        self,
        answer: Answer,
        as_of: datetime | Markup,
        related: Related,
        logged: LogLine,
        question: PageQuestion = NOTHING,
        *,
        verdict: Verdict | None = None,
        claims: Mapping[str, Any] | None = None,
    ) -> None:
        self._corrections = answer.corrections
        self.record: Record = answer.record
        self.day, self.today = answer.day, answer.today
        self.standing: Standing = answer.standing
        self.standing_today: Standing = answer.standing_today
        self.verdict = verdict or answer.verdict
        self.as_of = as_of
        self.question, self.moment, self.product = question, question.moment, question.product
        self.claims = claims
        self.related, self.logged = related, logged
        self.code = code_of(self.verdict)
        self.version: Version = answer.version
        self.subject = completed(self.version.subject)
        # What follows the path in every address of this page and of its files: they answer the same question.
        self.query = question.query
        self._product_query = replace(question, moment=None).query
        self.coverage: Coverage | None = answer.coverage(self.product) if self.product else None
        self._later = answer.recorded_later

    @property
    def name(self) -> dict[str, str]:
        """The holder's name by language; the registered, Chinese one stands in where there is no other."""
        holder = self.subject["holder"]
        return {"zh": holder["name"], "en": holder["name_en"] or holder["name"]}

    @property
    def scope_text(self) -> str:
        """The scope as printed: as staff gave it, else composed."""
        return scope_text(self.subject)

    @property
    def number(self) -> str:
        """The number that the register knows."""
        return self.record.number

    @cached_property
    def address(self) -> str:
        """The path of this certificate's page, today."""
        return f"/c/{addresses.in_address(self.number)}"

    def on(self, day: date | None) -> str:
        """Return the path of this page about another day, or today, with the same product."""
        if day is None:
            return self.address + self._product_query
        return f"{self.address}?at={day.isoformat()}{self._product_query.replace('?', '&', 1)}"

    @property
    def shown_as(self) -> str:
        """What the panel is shown by: the status, or of a certificate that is valid what it is to the product.

        So nothing but `covered` looks like a yes to who asks about a product, and nothing covers that is not valid.
        """
        return self.coverage.answer.value if self.coverage and self.code == "valid" else self.code

    @property
    def said(self) -> Words:
        """The sentence about the product asked about."""
        return said(self.coverage, self.product, self.code)

    def place_of(self, name: str) -> str:
        """Return where on the page an item of the scope stands; the scope itself for a name that none has."""
        places = (n for n, item in enumerate(self.subject["scope"], start=1) if item["name"] == name)
        place = next(places, None)
        return f"scope-{place}" if place else "scope"

    @property
    def to_come(self) -> bool:
        """True for a day that still lies ahead: what is answered may change."""
        return self.day > self.today

    @property
    def scheme(self) -> Scheme:
        """The scheme of the version in force."""
        return SCHEMES[self.subject["scheme"]]

    @property
    def level(self) -> Level:
        """The level of the version in force."""
        return level_of(self.version)

    @property
    def star_scheme(self) -> bool:
        """True for the stars of after-sales service: only they have the mark, and are shown as stars."""
        return self.scheme.has_mark

    @property
    def reason(self) -> Words | None:
        """The public sentence of why the certificate is not valid."""
        standing = self.standing
        return REASONS[standing.event_type].get(standing.reason) if standing.reason else None

    @property
    def outlook(self) -> Words | None:
        """What may follow from that reason, and what it does not mean."""
        return OUTLOOKS.get(self.standing.event_type, {}).get(self.standing.reason or "")

    @property
    def claimed_version(self) -> int:
        """The version that a scanned QR code belongs to."""
        return int((self.claims or {}).get("version", self.version.version))

    @property
    def surveilled(self) -> date | None:
        """The day of the last surveillance that was passed by the day of the answer."""
        return surveillance.last_passed(self.record, self.day)

    @property
    def not_surveilled_since(self) -> date | None:
        """Since when none is recorded, where one should be: all that the register knows, and no judgement."""
        return surveillance.none_since(self.record, self.day)

    @cached_property
    def history(self) -> tuple[HistoryRow, ...]:
        """Every entry about this certificate, in the order of the log."""
        return history_of(self.record, self._corrections, self.today, self._asked_day)

    @property
    def timeline(self) -> tuple[Stop, ...]:
        """Its life by days, the newest first."""
        return timeline_of(self.record, self.history, self.today, self._asked_day)

    @property
    def _asked_day(self) -> date | None:
        return self.day if self.moment else None

    @property
    def later(self) -> list[HistoryRow]:
        """The entries that the answer rests on, though they were recorded after the day or instant asked about."""
        positions = {event.position for event in self._later}
        return [row for row in reversed(self.history) if row.position in positions]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of the tally: what the QR code says against what the register holds."""
        return rows_of(self.claims or {}, self.version)


class UnprovenView:
    """A signed object that is not ours, or that could not be judged. What it claims are a stranger's words.

    `answer` is the register's own answer for the number claimed, to hold against them; None where there is none.
    """

    def __init__(
        self, verdict: Verdict, claims: Mapping[str, Any] | None, answer: Answer | None, as_of: datetime
    ) -> None:
        self.verdict, self.claims, self.as_of = verdict, claims, as_of
        self.scanned = claims is not None or answer is None
        self.code = code_of(verdict)
        self.record: Record | None = answer.record if answer else None
        self.version: Version | None = answer.version if answer else None
        self.number: str | None = answer.number if answer else None

    @property
    def failed(self) -> str:
        """The name of the first check that failed; "" where none did."""
        return next((check.name for check in self.verdict.checks if check.outcome is Outcome.FAIL), "")

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of the tally."""
        return rows_of(self.claims or {}, self.version)
