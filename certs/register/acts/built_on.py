"""Holding the entries that an act builds on against the signed head, before it signs anything on top of them.

An act builds on the entries of the certificates that it looks at, on those of the body and its keys, and on the newest
ones. Their leaf hashes, and the stored hashes beside them, have to lead to the tree that the log has signed; what the
register has folded from them has to be what they say. The cost grows with the act and not with the register: an entry
that nothing builds on is for the audit to find.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, select

from certs import limits
from certs.certificate.public_content import content_digest
from certs.errors import StarmarkError
from certs.lifecycle.events import parse_event
from certs.lifecycle.record import Record
from certs.log import tree
from certs.register.append import status_spans
from certs.register.store import log_tree
from certs.register.store.ledger import InChunks
from certs.register.store.log_tree import stored_entry_changed
from certs.register.store.tables import CERTIFICATE, EVENT, VERSION

_ENTRIES: Final = InChunks(select(EVENT), EVENT.c.number)
_FOLDED: Final = InChunks(select(CERTIFICATE), CERTIFICATE.c.number)
_CONTENTS: Final = InChunks(
    select(VERSION.c.number, VERSION.c.version, VERSION.c.content).order_by(VERSION.c.number, VERSION.c.version),
    VERSION.c.number,
)


def require_unchanged(connection: Connection, size: int, numbers: Iterable[str]) -> None:
    """Hold the newest entries of a log of `size`, those of its keys, and those of these numbers, against the tree.

    The stored head has been held against the tree before (`log_tree.require_unforked`). Raises Refused
    (`stored_entry_changed`) naming an entry, or a certificate whose folded row says something else; CouldNotCheck.
    """
    newest = connection.execute(select(EVENT).where(EVENT.c.position >= size - limits.BUILT_ON)).all()
    leaves = _leaves(chain(newest, _ENTRIES.rows(connection, chain([""], numbers))))
    positions = sorted(leaves)
    if positions[len(positions) - min(limits.BUILT_ON, size) :] != list(range(max(0, size - limits.BUILT_ON), size)):
        raise stored_entry_changed(f"position={size - 1}")
    nodes = log_tree.StoredNodes(connection)
    places = [place for place in tree.subtrees(0, size) if _holds(place, positions)]
    nodes.load([*places, *(one for place in places for one in _beside(place, positions)), *((0, p) for p in positions)])
    for position in positions:
        if nodes(0, position) != leaves[position]:
            raise stored_entry_changed(f"position={position}")
    for place in places:
        if _hash(place, positions, leaves, nodes) != nodes(*place):
            raise stored_entry_changed(f"node={place[0]}/{place[1]}")


def require_folded(connection: Connection, records: Iterable[Record]) -> None:
    """Hold the rows that were folded from these records against them. Raises Refused (`stored_entry_changed`).

    An entry that somebody keeps from its certificate is missed by them: its suspension, say, which set a bit.
    """
    by_number = {record.number: record for record in records}
    if not status_spans.are_folded(connection, by_number.values()):
        broken = (number for number, one in by_number.items() if not status_spans.are_folded(connection, [one]))
        raise stored_entry_changed(min(broken))
    contents = _contents(connection, by_number)
    for row in _FOLDED.rows(connection, [*by_number]):
        record = by_number.pop(row.number)
        holder = record.latest.subject["holder"]
        folded = [(version.version, content_digest(version.subject)) for version in record.versions]
        last = record.entries[-1].position
        if (row.uscc, row.holder, row.last_position) != (holder["uscc"], holder["name"], last):
            raise stored_entry_changed(row.number)
        if contents.get(row.number) != folded:
            raise stored_entry_changed(row.number)
    if by_number:
        raise stored_entry_changed(min(by_number))


def _contents(connection: Connection, numbers: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """Return the digests of each certificate's versions, as they were folded, in order."""
    contents: dict[str, list[tuple[int, str]]] = {}
    for row in _CONTENTS.rows(connection, numbers):
        contents.setdefault(row.number, []).append((row.version, row.content))
    return contents


def _leaves(rows: Iterable[Any]) -> dict[int, bytes]:
    """Return the leaf hashes of stored entries by their positions; each says what its row says."""
    leaves = {}
    for row in rows:
        raw = bytes(row.raw)
        try:
            event = parse_event(row.position, raw)
        except StarmarkError as error:
            raise stored_entry_changed(f"position={row.position}") from error
        if (event.type, event.number, event.body["recorded"]) != (row.type, row.number, row.recorded):
            raise stored_entry_changed(f"position={row.position}")
        leaves[row.position] = tree.leaf_hash(raw)
    return leaves


def _holds(place: tree.Place, positions: Sequence[int]) -> bool:
    """Tell whether any of the positions lies in a subtree."""
    first = place[1] << place[0]
    at = bisect_left(positions, first)
    return at < len(positions) and positions[at] < first + (1 << place[0])


def _beside(place: tree.Place, positions: Sequence[int]) -> list[tree.Place]:
    """Return the subtrees of a subtree that hold none of the positions, the largest of them."""
    if not _holds(place, positions):
        return [place]
    level, index = place
    if level == 0:
        return []
    return [*_beside((level - 1, 2 * index), positions), *_beside((level - 1, 2 * index + 1), positions)]


def _hash(place: tree.Place, positions: Sequence[int], leaves: dict[int, bytes], nodes: log_tree.StoredNodes) -> bytes:
    """Return the hash of a subtree, made of the entries themselves where there are any."""
    level, index = place
    if not _holds(place, positions):
        return nodes(level, index)
    if level == 0:
        return leaves[index]
    left, right = ((level - 1, 2 * index + side) for side in (0, 1))
    return tree.node_hash(_hash(left, positions, leaves, nodes), _hash(right, positions, leaves, nodes))
