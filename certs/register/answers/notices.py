"""The notices of the body: which certificates it suspended, restored, revoked or ended, the newest first.

A notice is an entry of the log, and stands from its recording, with the day on which it takes effect. Expiry is not
among them: nobody decides it, no entry tells of it, and it is told by the date on the certificate from the first day on
(decision 0042).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, union_all

from certs.days import instant_text
from certs.lifecycle.entry_types import ENTRY_TYPES, FINAL_CODES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import Record
from certs.register.answers.own_judgement import UNKNOWN, entry_holds
from certs.register.store.reader import View
from certs.register.store.stored_bytes import damaged, stored_event
from certs.register.store.tables import EVENT

TYPES: Final = ("suspended", "restored", *FINAL_CODES)
_BEYOND: Final = 2**62  # above every position


@dataclass(frozen=True, slots=True)
class Notice:
    """One act, and whose certificate it is about, by the name in force on the day on which it takes effect.

    Where `holds` is not true, nobody may rely on what the entry says.
    """

    event: LoggedEvent
    holder: str
    uscc: str
    holds: bool

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form that the API gives; of what does not hold, no act is told."""
        event = self.event
        words = REASONS[event.type][event.reason or ""]
        return {
            "number": event.number,
            "holder": self.holder,
            "uscc": self.uscc,
            "type": event.type if self.holds else UNKNOWN,
            "type_name": ENTRY_TYPES[event.type].title.to_json() if self.holds else None,
            "reason": event.reason if self.holds else None,
            "reason_words": words.to_json() if self.holds else None,
            "effective": event.effective.isoformat(),
            "until": event.until.isoformat() if event.until else None,
            "successor": event.body.get("successor"),
            "recorded": instant_text(event.recorded),
            "position": event.position,
        }


@dataclass(frozen=True, slots=True)
class Notices:
    """A page of notices, and the entry below which the next one begins."""

    items: tuple[Notice, ...]
    next: int | None = None

    def to_json(self, as_of: datetime) -> dict[str, Any]:
        """Return the JSON form that the API gives."""
        onward = None if self.next is None else str(self.next)
        return {"items": [one.to_json() for one in self.items], "next": onward, "as_of": instant_text(as_of)}


def notices(view: View, before: int | None, limit: int, types: Iterable[str] = TYPES) -> Notices:
    """Return up to `limit` notices below an entry, the newest first. Raises CouldNotCheck where an entry lacks."""
    view.require_whole()
    columns = (EVENT.c.position, EVENT.c.number, EVENT.c.raw)
    runs = [
        select(*columns)
        .where(EVENT.c.type == kind, EVENT.c.position < (_BEYOND if before is None else before))
        .order_by(EVENT.c.position.desc())
        .limit(limit + 1)
        for kind in types
    ]
    every = union_all(*(select(run.subquery()) for run in runs)).subquery()
    rows = view.connection.execute(select(every).order_by(every.c.position.desc()).limit(limit + 1)).all()
    events = [stored_event(row.position, row.raw) for row in rows[:limit]]
    return Notices(told(view, events), events[-1].position if len(rows) > limit else None)


def told(view: View, events: Iterable[LoggedEvent]) -> tuple[Notice, ...]:
    """Return the notices that entries make, in their order. Raises CouldNotCheck where one is not of its record."""
    events = tuple(events)
    records = view.records({event.number for event in events})
    return tuple(_notice(view, event, records.get(event.number)) for event in events)


def _notice(view: View, event: LoggedEvent, record: Record | None) -> Notice:
    if record is None or event not in record.entries or event.type not in TYPES:
        raise damaged()
    holder = record.version_on(event.effective).subject["holder"]
    holds = event.position not in record.void and entry_holds(event, view.trust)
    return Notice(event, holder["name"], holder["uscc"], holds)
