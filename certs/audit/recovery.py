"""Recovery.

A register that was interrupted, is older than the software, or whose folded tables do not match its events.

`recover` does what `make_ready` does before every command, and checks the database file and folds every table anew from
the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from certs.errors import CouldNotCheck
from certs.lifecycle.compromise import condemned_in
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, fold
from certs.register.append import append_events, log_growth, name_index, serials, status_spans
from certs.register.append.entries_trace import EntriesTrace
from certs.register.store import ledger, log_tree, schema_revision
from certs.register.store.database import Store, connect, end_deferral
from certs.register.store.database_errors import refused_what_was_written
from certs.register.store.ledger import trust_of
from certs.register.store.schema_revision import Upgraded
from certs.register.store.tables import BIT, CERTIFICATE, NAME, NODE, SERIAL, STANDING, VERSION

_BATCH: Final = 2_000  # events folded in one go
_FOLDED: Final = (NAME, BIT, STANDING, VERSION, CERTIFICATE, SERIAL, NODE)  # in the order in which they can be emptied


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery found.

    The entries of the log, what the schema was upgraded from and to, and the tables that had to be folded anew.
    """

    entries: int
    upgraded: Upgraded | None
    mended: tuple[str, ...]


def recover(url: str) -> Recovered:
    """Check the file, upgrade, and compare every folded table with the events; whatever differs is folded anew.

    Raises CouldNotCheck where the events themselves are damaged: then only a backup or a mirror helps.
    """
    store = connect(url, write=True)
    try:
        with store.writing() as connection:
            _check_file(store, connection)
            upgraded = schema_revision.bring_up(connection)
            before = _snapshot(connection)
            entries = fold_again(connection)
            after = _snapshot(connection)
            return Recovered(entries, upgraded, tuple(name for name in before if before[name] != after[name]))
    finally:
        store.close()


def fold_again(connection: Connection) -> int:
    """Fold every table anew from the events, in the caller's transaction; return how many those are.

    Raises CouldNotCheck where the events are damaged or the database does not keep what is folded, Refused where their
    tree is not the one that was signed.
    """
    events = list(ledger.all_events(connection))
    _check_order(events)
    taken = _fold_anew(connection, events)
    log_tree.require_unforked(connection, trust_of(connection), len(events))
    end_deferral(connection)
    if not EntriesTrace(events, serials=taken).is_whole(connection):
        raise refused_what_was_written()
    return len(events)


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


def _check_order(events: list[LoggedEvent]) -> None:
    if any(event.position != place for place, event in enumerate(events)):
        raise CouldNotCheck(
            "entries_missing",
            "日志缺了条目，登记簿不完整。请从备份恢复。",
            "Entries of the log are missing; the register is not whole. Restore a backup.",
        )


def _fold_anew(connection: Connection, events: list[LoggedEvent]) -> Mapping[int, int]:
    name_index.forget_all(connection)
    for table in _FOLDED:
        connection.execute(table.delete())
    entries: dict[str, list[LoggedEvent]] = {}
    for event in events:
        entries.setdefault(event.number, []).append(event)
    condemned = condemned_in(entries.get("", ()))
    records: dict[str, Record] = {n: fold(history, condemned) for n, history in entries.items() if n}
    for start in range(0, len(events), _BATCH):
        append_events.fold_in(connection, events[start : start + _BATCH], records)
        log_growth.grow(connection, events[start : start + _BATCH])
    status_spans.refold(connection, records.values())
    return serials.fold(connection, trust_of(connection).body.number_prefix)


def _snapshot(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: _rows(connection, table) for table in _FOLDED}


def _rows(connection: Connection, table: Table) -> list[Any]:
    columns = [column for column in table.columns if column.name != "id"]
    return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]
