"""The log's growth: new leaves in the tree, and its new head signed, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from certs.errors import CouldNotCheck, Refused
from certs.lifecycle.events import LoggedEvent
from certs.log import tree
from certs.log.checkpoint import Head, sign_checkpoint
from certs.log.signed_note import NoteKey, Sign
from certs.register.append.append_events import Appended
from certs.register.append.put_rows import put
from certs.register.store import log_tree
from certs.register.store.tables import CHECKPOINT, NODE
from certs.trust.trust_list.trust_list import TrustList


def grow(connection: Connection, events: Sequence[Appended]) -> tuple[int, bytes]:
    """Add entries that follow the tree's end, at least one; return the size and root it then has."""
    grown = _growth(connection, events)
    put(connection, NODE, [{"level": level, "place": place, "hash": node} for level, place, node in grown.nodes])
    return grown.size, grown.root


def is_grown(connection: Connection, events: Sequence[Appended]) -> bool:
    """Tell whether the tree has every node that these entries add to it."""
    grown, nodes = _growth(connection, events), log_tree.StoredNodes(connection)
    try:
        nodes.load((level, place) for level, place, _ in grown.nodes)
    except CouldNotCheck:
        return False
    return all(nodes(level, place) == node for level, place, node in grown.nodes)


def _growth(connection: Connection, events: Sequence[Appended]) -> tree.Growth:
    size = events[0].position
    nodes = log_tree.StoredNodes(connection)
    nodes.load(tree.subtrees(0, size))
    frontier = [nodes(level, place) for level, place in tree.subtrees(0, size)]
    return tree.grow(size, frontier, [tree.leaf_hash(event.raw) for event in events])


def log(
    connection: Connection,
    trust: TrustList,
    events: Sequence[LoggedEvent],
    public_raw: bytes,
    sign: Sign,
    outgoing: Sequence[tuple[bytes, Sign]] = (),
) -> bytes:
    """Add events to the tree and sign its new head with the log key (`sign`); return that head.

    `outgoing` are log keys, raw and signer, that were rotated out and sign beside it, for verifiers that know no newer
    one. Raises Refused if one of the keys is not the log's.
    """
    if public_raw != trust.active("log").raw:
        raise Refused(
            "key_mismatch",
            "log 的私钥与登记簿里的公钥不符，没有写入任何内容。",
            "The private log key is not the one in the register; nothing was written.",
        )
    retired = {key.raw for key in trust.keys if (key.purpose, key.state) == ("log", "retired")}
    if any(raw not in retired for raw, _ in outgoing):
        raise Refused(
            "key_mismatch",
            "有一把旧的 log 私钥不是登记簿里停用的那一把，没有写入任何内容。请检查 keys 文件夹。",
            "An older private log key is none that the register retired; nothing was written. Check the keys folder.",
        )
    size, root = grow(connection, events)
    signers = [(NoteKey(trust.log_origin, raw), by) for raw, by in ((public_raw, sign), *outgoing)]
    checkpoint = sign_checkpoint(Head(trust.log_origin, size, root), signers)
    raw = checkpoint.encode()
    connection.execute(insert(CHECKPOINT).values(size=size, raw=raw))
    return raw
