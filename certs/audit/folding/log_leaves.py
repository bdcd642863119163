"""The log's entries as they are stored, in order, and whether the stored tree is that of these entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from certs.errors import CouldNotCheck
from certs.log import tree
from certs.register.store.stored_bytes import stored_raw
from certs.register.store.tables import EVENT, NODE

Leaf = tuple[int, bytes]  # position, and the exact bytes of the entry
BATCH: Final = 2_000  # entries read in one go


def batches(connection: Connection, start: int) -> Iterator[list[Leaf]]:
    """Yield the entries from a position on. Raises CouldNotCheck where one is missing."""
    query = select(EVENT.c.position, EVENT.c.raw).order_by(EVENT.c.position).limit(BATCH)
    while rows := connection.execute(query.where(EVENT.c.position >= start)).all():
        if [row.position for row in rows] != list(range(start, start + len(rows))):
            raise CouldNotCheck(
                "entries_missing",
                "日志缺了条目，登记簿不完整。请从备份恢复。",
                "Entries of the log are missing; the register is not whole. Restore a backup.",
            )
        start += len(rows)
        yield [(row.position, stored_raw(row.raw)) for row in rows]


def tree_of(connection: Connection, start: int, frontier: Sequence[bytes]) -> tuple[int, bool]:
    """Return how many entries the log has, and whether the stored tree is theirs.

    The first `start` entries, whose tree has the `frontier`, are none of its matter, nor are the nodes over them alone.
    Raises CouldNotCheck where an entry is missing.
    """
    size, same, expected = start, True, 0
    for leaves in batches(connection, start):
        grown = tree.grow(size, frontier, [tree.leaf_hash(raw) for _, raw in leaves])
        size, frontier, expected = grown.size, grown.frontier, expected + len(grown.nodes)
        same = same and _are_stored(connection, grown.nodes)
    counted = select(func.count()).select_from(NODE).where(_after(start, size))
    return size, same and connection.execute(counted).scalar_one() == expected


def _after(start: int, size: int) -> ColumnElement[bool]:
    """Return which nodes are not over the first entries alone: level by level, as the key finds them."""
    if not start:
        return true()
    height = size.bit_length()
    levels = (and_(NODE.c.level == level, NODE.c.place >= start >> level) for level in range(height))
    return or_(NODE.c.level >= height, *levels)


def _are_stored(connection: Connection, nodes: Sequence[tree.Node]) -> bool:
    for level, some in groupby(sorted(nodes), key=itemgetter(0)):
        wanted = [(place, node) for _, place, node in some]
        here = NODE.c.level == level, NODE.c.place.between(wanted[0][0], wanted[-1][0])
        rows = connection.execute(select(NODE.c.place, NODE.c.hash).where(*here).order_by(NODE.c.place)).all()
        if [(place, bytes(node)) for place, node in rows] != wanted:
            return False
    return True
