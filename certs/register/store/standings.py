"""What each certificate is from day to day, folded from its entries: for lists by status, level, scheme and region.

A certificate stands there from the day on which it was recorded or became valid, whichever is earlier, and for ever
after it has ended. Days to come are as the entries recorded so far have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, select

from certs.certificate.regions import region_of
from certs.days import beijing_day
from certs.lifecycle.record import Record
from certs.lifecycle.surveillance import PASSED, counted_from
from certs.register.store import ledger, status_bits
from certs.register.store.tables import CERTIFICATE, STANDING

Row = Mapping[str, Any]
# The events by which a standing or a bit can change, so that both are folded anew.
TYPES: Final = status_bits.TYPES | {PASSED}
_PORTION: Final = 500  # certificates folded in one go
_ROWS: Final = ledger.InChunks(select(STANDING), STANDING.c.number)
_IN_ORDER: Final = itemgetter(*STANDING.c.keys())


def rows_of(record: Record) -> list[Row]:
    """Return the rows of one certificate, in the order of their days."""
    first = min(beijing_day(record.entries[0].recorded), record.versions[0].valid_from)
    days = [first, *(day for day in record.turns if day > first)]
    said = [(_said(record, day), day) for day in days]
    runs = [next(run) for _, run in groupby(said, key=itemgetter(0))]
    ends = [*(day for _, day in runs[1:]), None]
    return [
        {"number": record.number, "begins": day, "ends": end} | row for (row, day), end in zip(runs, ends, strict=True)
    ]


def _said(record: Record, day: date) -> dict[str, Any]:
    standing = record.standing(day)
    subject = record.versions[standing.version - 1].subject
    uscc = subject["holder"]["uscc"]
    return {
        "status": standing.code,
        "until": standing.until,
        "surveilled": counted_from(record, day),
        "uscc": uscc,
        "region": region_of(uscc),
        "scheme": subject["scheme"],
        "level": subject["level"],
    }


def are_folded(connection: Connection, records: Iterable[Record]) -> bool:
    """Tell whether the rows of these certificates are as their entries say."""
    return are_stored(connection, {record.number: rows_of(record) for record in records})


def are_stored(connection: Connection, folded: Mapping[str, Sequence[Row]]) -> bool:
    """Tell whether these numbers have these rows and no others."""
    return set(_ROWS.rows(connection, folded)) == {_IN_ORDER(row) for rows in folded.values() for row in rows}


def of_the_log(connection: Connection) -> Iterator[list[Row]]:
    """Yield the rows of all certificates, folded from the log, in portions: for a register that lacks them."""
    numbers = list(connection.execute(select(CERTIFICATE.c.number)).scalars())
    for start in range(0, len(numbers), _PORTION):
        records = ledger.records_of(connection, numbers[start : start + _PORTION])
        yield [row for record in records.values() for row in rows_of(record)]
