"""What orders a certificate among others, kept beside the register: its status over the days, its end, its successor.

A search puts hundreds of certificates in order, of which it shows twenty. To fold all of them for each question would
take too long, so what the order hangs on is kept under the last entry about the certificate, and the order found under
the state of the register. What is shown of a certificate is never taken from here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Final, TypeVar, cast

from sqlalchemy import Connection, select

from certs.lifecycle.compromise import Condemned
from certs.lifecycle.record import Record
from certs.register.store import ledger
from certs.register.store.tables import CERTIFICATE

RENEWED: Final = "renewed"  # stands for `withdrawn` where a newer certificate took its place
T = TypeVar("T")
_MOST: Final = 50_000  # lives kept; some 300 bytes each
_ORDERS: Final = 128  # orders kept, of one question each


@dataclass(frozen=True, slots=True)
class Life:
    """The status codes of a certificate, each from its day on; its last day of validity; the number that renews it."""

    days: tuple[date, ...]
    codes: tuple[str, ...]
    valid_until: date
    successor: str | None

    def code(self, day: date) -> str:
        """Return the status on a day; `RENEWED` for what ended because a newer one took its place."""
        return self.codes[max(0, bisect_right(self.days, day) - 1)]


def life_of(record: Record) -> Life:
    """Return the life that a record tells of. A status changes only on days that an entry or a version names."""
    days = {event.effective for event in record.entries}
    for version in record.versions:
        days |= {version.valid_from, version.valid_until + timedelta(days=1)}
    ordered = (min(days) - timedelta(days=1), *sorted(days))
    standings = [record.standing(day) for day in ordered]
    codes = tuple(RENEWED if standing.reason == RENEWED else standing.code for standing in standings)
    return Life(ordered, codes, record.latest.valid_until, record.successor)


class Lives:
    """The lives of the certificates asked about last. Safe to share between threads."""

    def __init__(self) -> None:
        self._lives: OrderedDict[tuple[str, int, Condemned], Life] = OrderedDict()
        self._lock = Lock()
        self._orders: OrderedDict[Hashable, object] = OrderedDict()
        self._taken_over: tuple[Hashable, tuple[str, ...]] = (None, ())

    def order(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return an order found before under a key, which names the state of the register and the day; else find it."""
        with self._lock:
            kept = self._orders.get(key)
        if kept is None:
            kept = find()
            with self._lock:
                self._orders[key] = kept
                if len(self._orders) > _ORDERS:
                    self._orders.popitem(last=False)
        return cast("T", kept)

    def taken_over(self, connection: Connection, prefix: str, state: Hashable) -> tuple[str, ...]:
        """Return the numbers that do not begin with the prefix, in this state of the register."""
        kept = self._taken_over
        if kept[0] != state:
            elsewhere = select(CERTIFICATE.c.number).where(~CERTIFICATE.c.number.startswith(prefix))
            kept = self._taken_over = (state, tuple(connection.execute(elsewhere).scalars()))
        return kept[1]

    def of(self, connection: Connection, numbers: Iterable[str], condemned: Condemned) -> dict[str, Life]:
        """Return the lives of those numbers that were issued."""
        query = select(CERTIFICATE.c.number, CERTIFICATE.c.last_position)
        rows = ledger.in_chunks(connection, query, CERTIFICATE.c.number, numbers)
        keys = [(row.number, row.last_position, condemned) for row in rows]
        with self._lock:
            lives = {key[0]: self._lives[key] for key in keys if key in self._lives}
        missing = [key for key in keys if key[0] not in lives]
        if not missing:
            return lives
        records = ledger.records_of(connection, [number for number, _, _ in missing])
        fresh = {key: life_of(records[key[0]]) for key in missing if key[0] in records}
        with self._lock:
            self._lives.update(fresh)
            while len(self._lives) > _MOST:
                self._lives.popitem(last=False)
        return lives | {key[0]: life for key, life in fresh.items()}
