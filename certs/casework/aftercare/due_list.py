"""All that is due on a day, what harms most first. It only tells: nothing becomes valid or invalid by it.

Why, and what a failed surveillance leaves behind: decision 0054.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from certs.casework.aftercare import due_cases, due_certificates
from certs.casework.aftercare.due_certificates import Terms
from certs.casework.aftercare.due_item import DueItem, in_order
from certs.days import beijing_day, beijing_text, parse_instant
from certs.errors import Words
from certs.register.store.tables import STATUS_LIST

_LIST_AHEAD: Final = timedelta(hours=6)  # a list that is published each day has more than this left


def due(
    register: sa.Connection,
    casework: sa.Connection,
    day: date,
    terms: Terms,
    now: datetime,
    more: Iterable[DueItem] = (),
) -> list[DueItem]:
    """Return it, as of a day; `terms` are those of the body, `now` is for lists, which hold hours; `more` is what else
    is due. Lists are published anew each day, so that of a later day nothing can be said of them.

    Raises CouldNotCheck where register or casework do not answer.
    """
    renewals = due_cases.renewals(casework)
    items = [
        *due_certificates.due(register, day, terms, renewals),
        *due_cases.deadlines(casework, day),
        *due_cases.failures(casework, register),
        *(_lists(register, now) if day == beijing_day(now) else ()),
        *more,
    ]
    return in_order(items, day)


def _lists(register: sa.Connection, now: datetime) -> Iterator[DueItem]:
    """Yield the status lists whose newest version has ended or is about to: they are published each day."""
    ends = sa.func.max(STATUS_LIST.c.valid_until)
    query = sa.select(STATUS_LIST.c.purpose, STATUS_LIST.c.number, ends)
    for purpose, number, text in register.execute(query.group_by(STATUS_LIST.c.purpose, STATUS_LIST.c.number)):
        until = parse_instant(text)
        if until < now + _LIST_AHEAD:
            words = Words(
                f"状态列表 {purpose}/{number} 到北京时间 {beijing_text(text)} 为止：starmark publish",
                f"Status list {purpose}/{number} holds until {beijing_text(text)} Beijing time: starmark publish",
            )
            yield DueItem("list", beijing_day(until), words)
