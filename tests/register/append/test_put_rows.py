"""Many rows at one stroke: what is put in is there as it was given, and what the database says against it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text

from certs.errors import CouldNotCheck
from certs.register.append.put_rows import put
from certs.register.store.tables import BIT, CERTIFICATE, METADATA, NODE, STANDING, VERSION
from tests.postgres import PostgresServer
from tests.register.founded_register import Register, draft, founded

DAY = date(2026, 11, 24)


def test_what_is_put_in_is_there_as_it_was_given(register: Register) -> None:
    register.issue(draft(1))
    with register.store.writing() as connection:
        for table in METADATA.sorted_tables:  # each kind of column that we have
            rows = [row._asdict() for row in connection.execute(select(table))]
            if table not in {CERTIFICATE, VERSION} and rows and table.name != "event":
                connection.execute(delete(table))
                put(connection, table, rows)
            assert [row._asdict() for row in connection.execute(select(table))] == rows


def test_no_rows_are_no_question(register: Register) -> None:
    with register.store.writing() as connection:
        put(connection, BIT, [])
        assert connection.execute(select(BIT)).all() == []


def test_whatever_stands_in_a_text_and_days_that_lack_are_put_in(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    said = {"status": "valid", "uscc": "a\tb\\N\n", "region": "00", "scheme": "（样例）", "level": "𠮷"}
    row = {"number": number, "begins": date(2031, 1, 1), "ends": None, **said, "until": DAY, "surveilled": None}
    with register.store.writing() as connection:
        put(connection, STANDING, [row])
        stored = connection.execute(select(STANDING).where(STANDING.c.begins == row["begins"])).one()
        assert stored._asdict() == row


def _again(connection: Connection, node: dict[str, Any]) -> None:
    put(connection, NODE, [node])


def _of_nothing(connection: Connection, _: dict[str, Any]) -> None:
    put(connection, BIT, [{"status_index": 9, "purpose": "revocation", "begins": DAY, "ends": None}])


def _gone(connection: Connection, node: dict[str, Any]) -> None:
    connection.execute(text("DROP TABLE node"))
    put(connection, NODE, [node])


@pytest.mark.parametrize("what", [_again, _of_nothing, _gone])
def test_what_the_database_does_not_take_is_told_and_changes_nothing(
    register: Register, what: Callable[[Connection, dict[str, Any]], None]
) -> None:
    with register.store.reading() as connection:
        before = [row._asdict() for row in connection.execute(select(NODE))]
    with pytest.raises(CouldNotCheck, match="register_damaged"), register.store.writing() as connection:
        what(connection, before[0])
    with register.store.reading() as connection:
        assert [row._asdict() for row in connection.execute(select(NODE))] == before


def test_a_server_that_is_gone_is_told_as_such(postgres_server: PostgresServer) -> None:
    url = postgres_server.fresh()
    register = founded(url)

    def put_while_it_goes() -> None:
        with register.store.writing() as connection:
            postgres_server.end_sessions(url)
            put(connection, NODE, [{"level": 40, "place": 0, "hash": bytes(32)}])

    with pytest.raises(CouldNotCheck, match="register_unreachable"):
        put_while_it_goes()
    assert register.issue(draft(1))[0].number == "99926SC00001R0M"
    register.close()
    postgres_server.drop(url)
