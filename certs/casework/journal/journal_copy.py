"""Copies of the casework: of the state of now for a backup, out of one into a database, and before a step forward."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs.casework.journal import journal_store
from certs.casework.journal.casework_tables import SCHEMA, VERSION, lift, names
from certs.casework.journal.journal_place import (
    alone,
    engine_of,
    exists,
    failures_named,
    make_private_file,
    one_state,
    words_of,
)
from certs.errors import CouldNotCheck
from certs.register.store.database import sqlite_path
from certs.register.store.snapshot import copy_pages

_AT_ONCE: Final = 1_000  # rows


def take(url: str, file: Path) -> None:
    """Copy the state of now into a new SQLite file, for its owner's eyes only. Raises CouldNotCheck."""
    make_private_file(file)
    path = sqlite_path(url)
    if path is None:
        with _opened(url) as engine, _opened(f"sqlite:///{file}") as target:
            _copy_rows(engine, target)
        return
    try:
        copy_pages(path, file)
    except sqlite3.Error as error:
        raise CouldNotCheck("journal", *words_of(str(error))) from error


def put(file: Path, url: str) -> None:
    """Copy a SQLite file of the casework into an empty database, all or nothing. Raises Refused, CouldNotCheck."""
    require_empty(url)
    with _opened(f"sqlite:///{file}") as source, _opened(url) as engine:
        _copy_rows(source, engine)


def require_empty(url: str) -> None:
    """Raise Refused unless a database is empty, CouldNotCheck where it cannot be asked."""
    with _opened(url) as engine, failures_named(), engine.connect() as connection:
        if journal_store.is_as_new(connection):
            raise exists(str(engine.url.database))


def bring_forward(url: str, folder: Path) -> Path | None:
    """Lift an older database to the present schema, and return the copy of it that was put into a folder before.

    None where nothing was to be done. Raises CouldNotCheck, also for what does not belong in the database.
    """
    engine = journal_store.open_existing(url)
    try:
        with failures_named(), engine.connect() as connection:
            if journal_store.schema_of(connection) == SCHEMA:
                return None
        with failures_named(), alone(engine) as connection, brought_forward(connection, url, folder) as copy:
            return copy
    finally:
        engine.dispose()


@contextmanager
def brought_forward(connection: sa.Connection, url: str, folder: Path) -> Iterator[Path | None]:
    """Lift an older database inside the caller's transaction, behind a copy of it in a folder; None where it is not.

    An act that is refused in there leaves the database as old as it was, and no copy. Raises CouldNotCheck.
    """
    version = journal_store.schema_of(connection)
    if not isinstance(version, int) or version >= SCHEMA:
        yield None
        return
    copy = folder / f"casework-schema-{version}.db"
    kept = copy.exists()  # by one that a crash cut short
    _take_whole(url, copy)
    try:
        lift(connection, version, SCHEMA)
        yield copy
    except BaseException:
        if not kept:
            copy.unlink(missing_ok=True)
        raise


def _take_whole(url: str, copy: Path) -> None:
    """Make a copy that is whole or not there; one that a crash left is made anew."""
    beside = copy.with_name(f".{copy.name}")
    try:
        beside.unlink(missing_ok=True)
        take(url, beside)
        beside.replace(copy)
    except OSError as error:
        raise CouldNotCheck("journal", *words_of(str(error))) from error


@contextmanager
def _opened(url: str) -> Iterator[sa.Engine]:
    engine = engine_of(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _copy_rows(source: sa.Engine, target: sa.Engine) -> None:
    """Make the tables of the source's schema in an empty database, and copy every row as it stands."""
    with failures_named(), one_state(source) as lent, alone(target) as connection:
        version = journal_store.schema_of(lent)
        assert isinstance(version, int)  # it was opened, or unpacked and held against its manifest
        lift(connection, 0, version)
        for name in names(version):
            if name == VERSION.name:
                continue
            rows = lent.execute(sa.select(sa.text("*")).select_from(sa.table(name))).mappings()
            table = sa.table(name, *map(sa.column, rows.keys()))
            while batch := [dict(row) for row in islice(rows, _AT_ONCE)]:
                connection.execute(sa.insert(table), batch)
