"""A real PostgreSQL for the tests: Debian's binaries, a temporary folder, a user without rights, gone at the end.

Nothing of a PostgreSQL that the machine may run already is touched: the server listens on a Unix socket in its own
folder and on no network address. Durability is switched off, since the folder is deleted anyway.
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

BINARIES: Final = Path("/usr/lib/postgresql")
START_SECONDS: Final = 60
# How a database is made whose texts stand in the order of a language.
OF_A_LANGUAGE: Final = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C.UTF-8' TEMPLATE template0"
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "jit": "off",
}


class PostgresUnavailable(RuntimeError):
    """The server could not be had. Tests fail with this; they are never skipped."""


@dataclass(slots=True)
class PostgresServer:
    """A running server. `fresh()` makes one more empty database and returns its SQLAlchemy URL."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self) -> str:
        """Return the URL of a new empty database."""
        name = f"starmark_{next(self._numbers)}"
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database that `fresh` made, whoever is still connected to it."""
        name = self.name(url)
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def end_sessions(self, url: str) -> None:
        """End every session of a database, as an administrator would, and wait until they are gone."""
        with self._connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", (self.name(url),)
            )

    def stop(self) -> None:
        """Stop the server at once, as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=START_SECONDS)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Stop all processes of the server where they are, as a machine does that swaps or whose disk hangs."""
        assert self.process is not None
        number = self.process.pid
        stopped = [number]
        os.kill(number, signal.SIGSTOP)
        while Path(f"/proc/{number}/stat").read_text("ascii").rpartition(") ")[2][0] != "T":
            time.sleep(0.001)  # only a server that stands starts no more processes
        stopped += map(int, Path(f"/proc/{number}/task/{number}/children").read_text("ascii").split())
        try:
            for one in stopped[1:]:
                os.kill(one, signal.SIGSTOP)
            yield
        finally:
            for one in reversed(stopped):  # the server last: it would bury one that had just ended, and free its number
                os.kill(one, signal.SIGCONT)

    def name(self, url: str) -> str:
        """Return the name of a database that `fresh` made. Raises ValueError for another."""
        match = re.search(r"/(starmark_\d+)\?", url)
        if match is None:
            raise ValueError(f"{url} is no database of this server")
        return match.group(1)

    def url(self, name: str, user: str = "starmark") -> str:
        """Return the SQLAlchemy URL of a database, for psycopg 3."""
        return f"postgresql+psycopg://{user}@/{name}?host={quote(str(self.folder), safe='')}"

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="starmark", dbname="postgres", autocommit=True)


@contextmanager
def running(**settings: str) -> Iterator[PostgresServer]:
    """Start a server, yield it, stop it and delete its folder. Raises PostgresUnavailable with the reason.

    `settings` are of the server, beside ours and before them.
    """
    binaries = find_binaries(BINARIES)
    with folder_of_its_own() as (folder, prefix):
        _make_cluster(prefix, binaries, folder)
        with _started(prefix, binaries, folder, settings) as server:
            yield server


@contextmanager
def standby(primary: PostgresServer, *, following: bool = False, **settings: str) -> Iterator[PostgresServer]:
    """Start a standby of a server, yield it, stop it and delete its folder. Only one that is `following` hears more."""
    binaries = find_binaries(BINARIES)
    with folder_of_its_own() as (folder, prefix):
        copying = ["-h", str(primary.folder), "-U", "starmark", "-D", str(folder / "data"), "-c", "fast", "--no-sync"]
        copying += ["-R"] if following else []
        _run([*prefix, str(binaries / "pg_basebackup"), *copying], folder)
        (folder / "data" / "standby.signal").touch()
        with _started(prefix, binaries, folder, settings) as server:
            server._numbers = itertools.count(1_000)  # it has the primary's databases already
            yield server


@contextmanager
def folder_of_its_own() -> Iterator[tuple[Path, list[str]]]:
    """Lend a folder of a user that may run a server, with what to write before a command to run it as that user."""
    folder = Path(tempfile.mkdtemp(prefix="starmark-pg-"))
    try:
        yield folder, _lower_rights(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def back_again(server: PostgresServer) -> Iterator[PostgresServer]:
    """Start a server that was stopped once more, as a machine does that got its power back, and stop it."""
    with _started(_lower_rights(server.folder), find_binaries(BINARIES), server.folder, {}) as again:
        yield again


@contextmanager
def _started(prefix: list[str], binaries: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[PostgresServer]:
    process = _start(prefix, binaries, folder, settings)
    try:
        server = PostgresServer(folder, process)
        _wait_until_ready(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast" shutdown: break connections, leave no lock file behind
        process.wait(timeout=START_SECONDS)


def find_binaries(root: Path) -> Path:
    """Return the `bin` folder of the newest PostgreSQL under `root`. Raises PostgresUnavailable."""
    found = [path.parent for path in root.glob("*/bin/initdb")]
    if not found:
        raise PostgresUnavailable(f"no PostgreSQL under {root}: apt-get install postgresql (make test does it)")
    return max(found, key=lambda path: int(path.parent.name))


def _lower_rights(folder: Path) -> list[str]:
    """Give the folder to a user without rights, and return what to write before a command to run it as that user.

    PostgreSQL refuses to run as root, rightly.
    """
    if os.geteuid() != 0:
        return []
    user = _unprivileged()
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)  # others reach the socket in it; the data folder inside is 0700
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailable("running as root, and there is neither a user `postgres` nor `nobody` to run it as")


def _make_cluster(prefix: list[str], binaries: Path, folder: Path) -> None:
    _run(
        [
            *prefix,
            str(binaries / "initdb"),
            "-D",
            str(folder / "data"),
            "--username=starmark",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        folder,
    )


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode != 0:
        raise PostgresUnavailable(f"{' '.join(command)} failed: {done.stderr.strip()}")


def _start(prefix: list[str], binaries: Path, folder: Path, own: Mapping[str, str]) -> subprocess.Popen[bytes]:
    settings = {**_SETTINGS, **own, "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*prefix, str(binaries / "postgres"), "-D", str(folder / "data"), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            server._connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresUnavailable(f"the server did not come up: {log.read_text(errors='replace')[-2000:]}")
