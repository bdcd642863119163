"""Which months need no more looking at: reported as a whole, or waived with a reason; the trail keeps either.

A month that is over never changes, so that it need not be counted again each day for years. What was kept of a report
no longer counts where the log is shorter than it was then, or a key was declared compromised since: then the month is
counted anew (decision 0064).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from certs.casework.cnca.month import Month
from certs.casework.journal import staff_list, trail
from certs.casework.journal.casework_tables import PAPERS, TRAIL, has_cases
from certs.casework.journal.journal_store import schema_of
from certs.casework.journal.trail import Paper
from certs.lifecycle.compromise import condemned_by
from certs.register.store.reader import View

REPORTED: Final = "month-reported"
WAIVED: Final = "month-waived"
PAPER: Final = "month"
_REASON: Final = "reason"


def settled(casework: sa.Connection, view: View) -> frozenset[Month]:
    """Return the months that are reported as a whole, or waived. Raises CouldNotCheck for a paper that was changed."""
    if not has_cases(schema_of(casework)):
        return frozenset()
    joined = TRAIL.join(PAPERS, (PAPERS.c.case == TRAIL.c.case) & (PAPERS.c.entry == TRAIL.c.id))
    query = sa.select(TRAIL.c.act, *PAPERS.c).select_from(joined)
    query = query.where(TRAIL.c.act.in_((REPORTED, WAIVED)), PAPERS.c.kind == PAPER)
    condemned, months = len(condemned_by(view.trust)), set[Month]()
    for row in casework.execute(query).mappings().all():
        body = trail.opened(dict(row))
        if row["act"] == WAIVED or (body["size"] <= view.size and body["condemned"] == condemned):
            months.add(Month.read(body["month"]))
    return frozenset(months)


def keep_reported(casework: sa.Connection, view: View, months: Iterable[Month], by: str, now: datetime) -> None:
    """Keep that months are reported as a whole, in the caller's transaction."""
    known = {"size": view.size, "condemned": len(condemned_by(view.trust))}
    for month in months:
        trail.append(casework, month.text, REPORTED, [by], [Paper(PAPER, {"month": month.text, **known})], now)


def keep_waived(casework: sa.Connection, month: Month, by: str, reason: str, now: datetime) -> None:
    """Keep that a month is not reported from here, and why. Raises Misuse for a code not on the list of staff."""
    staff_list.require_known(casework, [by])
    papers = [Paper(PAPER, {"month": month.text}), Paper(_REASON, {"text": reason})]
    trail.append(casework, month.text, WAIVED, [by], papers, now)
