"""Figures of the desk: cases by kind and state, how long each step takes, certificates by status, level and month.

Counts only: no name of a firm or a person is in them, so that they may hang on a wall.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from certs.casework.aftercare.due_item import HARM, DueItem
from certs.casework.cases import case_moves, case_store
from certs.casework.cases.case_moves import ENDED, MOVES
from certs.casework.journal.casework_tables import TRAIL
from certs.days import BEIJING, add_months, day_begins, instant_text
from certs.register.store import directory_rows
from certs.register.store.tables import EVENT

MONTHS: Final = 12  # of the months told one by one, and within which a step that counts was done
_ENTRIES: Final = ("issued", "revoked", "withdrawn")
_ENDS: Final = {"renewed": "withdrawn"}  # a certificate that is renewed ends without fault, as one that is withdrawn
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases of a kind are in a state, and how many of these are past a day that was set."""

    kind: str
    state: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long a step took in cases of a kind, in days since the state before.

    `slowest_tenth` is what the slowest tenth took at least.
    """

    kind: str
    step: str
    count: int
    median: float
    slowest_tenth: float


@dataclass(frozen=True, slots=True)
class Month:
    """What was entered in a month of Beijing, written as 2026-11; `withdrawn` has what ended by being renewed too."""

    month: str
    issued: int
    revoked: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many things of a kind are due, as `due_item` names the kinds: past their day, and ahead of it."""

    what: str
    past: int
    ahead: int


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """All figures as of a day: certificates by status, and the valid ones by scheme and level.

    `due` has the kinds of which something is due, what harms most first.
    """

    day: date
    cases: tuple[CaseCount, ...]
    steps: tuple[StepTime, ...]
    statuses: Mapping[str, int]
    levels: Mapping[tuple[str, str], int]
    months: tuple[Month, ...]
    due: tuple[DueCount, ...]

    @property
    def running(self) -> int:
        """How many cases have not ended."""
        return sum(each.count for each in self.cases if each.state not in ENDED)

    @property
    def late(self) -> int:
        """How many of them are past a day that was set."""
        return sum(each.late for each in self.cases)


def desk_figures(register: sa.Connection, casework: sa.Connection, today: date, due: Iterable[DueItem]) -> DeskFigures:
    """Count all of it, as of today; `due` is what `due_list` tells of that day.

    Raises DatabaseError where a table cannot be read.
    """
    statuses: Counter[str] = Counter()
    levels: Counter[tuple[str, str]] = Counter()
    for row in directory_rows.counted(register, today):
        statuses[row.status] += row.total
        if row.status == "valid":
            levels[row.scheme, row.level] += row.total
    since = _first_month(today)
    rows = case_store.case_rows(casework)
    counted = () if rows is None else _counted(casework, rows, today)
    steps = () if rows is None else _steps(casework, rows, add_months(today, -MONTHS))
    return DeskFigures(today, counted, steps, statuses, levels, _months(register, since), _due(due, today))


def _counted(casework: sa.Connection, rows: sa.FromClause, today: date) -> tuple[CaseCount, ...]:
    late = sa.func.sum(sa.case((case_store.is_late(rows, today), 1), else_=0))
    query = sa.select(rows.c.kind, rows.c.state, sa.func.count(), late).group_by(rows.c.kind, rows.c.state)
    by_place = {(kind, state): (count, past) for kind, state, count, past in casework.execute(query)}
    places = ((kind, state) for kind in case_moves.KINDS for state in case_moves.STATES)
    return tuple(CaseCount(*place, *map(int, by_place[place])) for place in places if place in by_place)


def _due(items: Iterable[DueItem], today: date) -> tuple[DueCount, ...]:
    counts = Counter((item.what, item.deadline < today) for item in items)
    every = (DueCount(what, counts[what, True], counts[what, False]) for what in HARM)
    return tuple(each for each in every if each.past or each.ahead)


def _steps(casework: sa.Connection, rows: sa.FromClause, since: date) -> tuple[StepTime, ...]:
    """Follow the trail of every case that moved since a day, and measure each step that was done since."""
    begins = instant_text(day_begins(since))
    query = (
        sa.select(TRAIL.c.case, TRAIL.c.act, TRAIL.c.recorded, rows.c.kind)
        .join(rows, rows.c.case == TRAIL.c.case)
        .where(rows.c.moved >= begins)
        .order_by(rows.c.case, TRAIL.c.id)
    )
    took = defaultdict[tuple[str, str], list[timedelta]](list)
    present, state, moves, moved = "", "", MOVES[case_moves.CERTIFICATION], datetime.fromisoformat(begins)
    for case, act, recorded, kind in casework.execute(query).all():  # one by one takes twice as long
        if case != present:
            present, state, moves = case, "", MOVES[kind]
        following = moves[act].get(state) if act in moves else None
        if following is None or following == state:
            continue
        instant = datetime.fromisoformat(recorded)
        if state and recorded >= begins:
            took[kind, act].append(instant - moved)
        state, moved = following, instant
    order = [(kind, act) for kind, moves in MOVES.items() for act in moves]
    return tuple(_step(*place, sorted(took[place])) for place in order if place in took)


def _step(kind: str, act: str, took: Sequence[timedelta]) -> StepTime:
    middle = len(took) // 2
    median = took[middle] if len(took) % 2 else (took[middle - 1] + took[middle]) / 2
    tenth = took[-max(1, len(took) // 10)]
    return StepTime(kind, act, len(took), round(median / _DAY, 1), round(tenth / _DAY, 1))


def _first_month(today: date) -> date:
    return add_months(today.replace(day=1), 1 - MONTHS)


def _months(register: sa.Connection, since: date) -> tuple[Month, ...]:
    """Count by the hour, since Beijing's months begin on a whole one of UTC, and put the hours into their months."""
    hour = sa.func.substr(EVENT.c.recorded, 1, 13).label("hour")
    query = (
        sa.select(EVENT.c.type, hour, sa.func.count().label("total"))
        .where(EVENT.c.type.in_((*_ENTRIES, *_ENDS)), EVENT.c.recorded >= instant_text(day_begins(since)))
        .group_by(EVENT.c.type, hour)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for kind, text, total in register.execute(query):
        month = datetime.fromisoformat(f"{text}:00:00+00:00").astimezone(BEIJING).strftime("%Y-%m")
        counts[month, _ENDS.get(kind, kind)] += total
    names = [add_months(since, number).strftime("%Y-%m") for number in range(MONTHS)]
    return tuple(Month(name, *(counts[name, kind] for kind in _ENTRIES)) for name in names)


def of_kinds(counts: Iterable[CaseCount], kinds: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return by state how many cases of some kinds there are, and how many are late."""
    wanted, totals = frozenset(kinds), dict[str, tuple[int, int]]()
    for each in counts:
        if each.kind in wanted:
            count, late = totals.get(each.state, (0, 0))
            totals[each.state] = count + each.count, late + each.late
    return totals
