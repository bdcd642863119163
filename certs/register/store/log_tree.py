"""The log's Merkle tree in the database.

It grows, and its head is signed, in the transaction of the act (data.md, "An act").

Before it grows, the stored checkpoint must match the stored tree, and a checkpoint that was published or witnessed
must be one of this tree's own: a restored old backup, a second writer or a fork stops here, and both heads are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, text

from certs.days import parse_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine, Refused
from certs.log import tree
from certs.log.checkpoint import Checkpoint, Head, goes_on_signing, parse_checkpoint
from certs.log.checkpoint_policy import keys_in_state, policy_of, verify_checkpoint
from certs.register.store.stored_bytes import stored_raw
from certs.register.store.tables import CHECKPOINT, EVENT
from certs.trust.trust_list.trust_list import TrustList

_CHUNK: Final = 400  # places of one question to the database
# Place by place: each is looked up in the primary key, while a list of pairs makes SQLite read the table.
_ASKED_OF_SQLITE: Final = text(
    "SELECT node.level, node.place, node.hash FROM json_each(:places) AS one CROSS JOIN node "
    "ON node.level = json_extract(one.value, '$[0]') AND node.place = json_extract(one.value, '$[1]')"
)
_ASKED: Final = text(
    "SELECT node.level, node.place, node.hash FROM json_array_elements(CAST(:places AS json)) AS one JOIN node "
    "ON node.level = CAST(one ->> 0 AS integer) AND node.place = CAST(one ->> 1 AS bigint)"
)


class StoredNodes:
    """Answers for the hashes of complete subtrees; what a proof needs is fetched at once by `load`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[tree.Place, bytes] = {}

    def load(self, places: Iterable[tree.Place]) -> None:
        """Fetch hashes. Raises CouldNotCheck where the tree lacks one."""
        missing = sorted({place for place in places if place not in self._held})
        asked = _ASKED_OF_SQLITE if self._connection.dialect.name == "sqlite" else _ASKED
        for start in range(0, len(missing), _CHUNK):
            values = {"places": json.dumps(missing[start : start + _CHUNK])}
            for level, place, node in self._connection.execute(asked, values).all():
                self._held[level, place] = bytes(node)
        if any(place not in self._held for place in missing):
            raise CouldNotCheck(
                "tree_incomplete",
                "日志的哈希树缺了节点。请由工作人员运行 starmark recover。",
                "Nodes of the log's tree are missing. Staff should run starmark recover.",
            )

    def __call__(self, level: int, place: int) -> bytes:
        """Return one hash."""
        if (level, place) not in self._held:
            self.load([(level, place)])
        return self._held[level, place]


def root_at(connection: Connection, size: int) -> bytes:
    """Return the root of the first `size` entries."""
    nodes = StoredNodes(connection)
    nodes.load(tree.subtrees(0, size))
    return tree.root(size, nodes)


def newest_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the newest signed head; None before the first act."""
    raw = connection.execute(select(CHECKPOINT.c.raw).order_by(CHECKPOINT.c.size.desc()).limit(1)).scalar_one_or_none()
    return None if raw is None else parse_checkpoint(stored_raw(raw))


def own_head(checkpoint: Checkpoint, trust: TrustList) -> bytes:
    """Return a published head as a register keeps it: signed by the log's keys, without what witnesses put under it."""
    return checkpoint.signed_only_by(keys_in_state(trust, "active", "retired", "compromised")).encode()


def require_unforked(connection: Connection, trust: TrustList, size: int, checkpoints: Sequence[bytes] = ()) -> None:
    """Hold the stored head, and every head seen outside, against the tree. Raises Refused showing both heads, or
    (`head_unsigned`) for a stored head that the log's key did not sign.

    `checkpoints` are those as published or witnessed, byte for byte. One that no key of the log signed is refused,
    unless it says what our own tree says: so stands what a log key signed that was declared compromised since.
    """
    try:
        stored = newest_checkpoint(connection)
    except Malformed as error:
        raise _head_unsigned() from error
    ours = Head(trust.log_origin, size, root_at(connection, size))
    if stored is None or stored.head != ours:
        raise _fork(ours, stored.head if stored else None)
    _require_signed(stored, trust)
    for raw in checkpoints:
        head = _seen_head(connection, trust, size, raw)
        if head.size > size:
            raise _behind(ours, head)
        if head.root != root_at(connection, head.size):
            raise _fork(Head(trust.log_origin, head.size, root_at(connection, head.size)), head)


