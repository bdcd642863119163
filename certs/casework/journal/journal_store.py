"""The database of the casework: made, opened, brought forward, and its rows read as they stand.

It holds its own tables and nothing else: a trigger or view that somebody put there could change or hide what is
written, so that a journal with one is not used (`journal_catalogue`). Values are read as the database has them, since
whoever owns it can put anything anywhere.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import sqlalchemy as sa

from certs.casework.journal import journal_catalogue
from certs.casework.journal.casework_tables import (
    BEFORE_CASES,
    NOTES,
    SCHEMA,
    VERSION,
    VERSIONS,
    decisions,
    lift,
    names,
)
from certs.casework.journal.journal_place import alone, engine_of, exists, failures_named, make_private_file
from certs.errors import CouldNotCheck, Refused
from certs.register.store.database import sqlite_path
from certs.register.store.new_register import require_plain_texts


def create(url: str) -> sa.Engine:
    """Make the database with its tables. Raises Refused if it exists, CouldNotCheck if it cannot be written."""
    path = sqlite_path(url)
    if path is not None:
        make_private_file(path)
    engine = engine_of(url)
    try:
        with failures_named(), alone(engine) as connection:
            if path is not None or not is_as_new(connection):
                lift(connection, 0, SCHEMA)
    except BaseException:
        engine.dispose()
        raise
    return engine


def is_as_new(connection: sa.Connection) -> bool:
    """Tell whether a PostgreSQL database has the tables and no row in them, as an interrupted `init` leaves them.

    False where it is empty. Raises Refused where it is a casework that was used, or holds something else; CouldNotCheck
    for an empty one that could not keep every character, or would order them otherwise.
    """
    objects, name = journal_catalogue.objects(connection), str(connection.engine.url.database)
    if not objects:
        require_plain_texts(connection)
        return False
    if f"table {VERSION.name}" not in objects:
        raise Refused(
            "casework_place",
            f"数据库 {name} 里已有别的内容（{min(objects)[:60]}）：案件要有自己的空数据库，不与登记簿或别的程序共用。"
            "什么也没有建立；请在 [casework] url 里写另一个。",
            f"The database {name} holds something else ({min(objects)[:60]}): the casework has an empty database of "
            "its own, shared neither with the register nor with other programs. Nothing was made; name another in "
            "[casework] url.",
        )
    used = [table for table in names(SCHEMA) if table != VERSION.name and _has_rows(connection, table, objects)]
    if used:
        raise exists(name)
    return True


def _has_rows(connection: sa.Connection, name: str, objects: Container[str]) -> bool:
    if f"table {name}" not in objects:
        return True  # an older schema: it was used
    return connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first() is not None


def open_existing(url: str) -> sa.Engine:
    """Open the database for acts. Raises CouldNotCheck, also where something is in it that does not belong there."""
    engine = open_as_it_is(url)
    with failures_named(), engine.connect() as connection:
        faults = journal_catalogue.faults(connection, schema_of(connection))
    if faults:
        engine.dispose()
        objects = ", ".join(name for name, _ in faults)
        raise CouldNotCheck(
            "journal_trapped",
            f"工作日志里有不该有的东西，或被改动过（{objects[:200]}）：写进去的决定可能被改掉或藏起来。什么也没有办理；"
            "请保留现场，运行 starmark audit，再按手册处理。",
            f"The staff journal holds something that does not belong there, or was changed ({objects[:200]}): what is "
            "written could be altered or hidden by it. Nothing was done; keep everything as it is, run starmark "
            "audit, and follow the runbook.",
        )
    return engine


def open_as_it_is(url: str) -> sa.Engine:
    """Open the database and check its schema number only, as an audit does. Raises CouldNotCheck."""
    path = sqlite_path(url)
    if path is not None and not path.is_file():
        raise CouldNotCheck(
            "journal_missing",
            f"找不到工作日志 {path.name}。没有它不能办理任何业务：请从备份恢复，不要新建空文件。",
            f"The staff journal {path.name} is missing. No act is done without it: restore it from the backup and do "
            "not put an empty file in its place.",
        )
    engine = engine_of(url)
    try:
        with failures_named(), engine.connect() as connection:
            version = schema_of(connection)
    except CouldNotCheck:
        engine.dispose()
        raise
    if version not in VERSIONS:
        engine.dispose()
        raise CouldNotCheck(
            "journal_newer",
            "工作日志由更新版本的软件写成，本版本不能使用。请更新 Starmark。",
            "The staff journal was written by a newer version of this software. Please update Starmark.",
        )
    return engine


def schema_of(connection: sa.Connection) -> object:
    """Return the schema number, whatever kind of value stands there."""
    column = sa.type_coerce(sa.func.max(VERSION.c.version), sa.types.NullType())
    return connection.execute(sa.select(column)).scalar()


def decisions_in(connection: sa.Connection) -> sa.Table:
    """Return the table of decisions as this database has it: an older one has no column for the case."""
    return decisions(schema_of(connection))


def plain_rows(connection: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows of a table by its key, each value as the database has it."""
    columns = [sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in table.columns]
    query = sa.select(*columns).where(*where).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(query).mappings()]


def keep_note(connection: sa.Connection, commitment: str, note: str) -> None:
    """Keep a note in the caller's transaction, in place of one that does not hold; an older journal gets its table."""
    if schema_of(connection) == 1:
        lift(connection, 1, BEFORE_CASES)
    connection.execute(sa.delete(NOTES).where(NOTES.c.commitment == commitment))
    connection.execute(sa.insert(NOTES), {"commitment": commitment, "note": note})


def notes(connection: sa.Connection) -> dict[object, object]:
    """Return every note by the commitment of its row, as the database has them."""
    if schema_of(connection) == 1:
        return {}
    return {row["commitment"]: row["note"] for row in plain_rows(connection, NOTES)}
