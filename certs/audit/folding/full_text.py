"""The full-text index of SQLite, made anew from the texts that it stands for: it keeps none to compare it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select

from certs.audit.folding import all_cores
from certs.register.append import name_index
from certs.register.store.tables import NAME

Text = tuple[int, str, str]  # id, folded, spelled
_BATCH: Final = 5_000  # texts
_TEXTS: Final = (
    select(NAME.c.id, NAME.c.folded, NAME.c.spelled)
    .where(NAME.c.id > bindparam("after"))
    .order_by(NAME.c.id)
    .limit(_BATCH)
)


def rebuild(connection: Connection, size: int) -> None:
    """Empty the index and fill it in the order of the ids; `size` is that of the log. PostgreSQL keeps its own."""
    if connection.dialect.name != "sqlite":
        return
    name_index.forget_terms(connection)
    for texts, terms in all_cores.each(_terms, _texts(connection), size):
        name_index.put_terms(connection, [(one[0], said) for one, said in zip(texts, terms, strict=True)])


def _texts(connection: Connection) -> Iterator[Sequence[Text]]:
    last = -(2**63)
    while texts := [(row[0], row[1], row[2]) for row in connection.execute(_TEXTS, {"after": last}).all()]:
        yield texts
        last = texts[-1][0]


def _terms(texts: Sequence[Text]) -> list[str]:
    return [name_index.terms(folded, spelled) for _, folded, spelled in texts]
