"""Moving a register into another database and going on there: from SQLite to PostgreSQL, between servers, and back.

Both sides are locked against acts from the first row to the last. The new register is held against the old one row by
row before it is committed, and audited from its own log afterwards; only then is the old one closed, in one transaction
(decision 0060). Until then it is the register; a move that was interrupted is run again, and goes on from what the new
database has.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from certs.audit.audit_search_index import audit_names
from certs.audit.differences import Findings
from certs.audit.register_copy import KEPT, fill
from certs.audit.table_comparison import compare
from certs.errors import Misuse, Refused
from certs.register.store import ledger, log_tree, schema_revision
from certs.register.store.database import Store, connect, connect_new, sqlite_path
from certs.register.store.new_register import NewRegister, make_tables
from certs.register.store.tables import BIT, CERTIFICATE, NODE, SERIAL, STANDING, VERSION

_TABLES: Final = (*KEPT, CERTIFICATE, VERSION, BIT, STANDING, SERIAL, NODE)
_CLOSED: Final = 0o444
_OPEN: Final = 0o644


@dataclass(frozen=True, slots=True)
class Moved:
    """A register that was moved: how many entries, and the root of their tree (SHA-256, RFC 6962)."""

    entries: int
    root: bytes


def move(source: str, target: str, audited: Callable[[], Findings]) -> Moved:
    """Move a register to another database address. `audited` audits what then lies there.

    Raises Misuse where both are one; CouldNotCheck where either cannot be used; Refused where what would lie there is
    not the same, or the audit names something. The old register is then as it was, and in force.
    """
    if _place(source) == _place(target):
        raise Misuse(
            "move_same",
            "新地址就是登记簿现在的地址，没有什么要搬。",
            "The new address is the one that the register has; there is nothing to move.",
        )
    with closing(connect(source, write=True)) as old, old.writing() as lent:
        _reopen(lent)  # what an interrupted move has closed
        head = ledger.head(lent)
        _bring_over(lent, head.size, target)
        findings = audited()
        if findings.count:
            raise Refused(
                "move_audit",
                f"新数据库里的登记簿审计出 {findings.count} 处不同，第一处：{findings.differences[0].where}。没有换过去，仍用原来的；"
                "请先对原来的运行 starmark audit，查明后再搬。",
                f"The audit of the register in the new database names {findings.count} differences, the first at "
                f"{findings.differences[0].where}. Nothing was changed over; run starmark audit on the present one, "
                "find the cause, then move.",
            )
        root = log_tree.root_at(lent, head.size)
        schema_revision.set_moved(lent, moved=True)
    _set_mode(source, _CLOSED)
    return Moved(head.size, root)


def _bring_over(lent: Connection, size: int, target: str) -> None:
    with closing(_reached(target)) as new, new.writing(NewRegister(size)) as connection:
        if schema_revision.revision_of(connection) is None:
            make_tables(connection)
        _reopen(connection)
        there = ledger.head(connection).size
        if there > size or log_tree.root_at(connection, there) != log_tree.root_at(lent, there):
            raise _other(there)
        fill(lent, connection)
        _require_same(lent, connection)


def _reopen(connection: Connection) -> None:
    """Take up a register that was moved away from, in the caller's transaction: it may be an earlier state of ours."""
    if schema_revision.revision_of(connection) == schema_revision.MOVED:
        schema_revision.set_moved(connection, moved=False)
    schema_revision.check(connection)


def _reached(target: str) -> Store:
    """Connect to where the register is to lie: a file that was moved away from is taken up again."""
    path = sqlite_path(target)
    if path is None or not path.exists():
        return connect_new(target)
    _set_mode(target, _OPEN)
    return connect(target, write=True)


def _require_same(lent: Connection, connection: Connection) -> None:
    findings = Findings()
    for table in _TABLES:
        compare(findings, table, lent, connection)
    audit_names(findings, lent, connection)
    if findings.count:
        first = findings.differences[0]
        raise Refused(
            "move_differs",
            f"搬过去的与原来的不一样（第一处：{first.where} {first.row}），没有写入，仍用原来的。请先对原来的运行 starmark audit。",
            f"What would lie there is not the same (the first difference: {first.where} {first.row}). Nothing was "
            "written, and the present register stays in use. Run starmark audit on it first.",
        )


def _other(size: int) -> Refused:
    return Refused(
        "move_other",
        f"新数据库里已经有一个登记簿（{size} 条），不是这个登记簿从前的样子。两边都没有改动。请换一个空数据库；如果那里有更新的条目，"
        "正在使用的登记簿就可能是那一个：先查明，再办理。",
        f"The new database has a register already ({size} entries), which is not an earlier state of this one. Neither "
        "was changed. Name an empty database; and where entries there are newer, that may be the register in use: find "
        "out before anything else is done.",
    )


def _place(url: str) -> object:
    path = sqlite_path(url)
    return url if path is None else path.resolve()


def _set_mode(url: str, mode: int) -> None:
    path = sqlite_path(url)
    if path is not None:
        path.chmod(mode)
