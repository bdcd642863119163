"""Where the staff journal lies: its table, its schema number, and how failures of the database are named.

The database is private: a SQLite file is made with mode 0600 before SQLite first touches it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from certs import limits
from certs.errors import CouldNotCheck, Refused, Words

SCHEMA: Final = 1

_METADATA = sa.MetaData()
VERSION: Final = sa.Table(
    "casework_schema", _METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False)
)
DECISIONS: Final = sa.Table(
    "decisions",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("recorded", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("by_code", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("input", sa.Text, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("commitment", sa.Text, nullable=False, unique=True),
)


def create(url: str) -> sa.Engine:
    """Make the database with its tables. Raises Refused if it exists, CouldNotCheck if it cannot be written."""
    path = _path(url)
    if path is not None:
        _make_private_file(path)
    engine = _engine(url)
    with failures_named(), engine.begin() as connection:
        _METADATA.create_all(connection)
        connection.execute(sa.insert(VERSION), {"version": SCHEMA})
    return engine


def open_existing(url: str) -> sa.Engine:
    """Open the database and check its schema number. Raises CouldNotCheck."""
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
        version = connection.execute(sa.select(sa.func.max(VERSION.c.version))).scalar()
    if version is None or version > SCHEMA:
        engine.dispose()
        raise CouldNotCheck(
            "journal_newer",
            "工作日志由更新版本的软件写成，本版本不能使用。请更新 Starmark。",
            "The staff journal was written by a newer version of this software. Please update Starmark.",
        )
    return engine


@contextmanager
def failures_named() -> Iterator[None]:
    """Turn every failure of the database into CouldNotCheck, so that no act goes on without its row."""
    try:
        yield
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
