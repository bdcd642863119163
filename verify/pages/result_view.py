"""What a result page shows, made from an answer of the register: no decision is taken here, and nothing is left out.

Where a day was asked about, everything on the page is of that day; today's status stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from markupsafe import Markup

from certs.certificate.reading.asked_moment import Moment
from certs.certificate.scope_text import scope_text
from certs.certificate.subject_fields import completed
from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.corrections import correction_of
from certs.lifecycle.entry_types import CREDENTIAL_TYPES, ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import OUTLOOKS, REASONS
from certs.lifecycle.record import Record, Standing, Version
from certs.register.answers.certificate_answer import Answer
from certs.scheme.scheme import Level, Scheme
from certs.scheme.schemes import SCHEMES
from certs.trust.verification.verdict import Outcome, Verdict
from verify import addresses
from verify.log_line import LogLine
from verify.pages.qr_claims import Row, rows_of
from verify.pages.related_certificates import Related, code_of

# Event type → (glyph, tone). A shape means one thing: only what makes a certificate valid shows the tick.
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "issued": ("valid", "valid"),
    "reissued": ("superseded", ""),
    "suspended": ("suspended", "suspended"),
    "restored": ("valid", "valid"),
    "renewed": ("withdrawn", "withdrawn"),
    "revoked": ("revoked", "revoked"),
    "withdrawn": ("withdrawn", "withdrawn"),
    "surveillance-passed": ("here", ""),
    "reported": ("here", ""),
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the log about this certificate. `to_come`: its day lies ahead; `late`: recorded after that day.

    `after`: it took effect only after the day that was asked about.

    `note`: what the log says of the clock that recorded it, where that was wrong.
    """

    type: str
    title: Words
    glyph: str
    tone: str
    effective: date
    recorded: datetime
    position: int
    reason: Words | None
    until: date | None
    successor: str | None
    version: int
    level: Level
    to_come: bool
    after: bool
    late: bool
    note: Words | None = None


def level_of(version: Version) -> Level:
    """Return the level that a version certifies."""
    return SCHEMES[version.subject["scheme"]].level(version.subject["level"])


class ResultView:
    """One certificate as its page shows it: on the day that was asked about, or today.

    `moment` is what was asked about, `moment_error` what is wrong with one that could not be read: then today is shown.
    """

    def __init__(
        self,
        answer: Answer,
        as_of: datetime | Markup,
        related: Related,
        logged: LogLine,
        *,
        moment: Moment | None = None,
        moment_error: Words | None = None,
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
        self.moment, self.moment_error = moment, moment_error
        self.claims = claims
        self.related, self.logged = related, logged
        self.code = code_of(self.verdict)
        self.version: Version = answer.version
        self.subject = completed(self.version.subject)
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

    @property
    def query(self) -> str:
        """What follows the path in every address of this page and of its files, so that they answer the same day."""
        return addresses.with_query("", {"at": self.moment.text}) if self.moment else ""

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

    @cached_property
    def history(self) -> list[HistoryRow]:
        """Every entry about this certificate, the newest first."""
        rows: list[HistoryRow] = []
        version = 0
        for event in self.record.entries:
            version += event.type in CREDENTIAL_TYPES
            rows.append(self._row(event, version))
        return rows[::-1]

    @property
    def later(self) -> list[HistoryRow]:
        """The entries that the answer rests on, though they were recorded after the day or instant asked about."""
        positions = {event.position for event in self._later}
        return [row for row in self.history if row.position in positions]

    def _row(self, event: LoggedEvent, version: int) -> HistoryRow:
        glyph, tone = _SHAPES[event.type]
        reason = REASONS[event.type].get(event.reason) if event.reason else None
        correction = correction_of(self._corrections, event.position)
        return HistoryRow(
            event.type,
            ENTRY_TYPES[event.type].title,
            glyph,
            tone,
            event.effective,
            event.recorded,
            event.position,
            reason,
            event.until,
            event.body.get("successor"),
            version,
            level_of(self.record.versions[version - 1]),
            event.effective > self.today,
            self.moment is not None and self.day < event.effective <= self.today,
            event.effective < beijing_day(event.recorded),
            correction.words if correction else None,
        )

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
