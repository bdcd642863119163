"""Reading the ledger: its head, the records folded from its events, its trust list, and what it knows of contents,
organisations, numbers and serials. Writing is in `append`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, Connection, Integer, Select, String, any_, bindparam, func, select

from certs.days import parse_instant
from certs.errors import CouldNotCheck, Malformed
from certs.lifecycle.compromise import Condemned, condemned_in
from certs.lifecycle.events import LoggedEvent, parse_event
from certs.lifecycle.record import Record
from certs.register.store.log_tree import stored_entry_changed
from certs.register.store.stored_bytes import of_our_store, stored_event, stored_raw, stored_record
from certs.register.store.tables import CERTIFICATE, EVENT, SERIAL, TRUST_LIST, VERSION
from certs.trust.trust_list.trust_fold import fold_trust
from certs.trust.trust_list.trust_list import TrustList

_CHUNK: Final = 500  # values of one question
_LISTED: Final = select(func.json_each(bindparam("wanted", type_=String)).table_valued("value").c.value)


class InChunks:
    """A question for the rows whose column is one of the values, however many those are.

    It is written once: to write it takes longer than to answer it, as would a statement with hundreds of places.
    """

    def __init__(self, query: Select[Any], column: Any) -> None:
        self._of_sqlite = query.where(column.in_(_LISTED))
        kind = Integer if isinstance(column.type, Integer) else String
        self._of_postgresql = query.where(column == any_(bindparam("wanted", type_=ARRAY(kind))))

    def rows(self, connection: Connection, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the rows, those of a chunk in the order that the query names."""
        wanted = sorted(set(values))
        as_json = connection.dialect.name == "sqlite"
        query = self._of_sqlite if as_json else self._of_postgresql
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            chunk = {"wanted": json.dumps(part) if as_json else part}
            # All at once: a row that cannot be read must not leave a question open, which would lock out who writes.
            yield from connection.execute(query, chunk).all()


_ENTRIES: Final = InChunks(
    select(EVENT.c.position, EVENT.c.number, EVENT.c.raw).order_by(EVENT.c.position), EVENT.c.number
)
_CONTENTS: Final = InChunks(select(VERSION.c.content, VERSION.c.number), VERSION.c.content)
_NAMES: Final = InChunks(
    select(CERTIFICATE.c.uscc, CERTIFICATE.c.holder, CERTIFICATE.c.number)
    .join(VERSION, VERSION.c.number == CERTIFICATE.c.number)
    .order_by(VERSION.c.position),
    CERTIFICATE.c.uscc,
)
_NUMBERS_OF: Final = InChunks(select(CERTIFICATE.c.number), CERTIFICATE.c.uscc)
_EXISTING: Final = InChunks(select(CERTIFICATE.c.number), CERTIFICATE.c.number)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: entries so far, the instant of the last one, the next free status index."""

    size: int
    recorded: datetime | None
    next_status_index: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that an entry carries, a commitment of the staff journal, and the instant of both."""

    decision: str
    recorded: str


