"""Has the register changed since we last looked? Asked before every answer from memory, and answered in microseconds.

SQLite counts its commits; `PRAGMA data_version` on a connection that stays open tells whether another one has committed. It needs no table, and
no right to write. Where it cannot tell (locked, in need of recovery, PostgreSQL), there is no stamp and nothing is answered from memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar

from certs.register.store import sqlite_path

Stamp = tuple[int, int]
_T = TypeVar("_T")
_MOST: Final = 1_024  # answers kept; the eldest goes first


class Watch:
    """Watches one register for commits. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._path = sqlite_path(url)
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)
        self._opened = 0
        self._lock = Lock()

    def stamp(self) -> Stamp | None:
        """Return what changes whenever the register does, a file put in its place included; None where that is not known.

        SQLite's count starts anew with each connection, so the stamp also counts our connections.
        """
        if self._path is None:
            return None
        with self._lock:
            try:
                found = self._path.stat()
                file = (found.st_dev, found.st_ino)
                if self._connection is None or file != self._file:
                    self._reopen(file)
                assert self._connection is not None
                return (self._opened, int(self._connection.execute("PRAGMA data_version").fetchone()[0]))
            except (OSError, sqlite3.Error):
                self._close()
                return None

    def _reopen(self, file: tuple[int, int]) -> None:
        self._close()
        assert self._path is not None
        address = f"{self._path.resolve().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._file = file
        self._opened += 1

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._close()


class Memory:
    """Remembers what was read, for exactly as long as the register stays as it was. Failures are never remembered."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._stamp: Stamp | None = None
        self._kept: dict[Any, Any] = {}

    def recall(self, key: Any, read: Callable[[], _T]) -> _T:
        """Return what `read` gave for this key in the register's present state. Raises whatever `read` raises.

        The stamp is taken before reading, so a commit in between can only make us read once more.
        """
        stamp = self._watch.stamp()
        if stamp is None:
            return read()
        if stamp != self._stamp:
            self._stamp, self._kept = stamp, {}
        kept = self._kept
        found = kept.get(key)
        if found is None:
            found = read()
            if len(kept) >= _MOST:
                kept.pop(next(iter(kept)), None)
            kept[key] = found
        value: _T = found
        return value
