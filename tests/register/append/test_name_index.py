"""The search index as it is written: what is put in is found, what is taken out is not, on both databases."""

from __future__ import annotations

from sqlalchemy import Connection

from certs.register.append import name_index
from certs.register.store import name_search
from tests.register.founded_register import Register, draft


def numbers(connection: Connection, question: str) -> list[str]:
    """Return the numbers that a search finds."""
    matches, _ = name_search.find(connection, question, limit=20)
    return [match.number for match in matches]


def test_what_one_certificate_is_found_by_is_forgotten_and_the_other_stays(register: Register) -> None:
    first, second = (issued.number for issued in register.issue(draft(1), draft(2)))
    with register.store.writing() as connection:
        name_index.forget(connection, first)
        assert numbers(connection, "青禾") == [second]
        name_index.index(connection, [(first, name_search.names_of({"holder": {"name": "改名后"}, "scope": []}))])
        assert numbers(connection, "改名") == [first]
        assert numbers(connection, "青禾第1") == []


def test_all_is_forgotten_and_can_be_put_in_anew(register: Register) -> None:
    number = register.issue(draft(1))[0].number
    with register.store.writing() as connection:
        name_index.forget_all(connection)
        assert numbers(connection, "青禾") == []
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, name_grams, row)")
            assert connection.exec_driver_sql("SELECT count(*) FROM temp.terms").scalar_one() == 0
            connection.exec_driver_sql("DROP TABLE temp.terms")
        name_index.index(connection, [(number, name_search.names_of({"holder": {"name": "青禾"}, "scope": []}))])
        assert numbers(connection, "青禾") == [number]


def test_nothing_to_put_in_is_no_error(register: Register) -> None:
    with register.store.writing() as connection:
        name_index.index(connection, [])
        name_index.index(connection, [("99926SC00001R0M", [])])
