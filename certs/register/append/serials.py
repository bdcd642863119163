"""The serials of certificate numbers, taken inside the transaction of the act that uses them."""

from __future__ import annotations

from typing import Self

from sqlalchemy import Connection, insert, update

from certs.register.store import ledger
from certs.register.store.tables import SERIAL


class Serials:
    """The serials of one act, by two-digit year.

    They are written back once, in the act's transaction: one that rolls back gives
    its serials back unseen, so none is used twice and none is lost.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored = ledger.last_serials(connection)
        self._last = dict(self._stored)

    def take(self, year: int) -> int:
        """Return the next serial of a year."""
        self._last[year] = self._last.get(year, 0) + 1
        return self._last[year]

    def pass_by(self, year: int, serial: int) -> None:
        """Let a taken-over number of our own form push the counter past its serial, so that it is never given again."""
        self._last[year] = max(self._last.get(year, 0), serial)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            return
        for year, last in self._last.items():
            if year not in self._stored:
                self._connection.execute(insert(SERIAL).values(year=year, last=last))
            elif last != self._stored[year]:
                self._connection.execute(update(SERIAL).where(SERIAL.c.year == year).values(last=last))
