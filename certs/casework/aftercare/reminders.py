"""Which reminders a holder gets, 90, 30 and 7 days ahead, and which were written: the trail remembers each.

A letter that was not written on its day is written on the next that somebody asks; none is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from certs.casework.aftercare import certificate_case
from certs.casework.aftercare.due_item import AHEAD, DueItem
from certs.casework.journal import staff_list, trail
from certs.casework.journal.casework_tables import has_cases
from certs.casework.journal.journal_store import schema_of
from certs.casework.journal.trail import Paper

STAGES: Final = (7, 30, AHEAD)  # days before the deadline, the last first
ACT: Final = "remind"
PAPER: Final = "reminder"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One letter: about what is due of which certificate by which day, and how many days ahead it is written."""

    item: DueItem
    stage: int

    def written_before(self, written: Iterable[tuple[str, str, str, int]]) -> bool:
        """Tell whether one of the same thing was written for this stage, or for a nearer one."""
        same = (self.item.number, self.item.what, self.item.deadline.isoformat())
        return any(each[:3] == same and each[3] <= self.stage for each in written)


def unwritten(casework: sa.Connection, items: Iterable[DueItem], day: date) -> list[Reminder]:
    """Return the letters that are to be written on a day."""
    reminders = []
    for item in items:
        left = (item.deadline - day).days
        if item.reminds and 0 <= left <= AHEAD:
            reminder = Reminder(item, next(stage for stage in STAGES if left <= stage))
            if not reminder.written_before(_written(casework, item.number)):
                reminders.append(reminder)
    return reminders


def keep(casework: sa.Connection, written: Sequence[Reminder], by: str, now: datetime) -> None:
    """Remember letters that lie on the disk, in the caller's transaction. Raises Misuse for a code not on the list."""
    staff_list.require_known(casework, [by])
    for reminder in written:
        item = reminder.item
        if not reminder.written_before(_written(casework, item.number)):  # else somebody wrote it meanwhile
            body = {
                "number": item.number,
                "what": item.what,
                "deadline": item.deadline.isoformat(),
                "stage": reminder.stage,
            }
            place = certificate_case.case_of(casework, item.number) or item.number
            trail.append(casework, place, ACT, [by], [Paper(PAPER, body)], now)


def _written(casework: sa.Connection, number: str) -> list[tuple[str, str, str, int]]:
    """Return what was written of a certificate: number, what, deadline, stage."""
    if not has_cases(schema_of(casework)):
        return []
    places = {certificate_case.case_of(casework, number), number} - {""}
    bodies = [body for place in sorted(places) for _, body in trail.papers_of(casework, place, PAPER)]
    return [(body["number"], body["what"], body["deadline"], body["stage"]) for body in bodies]
