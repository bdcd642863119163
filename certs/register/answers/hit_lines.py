"""The lines of a list of results: each certificate as it stands today, and which of its texts was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certs.days import beijing_day
from certs.register.store.reader import View


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a list of results; `status` is today's."""

    number: str
    holder: str
    level: str
    scheme: str
    status: str
    valid_until: date
    matched_field: str
    matched_text: str


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of results, and the cursor of the next page."""

    items: tuple[Hit, ...]
    next: str | None = None


def hits_of(view: View, matches: Sequence[tuple[str, str, str]], now: datetime) -> tuple[Hit, ...]:
    """Return the lines for certificates, given as (number, field met, its text)."""
    records, today = view.records(n for n, _, _ in matches), beijing_day(now)
    hits = []
    for number, field, text in matches:
        standing = records[number].standing(today)
        subject = records[number].versions[standing.version - 1].subject
        hits.append(
            Hit(
                number,
                subject["holder"]["name"],
                subject["level"],
                subject["scheme"],
                standing.code,
                records[number].latest.valid_until,
                field,
                text,
            )
        )
    return tuple(hits)
