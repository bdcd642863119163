"""The certificates of the register as lists ask for them: by status, level, scheme and region, on a day, page by page.

A page takes as long as the first, however far on it is: each condition that narrows a list much has an index in which
the rows stand in the order of the list, organisation by organisation (by code), and the next page begins at a key. A
list under several statuses or levels is put together from as many short runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, or_, select, tuple_, union_all

from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.store import ledger
from certs.register.store.tables import STANDING

STATUSES: Final = tuple(STATUS_WORDS)
_C: Final = STANDING.c
_ROWS: Final = ledger.InChunks(select(STANDING), _C.number)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. What is empty, or None, narrows nothing.

    `statuses` are those of today; `levels` pairs of scheme and level; `region` the two digits of a province. On
    `valid_on` a certificate was, or will be, valid; level, scheme and region are then those of that day.
    """

    statuses: tuple[str, ...] = ()
    levels: tuple[tuple[str, str], ...] | None = None
    region: str = ""
    valid_on: date | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is narrowed."""
        return self != NONE


NONE: Final = Filters()


class Key(NamedTuple):
    """A certificate's place in the list."""

    uscc: str = ""
    number: str = ""


def certificates(connection: Connection, filters: Filters, today: date, after: Key, limit: int) -> list[Key]:
    """Return up to `limit` certificates that fit, in the order of the list, behind a key."""
    runs = [
        select(_C.uscc, _C.number)
        .where(run, tuple_(_C.uscc, _C.number) > tuple_(*after))
        .order_by(_C.uscc, _C.number)
        .limit(limit)
        for run in _runs(filters, today)
    ]
    return [Key(*row) for row in _joined(connection, runs, limit, "uscc", "number")]


def organisations(connection: Connection, filters: Filters, today: date, after: str, limit: int) -> list[str]:
    """Return the codes of up to `limit` organisations with a certificate that fits, in their order, behind a code."""
    runs = [
        select(_C.uscc).distinct().where(run, _C.uscc > after).order_by(_C.uscc).limit(limit)
        for run in _runs(filters, today)
    ]
    rows = _joined(connection, runs, limit * max(1, len(runs)), "uscc")
    return list(dict.fromkeys(row.uscc for row in rows))[:limit]


def of_organisations(
    connection: Connection, filters: Filters, today: date, usccs: Sequence[str], most: int
) -> dict[str, tuple[int, list[str]]]:
    """Return for each of these organisations how many certificates fit, and the numbers of the first `most`."""
    runs = [select(_C.uscc, _C.number).where(run, _C.uscc.in_(usccs)) for run in _runs(filters, today)]
    if not runs:
        return {}
    fitting = union_all(*runs).subquery()
    place = func.row_number().over(partition_by=fitting.c.uscc, order_by=fitting.c.number)
    count = func.count().over(partition_by=fitting.c.uscc)
    counted = select(fitting, place.label("place"), count.label("total")).subquery()
    found: dict[str, tuple[int, list[str]]] = {}
    for row in connection.execute(select(counted).where(counted.c.place <= most).order_by(counted.c.place)):
        found.setdefault(row.uscc, (row.total, []))[1].append(row.number)
    return found


def fitting(connection: Connection, filters: Filters, today: date, numbers: Iterable[str]) -> set[str]:
    """Return those of the numbers that fit."""
    if not filters:
        return set(numbers)
    now, then = set(), set()
    day = filters.valid_on or today
    statuses = filters.statuses or STATUSES
    for row in _ROWS.rows(connection, numbers):
        if row.begins <= today and (row.ends is None or row.ends > today) and row.status in statuses:
            now.add(row.number)
        if row.begins <= day and (row.ends is None or row.ends > day) and _says(filters, row):
            then.add(row.number)
    return now & then if filters.statuses else then


def _says(filters: Filters, row: Any) -> bool:
    return (
        (filters.levels is None or (row.scheme, row.level) in filters.levels)
        and filters.region in ("", row.region)
        and (filters.valid_on is None or row.status == "valid")
    )


def _runs(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    """Return conditions, of which each certificate that fits meets exactly one, and each of which an index serves."""
    day = filters.valid_on or today
    statuses = ("valid",) if filters.valid_on else filters.statuses or STATUSES
    rest = [_on(STANDING, day)]
    if filters.valid_on and filters.statuses:
        now = STANDING.alias()
        rest.append(
            select(now.c.number)
            .where(now.c.number == _C.number, _on(now, today), now.c.status.in_(filters.statuses))
            .exists()
        )
    runs = [_C.status == status for status in statuses]
    if filters.region:
        rest.append(_C.region == filters.region)
        if filters.levels is not None:
            rest.append(or_(*(_level(*pair) for pair in filters.levels)) if filters.levels else literal_column("1 = 0"))
    elif filters.levels is not None:
        runs = [and_(run, _level(*pair)) for run in runs for pair in filters.levels]
    return [and_(run, *rest) for run in runs]


def _level(scheme: str, level: str) -> ColumnElement[bool]:
    return and_(_C.scheme == scheme, _C.level == level)


def _on(table: Any, day: date) -> ColumnElement[bool]:
    return and_(table.c.begins <= day, or_(table.c.ends.is_(None), table.c.ends > day))


def _joined(connection: Connection, runs: Sequence[Select[Any]], limit: int, *order: str) -> Sequence[Any]:
    """Return the first rows of several runs together, in the order of their columns."""
    if not runs:
        return ()
    every = union_all(*(select(run.subquery()) for run in runs)).subquery()
    return connection.execute(select(every).order_by(*(every.c[name] for name in order)).limit(limit)).all()


def counted(connection: Connection, day: date) -> list[Any]:
    """Return how many certificates there are on a day of each `status`, `scheme`, `level` and `region`."""
    columns = (_C.status, _C.scheme, _C.level, _C.region)
    query = select(*columns, func.count().label("total")).where(_on(STANDING, day)).group_by(*columns)
    return list(connection.execute(query).all())
