"""The spans of the status bits, folded anew for the certificates that changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, delete, insert

from certs.lifecycle.record import Record
from certs.register.store import status_bits
from certs.register.store.tables import BIT

_CHUNK: Final = 500  # values of one IN list


def refold(connection: Connection, records: Iterable[Record]) -> None:
    """Put the bits of these certificates as their events say, in place of what was there."""
    rows: list[dict[str, Any]] = []
    indexes: list[int] = []
    for record in records:
        indexes += [version.status_index for version in record.versions]
        rows += [
            {"status_index": s.status_index, "purpose": s.purpose, "begins": s.begins, "ends": s.ends}
            for s in status_bits.spans_of(record)
        ]
    for start in range(0, len(indexes), _CHUNK):
        connection.execute(delete(BIT).where(BIT.c.status_index.in_(indexes[start : start + _CHUNK])))
    if rows:
        connection.execute(insert(BIT), rows)