def _require_signed(stored: Checkpoint, trust: TrustList) -> None:
    try:
        verify_checkpoint(stored.encode(), policy_of(trust))
    except NotGenuine as error:
        raise _head_unsigned() from error


def _head_unsigned() -> Refused:
    return Refused(
        "head_unsigned",
        "登记簿里存的检查点不是日志密钥签署的：有人改动过登记簿。已停止办理，没有改动任何内容。请保留现场，运行 starmark audit，再按手册处理。",
        "The head that the register holds was not signed by the log's key: somebody changed the register. Acts "
        "have stopped and nothing was changed. Keep everything as it is, run starmark audit, and follow the "
        "runbook.",
    )


def _seen_head(connection: Connection, trust: TrustList, size: int, raw: bytes) -> Head:
    try:
        return verify_checkpoint(raw, policy_of(trust)).head
    except NotGenuine:
        head = parse_checkpoint(raw).head
        if head.origin != trust.log_origin or head.size > size or head.root != root_at(connection, head.size):
            raise
        return head


def stored_entry_changed(what: str) -> Refused:
    """Return the refusal to build on something that is not as the log has signed it."""
    return Refused(
        "stored_entry_changed",
        f"登记簿里有内容（{what}）与日志签署过的不符：它被改动过。已停止办理，没有改动任何内容。请保留现场，运行 starmark audit，"
        "再按手册处理。",
        f"Something in the register ({what}) is not as the log has signed it: it was changed. Acts have stopped and "
        "nothing was changed. Keep everything as it is, run starmark audit, and follow the runbook.",
    )


def still_signing(connection: Connection, trust: TrustList, now: datetime) -> tuple[str, ...]:
    """Return the names of log keys that were rotated out so lately that they still sign beside their successor."""
    ended = {
        key.ended: key.name
        for key in trust.keys
        if (key.purpose, key.state) == ("log", "retired") and key.ended is not None
    }
    rows = connection.execute(
        select(EVENT.c.position, EVENT.c.recorded).where(EVENT.c.position.in_(ended)).order_by(EVENT.c.position)
    )
    return tuple(ended[row.position] for row in rows if goes_on_signing(parse_instant(row.recorded), now))


def _fork(ours: Head, other: Head | None) -> Refused:
    theirs = _shown(other) if other else "—"
    return Refused(
        "log_forked",
        f"登记簿的日志与已签署的检查点不一致，已停止办理，没有改动任何内容。登记簿：{_shown(ours)}；检查点：{theirs}。"
        "可能恢复了旧备份，或有人改动过。请保留两者并按手册处理。",
        f"The register's log does not match a signed checkpoint. Acts have stopped and nothing was changed. "
        f"Register: {_shown(ours)}; "
        f"checkpoint: {theirs}. An old backup may have been restored, or somebody changed it. Keep both and "
        f"follow the runbook.",
    )


def _behind(ours: Head, other: Head) -> Refused:
    return Refused(
        "log_behind",
        f"登记簿落后于已公布的检查点，已停止办理，没有改动任何内容。登记簿：{_shown(ours)}；已公布：{_shown(other)}。"
        "很可能恢复了旧备份：请用较新的备份，或从公开日志重建。",
        "The register is behind a published checkpoint. Acts have stopped and nothing was changed. Register: "
        f"{_shown(ours)}; published: {_shown(other)}. An old backup was probably restored: use a newer one, or rebuild "
        "from the public log.",
    )


def _shown(head: Head) -> str:
    return f"{head.size} / {head.root.hex()[:16]}…"
