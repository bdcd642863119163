"""Which entries of the register belong to a month, and which of their certificates are not reported for it yet.

An entry belongs to the month of the later of its two days, that of its recording and that from which it applies. So
each stands in one month, none is reported before it applies, and a month that is over never changes: reported again, it
says the same (decision 0056).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from certs import limits
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal, digest_of
from certs.certificate.input_json import change_json
from certs.days import beijing_day, day_begins, instant_text
from certs.lifecycle import surveillance
from certs.lifecycle.compromise import condemned_by, is_void
from certs.lifecycle.entry_types import ROOT_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.register.store.ledger import InChunks
from certs.register.store.reader import View
from certs.register.store.stored_bytes import stored_event
from certs.register.store.tables import EVENT

REPORTED: Final = "reported"
RECORDS: Final = frozenset({surveillance.PASSED, REPORTED})  # of what was done: no news of a certificate
_AHEAD: Final = timedelta(days=max(limits.ACT_DAYS_AHEAD, limits.ISSUE_DAYS_AHEAD) + 1)
_ENTRY: Final = (EVENT.c.position, EVENT.c.raw)
_REPORTS: Final = InChunks(select(*_ENTRY).where(EVENT.c.type == REPORTED).order_by(EVENT.c.position), EVENT.c.number)


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """One entry of a month. `record` holds the certificate's entries up to this one; `renewal` tells a renewal."""

    event: LoggedEvent
    record: Record
    renewal: bool


def day_of(event: LoggedEvent) -> date:
    """Return the later of the days on which an entry was recorded and from which it applies."""
    return max(beijing_day(event.recorded), event.effective)


def entries_of(view: View, month: Month) -> tuple[MonthEntry, ...]:
    """Return what happened in a month, in log order. Raises CouldNotCheck where the register does not answer.

    Records of what was done (surveillance, reporting) are no news of a certificate, and a certificate that was taken
    over was reported where it was issued: none of these is among them.
    """
    events = _events(view, month)
    records = view.records({event.number for event in events})
    condemned = condemned_by(view.trust)
    entries = []
    for event in events:
        history = (e for e in records[event.number].entries if e.position <= event.position)
        renewal = event.type == "renewed" or _names_earlier_issue(event)
        entries.append(MonthEntry(event, fold(history, condemned), renewal))
    return tuple(entries)


def unreported(view: View, journal: Journal, month: Month) -> tuple[str, ...]:
    """Return the numbers with entries in a month that are not reported for it, in order. Raises CouldNotCheck.

    Which month an entry `reported` is about tells the row of the journal on which it was decided.
    """
    numbers = {event.number for event in _events(view, month)}
    return tuple(sorted(numbers - reported_for(view, journal, month, numbers).keys()))


def reported_for(view: View, journal: Journal, month: Month, numbers: Iterable[str]) -> Mapping[str, date]:
    """Return the days on which these numbers were reported for a month, of those that were."""
    condemned = condemned_by(view.trust)
    events = [stored_event(row.position, row.raw) for row in _REPORTS.rows(view.connection, numbers)]
    inputs = journal.inputs_of(event.body["decision"] for event in events)
    return {
        event.number: event.effective
        for event in events
        if not is_void(event, condemned)
        and inputs.get(event.body["decision"])
        == digest_of(change_json(REPORTED, event.number, effective=event.effective, month=month.text))
    }


def _events(view: View, month: Month) -> list[LoggedEvent]:
    """Return the entries of a month; those that apply only after their recording were recorded before it."""
    first, end = day_begins(month.first - _AHEAD), day_begins(month.last + timedelta(days=1))
    query = select(*_ENTRY).where(
        EVENT.c.recorded >= instant_text(first),
        EVENT.c.recorded < instant_text(end),
        EVENT.c.type.not_in(ROOT_TYPES | RECORDS),
    )
    rows = view.connection.execute(query.order_by(EVENT.c.position)).all()
    condemned = condemned_by(view.trust)
    events = [stored_event(row.position, row.raw) for row in rows]
    taken_over = _taken_over(view, events)
    return [
        event
        for event in events
        if month.first <= day_of(event) <= month.last
        and (event.number, event.recorded) not in taken_over
        and not is_void(event, condemned)
    ]


def _taken_over(view: View, events: Iterable[LoggedEvent]) -> AbstractSet[tuple[str, datetime]]:
    """Return number and instant of every take-over: it names an earlier issue, and renews nothing of this register."""
    issues = [event for event in events if _names_earlier_issue(event)]
    before = {event.number: _subject(event).get("predecessor", "") for event in issues}
    records = view.records(filter(None, before.values()))
    renewals = {record.successor for record in records.values()}
    return {(event.number, event.recorded) for event in issues if event.number not in renewals}


def _names_earlier_issue(event: LoggedEvent) -> bool:
    return event.type == "issued" and "first_issued" in _subject(event)


def _subject(event: LoggedEvent) -> Mapping[str, Any]:
    subject: Mapping[str, Any] = event.body["credential"]["credentialSubject"]
    return subject
