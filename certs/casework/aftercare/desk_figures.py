"""Figures of the desk: cases by kind and state, how long each step takes, certificates by status, level and month.

Counts only: no name of a firm or a person is in them, so that they may hang on a wall.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from certs.casework.cases import case_moves
from certs.casework.cases.case_moves import COMPLAINTS, ENDED, MOVES
from certs.casework.journal.casework_tables import TRAIL, cases, has_cases
from certs.casework.journal.journal_store import schema_of
from certs.days import BEIJING, add_months, day_begins, instant_text
from certs.register.store import directory_rows
from certs.register.store.tables import CERTIFICATE, EVENT, STANDING

MONTHS: Final = 12  # of the months told one by one, and within which a step that counts was done
AHEAD: Final = 90  # days before its day from which a thing counts as due
_ENTRIES: Final = ("issued", "revoked", "withdrawn")
_DAY: Final = 86_400  # seconds
_DECIDED: Final = "decided"  # what was decided is not late, whatever day was set before


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
    """What was entered in a month of Beijing, written as 2026-11."""

    month: str
    issued: int
    revoked: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many things of a kind are due: past their day, and within `AHEAD` days.

    `what` is complaint (to acknowledge or answer), correction (other days set in a case) or expiry (a certificate that
    stands).
    """

    what: str
    past: int
    ahead: int


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """All figures as of a day: certificates by status, and the valid ones by scheme and level."""

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


def desk_figures(register: sa.Connection, casework: sa.Connection, today: date) -> DeskFigures:
    """Count all of it, as of today. Raises DatabaseError where a table cannot be read."""
    statuses: Counter[str] = Counter()
    levels: Counter[tuple[str, str]] = Counter()
    for row in directory_rows.counted(register, today):
        statuses[row.status] += row.total
        if row.status == "valid":
            levels[row.scheme, row.level] += row.total
    since = _first_month(today)
    rows = cases(schema_of(casework)) if has_cases(schema_of(casework)) else None
    counted = () if rows is None else _counted(casework, rows, today)
    steps = () if rows is None else _steps(casework, rows, add_months(today, -MONTHS))
    due = (*(() if rows is None else _due(casework, rows, today)), _expiring(register, today))
    listed = tuple(each for each in due if each.past or each.ahead)
    return DeskFigures(today, counted, steps, statuses, levels, _months(register, since), listed)


def _counted(casework: sa.Connection, rows: sa.FromClause, today: date) -> tuple[CaseCount, ...]:
    past = (rows.c.deadline < today.isoformat()) & rows.c.state.not_in((*ENDED, _DECIDED))
    late = sa.func.sum(sa.case((past, 1), else_=0))
    query = sa.select(rows.c.kind, rows.c.state, sa.func.count(), late).group_by(rows.c.kind, rows.c.state)
    by_place = {(kind, state): (count, past) for kind, state, count, past in casework.execute(query)}
    places = ((kind, state) for kind in case_moves.KINDS for state in case_moves.STATES)
    return tuple(CaseCount(*place, *map(int, by_place[place])) for place in places if place in by_place)


def _due(casework: sa.Connection, rows: sa.FromClause, today: date) -> Iterator[DueCount]:
    """Yield what is due of cases, by the days that were set in them."""
    past = sa.func.sum(sa.case((rows.c.deadline < today.isoformat(), 1), else_=0))
    last = (today + timedelta(days=AHEAD)).isoformat()
    running = rows.c.state.not_in((*ENDED, _DECIDED)), rows.c.deadline <= last
    for what, condition in (("complaint", rows.c.kind.in_(COMPLAINTS)), ("correction", rows.c.kind.not_in(COMPLAINTS))):
        total, late = casework.execute(sa.select(sa.func.count(), past).where(condition, *running)).one()
        yield DueCount(what, int(late or 0), total - int(late or 0))


def _expiring(register: sa.Connection, today: date) -> DueCount:
    """Return how many certificates that stand today end soon; what has ended is late for nobody."""
    stands = (STANDING.c.begins <= today) & (sa.or_(STANDING.c.ends.is_(None), STANDING.c.ends > today))
    query = (
        sa.select(sa.func.count())
        .select_from(CERTIFICATE.join(STANDING, STANDING.c.number == CERTIFICATE.c.number))
        .where(CERTIFICATE.c.valid_until.between(today, today + timedelta(days=AHEAD)), stands)
        .where(STANDING.c.status.in_(("valid", "suspended")))
    )
    return DueCount("expiry", 0, int(register.execute(query).scalar_one()))


def _steps(casework: sa.Connection, rows: sa.FromClause, since: date) -> tuple[StepTime, ...]:
    """Follow the trail of every case that moved since a day, and measure each step that was done since."""
    begins = instant_text(day_begins(since))
    query = (
        sa.select(TRAIL.c.case, TRAIL.c.act, TRAIL.c.recorded, rows.c.kind)
        .join(rows, rows.c.case == TRAIL.c.case)
        .where(rows.c.moved >= begins)
        .order_by(rows.c.case, TRAIL.c.id)
    )
    took: dict[tuple[str, str], list[float]] = {}
    present, state, moved = "", "", 0.0
    for case, act, recorded, kind in casework.execute(query).all():  # one by one takes twice as long
        if case != present:
            present, state = case, ""
        following = MOVES[kind].get(act, {}).get(state)
        if following is None or following == state:
            continue
        instant = datetime.fromisoformat(recorded).timestamp()
        if state and recorded >= begins:
            took.setdefault((kind, act), []).append((instant - moved) / _DAY)
        state, moved = following, instant
    order = [(kind, act) for kind, moves in MOVES.items() for act in moves]
    return tuple(_step(*place, sorted(took[place])) for place in order if place in took)


def _step(kind: str, act: str, days: Sequence[float]) -> StepTime:
    middle = len(days) // 2
    median = days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    tenth = days[-max(1, len(days) // 10)]
    return StepTime(kind, act, len(days), round(median, 1), round(tenth, 1))


def _first_month(today: date) -> date:
    return add_months(today.replace(day=1), 1 - MONTHS)


def _months(register: sa.Connection, since: date) -> tuple[Month, ...]:
    """Count by the hour, since Beijing's months begin on a whole one of UTC, and put the hours into their months."""
    hour = sa.func.substr(EVENT.c.recorded, 1, 13).label("hour")
    query = (
        sa.select(EVENT.c.type, hour, sa.func.count().label("total"))
        .where(EVENT.c.type.in_(_ENTRIES), EVENT.c.recorded >= instant_text(day_begins(since)))
        .group_by(EVENT.c.type, hour)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for kind, text, total in register.execute(query):
        month = datetime.fromisoformat(f"{text}:00:00+00:00").astimezone(BEIJING).strftime("%Y-%m")
        counts[month, kind] += total
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
