"""Rebuilding a register from the log's entries alone, batch by batch, in a database of its own.

What is folded here is folded by the same code as an act's (`append_events.append`, `log_growth.grow`), from entries
that have been proved; nothing is signed, and nothing but the entries is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from certs.audit.prove_log import Fault
from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.register.append import append_events
from certs.register.append.append_events import Appended


def fold(connection: Connection, entries: Sequence[Appended]) -> list[Fault]:
    """Append entries and all that follows from them, but for tree and serials; return those that make no record.

    An entry that contradicts the ones before it (issued twice, a version out of order) is left out, and only it.
    """
    if not entries:
        return []
    try:
        with connection.begin_nested():
            append_events.append(connection, entries)
    except (StarmarkError, IntegrityError) as error:
        if len(entries) == 1:
            return [_fault(entries[0].position, error)]
        middle = len(entries) // 2
        return [*fold(connection, entries[:middle]), *fold(connection, entries[middle:])]
    return []


def _fault(position: int, error: Exception) -> Fault:
    if isinstance(error, CouldNotCheck):
        return Fault(position, error.code, error.words)
    return Fault(
        position,
        "record_broken",
        Words(
            "它与前面的条目矛盾（同一编号签发了两次，或状态索引重复），不能成立。",
            "It contradicts an entry before it (a number issued twice, or a status index used twice) and cannot stand.",
        ),
    )
