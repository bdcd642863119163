"""Bringing a register that was restored from an old backup up to what was published since, from the public log alone.

Every entry is proved before it is taken: its signatures, and the root of the signed checkpoint over all of them. All of
it is one transaction. What only the staff host knew (who decided) does not come back this way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert

from certs import limits
from certs.audit import prove_log
from certs.errors import CouldNotCheck, NotGenuine
from certs.lifecycle.events import LoggedEvent, parse_event
from certs.log import tree
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.log.fork_evidence import require_root
from certs.log.tiles import ENTRIES, WIDTH, parse_bundle, tile_at
from certs.publication.files import log_files
from certs.register.append import append_events, log_growth, serials
from certs.register.store import ledger, log_tree
from certs.register.store.database import open_store
from certs.register.store.tables import CHECKPOINT
from certs.trust.trust_list.trust_fold import EVENTS, parse_trust_list
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import offline

Read = Callable[[str, int], bytes]  # path below the publication, and the most bytes; raises CouldNotCheck
_CHECKPOINT: Final = f"{log_files.FOLDER}/checkpoint"
_TRUST: Final = "trust.json"
_BUNDLE: Final = WIDTH * (limits.EVENT + 2)  # bytes of an entry bundle
_BATCH: Final = 2_000  # events


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many entries the register had, and how many it has now."""

    before: int
    after: int


def catch_up(url: str, read: Read) -> CaughtUp:
    """Add the published entries that a register lacks. `read` gets a published file.

    Raises Refused where the register is no beginning of what is published (both heads are shown), NotGenuine where what
    is published does not hold, CouldNotCheck where it cannot be had. Then nothing was changed.
    """
    raw = read(_CHECKPOINT, limits.NOTE)
    checkpoint = parse_checkpoint(raw)
    store = open_store(url, write=True)
    try:
        with store.writing() as connection:
            before = ledger.head(connection).size
            if checkpoint.head.size > before:
                _grow(connection, before, checkpoint, raw, read)
            after = ledger.head(connection).size
            log_tree.require_unforked(connection, _trust(connection, ()), after, [raw])
            return CaughtUp(before, after)
    finally:
        store.close()


def _grow(connection: Connection, before: int, checkpoint: Checkpoint, raw: bytes, read: Read) -> None:
    size = checkpoint.head.size
    leaves = _published(connection, before, size, read)
    events = [parse_event(position, entry) for position, entry in enumerate(leaves, start=before)]
    trust = _trust(connection, events)
    verify_checkpoint(raw, policy_of(trust))
    faults = prove_log.faults_of([(e.position, e.raw) for e in events], trust)
    for fault in faults:
        if not fault.condemned:  # a stolen key's entries stay in the log, and count for nothing
            raise NotGenuine(fault.code, *fault.words)
    for start in range(0, len(events), _BATCH):
        batch = events[start : start + _BATCH]
        append_events.append(connection, batch)
        log_growth.grow(connection, batch)
    serials.fold(connection, trust.body.number_prefix)
    require_root(checkpoint.head, log_tree.StoredNodes(connection))
    connection.execute(insert(CHECKPOINT).values(size=size, raw=log_tree.own_head(checkpoint, trust)))
    if any(event.type in EVENTS for event in events):
        _take_trust_list(connection, trust, read)


def _published(connection: Connection, before: int, size: int, read: Read) -> list[bytes]:
    """Return the entries from `before` on; those of the first bundle that we have must be ours."""
    following: list[bytes] = []
    for index in range(before // WIDTH, -(-size // WIDTH)):
        tile = tile_at(ENTRIES, index, size)
        entries = parse_bundle(read(f"{log_files.FOLDER}/{tile.path}", _BUNDLE), tile)
        have = max(0, before - index * WIDTH)
        nodes = log_tree.StoredNodes(connection)
        for place, entry in enumerate(entries[:have], start=index * WIDTH):
            if nodes(0, place) != tree.leaf_hash(entry):
                raise NotGenuine(
                    "log_forked",
                    f"公开日志的第 {place} 条与备份里的不同：这是另一段历史，没有接上。请保留两者并按手册处理。",
                    f"Entry {place} of the public log is another than in the backup: this is another history, so "
                    "nothing was added. Keep both and follow the runbook.",
                )
        following += entries[have:]
    return following


def _trust(connection: Connection, more: Sequence[LoggedEvent]) -> TrustList:
    """Fold the trust list of what we have and what is to come; the root is that of our own entry 0."""
    own_leaves = [(e.position, e.raw) for e in ledger.root_events(connection)]
    leaves = [*own_leaves, *((e.position, e.raw) for e in more if not e.number)]
    trust, faults = prove_log.trust_of_leaves(leaves, None)
    for fault in faults:
        raise NotGenuine(fault.code, *fault.words)
    return trust


def _take_trust_list(connection: Connection, trust: TrustList, read: Read) -> None:
    """Keep the trust list that the root signed over the new keys: without the root's private key none can be made."""
    raw = read(_TRUST, limits.TRUST_LIST)
    root = offline.root_of(raw)
    signed = parse_trust_list(raw, root)
    roots = {key.raw for key in trust.keys if key.purpose == "root"}
    if root not in roots or (signed.keys, signed.body) != (trust.keys, trust.body):
        raise CouldNotCheck(
            "trust_list_older",
            "公开的 trust.json 与公开日志里的密钥事件不一致，没有接上。请取最新的 trust.json 再试。",
            "The published trust.json does not fit the key events of the published log, so nothing was added. "
            "Get the newest trust.json and try again.",
        )
    newest = ledger.newest_trust_list(connection)
    if newest is None or offline.read_kept_trust_list(newest).size < signed.size:
        append_events.store_trust_list(connection, signed.size, raw)
