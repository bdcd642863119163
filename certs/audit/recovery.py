"""Recovery.

A register that was interrupted, is older than the software, or whose folded tables do not match its events.

`recover` does what `make_ready` does before every command, checks the database file, and holds every table against the
events, on all cores. What agrees is not written; where a table differs, all of them are folded anew, some thousands of
events at a time, and held against the events once more. From a checkpoint that an audit proved, it looks only at what
hangs on the entries after it (decisions 0033 and 0072).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, select, true

from certs.audit.differences import Findings
from certs.audit.folding import all_cores, bulk_entries, folded_tables, full_text, log_leaves
from certs.audit.folding.folded_tables import Held
from certs.audit.folding.portion_rows import Terms
from certs.audit.since_checkpoint import Base, base_of
from certs.errors import CouldNotCheck
from certs.register.append import append_events, log_growth, name_index, serials, status_spans
from certs.register.append.append_events import Appended
from certs.register.store import ledger, log_tree, schema_revision, standings
from certs.register.store.database import Store, connect, end_deferral
from certs.register.store.database_errors import refused_what_was_written
from certs.register.store.ledger import trust_of
from certs.register.store.schema_revision import Upgraded
from certs.register.store.stored_bytes import damaged
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NAME, NODE, SERIAL, STANDING, VERSION

_REFOLDED: Final = 500  # certificates whose status is folded anew in one go
_FOLDED: Final = (NAME, BIT, STANDING, VERSION, CERTIFICATE, SERIAL, NODE)  # in the order in which they can be emptied
_EVERYTHING: Final = Base()


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery found.

    The entries of the log, what the schema was upgraded from and to, and the tables that differed and were folded anew.
    `since` is the size of the checkpoint from which it went on; 0 where it looked at everything.
    """

    entries: int
    upgraded: Upgraded | None
    mended: tuple[str, ...]
    since: int = 0


def recover(url: str, checkpoint: bytes = b"") -> Recovered:
    """Check the file, upgrade, and compare every folded table with the events; where one differs, all are folded anew.

    With a `checkpoint` that an earlier audit proved, only what hangs on the entries after it is looked at, and not the
    file; where they do not go on from it, everything is. Raises CouldNotCheck where the events themselves are damaged:
    then only a backup or a mirror helps; NotGenuine or Malformed for a checkpoint that is not the log's.
    """
    store = connect(url, write=True)
    try:
        with store.writing() as connection:
            if not checkpoint:
                _check_file(store, connection)
            upgraded = schema_revision.bring_up(connection)
            base = (base_of(Findings(), connection, checkpoint, None) if checkpoint else None) or _EVERYTHING
            if checkpoint and not base.size:
                _check_file(store, connection)
            size, differing = _compared(connection, base)
            if differing:
                fold_again(connection, base)
            else:
                log_tree.require_unforked(connection, trust_of(connection), size)
                if not base.size:
                    full_text.rebuild(connection, size)
            return Recovered(size, upgraded, differing, base.size)
    finally:
        store.close()


def fold_again(connection: Connection, base: Base = _EVERYTHING) -> int:
    """Fold every table anew from the events, in the caller's transaction; return how many those are.

    Of what lies under a `base`, only what later entries build on. Raises CouldNotCheck where the events are damaged or
    the database does not keep what is folded, Refused where their tree is not the one that was signed.
    """
    _empty(connection, base, _numbers_after(connection, base.size) if base.size else None)
    for start in range(0, len(base.leaves), log_leaves.BATCH):
        _fold(connection, bulk_entries.read(base.leaves[start : start + log_leaves.BATCH]))
    size = ledger.head(connection).size
    leaves = log_leaves.batches(connection, base.size)
    for _, entries in all_cores.each(bulk_entries.read, leaves, size - base.size):
        _fold(connection, entries)
        log_growth.grow(connection, entries)
    _refold_condemned(connection)
    trust = trust_of(connection)
    serials.fold(connection, trust.body.number_prefix)
    log_tree.require_unforked(connection, trust, size)
    end_deferral(connection)
    if _compared(connection, base)[1]:  # a trigger or a rule can swallow or alter a row without a word
        raise refused_what_was_written()
    return size


def _compared(connection: Connection, base: Base) -> tuple[int, tuple[str, ...]]:
    """Return how many entries the log has, and which tables differ from what follows from them.

    Raises CouldNotCheck where an entry is missing, damaged, or not where it belongs.
    """
    size, same_tree = log_leaves.tree_of(connection, base.size, base.frontier)
    roots, trust = ledger.root_events(connection), trust_of(connection)
    terms = Terms(
        ledger.condemned_keys(connection), trust.body.number_prefix, plain_days=connection.dialect.name == "sqlite"
    )
    if base.size:
        held = folded_tables.hold_some(connection, terms, _numbers_after(connection, base.size))
    else:
        held = folded_tables.hold_all(connection, terms, size)
        if held.entries + len(roots) != size or any(event.number for event in roots):
            raise damaged()
    differing = set(held.differing)
    if not same_tree:
        differing.add(NODE.name)
    if not _same_serials(connection, held, base):
        differing.add(SERIAL.name)
    return size, tuple(table.name for table in _FOLDED if table.name in differing)


def _same_serials(connection: Connection, held: Held, base: Base) -> bool:
    """Tell whether the serials are those taken; over a base, that none is behind those that its certificates took."""
    kept = ledger.last_serials(connection)
    if base.size:
        return all(kept.get(year, 0) >= last for year, last in held.serials.items())
    return kept == held.serials


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


def _fold(connection: Connection, entries: Sequence[Appended]) -> None:
    changed = ledger.records_of(connection, [one.number for one in entries if one.type in standings.TYPES])
    append_events.fold_in(connection, entries, changed)
    status_spans.refold(connection, changed.values())


def _refold_condemned(connection: Connection) -> None:
    """Fold the status of all that was signed by a key that was declared compromised: it says less than it did."""
    condemned = ledger.condemned_keys(connection)
    if not condemned:
        return
    since = EVENT.c.position >= min(trusted for _, trusted in condemned)
    numbers = select(EVENT.c.number).where(since, EVENT.c.number != "").distinct().order_by(EVENT.c.number)
    last = ""
    while some := list(connection.execute(numbers.where(EVENT.c.number > last).limit(_REFOLDED)).scalars()):
        status_spans.refold(connection, ledger.records_of(connection, some).values())
        last = some[-1]


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
