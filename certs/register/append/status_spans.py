"""What a status changes beside the certificate itself, folded anew: the spans of its status bits, and its standings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, delete, select

from certs.lifecycle.record import Record
from certs.register.append.put_rows import put
from certs.register.store import standings, status_bits
from certs.register.store.status_bits import Span
from certs.register.store.tables import BIT, STANDING

_CHUNK: Final = 500  # values of one IN list


def refold(connection: Connection, records: Iterable[Record]) -> None:
    """Put bits and standings of these certificates as their events say, in place of what was there."""
    changed = list(records)
    indexes, spans = _folded(changed)
    for start in range(0, len(indexes), _CHUNK):
        connection.execute(delete(BIT).where(BIT.c.status_index.in_(indexes[start : start + _CHUNK])))
    rows = [{"status_index": s.status_index, "purpose": s.purpose, "begins": s.begins, "ends": s.ends} for s in spans]
    put(connection, BIT, rows)
    for start in range(0, len(changed), _CHUNK):
        part = changed[start : start + _CHUNK]
        connection.execute(delete(STANDING).where(STANDING.c.number.in_([record.number for record in part])))
        put(connection, STANDING, [row for record in part for row in standings.rows_of(record)])


def are_folded(connection: Connection, records: Iterable[Record]) -> bool:
    """Tell whether bits and standings of these certificates are as their events say."""
    changed = list(records)
    indexes, spans = _folded(changed)
    stored: set[Span] = set()
    for start in range(0, len(indexes), _CHUNK):
        query = select(BIT.c.status_index, BIT.c.purpose, BIT.c.begins, BIT.c.ends)
        rows = connection.execute(query.where(BIT.c.status_index.in_(indexes[start : start + _CHUNK])))
        stored |= {Span(*row) for row in rows}
    return stored == set(spans) and standings.are_folded(connection, changed)


def _folded(records: Iterable[Record]) -> tuple[list[int], list[Span]]:
    """Return the indexes of these certificates' versions, and every bit that is set for them."""
    indexes: list[int] = []
    spans: list[Span] = []
    for record in records:
        indexes += [version.status_index for version in record.versions]
        spans += status_bits.spans_of(record)
    return indexes, spans
