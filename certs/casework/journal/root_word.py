"""Giving the root key's word for entries that were taken back: which ranges there are, and signing for some of them.

What is signed stands on the register as it is now: its own signed head covers the entries, and the root of the tree
after the last of them goes into the note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from certs.casework.journal.caught_up import CAUGHT_UP, is_signed, sign_span, span_of, taken_back
from certs.casework.journal.journal import Journal, Row
from certs.errors import Refused
from certs.register.store import ledger, log_tree
from certs.register.store.database import open_store
from certs.register.store.ledger import trust_of
from certs.register.store.stored_bytes import stored_event
from certs.register.store.tables import EVENT
from certs.trust.signing import SigningKey


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A range of entries that came back from the public log: `first` to `last`, as the row of the journal says.

    `recorded` is the instant of the row; `unknown` how many of the entries nobody is known to have decided; `signed`
    whether the root key has signed for them.
    """

    first: int
    last: int
    recorded: str
    unknown: int
    signed: bool


def ranges(register_url: str, journal: Journal) -> tuple[TakenBack, ...]:
    """Return every range, oldest row first. Raises CouldNotCheck, Refused where the register's head does not fit it."""
    store = open_store(register_url, write=False)
    try:
        with store.reading() as connection:
            return tuple(_look(connection, journal, row) for row in _rows(connection, journal))
    finally:
        store.close()


def sign(register_url: str, journal: Journal, wanted: Sequence[range], root: SigningKey) -> tuple[TakenBack, ...]:
    """Sign for the ranges asked for, all or none, and return them.

    Raises Refused where the journal has no such range, or for another root key; CouldNotCheck.
    """
    store = open_store(register_url, write=False)
    try:
        with store.reading() as connection:
            trust = trust_of(connection)
            trust.require_root(root.name, root.public_raw)
            rows = {(taken_back(row)[0], taken_back(row)[-1]): row for row in _rows(connection, journal)}
            for each in wanted:
                if (each[0], each[-1]) not in rows:
                    raise _no_such_range(each)
            chosen = [rows[each[0], each[-1]] for each in wanted]
            for row in chosen:
                span = span_of(row, log_tree.root_at(connection, taken_back(row).stop))
                journal.keep_note(row, sign_span(span, trust, root.sign))
            return tuple(_look(connection, journal, row) for row in chosen)
    finally:
        store.close()


def _rows(connection: Connection, journal: Journal) -> list[Row]:
    """Return the rows that name entries which the register has."""
    size = ledger.head(connection).size
    log_tree.require_unforked(connection, trust_of(connection), size)
    return [row for row in journal.of_acts((CAUGHT_UP,)) if taken_back(row) and taken_back(row).stop <= size]


def _look(connection: Connection, journal: Journal, row: Row) -> TakenBack:
    positions = taken_back(row)
    span = span_of(row, log_tree.root_at(connection, positions.stop))
    query = select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.position.between(span.first, span.last))
    decisions = [stored_event(each.position, each.raw).body.get("decision") for each in connection.execute(query)]
    unknown = sum(decision is not None and journal.find(decision) is None for decision in decisions)
    signed = is_signed(journal.notes().get(row.commitment), span, trust_of(connection))
    return TakenBack(span.first, span.last, row.recorded, unknown, signed)


def _no_such_range(wanted: range) -> Refused:
    return Refused(
        "caught_up_range",
        f"工作日志里没有“第 {wanted[0]} 条到第 {wanted[-1]} 条是补回的”这一行，没有签名。运行 starmark caught-up 查看有哪些。",
        f"The staff journal has no row that says that entries {wanted[0]} to {wanted[-1]} were taken back, so nothing "
        "was signed. Run starmark caught-up to see which there are.",
    )
