"""The search index as it is written: the texts of each certificate, and on SQLite their tokens beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, delete, select

from certs.lifecycle.record import Record
from certs.register.append.put_rows import put
from certs.register.store import ledger, name_search, text_forms
from certs.register.store.question_met import Name
from certs.register.store.tables import NAME

_REMEMBERED: Final = 8_192  # texts: brands and products come again and again
_ROWS: Final = ledger.InChunks(select(NAME.c.number, *(NAME.c[column] for column in Name._fields)), NAME.c.number)


def index(connection: Connection, texts: Iterable[tuple[str, Iterable[Name]]]) -> None:
    """Add the texts of certificates, given as (number, names)."""
    rows = [{"number": number, **name._asdict()} for number, names in texts for name in names]
    if not rows or connection.dialect.name != "sqlite":
        put(connection, NAME, rows)
        return
    # Ids are handed out here, so that both tables can be filled at one stroke each.
    first = 1 + (connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'name'").scalar() or 0)
    put(connection, NAME, [{"id": place, **row} for place, row in enumerate(rows, first)])
    put_terms(connection, [(place, terms(row["folded"], row["spelled"])) for place, row in enumerate(rows, first)])


def are_stored(connection: Connection, names: Mapping[str, Iterable[Name]]) -> bool:
    """Tell whether these numbers have these texts and no others."""
    return set(_ROWS.rows(connection, names)) == {(number, *name) for number, texts in names.items() for name in texts}


def names_of(record: Record) -> list[Name]:
    """Return the texts of a certificate: those of its versions, the latest first."""
    return name_search.names_of_versions(version.subject for version in reversed(record.versions))


def forget(connection: Connection, number: str) -> None:
    """Take a certificate's texts out, before new ones are put in."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(select(NAME.c.id, NAME.c.folded, NAME.c.spelled).where(NAME.c.number == number)).all()
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO name_grams (name_grams, rowid, grams) VALUES ('delete', ?, ?)",
                [(row.id, terms(row.folded, row.spelled)) for row in rows],
            )
    connection.execute(delete(NAME).where(NAME.c.number == number))


def forget_all(connection: Connection) -> None:
    """Take out all texts, before all certificates are folded anew: their ids begin anew too, as in a new register."""
    connection.execute(delete(NAME))
    if connection.dialect.name == "sqlite":
        forget_terms(connection)
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'name'")


def forget_terms(connection: Connection) -> None:
    """Empty the full-text index of SQLite; the texts themselves stay."""
    connection.exec_driver_sql("INSERT INTO name_grams (name_grams) VALUES ('delete-all')")


def put_terms(connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
    """Put texts, given as (id, terms), at least one, into the full-text index of SQLite."""
    connection.exec_driver_sql("INSERT INTO name_grams (rowid, grams) VALUES (?, ?)", [*texts])


@lru_cache(maxsize=_REMEMBERED)
def terms(folded: str, spelled: str) -> str:
    """Return the terms of a text as the full-text index takes them."""
    return " ".join(text_forms.tokens(folded, spelled))
