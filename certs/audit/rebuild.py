"""Rebuilding a register from the log's entries alone, batch by batch, in a database of its own.

What is folded here is folded by the same code as an act's (`append_events.append`, `log_growth.grow`), from entries
that have been proved; nothing is signed, and nothing but the entries is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from certs.audit.prove_log import Fault
from certs.days import parse_instant
from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.lifecycle.events import LoggedEvent
from certs.register.append import append_events

_instant: Final = lru_cache(maxsize=64)(parse_instant)  # a batch shares its instant


def fold(connection: Connection, events: Sequence[LoggedEvent]) -> list[Fault]:
    """Append entries and all that follows from them, but for tree and serials; return those that make no record.

    An entry that contradicts the ones before it (issued twice, a version out of order) is left out, and only it.
    """
    if not events:
        return []
    try:
        with connection.begin_nested():
            append_events.append(connection, events)
    except (StarmarkError, IntegrityError) as error:
        if len(events) == 1:
            return [_fault(events[0], error)]
        middle = len(events) // 2
        return [*fold(connection, events[:middle]), *fold(connection, events[middle:])]
    return []


def proved_event(position: int, raw: bytes) -> LoggedEvent:
    """Read an entry that has been read strictly and proved before, in another process, without doing so again."""
    body = orjson.loads(raw)
    recorded, effective = _instant(body["recorded"]), date.fromisoformat(body["effective"])
    return LoggedEvent(position, raw, body, body["type"], recorded, effective)


def _fault(event: LoggedEvent, error: Exception) -> Fault:
    if isinstance(error, CouldNotCheck):
        return Fault(event.position, error.code, error.words)
    return Fault(
        event.position,
        "record_broken",
        Words(
            "它与前面的条目矛盾（同一编号签发了两次，或状态索引重复），不能成立。",
            "It contradicts an entry before it (a number issued twice, or a status index used twice) and cannot stand.",
        ),
    )
