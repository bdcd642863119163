"""The last serial of each two-digit year, kept in the transaction that takes them.

An act that rolls back gives its serials back unseen, so none is used twice and none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from certs.certificate import number as numbers
from certs.errors import Malformed
from certs.register.store import ledger
from certs.register.store.tables import CERTIFICATE, SERIAL


def store(connection: Connection, before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Keep the last serial of each year in which any was taken."""
    for year, last in after.items():
        if year not in before:
            connection.execute(insert(SERIAL).values(year=year, last=last))
        elif last != before[year]:
            connection.execute(update(SERIAL).where(SERIAL.c.year == year).values(last=last))


def fold(connection: Connection, prefix: str) -> Mapping[int, int]:
    """Set the serial of each year to the last that a number of our own form has taken, so that none is given again.

    Returns the last serial of each year.
    """
    before = ledger.last_serials(connection)
    after = dict(before)
    for number in connection.execute(select(CERTIFICATE.c.number)).scalars():
        try:
            parsed = numbers.parse(number, prefix)
        except Malformed:
            continue  # taken over, in another form
        after[parsed.year] = max(after.get(parsed.year, 0), parsed.serial)
    store(connection, before, after)
    return after