def newest_decided(connection: Connection) -> Decided | None:
    """Return what the newest entry about a certificate carries; None before the first.

    Raises Refused (`stored_entry_changed`) where it cannot even be read.
    """
    query = select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number != "")
    row = connection.execute(query.order_by(EVENT.c.position.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    try:
        body = parse_event(row.position, bytes(row.raw)).body
    except Malformed as error:
        raise stored_entry_changed(f"position={row.position}") from error
    return Decided(body["decision"], body["recorded"])


def number_decided(connection: Connection, decisions: Sequence[str]) -> str:
    """Return the number of the newest entry that carries one of these decisions, "" where none does.

    Raises Refused (`stored_entry_changed`) for an entry that cannot be read.
    """
    kinds = ("issued", "reissued", "revoked")  # of a renewal, the entry that issues the successor
    query = select(EVENT.c.position, EVENT.c.number, EVENT.c.raw).where(EVENT.c.type.in_(kinds))
    for row in connection.execute(query.order_by(EVENT.c.position.desc())):
        try:
            body = parse_event(row.position, bytes(row.raw)).body
        except Malformed as error:
            raise stored_entry_changed(f"position={row.position}") from error
        if body["decision"] in decisions:
            return str(row.number)
    return ""


def head(connection: Connection) -> Head:
    """Read the head of the log."""
    size = connection.execute(select(func.max(EVENT.c.position))).scalar_one_or_none()
    index = connection.execute(select(func.max(VERSION.c.status_index))).scalar_one_or_none()
    recorded = None
    if size is not None:
        recorded = parse_instant(
            connection.execute(select(EVENT.c.recorded).where(EVENT.c.position == size)).scalar_one()
        )
    return Head(0 if size is None else size + 1, recorded, 0 if index is None else index + 1)


def record_of(connection: Connection, number: str) -> Record | None:
    """Fold one certificate's events; None where the number was never issued."""
    return records_of(connection, (number,)).get(number)


def records_of(connection: Connection, numbers: Sequence[str]) -> dict[str, Record]:
    """Fold several certificates' events in one query."""
    condemned = condemned_keys(connection)
    entries = entries_of(connection, numbers)
    return {
        number: stored_record((stored_event(position, raw) for position, raw in history), condemned)
        for number, history in entries.items()
    }


def entries_of(connection: Connection, numbers: Sequence[str]) -> dict[str, list[tuple[int, bytes]]]:
    """Return several certificates' entries as (position, exact bytes), in log order."""
    entries: dict[str, list[tuple[int, bytes]]] = {}
    for position, number, raw in _ENTRIES.rows(connection, (n for n in numbers if n)):
        entries.setdefault(number, []).append((position, stored_raw(raw)))
    return entries


def condemned_keys(connection: Connection) -> Condemned:
    """Return the `status` keys that the log declares compromised: what they signed outside what is trusted is void."""
    return condemned_in(condemnations(connection))


def condemnations(connection: Connection) -> list[LoggedEvent]:
    """Return the events that declare keys compromised, in log order."""
    query = select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number == "", EVENT.c.type == "key-compromised")
    rows = connection.execute(query.order_by(EVENT.c.position)).all()
    return [stored_event(row.position, row.raw) for row in rows]


def last_serials(connection: Connection) -> dict[int, int]:
    """Return the last serial given in each two-digit year."""
    return {row.year: row.last for row in connection.execute(select(SERIAL.c.year, SERIAL.c.last))}


def numbers_by_content(connection: Connection, digests: Iterable[str]) -> dict[str, list[str]]:
    """Return the numbers of which a version has each content, whatever their organisation's code is by now."""
    numbers: dict[str, list[str]] = {}
    for row in _CONTENTS.rows(connection, digests):
        numbers.setdefault(row.content, []).append(row.number)
    return numbers


def newest_names(connection: Connection, usccs: Iterable[str], but: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Return the holder's name in the newest version that the register holds for each USCC, apart from some numbers."""
    return {row.uscc: row.holder for row in _NAMES.rows(connection, usccs) if row.number not in but}


def numbers_of(connection: Connection, usccs: Iterable[str]) -> set[str]:
    """Return the numbers of these organisations."""
    return {row.number for row in _NUMBERS_OF.rows(connection, usccs)}


def existing(connection: Connection, numbers: Iterable[str]) -> set[str]:
    """Return those of the numbers that the register holds."""
    return {row.number for row in _EXISTING.rows(connection, numbers)}


def newest_trust_list(connection: Connection) -> bytes | None:
    """Return the newest signed trust list, byte for byte."""
    raw = connection.execute(select(TRUST_LIST.c.raw).order_by(TRUST_LIST.c.size.desc()).limit(1)).scalar_one_or_none()
    return None if raw is None else bytes(raw)


def root_events(connection: Connection) -> list[LoggedEvent]:
    """Return the events of the body and its keys, in log order: what the trust list is folded from."""
    rows = connection.execute(
        select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number == "").order_by(EVENT.c.position)
    ).all()
    return [stored_event(row.position, row.raw) for row in rows]


def all_events(connection: Connection) -> Iterator[LoggedEvent]:
    """Yield every event in log order, read strictly."""
    for row in connection.execute(select(EVENT.c.position, EVENT.c.raw).order_by(EVENT.c.position)):
        yield stored_event(row.position, row.raw)


def trust_of(connection: Connection) -> TrustList:
    """Fold the trust list from the log. Raises CouldNotCheck where the register was never founded."""
    events = root_events(connection)
    if not events:
        raise CouldNotCheck(
            "not_founded",
            "登记簿还没有启用。请先运行 starmark init。",
            "The register was never founded. Run starmark init.",
        )
    return trust_in(events)


def trust_in(events: Iterable[LoggedEvent]) -> TrustList:
    """Fold the trust list from the register's own root events. Raises CouldNotCheck where they do not make one."""
    with of_our_store():
        return fold_trust(((e.position, dict(e.body)) for e in events), None)
