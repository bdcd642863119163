"""Which entries of the register belong to a month, and which of their certificates are reported for it.

An entry belongs to the month of the later of its two days, that of its recording and that from which it applies. So
each stands in one month, none is reported before it applies, and a month that is over never changes: reported again, it
says the same (decision 0056).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from certs import limits
from certs.casework.cnca import entry_days
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal, digest_of
from certs.certificate.input_json import change_json
from certs.days import add_months, beijing_day, day_begins, instant_text, parse_instant
from certs.lifecycle import surveillance
from certs.lifecycle.compromise import Condemned, condemned_by, is_void
from certs.lifecycle.entry_types import ROOT_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.lifecycle.sub_certificates import main_number
from certs.register.store.ledger import InChunks
from certs.register.store.reader import View
from certs.register.store.stored_bytes import plain_event, stored_event
from certs.register.store.tables import EVENT

REPORTED: Final = "reported"
RECORDS: Final = frozenset({surveillance.PASSED, REPORTED})  # of what was done: no news of a certificate
_AHEAD: Final = timedelta(days=max(limits.ACT_DAYS_AHEAD, limits.ISSUE_DAYS_AHEAD) + 1)
_ENTRY: Final = (EVENT.c.position, EVENT.c.raw)
_REPORTS: Final = InChunks(select(*_ENTRY, EVENT.c.recorded).where(EVENT.c.type == REPORTED), EVENT.c.number)
_RENEWALS: Final = InChunks(select(*_ENTRY).where(EVENT.c.type == "renewed"), EVENT.c.number)
_NEWS: Final = EVENT.c.type.not_in(ROOT_TYPES | RECORDS)


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """One entry of a month. `record` holds the certificate's entries up to this one; `renewal` tells a renewal.

    `main` is the number of the certificate of which this is a sub-certificate, "" where it is none.
    """

    event: LoggedEvent
    record: Record
    renewal: bool
    main: str


def day_of(event: LoggedEvent) -> date:
    """Return the later of the days on which an entry was recorded and from which it applies."""
    return max(beijing_day(event.recorded), event.effective)


def entries_of(view: View, month: Month) -> tuple[MonthEntry, ...]:
    """Return what happened in a month, in log order. Raises CouldNotCheck where the register does not answer.

    Records of what was done (surveillance, reporting) are no news of a certificate, and a certificate that was taken
    over was reported where it was issued: none of these is among them.
    """
    recorded = _events(view, month.first - _AHEAD, month.after.first)  # some apply from later on
    events = [event for event in recorded if month.first <= day_of(event) <= month.last]
    records = view.records({event.number for event in events})
    condemned = condemned_by(view.trust)
    entries = []
    for event in events:
        history = (e for e in records[event.number].entries if e.position <= event.position)
        renewal = event.type == "renewed" or _names_earlier_issue(event)
        entries.append(
            MonthEntry(event, fold(history, condemned), renewal, main_number(records[event.number], view.record))
        )
    return tuple(entries)


def numbers_of(view: View, first: Month, last: Month) -> Mapping[Month, AbstractSet[str]]:
    """Return which certificates have entries in each month from the first to the last. Raises CouldNotCheck."""
    by_day, condemned = defaultdict[date, set[str]](set), condemned_by(view.trust)
    begins, ends = first.first - _AHEAD, first.first
    while begins <= last.last:  # what was recorded in a month at a time: a log has many
        entries = entry_days.between(view.connection, begins, ends, first.first, _NEWS, whole=bool(condemned))
        events = [plain_event(entry.position, entry.raw) for entry in entries if entry.raw is not None]
        void = {event.position for event in events if is_void(event, condemned)}
        taken_over = _taken_over(view, events, condemned)
        for entry in entries:
            if entry.position not in void and (entry.number, entry.recorded) not in taken_over:
                by_day[entry.day].add(entry.number)
        begins, ends = ends, add_months(ends, 1)
    numbers = defaultdict[Month, set[str]](set)
    for day, concerned in by_day.items():
        numbers[Month.of(day)] |= concerned
    return numbers


def first_month(view: View) -> Month | None:
    """Return the month in which the first certificate was recorded; None where there is none yet."""
    first = select(EVENT.c.recorded).where(_NEWS).order_by(EVENT.c.recorded).limit(1)
    recorded = view.connection.execute(first).scalar()
    return None if recorded is None else Month.of(beijing_day(parse_instant(recorded)))


def reported_for(view: View, journal: Journal, month: Month, numbers: Iterable[str]) -> Mapping[str, date]:
    """Return the days on which these numbers were reported for a month, of those that were. Raises CouldNotCheck.

    Which month an entry `reported` is about tells the row of the journal on which it was decided.
    """
    condemned, over = condemned_by(view.trust), instant_text(day_begins(month.last + timedelta(days=1)))
    events = [
        plain_event(row.position, row.raw)
        for row in sorted(_REPORTS.rows(view.connection, numbers), key=lambda row: row.position)
        if row.recorded >= over  # a month is reported when it is over
    ]
    inputs = journal.inputs_of(event.body["decision"] for event in events)
    return {
        event.number: event.effective
        for event in events
        if not is_void(event, condemned)
        and inputs.get(event.body["decision"])
        == digest_of(change_json(REPORTED, event.number, effective=event.effective, month=month.text))
    }


def _events(view: View, begins: date, ends: date) -> list[LoggedEvent]:
    """Return the entries recorded from a day until before another, without those that are void or a take-over."""
    query = select(*_ENTRY).where(
        EVENT.c.recorded >= instant_text(day_begins(begins)), EVENT.c.recorded < instant_text(day_begins(ends)), _NEWS
    )
    # Put in order here: asked to do it, a database goes through the whole log, which is in order, for one month.
    rows = sorted(view.connection.execute(query).all(), key=lambda row: row.position)
    condemned = condemned_by(view.trust)
    events = [stored_event(row.position, row.raw) for row in rows]
    taken_over = _taken_over(view, events, condemned)
    return [e for e in events if (e.number, e.body["recorded"]) not in taken_over and not is_void(e, condemned)]


def _taken_over(view: View, events: Iterable[LoggedEvent], condemned: Condemned) -> AbstractSet[tuple[str, str]]:
    """Return number and instant of every take-over: it names an earlier issue, and renews nothing of this register."""
    issues = [event for event in events if _names_earlier_issue(event)]
    before = {_subject(event).get("predecessor", "") for event in issues} - {""}
    renewals = {
        renewal.body["successor"]
        for renewal in (plain_event(row.position, row.raw) for row in _RENEWALS.rows(view.connection, before))
        if not is_void(renewal, condemned)
    }
    return {(event.number, event.body["recorded"]) for event in issues if event.number not in renewals}


def _names_earlier_issue(event: LoggedEvent) -> bool:
    return event.type == "issued" and "first_issued" in _subject(event)


def _subject(event: LoggedEvent) -> Mapping[str, Any]:
    subject: Mapping[str, Any] = event.body["credential"]["credentialSubject"]
    return subject
