"""Where the staff journal lies: its tables, its schema number, and how failures of the database are named.

The database is private: a SQLite file is made with mode 0600 before SQLite first touches it. It holds the tables named
here and nothing else: a trigger or view that somebody put there could change or hide what is written, so that a journal
with one is not used (`catalogue_faults`). Values are read as the database has them, since whoever owns the file can put
anything anywhere.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from certs import limits
from certs.casework.journal.casework_tables import BEFORE_CASES, NOTES, SCHEMA, VERSION, VERSIONS, decisions, lift
from certs.errors import CouldNotCheck, Refused, Words


def create(url: str) -> sa.Engine:
    """Make the database with its tables. Raises Refused if it exists, CouldNotCheck if it cannot be written."""
    path = _path(url)
    if path is not None:
        _make_private_file(path)
    engine = _engine(url)
    with failures_named(), engine.begin() as connection:
        lift(connection, 0, SCHEMA)
    return engine


def open_existing(url: str) -> sa.Engine:
    """Open the database for acts. Raises CouldNotCheck, also where something is in it that does not belong there."""
    engine = open_as_it_is(url)
    with failures_named(), engine.connect() as connection:
        faults = catalogue_faults(connection)
    if faults:
        engine.dispose()
        names = ", ".join(name for name, _ in faults)
        raise CouldNotCheck(
            "journal_trapped",
            f"工作日志里有不该有的东西，或被改动过（{names[:200]}）：写进去的决定可能被改掉或藏起来。什么也没有办理；"
            "请保留现场，运行 starmark audit，再按手册处理。",
            f"The staff journal holds something that does not belong there, or was changed ({names[:200]}): what is "
            "written could be altered or hidden by it. Nothing was done; keep everything as it is, run starmark "
            "audit, and follow the runbook.",
        )
    return engine


def open_as_it_is(url: str) -> sa.Engine:
    """Open the database and check its schema number only, as an audit does. Raises CouldNotCheck."""
    path = _path(url)
    if path is not None and not path.is_file():
        raise CouldNotCheck(
            "journal_missing",
            f"找不到工作日志 {path.name}。没有它不能办理任何业务：请从备份恢复，不要新建空文件。",
            f"The staff journal {path.name} is missing. No act is done without it: restore it from the backup and do "
            "not put an empty file in its place.",
        )
    engine = _engine(url)
    with failures_named(), engine.connect() as connection:
        version = schema_of(connection)
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


def catalogue_faults(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return every object that is `missing`, `extra` or `changed` beside a new journal's: (kind and name, which)."""
    wanted = _catalogue_of(schema_of(connection))
    objects = _objects(connection)
    faults = []
    for name in sorted(wanted.keys() | objects.keys()):
        if name not in objects:
            faults.append((name, "missing"))
        elif name not in wanted:
            faults.append((name, "extra"))
        elif wanted[name] != objects[name]:
            faults.append((name, "changed"))
    return faults


@lru_cache(maxsize=4)
def _catalogue_of(version: object) -> dict[str, str | None]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        lift(connection, 0, version if isinstance(version, int) and version in VERSIONS else SCHEMA)
        return _objects(connection)


def _objects(connection: sa.Connection) -> dict[str, str | None]:
    """Return what stands in the catalogue, each object with its statement on one line."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
    return {f"{row[0]} {row[1]} {row[2]}": None if row[3] is None else " ".join(str(row[3]).split()) for row in rows}


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend one transaction in which nobody else writes from its first statement on: what is read there still stands
    when it is written.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


def bring_forward(url: str) -> Path | None:
    """Lift an older database to the present schema, and return the copy of it that was put beside it before.

    None where nothing was to be done. Raises CouldNotCheck, also for what does not belong in the database.
    """
    engine = open_existing(url)
    try:
        with failures_named(), engine.connect() as connection:
            version = schema_of(connection)
        path = _path(url)
        if version == SCHEMA or path is None:
            return None
        copy = path.with_name(f"{path.stem}-schema-{version}{path.suffix}")
        _copy(path, copy)
        with failures_named(), alone(engine) as connection:
            present = schema_of(connection)
            if isinstance(present, int) and present < SCHEMA:
                lift(connection, present, SCHEMA)
        return copy
    finally:
        engine.dispose()


def _copy(path: Path, copy: Path) -> None:
    """Copy the database whole, for its owner's eyes only; a copy that a crash left is made anew."""
    beside = copy.with_name(f".{copy.name}")
    try:
        beside.unlink(missing_ok=True)
        _make_private_file(beside)
        with (
            failures_named(),
            closing(sqlite3.connect(path, timeout=limits.BUSY_SECONDS)) as source,
            closing(sqlite3.connect(beside)) as target,
        ):
            source.backup(target)
        beside.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise CouldNotCheck("journal", *_words(str(error))) from error


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


@contextmanager
def failures_named() -> Iterator[None]:
    """Turn every failure of the database into CouldNotCheck, so that no act goes on without its row."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise CouldNotCheck("journal", *_words("not a database")) from error
    except sa.exc.DBAPIError as error:
        raise CouldNotCheck("journal", *_words(str(error.orig))) from error
    except sa.exc.SQLAlchemyError as error:
        raise CouldNotCheck("journal", *_words(str(error))) from error


def _words(cause: str) -> Words:
    for mark, words in _CAUSES.items():
        if mark in cause:
            return words
    return Words(
        f"无法使用工作日志（{cause[:120]}）。什么也没有办理；请检查磁盘和文件后重试。",
        f"The staff journal cannot be used ({cause[:120]}). Nothing was done; check the disk and the file, "
        "then try again.",
    )


_CAUSES: Final = {
    "locked": Words(
        "工作日志正被另一个程序占用。什么也没有办理；请稍后重试。",
        "The staff journal is in use by another program. Nothing was done; try again in a moment.",
    ),
    "readonly": Words(
        "工作日志不可写（文件或磁盘只读）。什么也没有办理；请用工作人员账户运行。",
        "The staff journal cannot be written (read-only file or disk). Nothing was done; run this as the staff user.",
    ),
    "unable to open": Words(
        "打不开工作日志。什么也没有办理；请检查目录权限，并用工作人员账户运行。",
        "The staff journal cannot be opened. Nothing was done; check the folder's rights and run "
        "this as the staff user.",
    ),
    "not a database": Words(
        "工作日志已损坏，不是数据库。什么也没有办理；请从备份恢复。",
        "The staff journal is damaged: it is no database. Nothing was done; restore it from the backup.",
    ),
    "no such table": Words(
        "工作日志是空的，不是本机构的日志。什么也没有办理；请从备份恢复。",
        "The staff journal is empty and not the one of this body. Nothing was done; restore it from the backup.",
    ),
}


def _make_private_file(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise Refused(
            "journal_exists",
            f"工作日志 {path.name} 已经存在，不会覆盖。",
            f"The staff journal {path.name} exists already and is not overwritten.",
        ) from error
    except OSError as error:
        raise CouldNotCheck("journal", *_words(f"unable to open: {error.strerror}")) from error


def _path(url: str) -> Path | None:
    parsed = sa.make_url(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": limits.BUSY_SECONDS} if url.startswith("sqlite") else {})
    if url.startswith("sqlite"):
        sa.event.listen(engine, "connect", _careful)
    return engine


def _careful(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=DELETE")
    cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.close()
