"""Going on from a checkpoint that an earlier audit proved: where an audit begins, and what of before it is built on.

Of what lies before, the nodes are read that lead to the checkpoint's root, and the entries that the new ones build on:
those of the body and its keys, and of each certificate that a new entry is about. Each is seen to be the one under the
checkpoint; its signatures were proved then (decision 0033).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, cast, func, or_, select, type_coerce
from sqlalchemy.types import NullType

from certs.audit.audit_entries import stored
from certs.audit.audited_acts import Entry
from certs.audit.differences import Findings
from certs.audit.prove_log import Leaf, trust_of_leaves
from certs.audit.root_entries import root_leaves
from certs.errors import StarmarkError
from certs.lifecycle.events import parse_event
from certs.log import tree
from certs.log.checkpoint import Head
from certs.log.checkpoint_policy import policy_of, verify_checkpoint
from certs.register.store.log_tree import StoredNodes
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NAME, NODE, SERIAL, STANDING, VERSION

_COMPROMISE: Final = b'"type":"key-compromised"'


@dataclass(frozen=True, slots=True)
class Base:
    """What an audit builds on: nothing, or the first `size` entries, the tree over them, and those that it has read.

    `last` is the last of them that was decided on, as far as there is one; `roots` are all entries of the body and its
    keys, the new ones too.
    """

    size: int = 0
    frontier: tuple[bytes, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    last: Entry | None = None
    roots: tuple[Leaf, ...] = ()

    def part(self, table: Table) -> ColumnElement[bool] | None:
        """Return which rows of a table hang on entries that are new; None for all of them."""
        if not self.size:
            return None
        numbers = select(EVENT.c.number).where(EVENT.c.position >= self.size)
        if table is EVENT:
            return EVENT.c.position >= self.size
        if table is NODE:
            return NODE.c.place >= cast(self.size, BigInteger).op(">>")(NODE.c.level)
        if table is BIT:
            return BIT.c.status_index.in_(select(VERSION.c.status_index).where(VERSION.c.number.in_(numbers)))
        assert table in {CERTIFICATE, VERSION, NAME, STANDING}
        return table.c.number.in_(numbers)


def base_of(findings: Findings, register: Connection, checkpoint: bytes, root_raw: bytes | None) -> Base | None:
    """Return what a checkpoint lets an audit build on; None where all has to be looked at, which is said.

    Where the entries under it are others now, that is a difference; where a key was declared compromised since, it
    vouches for less than it did. Raises NotGenuine or Malformed for a head that is not the log's.
    """
    head = _head(register, checkpoint, root_raw)
    if head is None:
        return None
    size: object = register.execute(select(func.max(EVENT.c.position))).scalar_one()
    if not isinstance(size, int) or size + 1 < head.size:
        findings.changed("--since", "", "size", head.size, size + 1 if isinstance(size, int) else size)
        return None
    roots = _leaves(register, EVENT.c.number == "")
    if any(position >= head.size and _COMPROMISE in raw for position, raw in roots):
        findings.note(
            "在这个检查点以后有密钥宣布泄露，所以全部内容都重新审计了。",
            "A key was declared compromised after this checkpoint, so everything was audited anew.",
        )
        return None
    nodes = StoredNodes(register)
    try:
        nodes.load(tree.subtrees(0, head.size))
        frontier = tuple(nodes(level, place) for level, place in tree.subtrees(0, head.size))
        root = tree.fold(frontier)
        if root == head.root:
            earlier, last = _earlier(register, nodes, head), _last(register, nodes, head)
            _tell_not_read(findings, head.size, len(earlier))
            return Base(head.size, frontier, earlier, last, tuple(roots))
        findings.changed("--since", f"size={head.size}", "root", head.root, root)
    except StarmarkError as error:  # a node is missing, or an entry is not the one under the checkpoint
        findings.not_genuine("--since", f"size={head.size}", "root", error.words)
    except (TypeError, ValueError) as error:
        findings.unreadable("--since", f"size={head.size}", error)
    return None


def _tell_not_read(findings: Findings, size: int, read: int) -> None:
    findings.note(
        f"接着检查点审计：前 {size} 条里只读了 {read} 条（机构和密钥的条目，以及新条目所涉证书的条目），证实它们在检查点之下，没有重验签名。"
        f"没有读其余 {size - read} 条，也没有看只由它们得出的内容：各表里的行、全文索引、状态的位、较早的状态列表、已公布的文件和分块、"
        "多出的文件、数据库文件的每一页，以及此前的工作日志。登记簿和网站的这些部分有没有被改动，要靠完整审计。",
        f"Gone on from the checkpoint: of the first {size} entries, {read} were read (those of the body and its keys, "
        "and of the certificates that new entries are about), seen to be under the checkpoint, and their signatures "
        f"not checked again. Not read were the other {size - read}, nor what follows from them alone: their rows in "
        "the tables, the full-text index, the bits of their statuses, older status lists, their published files and "
        "tiles, files that do not belong there, each page of the database file, and the staff journal of before. "
        "Whether those parts were changed, a full audit tells.",
    )


def _head(register: Connection, checkpoint: bytes, root_raw: bytes | None) -> Head | None:
    """Return the head, if the log signed it; None where the entries of the keys are not where they should stand."""
    try:
        trust, _ = trust_of_leaves(_leaves(register, EVENT.c.number == ""), root_raw)
        return verify_checkpoint(checkpoint, policy_of(trust)).head
    except StarmarkError:
        trust, _ = trust_of_leaves(root_leaves(register), root_raw)
        verify_checkpoint(checkpoint, policy_of(trust))
        return None


def audit_serials(findings: Findings, expected: Connection, register: Connection) -> None:
    """See that no serial is behind those that the new entries took; which the others took was not read."""
    kept = {row[0]: row[1] for row in stored(findings, register, SERIAL)}
    for year, last in stored(findings, expected, SERIAL):
        if not isinstance(kept.get(year), int) or kept[year] < last:
            findings.changed(SERIAL.name, f"year={year}", "last", last, kept.get(year))


def _earlier(register: Connection, nodes: StoredNodes, head: Head) -> tuple[Leaf, ...]:
    numbers = select(EVENT.c.number).where(EVENT.c.position >= head.size)
    leaves = _leaves(register, EVENT.c.position < head.size, or_(EVENT.c.number == "", EVENT.c.number.in_(numbers)))
    nodes.load({place for position, _ in leaves for place in _proof_places(position, head.size)})
    for position, raw in leaves:
        _require_under(nodes, head, position, raw)
    return tuple(leaves)


def _last(register: Connection, nodes: StoredNodes, head: Head) -> Entry | None:
    newest = select(func.max(EVENT.c.position)).where(EVENT.c.position < head.size, EVENT.c.number != "")
    for position, raw in _leaves(register, EVENT.c.position == newest.scalar_subquery()):
        _require_under(nodes, head, position, raw)
        event = parse_event(position, raw)
        return Entry.of(position, event.type, event.number, event.body)
    return None


def _require_under(nodes: StoredNodes, head: Head, position: int, raw: bytes) -> None:
    """Raise NotGenuine unless this is the entry that the checkpoint vouches for."""
    proof = tree.inclusion_proof(position, head.size, nodes)
    tree.verify_inclusion(tree.leaf_hash(raw), position, head.size, proof, head.root)


def _proof_places(position: int, size: int) -> Iterator[tree.Place]:
    return iter(tree.places(tree.inclusion_ranges(position, size)))


def _leaves(register: Connection, *where: Any) -> list[Leaf]:
    columns = [type_coerce(column, NullType).label(column.name) for column in (EVENT.c.position, EVENT.c.raw)]
    rows = register.execute(select(*columns).where(*where).order_by(EVENT.c.position))
    stored_rows: list[tuple[Any, Any]] = [(row[0], row[1]) for row in rows]
    return [(position, bytes(raw)) for position, raw in stored_rows if _is_leaf(position, raw)]


def _is_leaf(position: object, raw: object) -> bool:
    return isinstance(position, int) and isinstance(raw, bytes | memoryview)
