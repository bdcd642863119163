"""A consistent state of a register to look at for long, without holding up those who write.

A SQLite file is copied page by page, with whatever is wrong in it; a PostgreSQL database lends one repeatable read.
Where only a little of a large file is read, it is read as it lies, without a lock between two questions; whoever did
learns in the end whether anybody wrote meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from certs import limits
from certs.errors import CouldNotCheck
from certs.register.store.database import connect, sqlite_path


@contextmanager
def snapshot(url: str, folder: Path) -> Iterator[Connection]:
    """Lend a connection to the state of now; a copy is made in `folder`. Raises CouldNotCheck or Misuse."""
    path = sqlite_path(url)
    store = connect(url if path is None else _copy(path, folder / "snapshot.db"), write=False)
    try:
        with store.reading() as connection:
            yield connection
    finally:
        store.close()


def _copy(path: Path, target: Path) -> str:
    connect(f"sqlite:///{path}", write=False).close()  # says so in words where there is none
    try:
        copy_pages(path, target)
    except sqlite3.Error as error:
        raise CouldNotCheck(
            "register_unreadable",
            f"读不了登记簿文件（{error}），无法审计。请先运行 starmark recover，必要时从备份恢复。",
            f"The register file cannot be read ({error}), so nothing was audited. Run starmark recover first, or "
            "restore a backup.",
        ) from error
    return f"sqlite:///{target}"


def _no_transaction(dbapi_connection: Any) -> None:
    """Begin nothing: each question is by itself."""


@contextmanager
def as_it_lies(path: Path) -> Iterator[tuple[Connection, Callable[[], bool]]]:
    """Lend a connection to a SQLite file that takes part in no transaction, and what tells that nobody wrote since.

    Only then is what was read one state. Raises CouldNotCheck or Misuse.
    """
    store = connect(f"sqlite:///{path}", write=False)
    store.engine.dialect.do_begin = _no_transaction  # type: ignore[method-assign]
    try:
        with store.reading() as connection:
            version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            yield (connection, lambda: bool(connection.exec_driver_sql("PRAGMA data_version").scalar_one() == version))
    finally:
        store.close()


def copy_pages(source: Path, target: Path) -> None:
    """Copy a SQLite file under one read lock; waits while a writer commits. Raises sqlite3.Error."""
    address = f"file:{source.resolve().as_posix()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=limits.BUSY_SECONDS)) as opened,
        closing(sqlite3.connect(target)) as copy,
    ):
        opened.backup(copy)
