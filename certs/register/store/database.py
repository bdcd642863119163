"""The store: one database, one write transaction an act (data.md, "The register").

SQLite runs with a rollback journal (`journal_mode=DELETE`), `synchronous=EXTRA`, a busy timeout, and a cache large
enough that a batch does not spill before commit. A writer begins with BEGIN IMMEDIATE; on PostgreSQL with an advisory
lock. Readers open SQLite with `mode=ro` and need no write rights (decision 0003). Whatever the database says is turned
into CouldNotCheck here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool, QueuePool

from certs import limits
from certs.errors import CouldNotCheck, Misuse
from certs.register.store import lost_commit, schema_revision
from certs.register.store.database_errors import refused_what_was_written, translated
from certs.register.store.lost_commit import Trace
from certs.register.store.new_register import NewRegister, make_tables
from certs.register.store.schema_revision import Upgraded
from certs.register.store.server_address import require_private, server_url, wait_at_most

_SQLITE: Final = "sqlite:///"
LOCK_KEY: Final = 0x5354_4152_4D41_524B  # the advisory lock of writers on PostgreSQL: "STARMARK"


class Store:
    """A register opened for reading (`write=False`) or for staff. Make one with `open_store`."""

    def __init__(self, engine: Engine, *, write: bool) -> None:
        self.engine = engine
        self.write = write
        self.dialect = engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection for reading one consistent state. Raises CouldNotCheck if the database does not answer."""
        with self._connected() as connection, translated(), connection.begin():
            yield connection

    @contextmanager
    def writing(self, trace: Trace = lost_commit.NO_TRACE) -> Iterator[Connection]:
        """Lend a connection inside the one write transaction of an act; commits at the end, rolls back on any error.

        What was written is looked for by its `trace`: before COMMIT, since a trigger or a rule can swallow it without a
        word; and over a fresh connection where COMMIT gets no answer. Raises CouldNotCheck: `not_known` if that cannot
        be done either; with any other code nothing was changed.
        """
        if not self.write:
            raise AssertionError("this store was opened for reading")
        lost: BaseException | None = None
        with self._connected() as connection, translated(), connection.begin() as transaction:
            self._take_turn(connection)
            yield connection
            if transaction.is_active:
                self._require_written(connection, trace)
                try:
                    transaction.commit()
                except BaseException as error:  # noqa: BLE001  # whoever presses Ctrl-C here has not stopped the server
                    lost = error
        if lost is not None:
            self._settle(trace, lost)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with translated():
            connection = self.engine.connect()
        try:
            yield connection
        finally:
            connection.close()

    def _take_turn(self, connection: Connection) -> None:
        """Wait until no other act is under way. SQLite does so with BEGIN IMMEDIATE."""
        if self.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})

    def _require_written(self, connection: Connection, trace: Trace) -> None:
        """Look for a write before its COMMIT. Raises CouldNotCheck where something has swallowed or altered it."""
        end_deferral(connection)
        if not trace.is_whole(connection):
            raise refused_what_was_written()

    def _settle(self, trace: Trace, lost: BaseException) -> None:
        """Find out what became of a write whose COMMIT was not answered; return where it stands."""
        self.engine.dispose()
        there: bool | None = False
        if not lost_commit.certainly_failed(lost, self.dialect):
            there = lost_commit.look_again(lambda: self._look_for(trace))
        if there is None:
            raise lost_commit.not_known(trace) from lost
        if not there:
            with translated():
                raise lost

    def _look_for(self, trace: Trace) -> bool | None:
        """Look for a write. Whoever has the turn after it knows: it has ended then, one way or the other."""
        with self._connected() as connection, translated(), connection.begin() as transaction:
            if self._is_standby(connection):
                return None
            self._take_turn(connection)
            there = trace.is_there(connection)
            transaction.rollback()
            return there

    def _is_standby(self, connection: Connection) -> bool:
        """Tell whether this server copies another, of which it may not have heard everything yet."""
        return self.dialect == "postgresql" and bool(connection.execute(text("SELECT pg_is_in_recovery()")).scalar())

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def end_deferral(connection: Connection) -> None:
    """Let what a constraint or a trigger has put off until COMMIT happen now, so that its traces can be looked for."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def open_store(url: str, *, write: bool, readable: bool = False, answered_within: float | None = None) -> Store:
    """Open a register that exists, at the schema this software knows; `readable` takes an older one that readers can.

    `answered_within` are the seconds for which a server may take to answer one question: whoever answers others must
    not wait for one that has been stopped. Raises CouldNotCheck or Misuse with what to do.
    """
    store = connect(url, write=write, answered_within=answered_within)
    try:
        with store.reading() as connection:
            schema_revision.check(connection, readable=readable)
    except BaseException:
        store.close()
        raise
    return store


def make_ready(url: str) -> Upgraded | None:
    """Roll back what a crash left, and upgrade an older schema; returns what was upgraded. Raises CouldNotCheck.

    It is quick, and runs before every staff command and before the service starts: to open for writing is to roll back.
    """
    store = connect(url, write=True)
    try:
        with store.writing() as connection:
            return schema_revision.bring_up(connection)
    finally:
        store.close()


def create(url: str) -> Store:
    """Make an empty register. Raises CouldNotCheck `register_exists` where there is one already."""
    store = connect_new(url)
    try:
        with store.writing(NewRegister()) as connection:
            make_tables(connection)
    except BaseException:
        store.close()
        raise
    return store


def connect_new(url: str) -> Store:
    """Make the engine for a register that is to be made, with an empty file where it is one. Raises Misuse."""
    path = sqlite_path(url)
    if path is not None and not path.parent.is_dir():
        raise Misuse(
            "register_url",
            f"{path.parent} 不存在，无法建立登记簿。",
            f"{path.parent} does not exist, so no register can be made.",
        )
    if path is not None:
        path.touch(mode=0o644)
    return connect(url, write=True)


def connect(url: str, *, write: bool, answered_within: float | None = None) -> Store:
    """Make the engine without looking at the schema; for `recover` and for the functions above."""
    path = sqlite_path(url)
    if path is not None:
        if not path.exists():
            raise CouldNotCheck(
                "no_register",
                f"找不到登记簿 {path}。请检查位置，或先运行 starmark init。",
                f"There is no register at {path}. Check the place, or run starmark init.",
            )
        return Store(_sqlite(path, write=write), write=write)
    address = server_url(url)
    # A table that somebody locks makes others wait without end, unless they say for how long.
    patience = limits.BUSY_SECONDS if write else limits.READ_BUSY_SECONDS
    own = f"-c lock_timeout={1_000 * patience:.0f}"
    arguments = {
        "client_encoding": "utf8",  # whatever somebody has set for the database
        "connect_timeout": patience,
        "tcp_user_timeout": int(1_000 * patience),  # for a server that a broken network hides
        "options": f"{address.query.get('options', '')} {own}".strip(),
    }
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED" if write else "REPEATABLE READ",
        connect_args=arguments,
    )
    _watch(engine, write=write)
    if answered_within is not None:
        wait_at_most(engine, answered_within)
    return Store(engine, write=write)


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address; None for another database."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None


def file_behind(url: str) -> tuple[int, int] | None:
    """Return device and inode of a SQLite register's file; None where there is no file, or another database.

    Whoever holds a connection goes on reading a file that was moved away or replaced: this tells.
    """
    if not url.startswith(_SQLITE):
        return None
    try:
        status = os.stat(url.removeprefix(_SQLITE))  # noqa: PTH116 - asked with each question; a Path takes longer
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _sqlite(path: Path, *, write: bool) -> Engine:
    mode = "rw" if write else "ro"
    address = f"sqlite:///file:{path.resolve().as_posix()}?mode={mode}&uri=true"
    engine = create_engine(
        address,
        poolclass=NullPool if write else QueuePool,
        connect_args={
            "timeout": limits.BUSY_SECONDS if write else limits.READ_BUSY_SECONDS,
            "check_same_thread": False,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # `begin` below speaks instead of the driver
        if write:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA synchronous=EXTRA")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute(f"PRAGMA cache_size=-{limits.CACHE_KIB}")

    def begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    # An event of the engine would do as well, and make every statement a fifth dearer.
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
    return engine


def _watch(engine: Engine, *, write: bool) -> None:
    """Let no session cross a network in the clear, and let PostgreSQL refuse writes of one that only reads; the role of
    the web has no right to them either.
    """

    @event.listens_for(engine, "connect")
    def _looked_at(connection: Any, _: object) -> None:
        require_private(connection)
        if not write:
            connection.read_only = True
