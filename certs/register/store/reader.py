"""The read side: what the web, the lookup commands and a mirror ask. Opens the register without write rights.

`Reader.view()` lends one consistent state; everything asked of a `View` is answered as of the same head.
`Reader.look()` answers the one question that is asked all day, a certificate by its number, with a single statement
(which is consistent by itself) over a connection that each thread keeps: through a pooled transaction it takes ten
times as long (measured).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from certs import limits
from certs.days import parse_instant
from certs.errors import CouldNotCheck
from certs.lifecycle.compromise import Condemned, condemned_by
from certs.lifecycle.corrections import Correction, corrections_in
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record
from certs.register.store import ledger, name_search, schema_revision
from certs.register.store.database import Store, open_store
from certs.register.store.lives import Life, Lives
from certs.register.store.quick_reads import KeptConnections
from certs.register.store.status_bits import Folded
from certs.register.store.stored_bytes import damaged, of_our_store, stored_event, stored_record
from certs.register.store.tables import BIT, CERTIFICATE, EVENT, VERSION
from certs.trust.trust_list.trust_list import TrustList

_STATE = select(func.max(EVENT.c.position), schema_revision.OTHER).where(EVENT.c.number == "")
_SIZE = select(func.max(EVENT.c.position))
_NEWEST = select(EVENT.c.recorded).order_by(EVENT.c.position.desc()).limit(1)
# Kind 3 tells whether the schema is still ours: newer software may upgrade a register that we have open. Kind 5 comes
# first, since PostgreSQL takes the types of a union from its first rows.
_LOOK = (
    "SELECT 5, bit.status_index, NULL, purpose, begins, ends FROM version "
    "JOIN bit ON bit.status_index = version.status_index WHERE version.number = ? "
    "UNION ALL SELECT 0, position, raw, NULL, NULL, NULL FROM event WHERE number = ? "
    "UNION ALL SELECT 1, max(position), NULL, NULL, NULL, NULL FROM event WHERE number = '' "
    "UNION ALL SELECT 2, position, NULL, recorded, NULL, NULL FROM event "
    "WHERE position = (SELECT max(position) FROM event) "
    "UNION ALL SELECT 3, count(*), NULL, NULL, NULL, NULL FROM alembic_version WHERE version_num <> ? "
    "UNION ALL SELECT 4, last_position, NULL, NULL, NULL, NULL FROM certificate WHERE number = ?"
)
_DAYS = (type_coerce(BIT.c.begins, NullType), type_coerce(BIT.c.ends, NullType))  # anything may stand there
_FOLDED = ledger.InChunks(
    select(CERTIFICATE.c.number, CERTIFICATE.c.last_position, BIT.c.status_index, BIT.c.purpose, *_DAYS).select_from(
        CERTIFICATE.outerjoin(VERSION).outerjoin(BIT)
    ),
    CERTIFICATE.c.number,
)


@lru_cache(maxsize=2_048)
def record_of_entries(entries: tuple[tuple[int, bytes], ...], condemned: Condemned = ()) -> Record:
    """Fold one certificate's entries, given as (position, exact bytes) in log order.

    Remembered, since a certificate is asked for again and again while its entries never change: events, not statuses.
    """
    return stored_record((stored_event(position, raw) for position, raw in entries), condemned)


@lru_cache(maxsize=2_048)
def _known(entries: tuple[tuple[int, bytes], ...], condemned: Condemned) -> tuple[Record, Folded]:
    """Return the record of these entries, and what the register must have folded from them: to fold it anew for every
    look takes longer than the look.
    """
    record = record_of_entries(entries, condemned)
    return record, Folded.of(record)


@dataclass(frozen=True, slots=True)
class View:
    """One consistent state of the register, for as long as its connection is lent."""

    connection: Connection
    trust: TrustList
    corrections: tuple[Correction, ...] = ()
    kept_lives: Lives = field(default_factory=Lives)

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return 1 + int(self.connection.execute(_SIZE).scalar_one())

    @property
    def recorded(self) -> datetime:
        """When the newest entry was recorded."""
        with of_our_store():
            return parse_instant(self.connection.execute(_NEWEST).scalar_one())

    @property
    def state(self) -> Hashable:
        """What changes with whatever is written to the database, by whomever: for what is kept beside it."""
        if self.connection.dialect.name == "sqlite":
            own = id(self.connection.connection.dbapi_connection)  # the number below counts for one connection only
            return own, self.connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        return str(self.connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one())

    def trust_bytes(self) -> bytes:
        """Return trust.json as the root signed it, byte for byte."""
        raw = ledger.newest_trust_list(self.connection)
        if raw is None:
            raise _not_founded()
        return raw

    def record(self, number: str) -> Record | None:
        """Return a certificate's record, or None where the number was never issued."""
        return self.records((number,)).get(number)

    def records(self, numbers: Iterable[str]) -> dict[str, Record]:
        """Return the records of those numbers that were issued. Raises CouldNotCheck where one lacks an entry."""
        wanted = tuple(numbers)
        condemned, entries = condemned_by(self.trust), ledger.entries_of(self.connection, wanted)
        with of_our_store():
            records = {number: record_of_entries(tuple(history), condemned) for number, history in entries.items()}
            folded: dict[str, Folded] = {}
            for number, newest, *bit in _FOLDED.rows(self.connection, wanted):
                folded.setdefault(number, Folded(newest)).add(*bit)
            if folded != {number: Folded.of(record) for number, record in records.items()}:
                raise damaged()
        return records

    def lives(self, numbers: Iterable[str]) -> dict[str, Life]:
        """Return what orders those numbers that were issued."""
        return self.kept_lives.of(self.connection, numbers, condemned_by(self.trust))

    def events(self, start: int, count: int) -> list[LoggedEvent]:
        """Return up to `count` entries of the log from a position on. Raises CouldNotCheck where one lacks."""
        rows = self.connection.execute(
            select(EVENT.c.position, EVENT.c.raw)
            .where(EVENT.c.position >= start)
            .order_by(EVENT.c.position)
            .limit(count)
        ).all()
        if [row.position for row in rows] != list(range(start, start + len(rows))):
            raise damaged(f" (≥ {start})")
        return [stored_event(row.position, row.raw) for row in rows]

    def find(
        self, question: str, *, limit: int = limits.PAGE, before: name_search.Place | None = None
    ) -> tuple[list[name_search.Match], name_search.Place | None]:
        """Search by any part of a name; returns the matches, the closest first, and the next page's place."""
        return name_search.find(self.connection, question, limit=limit, before=before)

    def called(self, names: Iterable[str]) -> dict[str, list[name_search.Match]]:
        """Return by each name, folded, the certificates of which a text is exactly it, the newest first."""
        return name_search.called(self.connection, names)

    def of_uscc(self, uscc: str, *, limit: int = limits.PAGE, after: str = "") -> list[str]:
        """Return the numbers of one organisation, in order of number, after the cursor."""
        return list(
            self.connection.execute(
                select(CERTIFICATE.c.number)
                .where(CERTIFICATE.c.uscc == uscc, CERTIFICATE.c.number > after)
                .order_by(CERTIFICATE.c.number)
                .limit(limit)
            ).scalars()
        )

    def taken_over(self, prefix: str) -> tuple[str, ...]:
        """Return the numbers that do not begin as ours do: those taken over from another register."""
        return self.kept_lives.taken_over(self.connection, prefix, self.state)

    def require_whole(self) -> None:
        """Raise CouldNotCheck where the log lacks an entry: nobody can tell which certificate that one spoke of."""
        if not self.kept_lives.whole(self.connection, self.state):
            raise damaged()

    def numbers(self) -> list[str]:
        """Return every number that was ever issued, in order."""
        return list(self.connection.execute(select(CERTIFICATE.c.number).order_by(CERTIFICATE.c.number)).scalars())

    def existing(self, numbers: Iterable[str]) -> set[str]:
        """Return those of the numbers that the register holds."""
        return ledger.existing(self.connection, numbers)


