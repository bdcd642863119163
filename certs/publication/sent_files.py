"""What is known of the files of `public/` and of what a store has of them: a small database, so that memory is bounded.

It only saves work. Without it, or where the store is not as it was left, the store is asked what it holds. A folder
whose entries have not changed since it was read is not read again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from certs.errors import CouldNotCheck
from certs.publication.served_files import Stage, is_partial, is_sent, kind_of

_SCHEMA: Final = """
PRAGMA user_version = 1;
CREATE TABLE file (name TEXT PRIMARY KEY, folder TEXT, stage INTEGER, size INTEGER, mtime INTEGER, md5 TEXT,
                   there TEXT, round INTEGER) WITHOUT ROWID;
CREATE INDEX file_folder ON file (folder);
CREATE INDEX file_differs ON file (stage) WHERE md5 IS NOT there;
CREATE TABLE folder (name TEXT PRIMARY KEY, above TEXT, mtime INTEGER, round INTEGER) WITHOUT ROWID;
CREATE TABLE head (raw BLOB);
"""
_SETTLED_NS: Final = 2_000_000_000  # a folder that was changed so lately may change again within the same tick


def digest(data: bytes) -> str:
    """Return the digest by which a file is compared: that of an S3 ETag. It guards against accidents, not attackers."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


