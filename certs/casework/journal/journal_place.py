"""Where the casework lies, a private SQLite file or a PostgreSQL database of its own, and what its failures are called.

A SQLite file is made with mode 0600 before SQLite first touches it. PostgreSQL speaks the language of its server, so
that its SQLSTATE alone decides.
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
from certs.register.store import database

LOCK_KEY: Final = 0x4341_5345_574F_524B  # the advisory lock of whoever acts on PostgreSQL: "CASEWORK"


def engine_of(url: str) -> sa.Engine:
    """Return the engine of an address; nothing is opened yet."""
    if database.sqlite_path(url) is None:
        return database.connect(url, write=True).engine
    engine = sa.create_engine(url, connect_args={"timeout": limits.BUSY_SECONDS})
    sa.event.listen(engine, "connect", _careful)
    return engine


def _careful(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=DELETE")
    cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten
    cursor.close()


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend one transaction in which nobody else writes from its first statement on: what is read there still stands
    when it is written.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY)))
            yield connection
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


@contextmanager
def one_state(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Lend a connection that reads one state from its first question on, whoever acts meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            yield connection.execution_options(isolation_level="REPEATABLE READ")
            return
        connection.exec_driver_sql("BEGIN")
        yield connection


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner's eyes only. Raises Refused if there is one, CouldNotCheck if it cannot be."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise exists(path.name) from error
    except OSError as error:
        raise CouldNotCheck("journal", *words_of(f"unable to open: {error.strerror}")) from error


def exists(name: str) -> Refused:
    """Return what to say where a journal should be made and there is one."""
    return Refused(
        "journal_exists",
        f"工作日志 {name} 已经存在，不会覆盖。",
        f"The staff journal {name} exists already and is not overwritten.",
    )


@contextmanager
def failures_named() -> Iterator[None]:
    """Turn every failure of the database into CouldNotCheck, so that no act goes on without its row."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise CouldNotCheck("journal", *words_of("not a database")) from error
    except sa.exc.DBAPIError as error:
        raise CouldNotCheck("journal", *_words_of_driver(error)) from error
    except sa.exc.SQLAlchemyError as error:
        raise CouldNotCheck("journal", *words_of(str(error))) from error


def _words_of_driver(error: sa.exc.DBAPIError) -> Words:
    state = getattr(error.orig, "sqlstate", "")
    if state == "":  # SQLite's
        return words_of(str(error.orig))
    state = state or "08"  # said on this side, before the server could
    mark = _STATES.get(state, _STATES.get(state[:2]))
    return words_of(mark or str(error.orig))


def words_of(cause: str) -> Words:
    """Return what to say of a cause, in the words of the database."""
    for mark, words in _CAUSES.items():
        if mark in cause:
            return words
    return Words(
        f"无法使用工作日志（{cause[:120]}）。什么也没有办理；请检查磁盘和文件后重试。",
        f"The staff journal cannot be used ({cause[:120]}). Nothing was done; check the disk and the file, "
        "then try again.",
    )


# By SQLSTATE or its class (PostgreSQL's manual, appendix A): which of the causes it is.
_STATES: Final = {
    "08": "unreachable",  # connection exception
    "25006": "readonly",  # read_only_sql_transaction
    "28": "unreachable",  # invalid authorization specification
    "3D": "unreachable",  # no such database
    "40": "locked",  # serialization_failure, deadlock_detected
    "42501": "readonly",  # insufficient_privilege
    "42P01": "no such table",  # undefined_table
    "53": "unreachable",  # too many connections, out of memory
    "55P03": "locked",  # lock_not_available
    "57": "unreachable",  # operator intervention
    "57014": "locked",  # query_canceled: whoever waits for longer than statement_timeout
}
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
    "unreachable": Words(
        "工作日志的数据库（设置里的 [casework] url）没有应答，或中途断开。请检查它是否在运行、地址和权限是否正确；重做以前，先看上一次"
        "有没有办成（starmark case show，starmark history）。",
        "The database of the staff journal ([casework] url in the settings) does not answer, or broke off. Check that "
        "it runs, its address and its rights; before repeating an act, look whether it was done (starmark case show, "
        "starmark history).",
    ),
}
