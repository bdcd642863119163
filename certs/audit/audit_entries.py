"""Auditing the log itself: its entries, its tree and its signed heads.

The newest head that the log's key signed decides which leaves are right: if the entries do not lead to its root but the
stored leaf hashes do, then it is the entries that were altered, and each is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, insert
from sqlalchemy.exc import DBAPIError

from certs import limits
from certs.audit import readable_parts, table_comparison
from certs.audit.audited_acts import Entry, ends
from certs.audit.differences import Findings
from certs.audit.prove_log import Leaf
from certs.errors import NotGenuine, StarmarkError, Words
from certs.log import tree
from certs.log.checkpoint import Checkpoint, parse_checkpoint
from certs.log.checkpoint_policy import Policy, keys_in_state, policy_of, verify_checkpoint
from certs.log.signed_note import NoteKey, signed_by
from certs.register.append.append_events import Appended
from certs.register.store.tables import CHECKPOINT, EVENT, NODE
from certs.trust.trust_list.trust_list import TrustList

Row = tuple[Any, ...]


@dataclass(slots=True)
class LogAudit:
    """What has been seen of the log so far: which entries hold, and the leaf hash of each entry, as stored.

    `told` are the positions of rows that have been named as differences already. The first `start` entries, whose tree
    has the `frontier`, are none of its matter, but for those that are kept as `earlier`.
    """

    findings: Findings
    start: int = 0
    frontier: tuple[bytes, ...] = ()
    earlier: list[Entry] = field(default_factory=list)
    leaves: list[bytes | None] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    told: set[object] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How many entries the log has, those that are missing included."""
        return self.start + len(self.leaves)

    def rows(self, connection: Connection) -> Iterator[Leaf]:
        """Yield the stored entries, naming those that are missing."""
        columns = [EVENT.c.position, EVENT.c.raw]
        new = EVENT.c.position >= self.start if self.start else None
        try:
            with readable_parts.part(connection):
                for position, raw in table_comparison.rows(connection, EVENT, columns, 1, new):
                    if not isinstance(position, int) or not self.size <= position <= self.size + limits.AUDIT_GAP:
                        self.told.add(position)
                        self.findings.surplus("event", f"position={position}")
                        continue
                    while self.size < position:
                        self.findings.missing("event", f"position={self.size}")
                        self.leaves.append(None)
                    if isinstance(raw, bytes):
                        self.leaves.append(tree.leaf_hash(raw))
                        yield position, raw
                    else:
                        self.leaves.append(None)
                        self.tell(position, Words("它不是字节串。", "It is no string of bytes."))
        except (DBAPIError, ValueError) as error:
            self.findings.unreadable("event", f"position>={self.size}", getattr(error, "orig", error))

    def tell(self, position: int, words: Words) -> None:
        """Name an entry that does not hold."""
        self.told.add(position)
        self.findings.not_genuine("event", f"position={position}", "raw", words)

    def take(self, entry: Appended) -> None:
        """Remember an entry that holds."""
        entries = self.entries if entry.position >= self.start else self.earlier
        entries.append(Entry.of(entry.position, entry.type, entry.number, entry.body))


def stored(
    findings: Findings, connection: Connection, table: Table, part: ColumnElement[bool] | None = None
) -> list[Row]:
    """Return the rows of a small table by its key, plain values; unreadable ones are a difference."""
    rows: list[Row] = []
    columns = list(table.columns)
    keys = sum(column.primary_key for column in columns)
    with readable_parts.named(findings, connection, table.name):
        rows.extend(table_comparison.rows(connection, table, columns, keys, part))
    return rows


