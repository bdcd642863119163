"""Holding the folded tables against the entries: portion by portion, each row, with memory for a few portions.

A trigger, a rule or a hand can have altered any of them without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select, type_coerce
from sqlalchemy.types import NullType

from certs.audit.folding import all_cores, portion_rows
from certs.audit.folding.portion_rows import COLUMNS, Portion, Row, Rows, Terms
from certs.register.store import ledger
from certs.register.store.ledger import InChunks
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, NAME, STANDING, VERSION

_PORTION: Final = 500  # certificates
_TABLES: Final = (CERTIFICATE, VERSION, STANDING, NAME)  # by number; a bit has none


def _plainly(columns: Iterable[Any]) -> Any:
    """Return a question for values as the driver gives them: what a type makes of each takes as long as to read it."""
    return select(*(type_coerce(column, NullType).label(column.name) for column in columns))


def _rows_of(table: Any) -> Any:
    if table is NAME:
        return _plainly((*COLUMNS[table.name], NAME.c.id)).order_by(NAME.c.number, NAME.c.id)
    return _plainly(COLUMNS[table.name])


_AFTER: Final[BindParameter[str]] = bindparam("after")
_LAST: Final[BindParameter[str]] = bindparam("last")
_SPANS: Final = {table: _rows_of(table).where(table.c.number > _AFTER, table.c.number <= _LAST) for table in _TABLES}
_LISTS: Final = {table: InChunks(_rows_of(table), table.c.number) for table in _TABLES}
_BITS: Final = InChunks(_plainly(COLUMNS[BIT.name]), BIT.c.status_index)
_ENTRIES: Final = (
    _plainly((EVENT.c.number, EVENT.c.position, EVENT.c.raw))
    .where(EVENT.c.number > _AFTER, EVENT.c.number <= _LAST)
    .order_by(EVENT.c.number, EVENT.c.position)
)
_NUMBERS: Final = select(EVENT.c.number).where(EVENT.c.number > _AFTER).distinct().order_by(EVENT.c.number)


@dataclass(slots=True)
class Held:
    """What came of it: the tables that differ, how many entries were folded, and the serials that they have taken."""

    differing: set[str] = field(default_factory=set)
    entries: int = 0
    serials: dict[int, int] = field(default_factory=dict)
    bits: int = 0

    def take(self, portion: Portion, rows: Rows, stored: dict[str, list[Row]]) -> None:
        """Compare a portion."""
        self.entries += len(portion.entries)
        self.bits += len(stored[BIT.name])
        for year, last in rows.serials.items():
            self.serials[year] = max(self.serials.get(year, 0), last)
        for table, wanted in rows.tables.items():
            there = stored[table]
            same = _same_texts(wanted, there) if table == NAME.name else _same(wanted, there)
            if not same:
                self.differing.add(table)


def hold_all(connection: Connection, terms: Terms, size: int) -> Held:
    """Compare all of them; `size` is that of the log."""
    held, last = Held(), ""
    for portion, rows in all_cores.each(portion_rows.fold, _all(connection, terms), size):
        span = {"after": last, "last": portion.numbers[-1]}
        stored = {table.name: connection.execute(query, span).all() for table, query in _SPANS.items()}
        held.take(portion, rows, _with_bits(connection, rows, stored))
        last = portion.numbers[-1]
    for table in _TABLES:
        astray = select(table.c.number).where(or_(table.c.number <= "", table.c.number > last)).limit(1)
        if connection.execute(astray).first() is not None:
            held.differing.add(table.name)
    if connection.execute(select(func.count()).select_from(BIT)).scalar_one() != held.bits:
        held.differing.add(BIT.name)
    return held


def hold_some(connection: Connection, terms: Terms, numbers: Sequence[str]) -> Held:
    """Compare the rows of some certificates."""
    held = Held()
    for portion, rows in all_cores.each(portion_rows.fold, _some(connection, terms, numbers), len(numbers)):
        stored = {table.name: list(query.rows(connection, portion.numbers)) for table, query in _LISTS.items()}
        held.take(portion, rows, _with_bits(connection, rows, stored))
    return held


def _all(connection: Connection, terms: Terms) -> Iterator[Portion]:
    last = ""  # of the body and its keys
    while numbers := list(connection.execute(_NUMBERS.limit(_PORTION), {"after": last}).scalars()):
        rows = connection.execute(_ENTRIES, {"after": last, "last": numbers[-1]}).all()
        yield Portion(numbers, [tuple(row) for row in rows], terms)
        last = numbers[-1]


def _some(connection: Connection, terms: Terms, numbers: Sequence[str]) -> Iterator[Portion]:
    for start in range(0, len(numbers), _PORTION):
        some = numbers[start : start + _PORTION]
        entries = ledger.entries_of(connection, some)
        yield Portion(some, [(number, *entry) for number, one in entries.items() for entry in one], terms)


def _with_bits(connection: Connection, rows: Rows, stored: dict[str, Any]) -> dict[str, list[Row]]:
    """Add the bits of the versions that there should be: whether those versions are there is another matter."""
    stored[BIT.name] = list(_BITS.rows(connection, rows.indexes))
    return stored


def _same(wanted: Sequence[Row], there: Sequence[Any]) -> bool:
    return len(wanted) == len(there) and set(wanted) == {tuple(row) for row in there}


def _same_texts(wanted: Sequence[Row], there: Sequence[Any]) -> bool:
    """Tell whether each certificate has its texts, whose ids follow each other in the order in which they are put in.

    A text stands there with its id last.
    """
    if len(wanted) != len(there):
        return False
    for _, texts in groupby(there, key=itemgetter(0)):
        ids = [row[-1] for row in texts]
        if ids != list(range(ids[0], ids[0] + len(ids))):
            return False
    by_number = itemgetter(0)  # sorted here: each database has an order of its own
    return sorted(wanted, key=by_number) == sorted((tuple(row)[:-1] for row in there), key=by_number)
