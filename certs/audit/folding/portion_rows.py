"""The rows that follow from the entries of some certificates: folded here, by whatever process, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from certs.certificate import number as numbers
from certs.errors import Malformed
from certs.lifecycle.compromise import Condemned
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record
from certs.register.append import append_events, name_index
from certs.register.store import standings, status_bits
from certs.register.store.stored_bytes import damaged, stored_event, stored_record
from certs.register.store.tables import BIT, CERTIFICATE, NAME, STANDING, VERSION

Row = tuple[Any, ...]
# The columns that are folded; an id of a text is the database's own affair.
COLUMNS: Final = {
    table.name: tuple(column for column in table.columns if column.name != "id")
    for table in (CERTIFICATE, VERSION, STANDING, BIT, NAME)
}
_IN_ORDER: Final = {table: itemgetter(*(column.name for column in columns)) for table, columns in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the fold of each certificate hangs on beside its entries, and how the database gives days: as text?"""

    condemned: Condemned
    prefix: str
    plain_days: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """All entries of some certificates: (number, position, bytes) as they are stored, those of a number together and
    in log order.
    """

    numbers: Sequence[str]
    entries: Sequence[tuple[str, int, Any]]
    terms: Terms


@dataclass(slots=True)
class Rows:
    """The rows of each table, in the order of their columns; the texts of a certificate as they are put in.

    `serials` are the last that numbers of our own form have taken, by year.
    """

    tables: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    serials: dict[int, int] = field(default_factory=dict)

    @property
    def indexes(self) -> list[int]:
        """The status indexes of all versions: only these may have a bit."""
        return [row[0] for row in self.tables[VERSION.name]]


def fold(portion: Portion) -> Rows:
    """Return the rows that follow. Raises CouldNotCheck for an entry that is damaged, or not where it belongs."""
    rows, terms = Rows(), portion.terms
    for number, entries in groupby(portion.entries, key=itemgetter(0)):
        events = [_event(number, position, raw) for _, position, raw in entries]
        _add(rows, stored_record(events, terms.condemned))
        _take_serial(rows.serials, number, terms.prefix)
    if terms.plain_days:
        for table in (CERTIFICATE, STANDING, BIT):
            rows.tables[table.name] = [_plain(row) for row in rows.tables[table.name]]
    return rows


def _event(number: str, position: int, raw: Any) -> LoggedEvent:
    event = stored_event(position, raw)
    if event.number != number:
        raise damaged(f" ({position})")
    return event


def _add(rows: Rows, record: Record) -> None:
    versions = (append_events.version_row(record.number, version) for version in record.versions)
    spans = status_bits.spans_of(record)
    for table, more in (
        (CERTIFICATE, _in_order(CERTIFICATE.name, (append_events.certificate_row(record),))),
        (VERSION, _in_order(VERSION.name, versions)),
        (STANDING, _in_order(STANDING.name, standings.rows_of(record))),
        (BIT, ((span.status_index, span.purpose, span.begins, span.ends) for span in spans)),
        (NAME, ((record.number, *name) for name in name_index.names_of(record))),
    ):
        rows.tables[table.name].extend(more)


def _in_order(table: str, rows: Iterable[Any]) -> Iterable[Row]:
    return map(_IN_ORDER[table], rows)


def _take_serial(serials: dict[int, int], number: str, prefix: str) -> None:
    try:
        parsed = numbers.parse(number, prefix)
    except Malformed:
        return  # taken over, in another form
    serials[parsed.year] = max(serials.get(parsed.year, 0), parsed.serial)


def _plain(row: Row) -> Row:
    return tuple(one.isoformat() if type(one) is date else one for one in row)