def _roots(audit: LogAudit, leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the root of the first entries for each size asked for; `leaves` are those from the audit's start on."""
    roots: dict[int, bytes] = {}
    size, frontier = audit.start, audit.frontier
    for wanted in sorted(set(sizes)):
        grown = tree.grow(size, frontier, leaves[size - audit.start : wanted - audit.start])
        size, frontier = grown.size, grown.frontier
        roots[wanted] = grown.root
    return roots


def audit_heads(
    audit: LogAudit,
    connection: Connection,
    trust: TrustList,
    expected: Connection,
    *,
    mirror: bool = False,
    gaps: Sequence[range] = (),
) -> dict[int, bytes]:
    """Compare tree nodes and checkpoints with the entries, and put the right nodes into the rebuilt register.

    `gaps` are entries that came back from the public log all at once: only the head after the last of them is kept.
    Returns the root of the tree after each of them, by its size.
    """
    findings = audit.findings
    heads: list[tuple[int, bytes]] = []
    new = CHECKPOINT.c.size >= audit.start if audit.start else None
    for size, raw in stored(findings, connection, CHECKPOINT, new):
        if isinstance(size, int) and isinstance(raw, bytes):
            heads.append((size, raw))
        else:
            findings.surplus("checkpoint", f"size={size}")
    signed, weak = _signed(findings, heads, trust)
    leaves = _right_leaves(audit, connection, signed)
    nodes = tree.grow(audit.start, audit.frontier, leaves).nodes
    if nodes:
        expected.execute(insert(NODE), [{"level": level, "place": place, "hash": node} for level, place, node in nodes])
    signed_roots, end = weak | signed, audit.start + len(leaves)
    roots = _roots(audit, leaves, [size for size in signed_roots if size <= end])
    for size, root in signed_roots.items():
        if size > end:
            findings.surplus("checkpoint", f"size={size}")
        elif roots[size] != root:
            findings.changed("checkpoint", f"size={size}", "root", roots[size], root)
    for size in sorted(({audit.size} if mirror else ends(audit.entries, audit.size)) - {size for size, _ in heads}):
        if not passed_over(size, gaps):
            findings.missing("checkpoint", f"size={size}")
    return _roots(audit, leaves, [gap.stop for gap in gaps if audit.start <= gap.stop <= end])


def _signed(
    findings: Findings, heads: Sequence[tuple[int, bytes]], trust: TrustList
) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Return size and root of each stored head that the log's key signed for the size it stands under.

    Apart stand those that only a key signed which was declared compromised: they prove nothing, but have to fit. A key
    that was rotated out may go on signing beside its successor.
    """
    policy, condemned = policy_of(trust), keys_in_state(trust, "compromised")
    beside = keys_in_state(trust, "active", "retired")
    strong: dict[int, bytes] = {}
    weak: dict[int, bytes] = {}
    for size, raw in heads:
        try:
            checkpoint, believed = _read_head(raw, policy, condemned)
            signed_by(checkpoint.note, beside)
        except StarmarkError as error:
            findings.not_genuine("checkpoint", f"size={size}", "raw", error.words)
            continue
        signers = {(key.name, key.key_id) for key in (*beside, *condemned)}
        if checkpoint.head.size != size:
            findings.changed("checkpoint", f"size={checkpoint.head.size}", "size", checkpoint.head.size, size)
        elif any((one.name, one.key_id) not in signers for one in checkpoint.note.signatures):
            findings.not_genuine(
                "checkpoint",
                f"size={size}",
                "raw",
                Words("它带有不是本日志所作的签名行。", "It carries a signature line that is not the log's."),
            )
        else:
            (strong if believed else weak)[size] = checkpoint.head.root
    return strong, weak


def _read_head(raw: bytes, policy: Policy, condemned: Sequence[NoteKey]) -> tuple[Checkpoint, bool]:
    """Return a stored head, and whether it may be believed. Raises Malformed or NotGenuine."""
    try:
        return verify_checkpoint(raw, policy).checkpoint, True
    except NotGenuine:
        checkpoint = parse_checkpoint(raw)
        if checkpoint.head.origin != policy.origin or not signed_by(checkpoint.note, condemned):
            raise
        return checkpoint, False


def _right_leaves(audit: LogAudit, connection: Connection, signed: Mapping[int, bytes]) -> list[bytes]:
    """Return the leaf hashes that the newest signed head vouches for, as far as there are any.

    Entries that differ are named.

    Without a head that decides, the entries themselves are taken; what is missing is filled from the stored nodes.
    """
    start = audit.start
    level = {row[1]: row[2] for row in _leaf_nodes(audit, connection)}
    own = [leaf if leaf is not None else level.get(place) for place, leaf in enumerate(audit.leaves, start)]
    nodes = [level.get(place) for place in range(start, start + len(level))]
    newest = max(signed, default=start)
    chosen = own
    if not _leads_to(audit, own, newest, signed) and _leads_to(audit, nodes, newest, signed):
        chosen = [*nodes[: newest - start], *own[newest - start :]]
    right: list[bytes] = []
    for leaf in chosen:
        if not isinstance(leaf, bytes):
            break
        right.append(leaf)
    for place, (leaf, signed_leaf) in enumerate(zip(audit.leaves, right, strict=False), start):
        if leaf is not None and signed_leaf != leaf:
            audit.findings.changed("event", f"position={place}", "raw", signed_leaf, leaf)
            audit.told.add(place)
    for entry in audit.entries:
        if entry.position >= newest:
            audit.tell(
                entry.position,
                Words(
                    "没有任何签署过的检查点涵盖它：不是经正常办理写入的，或检查点被删了。",
                    "No signed head covers it: it did not come by an act, or the heads were deleted.",
                ),
            )
    for place in range(audit.size, min(newest, start + len(right))):
        audit.findings.missing("event", f"position={place}")
    return right


def _leads_to(audit: LogAudit, leaves: Sequence[bytes | None], size: int, signed: Mapping[int, bytes]) -> bool:
    wanted = leaves[: size - audit.start]
    whole = [leaf for leaf in wanted if isinstance(leaf, bytes) and len(leaf) == tree.HASH_BYTES]
    complete = size in signed and len(whole) == size - audit.start
    return complete and _roots(audit, whole, [size])[size] == signed[size]


def _leaf_nodes(audit: LogAudit, connection: Connection) -> list[Row]:
    columns = [NODE.c.level, NODE.c.place, NODE.c.hash]
    rows: list[Row] = []
    with readable_parts.named(audit.findings, connection, NODE.name):
        new = and_(NODE.c.level == 0, NODE.c.place >= audit.start)
        rows.extend(table_comparison.rows(connection, NODE, columns, 2, new))
    return rows


def passed_over(size: int, gaps: Sequence[range]) -> bool:
    """Tell whether a size lies within entries that came back all at once, before the last of them."""
    return any(size - 1 in gap and size in gap for gap in gaps)
