"""How many certificates the register has today, by status, level, scheme and province.

Counted once for each state of the register and each day. What is counted is what the register has folded, not every
signature again: the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from certs.days import beijing_day
from certs.register.store import directory_rows
from certs.register.store.reader import View


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by code: all certificates by `statuses`; those that are valid by scheme and level, scheme, and region."""

    statuses: Mapping[str, int]
    levels: Mapping[tuple[str, str], int]
    schemes: Mapping[str, int]
    regions: Mapping[str, int]


def figures(view: View, now: datetime) -> Figures:
    """Return the counts as of today."""
    view.require_whole()
    today = beijing_day(now)
    return view.kept_lives.order(("figures", view.state, today), lambda: _counted(view, today))


def _counted(view: View, today: date) -> Figures:
    statuses: Counter[str] = Counter()
    levels: Counter[tuple[str, str]] = Counter()
    schemes: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for row in directory_rows.counted(view.connection, today):
        statuses[row.status] += row.total
        if row.status == "valid":
            levels[row.scheme, row.level] += row.total
            schemes[row.scheme] += row.total
            places[row.region] += row.total
    return Figures(statuses, levels, schemes, places)