class SentFiles:
    """The memory of what was sent to one store. One process at a time (`opened`)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db, self._round = connection, 0

    @property
    def head(self) -> bytes | None:
        """The checkpoint that was sent last."""
        row = self._db.execute("SELECT raw FROM head").fetchone()
        return None if row is None else bytes(row[0])

    def keep_head(self, raw: bytes) -> None:
        """Remember the checkpoint that the store now has."""
        with self._db:
            self._db.execute("DELETE FROM head")
            self._db.execute("INSERT INTO head VALUES (?)", (raw,))

    def ask_anew(self, listed: Iterable[tuple[str, str]]) -> int:
        """Forget what the store has, and take what it lists: names and digests. Return how many are not ours."""
        foreign = 0
        with self._db:
            self._db.execute("UPDATE file SET there = NULL")
            for name, md5 in listed:
                foreign += self._db.execute("UPDATE file SET there = ? WHERE name = ?", (md5, name)).rowcount == 0
        return foreign

    def scan(self, public: Path, now_ns: int, *, everything: bool) -> None:
        """Take up what differs from the last scan. Raises OSError; CouldNotCheck where a published file is gone."""
        with self._db:
            self._round = 1 + (self._db.execute("SELECT max(round) FROM folder").fetchone()[0] or 0)
            self._scan_folder(public, "", now_ns, everything=everything)
            self._db.execute("DELETE FROM file WHERE md5 IS NULL AND there IS NULL")
            missing = self._db.execute(
                "SELECT name FROM file WHERE md5 IS NULL AND there IS NOT NULL ORDER BY name"
            ).fetchall()
        lost = [name for (name,) in missing if not is_partial(name)]
        if lost:
            raise CouldNotCheck(
                "send_incomplete",
                f"public/ 里少了已经送出的文件（{lost[0]}，共 {len(lost)} 个），什么也没有送。请先运行 starmark publish --all。",
                f"public/ lacks files that were sent before ({lost[0]}; {len(lost)} in all), so nothing was sent. Run "
                "starmark publish --all first.",
            )

    def _scan_folder(self, public: Path, folder: str, now_ns: int, *, everything: bool) -> None:
        mtime = (public / folder).stat().st_mtime_ns
        row = self._db.execute("SELECT mtime FROM folder WHERE name = ?", (folder,)).fetchone()
        if everything or row is None or row[0] != mtime:
            self._scan_entries(public, folder, mtime if now_ns - mtime > _SETTLED_NS else -1)
        for (below,) in self._db.execute(
            "SELECT name FROM folder WHERE above = ? AND name != ''", (folder,)
        ).fetchall():
            self._scan_folder(public, below, now_ns, everything=everything)

    def _scan_entries(self, public: Path, folder: str, mtime: int) -> None:
        above = folder.rpartition("/")[0]
        self._db.execute("INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?)", (folder, above, mtime, self._round))
        with os.scandir(public / folder) as entries:
            for entry in entries:
                if not is_sent(entry.name):
                    continue
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    self._db.execute(
                        "INSERT INTO folder VALUES (?, ?, -1, ?) ON CONFLICT DO UPDATE SET round = excluded.round",
                        (name, folder, self._round),
                    )
                elif entry.is_file(follow_symlinks=False) and kind_of(name).stage is not Stage.HEAD:
                    self._take_up(Path(entry.path), name, folder, entry.stat(follow_symlinks=False))
        self._drop_gone(folder)

    def _take_up(self, path: Path, name: str, folder: str, found: os.stat_result) -> None:
        place = found.st_size, found.st_mtime_ns
        row = self._db.execute("SELECT size, mtime FROM file WHERE name = ? AND md5 IS NOT NULL", (name,)).fetchone()
        if row == place:
            self._db.execute("UPDATE file SET round = ? WHERE name = ?", (self._round, name))
            return
        self._db.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO UPDATE SET size = excluded.size, "
            "mtime = excluded.mtime, md5 = excluded.md5, round = excluded.round",
            (name, folder, kind_of(name).stage, *place, digest(path.read_bytes()), self._round),
        )

    def _drop_gone(self, folder: str) -> None:
        """Note what was in a folder and is no more; a folder that is gone takes what was below it along."""
        files = "UPDATE file SET md5 = NULL WHERE folder = ? AND round != ?"
        self._db.execute(files, (folder, self._round))
        rows = self._db.execute(
            "SELECT name FROM folder WHERE above = ? AND name != '' AND round != ?", (folder, self._round)
        )
        gone = [name for (name,) in rows.fetchall()]
        while gone:
            name = gone.pop()
            gone += [
                below for (below,) in self._db.execute("SELECT name FROM folder WHERE above = ?", (name,)).fetchall()
            ]
            self._db.execute("UPDATE file SET md5 = NULL WHERE folder = ?", (name,))
            self._db.execute("DELETE FROM folder WHERE name = ?", (name,))

    def how_many_differ(self) -> int:
        """Return how many files there are to send."""
        query = "SELECT count(*) FROM file WHERE md5 IS NOT NULL AND md5 IS NOT there"
        return int(self._db.execute(query).fetchone()[0])

    def differing(self, stage: Stage, most: int) -> list[str]:
        """Return the next names to send of a stage."""
        query = "SELECT name FROM file WHERE stage = ? AND md5 IS NOT NULL AND md5 IS NOT there ORDER BY name LIMIT ?"
        return [name for (name,) in self._db.execute(query, (int(stage), most))]

    def sent(self, files: Iterable[tuple[str, str]]) -> None:
        """Remember that the store has these: names and digests, read back."""
        with self._db:
            self._db.executemany("UPDATE file SET there = ?2, md5 = ?2 WHERE name = ?1", files)

    def outgrown(self, most: int) -> list[str]:
        """Return the next names that the store has of us and that are published no more."""
        query = "SELECT name FROM file WHERE md5 IS NULL AND there IS NOT NULL ORDER BY name LIMIT ?"
        return [name for (name,) in self._db.execute(query, (most,))]

    def removed(self, names: Iterable[str]) -> None:
        """Forget files that the store has no more."""
        with self._db:
            self._db.executemany("DELETE FROM file WHERE name = ?", [(name,) for name in names])


@contextmanager
def opened(path: Path) -> Iterator[SentFiles]:
    """Open the memory of one store for one process. Raises CouldNotCheck where another has it, or it cannot be kept."""
    try:
        path.parent.mkdir(mode=0o755, exist_ok=True)
        with path.with_suffix(".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with closing(_database(path)) as connection:
                yield SentFiles(connection)
    except BlockingIOError as error:
        raise CouldNotCheck(
            "send_busy",
            "另一个进程正在送往这里，这次没有送。请等它完成。",
            "Another process is sending there just now, so nothing was sent. Wait for it.",
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise CouldNotCheck(
            "send_failed",
            f"送出没有完成（{error}）。已经送到的仍然完整；请检查磁盘和权限，再运行一次，就接着送。",
            f"Sending was not finished ({error}). What was sent before is still whole; check disk and rights, and run "
            "it again to go on.",
        ) from error


def _database(path: Path) -> sqlite3.Connection:
    """Open the database; one that cannot be read, or is of another version, is begun anew."""
    connection = sqlite3.connect(path)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        version, whole = -1, False
    if version == 1 and whole:
        return connection
    if version != 0:
        connection.close()
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
    connection.executescript(_SCHEMA)
    return connection
