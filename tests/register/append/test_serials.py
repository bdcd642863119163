"""The last serial of each year: kept where it moved, and found again from the numbers themselves."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from certs.register.append import serials
from certs.register.store import ledger
from certs.register.store.tables import SERIAL
from tests.register.founded_register import SETTINGS, Register, draft


def test_only_a_serial_that_moved_is_written(register: Register) -> None:
    with register.store.writing() as connection:
        serials.store(connection, {}, {25: 7})
        serials.store(connection, {25: 7}, {25: 9, 26: 1})
        assert ledger.last_serials(connection) == {25: 9, 26: 1}
        connection.execute(update(SERIAL).where(SERIAL.c.year == 25).values(last=8))
        serials.store(connection, {25: 9, 26: 1}, {25: 9, 26: 2})
        assert ledger.last_serials(connection) == {25: 8, 26: 2}


def test_the_serials_are_those_of_the_numbers_that_were_given(register: Register) -> None:
    register.issue(*(draft(n) for n in range(1, 4)))
    with register.store.writing() as connection:
        before = ledger.last_serials(connection)
        connection.execute(delete(SERIAL))
        serials.fold(connection, SETTINGS.body.number_prefix)
        assert ledger.last_serials(connection) == before == {26: 3}


def test_a_serial_beyond_the_numbers_is_never_given_back(register: Register) -> None:
    register.issue(draft(1))
    with register.store.writing() as connection:
        connection.execute(update(SERIAL).values(last=40))
        serials.fold(connection, SETTINGS.body.number_prefix)
        assert connection.execute(select(SERIAL.c.last)).scalar_one() == 40
