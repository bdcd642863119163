"""Which months are over and not reported: each stays until it is reported as a whole, or waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

import sqlalchemy as sa

from certs.casework.cnca import month_entries, month_marks
from certs.casework.cnca.month import Month
from certs.casework.journal.journal import Journal
from certs.register.store.reader import View


def open_months(view: View, journal: Journal, casework: sa.Connection, day: date) -> Mapping[Month, tuple[str, ...]]:
    """Return the certificates that are not reported, by their month, the oldest first. Raises CouldNotCheck."""
    return {month: numbers for month, numbers in _counted(view, journal, casework, day) if numbers}


def unmarked(view: View, journal: Journal, casework: sa.Connection, day: date) -> tuple[Month, ...]:
    """Return the months that are reported as a whole, of which the trail does not say so yet. Raises CouldNotCheck."""
    return tuple(month for month, numbers in _counted(view, journal, casework, day) if not numbers)


def _counted(
    view: View, journal: Journal, casework: sa.Connection, day: date
) -> Iterator[tuple[Month, tuple[str, ...]]]:
    """Yield each month that is over on a day and not settled, with its certificates that are not reported."""
    first = month_entries.first_month(view)
    if first is None:
        return
    done = month_marks.settled(casework, view)
    for begin, end in _runs(month for month in _months(first, Month.of(day).before) if month not in done):
        numbers = month_entries.numbers_of(view, begin, end)
        for month in _months(begin, end):
            concerned = numbers.get(month, frozenset())
            reported = month_entries.reported_for(view, journal, month, concerned)
            yield month, tuple(sorted(concerned - reported.keys()))


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.after


def _runs(months: Iterable[Month]) -> Iterator[tuple[Month, Month]]:
    """Yield first and last of the months that follow on each other, so that each entry is read once."""
    listed = list(months)
    if not listed:
        return
    begin = listed[0]
    for month, following in pairwise(listed):
        if following != month.after:
            yield begin, month
            begin = following
    yield begin, listed[-1]
