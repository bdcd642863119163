"""Copying a register whole, while it is in use: into a file of its own for a backup, and out of it into any database.

What is copied is what cannot be folded again: entries, signed heads, trust lists, status lists. A SQLite file is copied
page by page under one read lock; from PostgreSQL these tables are read in one repeatable-read transaction, and the rest
is folded anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Table,
    and_,
    create_engine,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.exc import DBAPIError

from certs.audit import recovery
from certs.days import instant_text
from certs.errors import CouldNotCheck
from certs.log.checkpoint import parse_checkpoint
from certs.publication.files import log_files
from certs.register.store import ledger, log_tree
from certs.register.store.database import connect, connect_new, open_store, sqlite_path
from certs.register.store.ledger import trust_of
from certs.register.store.new_register import NewRegister, make_tables
from certs.register.store.snapshot import copy_pages
from certs.register.store.tables import CHECKPOINT, EVENT, METADATA, STATUS_LIST, TRUST_LIST
from certs.trust.keys import PublicKey

KEPT: Final = (EVENT, CHECKPOINT, TRUST_LIST, STATUS_LIST)  # all other tables are folded from the first
_AT_ONCE: Final = 1_000  # rows


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database in one step; waits while a writer commits. Raises CouldNotCheck."""
    try:
        copy_pages(source, target)
    except sqlite3.Error as error:
        raise _not_copied(source.name, error) from error


def _not_copied(name: str, error: BaseException | None) -> CouldNotCheck:
    return CouldNotCheck(
        "copy_failed",
        f"复制不了 {name}（{error}）。没有写出备份；请检查磁盘空间，必要时先运行 starmark recover。",
        f"{name} cannot be copied ({error}). No backup was written; check the disk space, and run starmark recover if "
        "need be.",
    )


def take(url: str, target: Path) -> tuple[int, bytes]:
    """Copy a register, wherever it is, into a new SQLite file; return the size of its log and its signed head.

    Raises CouldNotCheck, Misuse, or Refused where the copy's tree is not the one that was signed.
    """
    path = sqlite_path(url)
    if path is not None:
        connect(url, write=False).close()  # says in words where there is none
        copy_file(path, target)
    else:
        copy_into(url, f"sqlite:///{target}")
    return head_of(f"sqlite:///{target}")


def copy_into(url: str, empty: str) -> None:
    """Copy a register into a database that holds none yet, and fold the rest there, all in one transaction.

    Raises CouldNotCheck, Misuse; but for `not_known` the database is as it was.
    """
    with (
        closing(open_store(url, write=False)) as source,
        closing(connect_new(empty)) as target,
        source.reading() as lent,
        target.writing(NewRegister(ledger.head(lent).size)) as connection,
    ):
        make_tables(connection)
        fill(lent, connection)


def take_later(url: str, target: Path, checkpoint: bytes, begun: datetime) -> tuple[int, bytes]:
    """Copy what a register kept after an earlier signed head of it into a new SQLite file, which is no register itself;
    return the size of its log and its signed head now.

    Of status lists, which the head does not count, those signed from `begun` on are taken. Raises CouldNotCheck,
    Misuse, or Refused where the register does not go on from that head.
    """
    with closing(open_store(url, write=False)) as source, source.reading() as lent:
        log_tree.require_unforked(lent, trust_of(lent), ledger.head(lent).size, (checkpoint,))
        newest = log_files.checkpoint_file(lent)
        assert newest is not None  # require_unforked has compared it
        size, lists = parse_checkpoint(checkpoint).head.size, instant_text(begun)
        later = (EVENT.c.position >= size, CHECKPOINT.c.size > size, true(), STATUS_LIST.c.valid_from >= lists)
        with _plain(target) as connection:
            METADATA.create_all(connection, KEPT)
            for table, part in zip(KEPT, later, strict=True):
                for rows in _batches(lent, table, part):
                    connection.execute(insert(table), rows)
        return newest


def put_later(part: Path, url: str) -> None:
    """Add to a register what `take_later` copied, as far as it lacks it; the rest is to be folded after (`recover`).

    Raises CouldNotCheck.
    """
    with _plain(part) as lent, closing(connect(url, write=True)) as target, target.writing() as connection:
        _add(lent, connection)


@contextmanager
def _plain(path: Path) -> Iterator[Connection]:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:  # a full disk, before all
        raise _not_copied(path.name, error.orig) from error
    finally:
        engine.dispose()


def fill(lent: Connection, connection: Connection) -> None:
    """Add what a register lacks of another, of which it is an earlier state or empty, and fold the rest anew.

    Both in their callers' transactions. Raises as `fold_again`.
    """
    _add(lent, connection)
    recovery.fold_again(connection)


def _add(lent: Connection, connection: Connection) -> None:
    for table in KEPT:
        for rows in _batches(lent, table, _later(table, connection)):
            connection.execute(insert(table), rows)


def _later(table: Table, connection: Connection) -> ColumnElement[bool]:
    """Return what is true of those rows of a table that a register does not have yet: its last key grows."""
    *before, last = table.primary_key.columns
    newest = connection.execute(select(*before, func.max(last)).group_by(*before)).all()
    there = (and_(*(c == v for c, v in zip(before, key, strict=True)), last <= most) for *key, most in newest)
    return not_(or_(false(), *there)) if before else last > (newest[0][0] if newest[0][0] is not None else -1)


def _batches(connection: Connection, table: Table, part: ColumnElement[bool]) -> Iterator[list[dict[str, Any]]]:
    query = select(table).where(part)
    result = connection.execute(query, execution_options={"yield_per": _AT_ONCE}).mappings()
    while rows := [dict(row) for row in islice(result, _AT_ONCE)]:
        yield rows


def keys_in_use(url: str) -> list[PublicKey]:
    """Return the keys that a staff host has to have: those in use, but for the root's. Raises CouldNotCheck."""
    store = open_store(url, write=False)
    try:
        with store.reading() as connection:
            return trust_of(connection).in_use()
    finally:
        store.close()


def head_of(url: str, checkpoints: tuple[bytes, ...] = ()) -> tuple[int, bytes]:
    """Return the size of a register's log and its signed head, having held both against its tree and what was seen.

    `checkpoints` are those as published or witnessed. Raises Refused showing both heads, NotGenuine for a checkpoint
    that the log did not sign.
    """
    store = open_store(url, write=False)
    try:
        with store.reading() as connection:
            size = ledger.head(connection).size
            log_tree.require_unforked(connection, trust_of(connection), size, checkpoints)
            newest = log_files.checkpoint_file(connection)
            assert newest is not None  # require_unforked has compared it
            return newest
    finally:
        store.close()
