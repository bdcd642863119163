"""Recovery.

A register that was interrupted, is older than the software, or whose folded tables do not match its events.

`recover` does what `make_ready` does before every command, and checks the database file and folds every table anew from
the events, some thousands at a time, however many there are. From a checkpoint that an audit proved, it folds anew only
what hangs on the entries after it (decision 0033).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, select, true

from certs.audit.differences import Findings
from certs.audit.since_checkpoint import Base, base_of
from certs.errors import CouldNotCheck
from certs.lifecycle.events import LoggedEvent
from certs.register.append import append_events, log_growth, name_index, serials, status_spans
from certs.register.store import ledger, log_tree, schema_revision, standings
from certs.register.store.database import Store, connect, end_deferral
from certs.register.store.database_errors import refused_what_was_written
from certs.register.store.ledger import trust_of
from certs.register.store.schema_revision import Upgraded
from certs.register.store.stored_bytes import stored_event
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NAME, NODE, SERIAL, STANDING, VERSION

_BATCH: Final = 2_000  # events folded in one go
_CHECKED: Final = 500  # certificates held against their events in one go
_FOLDED: Final = (NAME, BIT, STANDING, VERSION, CERTIFICATE, SERIAL, NODE)  # in the order in which they can be emptied
_AT_ONCE: Final = 10_000  # rows read in one go
_SUM: Final = 2**256
_EVERYTHING: Final = Base()


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery found.

    The entries of the log, what the schema was upgraded from and to, and the tables that had to be folded anew. `since`
    is the size of the checkpoint from which it went on; 0 where it folded everything.
    """

    entries: int
    upgraded: Upgraded | None
    mended: tuple[str, ...]
    since: int = 0


def recover(url: str, checkpoint: bytes = b"") -> Recovered:
    """Check the file, upgrade, and compare every folded table with the events; whatever differs is folded anew.

    With a `checkpoint` that an earlier audit proved, only what hangs on the entries after it is looked at; where they
    do
    not go on from it, everything is. Raises CouldNotCheck where the events themselves are damaged: then only a backup
    or a mirror helps; NotGenuine or Malformed for a checkpoint that is not the log's.
    """
    store = connect(url, write=True)
    try:
        with store.writing() as connection:
            _check_file(store, connection)
            upgraded = schema_revision.bring_up(connection)
            base = (base_of(Findings(), connection, checkpoint, None) if checkpoint else None) or _EVERYTHING
            before = _sums(connection, base)
            entries = fold_again(connection, base)
            after = _sums(connection, base)
            mended = tuple(name for name in before if before[name] != after[name])
            return Recovered(entries, upgraded, mended, base.size)
    finally:
        store.close()


def fold_again(connection: Connection, base: Base = _EVERYTHING) -> int:
    """Fold every table anew from the events, in the caller's transaction; return how many those are.

    Of what lies under a `base`, only what later entries build on. Raises CouldNotCheck where the events are damaged or
    the database does not keep what is folded, Refused where their tree is not the one that was signed.
    """
    numbers = _numbers_after(connection, base.size) if base.size else None
    _empty(connection, base, numbers)
    for events in _batched(stored_event(position, raw) for position, raw in base.leaves):
        _fold(connection, events)
    size = base.size
    for events in _batches(connection, base.size):
        _fold(connection, events)
        log_growth.grow(connection, events)
        if not log_growth.is_grown(connection, events):
            raise refused_what_was_written()
        size += len(events)
    _refold_condemned(connection)
    trust = trust_of(connection)
    taken = serials.fold(connection, trust.body.number_prefix)
    log_tree.require_unforked(connection, trust, size)
    end_deferral(connection)
    if taken.items() - ledger.last_serials(connection).items() or not _is_folded(connection, numbers):
        raise refused_what_was_written()
    return size


def _check_file(store: Store, connection: Connection) -> None:
    if store.dialect != "sqlite":
        return
    message = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    if message != "ok":
        raise CouldNotCheck(
            "register_damaged",
            f"登记簿文件已损坏（{message}）。请从备份恢复。",
            f"The register file is damaged ({message}). Restore a backup.",
        )