@dataclass(frozen=True, slots=True)
class Look:
    """One certificate as of one head.

    The trust list then in force, the size of the log, when its newest entry was recorded, the record, if there is one,
    and what the log says of wrong clocks.
    """

    trust: TrustList
    size: int
    recorded: datetime
    record: Record | None
    corrections: tuple[Correction, ...] = ()


class Reader:
    """A register opened for reading. Safe to share between threads; the trust list is folded once a root event."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._trust: tuple[int, TrustList, tuple[Correction, ...]] | None = None
        self._kept = KeptConnections(store.engine)
        self._lives = Lives()

    def look(self, number: str) -> Look:
        """Look one certificate up by its number, as it stands in the register. Raises CouldNotCheck."""
        rows = self._kept.execute(_LOOK, (number, number, schema_revision.newest(), number))
        last_root = last = newest = None
        recorded, entries, bits = "", [], []
        for kind, position, raw, instant, *days in rows:
            if kind == 0:
                entries.append((position, raw))
            elif kind == 1:
                last_root = position
            elif kind == 2:
                last, recorded = position, instant
            elif kind == 4:
                newest = position
            elif kind == 5:
                bits.append((position, instant, *days))
            elif position:
                return self._look_through_view(number)
        if last_root is None or last is None:
            raise _not_founded()
        trust = self._trust
        if trust is None or trust[0] != last_root:
            return self._look_through_view(number)
        with of_our_store():
            history = tuple(sorted(entries)) if number else ()
            record, expected = _known(history, condemned_by(trust[1])) if history else (None, Folded(None))
            folded = Folded(newest)
            for bit in bits:
                folded.add(*bit)
            if folded != expected:
                raise damaged()
            return Look(trust[1], last + 1, parse_instant(recorded), record, trust[2])

    def _look_through_view(self, number: str) -> Look:
        with self.view() as view:
            record = view.record(number)
            return Look(view.trust, view.size, view.recorded, record, view.corrections)

    @contextmanager
    def view(self) -> Iterator[View]:
        """Lend one consistent state. Raises CouldNotCheck if the register does not answer or was never founded."""
        with self._store.reading() as connection:
            last, others = connection.execute(_STATE).one()
            if others:  # somebody brought the register up to a newer schema while we had it open
                schema_revision.check(connection, readable=True)
            if last is None:
                raise _not_founded()
            if self._trust is None or self._trust[0] != last:
                events = ledger.root_events(connection)
                trust = ledger.trust_in(events)
                with of_our_store():
                    self._trust = (last, trust, corrections_in(events))
            yield View(connection, self._trust[1], self._trust[2], self._lives)

    def close(self) -> None:
        """Give all connections back."""
        self._kept.close()
        self._store.close()


def open_reader(url: str, *, answered_within: float | None = None) -> Reader:
    """Open a register for reading, as `open_store` does. Raises CouldNotCheck or Misuse, with what to do."""
    return Reader(open_store(url, write=False, readable=True, answered_within=answered_within))


def _not_founded() -> CouldNotCheck:
    return CouldNotCheck(
        "not_founded",
        "登记簿还没有启用。请工作人员运行 starmark init。",
        "The register was never founded. Staff should run starmark init.",
    )
