"""The log's tree: appending against the limit that hashing sets, and a proof over a million entries against a
verification.

The limit of an append is one leaf hash and one node hash: a tree of n leaves has n - 1 inner nodes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert

from certs.errors import Words
from certs.log import tree
from certs.register.store import log_tree
from certs.register.store.database import create
from certs.register.store.tables import NODE
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import ring

APPENDED: Final = 1_000
ENTRIES: Final = 1_000_000
CHUNK: Final = 50_000
_ENTRY: Final = b"x" * 64  # short, so that hashing hides nothing of what we add to it


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    entries = [_ENTRY + b"%d" % n for n in range(APPENDED)]

    def append() -> object:
        return tree.grow(0, (), [tree.leaf_hash(entry) for entry in entries]).root

    def limit() -> None:
        for entry in entries:
            leaf = hashlib.sha256(b"\0" + entry).digest()
            hashlib.sha256(b"\1" + leaf + leaf).digest()

    yield timing.line(
        Words(
            f"日志追加 {APPENDED} 条，对叶和节点哈希的极限",
            f"append {APPENDED} entries to the log's tree, to the hashing of leaves and nodes alone",
        ),
        timing.side_by_side(append, limit),
        4,
    )
    yield from _proofs(folder)


def _proofs(folder: Path) -> Iterator[Line]:
    store = create(f"sqlite:///{folder / 'nodes.db'}")
    held: dict[tree.Place, bytes] = {}
    with store.writing() as connection:
        size, frontier = 0, tuple[bytes, ...]()
        for start in range(0, ENTRIES, CHUNK):
            grown = tree.grow(size, frontier, [tree.leaf_hash(b"%d" % n) for n in range(start, start + CHUNK)])
            size, frontier = grown.size, grown.frontier
            connection.execute(
                insert(NODE), [{"level": level, "place": place, "hash": node} for level, place, node in grown.nodes]
            )
            held.update({(level, place): node for level, place, node in grown.nodes})
    chosen = random.Random(6962)
    asked = timing.in_turn([chosen.randrange(ENTRIES) for _ in range(997)])
    key, data = ring().get("certificate"), b"x" * 64
    public, signature = Ed25519PublicKey.from_public_bytes(key.public_raw), key.sign(data)

    def in_memory() -> object:
        return tree.inclusion_proof(asked(), ENTRIES, lambda level, place: held[level, place])

    yield timing.line(
        Words(f"{ENTRIES} 条时的日志证明，对一次纯核验", f"proof of an entry among {ENTRIES}, to a pure verification"),
        timing.side_by_side(in_memory, lambda: public.verify(signature, data)),
        1,
    )
    with store.reading() as connection:

        def stored() -> object:
            position, nodes = asked(), log_tree.StoredNodes(connection)
            nodes.load(tree.places(tree.inclusion_ranges(position, ENTRIES)))
            return tree.inclusion_proof(position, ENTRIES, nodes)

        yield timing.line(
            Words("同上，节点从数据库读", "likewise, with the nodes read from the database"),
            timing.side_by_side(stored, lambda: public.verify(signature, data)),
            None,
        )
    store.close()
