"""Comparing a stored table with the one rebuilt from the log: row by row in the order of the key, field by field.

Values are taken as the database has them, without turning them into Python's types first: whoever owns the database can
put anything anywhere, and an audit must name it rather than stumble over it.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Sequence
from contextlib import closing, suppress
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Date, Table, cast, select, type_coerce
from sqlalchemy.exc import DatabaseError
from sqlalchemy.types import NullType, String

from certs.audit import readable_parts
from certs.audit.differences import Findings

Row = tuple[Any, ...]
_AT_ONCE: Final = 2_000  # rows fetched in one go


def rows(
    connection: Connection,
    table: Table,
    columns: Sequence[ColumnElement[Any]],
    key: int,
    part: ColumnElement[bool] | None = None,
) -> Generator[Row, None, None]:
    """Yield the rows of a table, plain values, in the order of the first `key` columns (text by code points).

    `part` says which of them; None for all.
    """
    order = [_ordered(connection, column) for column in columns[:key]]
    query = select(*(type_coerce(column, NullType).label(column.name) for column in columns)).select_from(table)
    if part is not None:
        query = query.where(part)
    with connection.execute(query.order_by(*order), execution_options={"yield_per": _AT_ONCE}) as result:
        for row in result:
            yield tuple(_plain(value) for value in row)


def same(
    expected: Connection,
    register: Connection,
    columns: Sequence[Column[Any]],
    key: int,
    part: ColumnElement[bool] | None = None,
) -> bool:
    """Tell whether both sides have the same rows, as drivers give them: many times as fast as to walk and name.

    Where it says no, `merge` finds out what differs, or that nothing does and only the drivers tell days otherwise.
    """
    with (
        suppress(DatabaseError),
        readable_parts.part(register),
        closing(_cursor(expected, columns, key, part)) as ours,
        closing(_cursor(register, columns, key, part)) as theirs,
    ):
        while (rows_here := ours.fetchmany(_AT_ONCE)) == theirs.fetchmany(_AT_ONCE):
            if not rows_here:
                return True
    return False


def _cursor(connection: Connection, columns: Sequence[Column[Any]], key: int, part: ColumnElement[bool] | None) -> Any:
    """Return a cursor of the driver over the rows of a table, days as text."""
    wanted = [
        cast(column, String).label(column.name) if isinstance(column.type, Date) else column for column in columns
    ]
    query = select(*wanted).order_by(*(_ordered(connection, column) for column in columns[:key]))
    if part is not None:
        query = query.where(part)
    cursor = connection.connection.cursor()
    cursor.execute(str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))
    return cursor


def _ordered(connection: Connection, column: ColumnElement[Any]) -> Any:
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column


def _plain(value: object) -> object:
    if isinstance(value, (memoryview, bytearray)):
        return bytes(value)
    return value.isoformat() if isinstance(value, date) else value


def compare(
    findings: Findings,
    table: Table,
    expected: Connection,
    register: Connection,
    told: Collection[object] = (),
    part: ColumnElement[bool] | None = None,
    *,
    but: Column[Any] | None = None,
) -> None:
    """Compare all columns of a table by its primary key. What cannot be read is a difference like any other.

    Rows whose first key is in `told` have been named already and are passed over. `part` says which rows; None for all.
    `but` is a column that both sides are known to have in common.
    """
    keys = [column for column in table.columns if column.primary_key]
    columns = [*keys, *(column for column in table.columns if not column.primary_key and column is not but)]
    with readable_parts.named(findings, register, table.name):
        if not told and same(expected, register, columns, len(keys), part):
            return
        with (
            closing(rows(expected, table, columns, len(keys), part)) as ours,
            closing(rows(register, table, columns, len(keys), part)) as theirs,
        ):
            names = [column.name for column in columns]
            merge(findings, table.name, names, len(keys), ours, (row for row in theirs if row[0] not in told))


def merge(
    findings: Findings, where: str, names: Sequence[str], key: int, expected: Iterable[Row], actual: Iterable[Row]
) -> None:
    """Walk both sides in the order of the key and name every row and field that differs."""
    ours, theirs = iter(expected), iter(actual)
    mine, other = next(ours, None), next(theirs, None)
    while mine is not None or other is not None:
        if other is None or (mine is not None and _order(mine[:key]) < _order(other[:key])):
            assert mine is not None  # one of them is there
            findings.missing(where, label(names, mine[:key]))
            mine = next(ours, None)
        elif mine is None or mine[:key] != other[:key]:
            findings.surplus(where, label(names, other[:key]))
            other = next(theirs, None)
        else:
            if mine != other:
                _fields(findings, where, names, key, mine, other)
            mine, other = next(ours, None), next(theirs, None)


def _fields(findings: Findings, where: str, names: Sequence[str], key: int, mine: Row, other: Row) -> None:
    for name, wanted, is_now in zip(names[key:], mine[key:], other[key:], strict=True):
        if wanted != is_now or type(wanted) is not type(is_now):
            findings.changed(where, label(names, mine[:key]), name, wanted, is_now)


def label(names: Sequence[str], key: Sequence[object]) -> str:
    """Name a row by its key, such as `level=0 place=6`."""
    return " ".join(f"{name}={value}" for name, value in zip(names, key, strict=False))


def _order(key: Row) -> tuple[tuple[int, Any], ...]:
    """Order values as SQLite does: nothing, numbers, texts, bytes; so that a wrong kind of value has a place."""
    return tuple(
        (0, 0)
        if v is None
        else (1, v)
        if isinstance(v, (int, float))
        else (2, v.encode("utf-8", "replace"))
        if isinstance(v, str)
        else (3, v)
        for v in key
    )
