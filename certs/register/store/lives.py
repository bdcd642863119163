"""What orders a certificate among others, kept beside the register: its status over the days, its end, its successor.

A search puts hundreds of certificates in order, of which it shows twenty. To fold all of them for each question would
take too long, so what the order hangs on is kept under the last entry about the certificate, and the order found under
the state of the register. What is shown of a certificate is never taken from here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar, cast

from sqlalchemy import Connection, func, select

from certs.lifecycle.compromise import Condemned
from certs.lifecycle.record import Record
from certs.register.store import ledger
from certs.register.store.remembered import Remembered
from certs.register.store.tables import CERTIFICATE, CHECKPOINT, EVENT

RENEWED: Final = "renewed"  # stands for `withdrawn` where a newer certificate took its place
_COUNTED: Final = select(
    select(func.count()).select_from(EVENT).scalar_subquery(),
    select(func.max(EVENT.c.position)).scalar_subquery(),
    select(func.max(CHECKPOINT.c.size)).scalar_subquery(),
)
_LAST: Final = ledger.InChunks(select(CERTIFICATE.c.number, CERTIFICATE.c.last_position), CERTIFICATE.c.number)
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
    """Return the life that a record tells of."""
    days = record.turns
    ordered = (days[0] - timedelta(days=1), *days)
    standings = [record.standing(day) for day in ordered]
    codes = tuple(RENEWED if standing.reason == RENEWED else standing.code for standing in standings)
    return Life(ordered, codes, record.latest.valid_until, record.successor)


class Lives:
    """The lives of the certificates asked about last. Safe to share between threads."""

    def __init__(self) -> None:
        self._lives = Remembered[tuple[str, int, Condemned], Life](_MOST)
        self._orders = Remembered[Hashable, object](_ORDERS)
        self._taken_over: tuple[Hashable, tuple[str, ...]] = (None, ())
        self._whole: Hashable = None

    def order(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return an order found before under a key, which names the state of the register and the day; else find it."""
        return cast("T", self._orders.get(key) or self._orders.keep(key, find()))

    def taken_over(self, connection: Connection, prefix: str, state: Hashable) -> tuple[str, ...]:
        """Return the numbers that do not begin with the prefix, in this state of the register."""
        kept = self._taken_over
        if kept[0] != state:
            elsewhere = select(CERTIFICATE.c.number).where(~CERTIFICATE.c.number.startswith(prefix))
            kept = self._taken_over = (state, tuple(connection.execute(elsewhere).scalars()))
        return kept[1]

    def whole(self, connection: Connection, state: Hashable) -> bool:
        """Tell whether the log has all the entries that its newest head counts, in this state of the register."""
        if self._whole != state:
            count, last, signed = connection.execute(_COUNTED).one()
            if not count == last + 1 == signed:
                return False
            self._whole = state
        return True

    def of(self, connection: Connection, numbers: Iterable[str], condemned: Condemned) -> dict[str, Life]:
        """Return the lives of those numbers that were issued."""
        keys = {number: (number, last, condemned) for number, last in _LAST.rows(connection, numbers)}
        lives = {number: life for number, key in keys.items() if (life := self._lives.get(key)) is not None}
        missing = [number for number in keys if number not in lives]
        for number, record in ledger.records_of(connection, missing).items() if missing else ():
            lives[number] = self._lives.keep(keys[number], life_of(record))
        return lives