def _batches(connection: Connection, start: int) -> Iterator[list[LoggedEvent]]:
    """Yield the events from a position on. Raises CouldNotCheck where one is missing."""
    query = select(EVENT.c.position, EVENT.c.raw).order_by(EVENT.c.position).limit(_BATCH)
    while rows := connection.execute(query.where(EVENT.c.position >= start)).all():
        if [row.position for row in rows] != list(range(start, start + len(rows))):
            raise CouldNotCheck(
                "entries_missing",
                "日志缺了条目，登记簿不完整。请从备份恢复。",
                "Entries of the log are missing; the register is not whole. Restore a backup.",
            )
        start += len(rows)
        yield [stored_event(row.position, row.raw) for row in rows]


def _batched(events: Iterable[LoggedEvent]) -> Iterator[list[LoggedEvent]]:
    source = iter(events)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _fold(connection: Connection, events: Sequence[LoggedEvent]) -> None:
    changed = ledger.records_of(connection, [event.number for event in events if event.type in standings.TYPES])
    append_events.fold_in(connection, events, changed)
    status_spans.refold(connection, changed.values())


def _refold_condemned(connection: Connection) -> None:
    """Fold the status of all that was signed by a key that was declared compromised: it says less than it did."""
    if not ledger.condemned_keys(connection):
        return
    for numbers in _chunks(connection, None):
        status_spans.refold(connection, ledger.records_of(connection, numbers).values())


def _numbers_after(connection: Connection, size: int) -> list[str]:
    later = select(EVENT.c.number).where(EVENT.c.position >= size, EVENT.c.number != "").distinct()
    return sorted(connection.execute(later).scalars())


def _empty(connection: Connection, base: Base, numbers: Sequence[str] | None) -> None:
    """Take out what is to be folded anew: all of it, or the rows of some certificates, and the tree after the base."""
    if numbers is None:
        name_index.forget_all(connection)
    else:
        for number in numbers:
            name_index.forget(connection, number)
    for table in _FOLDED:
        part = _part(base, table)
        connection.execute(table.delete().where(true() if part is None else part))


def _part(base: Base, table: Table) -> ColumnElement[bool] | None:
    """Return which rows of a table hang on what is folded; the serials are few, and all of them are."""
    return None if table is SERIAL else base.part(table)


def _is_folded(connection: Connection, numbers: Sequence[str] | None) -> bool:
    """Tell whether the database holds what was folded: a trigger or a rule can swallow or alter it without a word."""
    for chunk in _chunks(connection, numbers):
        records = ledger.records_of(connection, chunk)
        said = select(CERTIFICATE.c.number, CERTIFICATE.c.last_position).where(CERTIFICATE.c.number.in_(chunk))
        newest = {number: record.entries[-1].position for number, record in records.items()}
        if {row.number: row.last_position for row in connection.execute(said)} != newest:
            return False
        held = select(VERSION.c.number, VERSION.c.version, VERSION.c.position).where(VERSION.c.number.in_(chunk))
        versions = {(r.number, v.version, v.position) for r in records.values() for v in r.versions}
        if {tuple(row) for row in connection.execute(held)} != versions:
            return False
        if not name_index.are_indexed(connection, records) or not status_spans.are_folded(connection, records.values()):
            return False
    return True


def _chunks(connection: Connection, numbers: Sequence[str] | None) -> Iterator[list[str]]:
    """Yield numbers, some hundreds at a time: those given, or all that the log has entries of."""
    if numbers is not None:
        yield from (list(numbers[start : start + _CHECKED]) for start in range(0, len(numbers), _CHECKED))
        return
    query = select(EVENT.c.number).distinct().order_by(EVENT.c.number).limit(_CHECKED)
    last = ""  # of the body and its keys
    while chunk := list(connection.execute(query.where(EVENT.c.number > last)).scalars()):
        yield chunk
        last = chunk[-1]


def _sums(connection: Connection, base: Base) -> Mapping[str, tuple[int, int]]:
    return {table.name: _sum(connection, table, _part(base, table)) for table in _FOLDED}


def _sum(connection: Connection, table: Table, part: ColumnElement[bool] | None) -> tuple[int, int]:
    """Return how many rows there are and a sum of their hashes, whatever their order; ids are handed out anew."""
    columns: list[ColumnElement[Any]] = [column for column in table.columns if column.name != "id"]
    query = select(*columns).where(true() if part is None else part)
    count = total = 0
    for rows in connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions():
        for row in rows:
            total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
        count += len(rows)
        total %= _SUM
    return count, total
