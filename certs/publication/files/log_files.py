"""The log as files, made from the register: tiles, entry bundles, and the proof that comes with a certificate.

All of it follows from events and tree alone, so the web, the publication and an audit make the same bytes (C2SP
tlog-tiles, tlog-proof). Needs no key.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from certs.errors import CouldNotCheck
from certs.log import tiles, tree
from certs.log.tiles import ENTRIES, HEIGHT, WIDTH, Tile
from certs.log.tlog_proof import LogProof
from certs.register.store.log_tree import StoredNodes
from certs.register.store.tables import CHECKPOINT, EVENT, NODE

FOLDER = "log"  # of the tiles and the checkpoint, in addresses and in the publication


def tile_file(connection: Connection, tile: Tile) -> bytes:
    """Return the content of a tile or an entry bundle. Raises CouldNotCheck where the register lacks part of it."""
    first = tile.index * WIDTH
    if tile.level == ENTRIES:
        query = select(EVENT.c.raw).where(EVENT.c.position >= first).order_by(EVENT.c.position).limit(tile.width)
        entries = [bytes(raw) for raw in connection.execute(query).scalars()]
        _require(len(entries) == tile.width)
        return tiles.bundle_bytes(entries)
    hashes = connection.execute(
        select(NODE.c.hash)
        .where(NODE.c.level == HEIGHT * tile.level, NODE.c.place >= first, NODE.c.place < first + tile.width)
        .order_by(NODE.c.place)
    ).scalars()
    digests = [bytes(one) for one in hashes]
    _require(len(digests) == tile.width)
    return b"".join(digests)


def has_tile(tile: Tile, size: int) -> bool:
    """Tell whether a tree of `size` has a tile of at least this width there."""
    width = size if tile.level == ENTRIES else size >> (HEIGHT * tile.level)
    return tile.index * WIDTH + tile.width <= width


def checkpoint_file(connection: Connection) -> tuple[int, bytes] | None:
    """Return the size and the bytes of the newest stored checkpoint; None before the first entry."""
    row = connection.execute(
        select(CHECKPOINT.c.size, CHECKPOINT.c.raw).order_by(CHECKPOINT.c.size.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.size, bytes(row.raw))


def proof_file(connection: Connection, position: int, size: int, checkpoint: bytes) -> bytes:
    """Return the tlog-proof of one entry under a checkpoint of `size` entries."""
    nodes = StoredNodes(connection)
    nodes.load(tree.places(tree.inclusion_ranges(position, size)))
    return LogProof(position, tree.inclusion_proof(position, size, nodes), checkpoint).encode()


def newest_proof(
    connection: Connection, position: int, as_shown: Callable[[int, bytes], bytes] = lambda _, raw: raw
) -> bytes:
    """Return the tlog-proof of one entry under the newest stored checkpoint.

    `as_shown` may add to that checkpoint, given its size and bytes, what witnesses have put under it.
    """
    newest = checkpoint_file(connection)
    if newest is None or position >= newest[0]:
        raise _no_checkpoint()
    return proof_file(connection, position, newest[0], as_shown(*newest))


def first_proof(connection: Connection, position: int) -> bytes:
    """Return the tlog-proof of one entry under the oldest stored checkpoint that covers it.

    That is the one that the act stored which made the entry, so this proof is the same for as long as the register is.
    """
    query = select(CHECKPOINT.c.size, CHECKPOINT.c.raw).where(CHECKPOINT.c.size > position)
    row = connection.execute(query.order_by(CHECKPOINT.c.size).limit(1)).one_or_none()
    if row is None:
        raise _no_checkpoint()
    return proof_file(connection, position, row.size, bytes(row.raw))


def _no_checkpoint() -> CouldNotCheck:
    return CouldNotCheck(
        "no_checkpoint",
        "日志还没有检查点，暂时给不出证明。",
        "The log has no checkpoint yet, so no proof can be given.",
    )


def _require(whole: bool) -> None:  # noqa: FBT001 - a plain condition
    if not whole:
        raise CouldNotCheck(
            "log_incomplete",
            "登记簿里的日志不完整，给不出这一块。请由工作人员运行 starmark recover。",
            "The log in the register is not whole, so this part is missing. Staff should run starmark recover.",
        )
