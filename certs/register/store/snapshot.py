"""A consistent state of a register to look at for long, without holding up those who write.

A SQLite file is copied page by page, with whatever is wrong in it; a PostgreSQL database lends one repeatable read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

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


def copy_pages(source: Path, target: Path) -> None:
    """Copy a SQLite file under one read lock; waits while a writer commits. Raises sqlite3.Error."""
    address = f"file:{source.resolve().as_posix()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=limits.BUSY_SECONDS)) as opened,
        closing(sqlite3.connect(target)) as copy,
    ):
        opened.backup(copy)
