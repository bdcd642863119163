"""Appending: the last step of every act, inside its one write transaction.

Event, certificate, version and search rows go together.

Only `acts.py` and `founding.py` call this, with events that they have signed; `recovery.py` uses it to fold an old
log anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from certs import canonical
from certs.days import parse_instant
from certs.register import bits, search
from certs.register.events import LoggedEvent, parse_event
from certs.register.record import Condemned, Record, Version, fold
from certs.register.tables import CERTIFICATE, EVENT, SERIAL, TRUST_LIST, VERSION

_CHUNK: Final = 500  # values of one IN list; SQLite and PostgreSQL both take far more
_CONTENT: Final = ("holder", "scheme", "level", "scope", "scope_text", "excludes", "sites")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: entries so far, the instant of the last one, the next free status index."""

    size: int
    recorded: datetime | None
    next_status_index: int


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
    found: dict[str, list[LoggedEvent]] = {}
    condemned = condemned_keys(connection)
    query = select(EVENT.c.position, EVENT.c.number, EVENT.c.raw).order_by(EVENT.c.position)
    for row in _in_chunks(connection, query, EVENT.c.number, (n for n in numbers if n)):
        found.setdefault(row.number, []).append(parse_event(row.position, bytes(row.raw)))
    return {number: fold(entries, condemned) for number, entries in found.items()}


def condemned_keys(connection: Connection) -> Condemned:
    """Return the `status` keys that the log declares compromised: what they signed outside what is trusted is void."""
    return condemned_in(condemnations(connection))


def condemnations(connection: Connection) -> list[LoggedEvent]:
    """Return the events that declare keys compromised, in log order."""
    held = select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number == "", EVENT.c.type == "key-compromised")
    rows = connection.execute(held.order_by(EVENT.c.position))
    return [parse_event(row.position, bytes(row.raw)) for row in rows]


def condemned_in(events: Iterable[LoggedEvent]) -> Condemned:
    """Return those that are declared compromised among these events."""
    return tuple(
        (event.body["key"], event.body["trusted_size"])
        for event in events
        if event.type == "key-compromised" and event.body["key"].startswith("status-")
    )


def content_digest(subject: Mapping[str, Any]) -> str:
    """Return SHA-256 of what a certificate says, without number, version and days, in hexadecimal.

    It is taken over public content only: a digest that covered the score could be tried out until it gave the score
    away.
    """
    return hashlib.sha256(canonical.dumps_trusted({k: subject[k] for k in _CONTENT if k in subject})).hexdigest()


def append(connection: Connection, events: Sequence[LoggedEvent]) -> None:
    """Append events that follow the head, and fold them into the other tables.

    The caller's transaction makes it one step.
    """
    connection.execute(
        insert(EVENT),
        [
            {"position": e.position, "type": e.type, "number": e.number, "recorded": e.body["recorded"], "raw": e.raw}
            for e in events
        ],
    )
    changed = records_of(connection, [e.number for e in events if e.type in bits.TYPES])
    fold_in(connection, events, changed)
    bits.refold(connection, changed.values())
    for _, trusted in condemned_in(events):
        after = select(EVENT.c.number).where(EVENT.c.position >= trusted, EVENT.c.number != "").distinct()
        bits.refold(connection, records_of(connection, connection.execute(after).scalars().all()).values())


def fold_in(connection: Connection, events: Sequence[LoggedEvent], reissued: Mapping[str, Record]) -> None:
    """Fold events, already in the log, into the other tables, but for the status bits (see `bits.refold`).

    `reissued` holds the records of those that have new versions.
    """
    _fold_issued(connection, [e for e in events if e.type == "issued"])
    for event in events:
        if event.type == "reissued":
            _fold_reissued(connection, event, reissued[event.number])
    later = [{"the_number": e.number, "last_position": e.position} for e in events if e.number and e.type != "issued"]
    if later:
        connection.execute(update(CERTIFICATE).where(CERTIFICATE.c.number == bindparam("the_number")), later)


def _fold_issued(connection: Connection, events: Sequence[LoggedEvent]) -> None:
    if not events:
        return
    versions = [(event, fold((event,)).latest) for event in events]
    connection.execute(insert(CERTIFICATE), [_certificate_row(event, version) for event, version in versions])
    connection.execute(insert(VERSION), [_version_row(event, version) for event, version in versions])
    search.index(connection, [(event.number, search.names_of(version.subject)) for event, version in versions])


def _fold_reissued(connection: Connection, event: LoggedEvent, whole: Record) -> None:
    record = fold(e for e in whole.entries if e.position <= event.position)
    row = _certificate_row(event, record.latest)
    connection.execute(update(CERTIFICATE).where(CERTIFICATE.c.number == row.pop("number")).values(row))
    connection.execute(insert(VERSION), [_version_row(event, record.latest)])
    # Whoever knows the holder by an older name, or the product by an older word, still finds the certificate.
    search.forget(connection, event.number)
    names: dict[str, search.Name] = {}
    for version in reversed(record.versions):
        for name in search.names_of(version.subject):
            former = version is not record.latest and name.field.startswith("holder")
            names.setdefault(name.folded, replace(name, field="former_name") if former else name)
    search.index(connection, [(event.number, names.values())])


def _certificate_row(event: LoggedEvent, version: Version) -> dict[str, Any]:
    subject = version.subject
    return {
        "number": event.number,
        "uscc": subject["holder"]["uscc"],
        "holder": subject["holder"]["name"],
        "level": subject["level"],
        "valid_until": version.valid_until,
        "content": content_digest(subject),
        "last_position": event.position,
    }


def _version_row(event: LoggedEvent, version: Version) -> dict[str, Any]:
    return {
        "status_index": version.status_index,
        "number": event.number,
        "version": version.version,
        "position": event.position,
    }


def last_serials(connection: Connection) -> dict[int, int]:
    """Return the last serial given in each two-digit year."""
    return {row.year: row.last for row in connection.execute(select(SERIAL.c.year, SERIAL.c.last))}


class Serials:
    """The serials of one act, by two-digit year.

    They are written back once, in the act's transaction: one that rolls back gives
    its serials back unseen, so none is used twice and none is lost.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored = last_serials(connection)
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


def numbers_by_content(connection: Connection, digests: Iterable[str]) -> dict[str, list[str]]:
    """Return the numbers that have each content."""
    found: dict[str, list[str]] = {}
    for row in _in_chunks(
        connection, select(CERTIFICATE.c.content, CERTIFICATE.c.number), CERTIFICATE.c.content, digests
    ):
        found.setdefault(row.content, []).append(row.number)
    return found


def newest_names(connection: Connection, usccs: Iterable[str], but: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Return the holder's name in the newest version that the register holds for each USCC, apart from some numbers."""
    columns = (
        select(CERTIFICATE.c.uscc, CERTIFICATE.c.holder, CERTIFICATE.c.number)
        .join(VERSION, VERSION.c.number == CERTIFICATE.c.number)
        .order_by(VERSION.c.position)
    )
    rows = _in_chunks(connection, columns, CERTIFICATE.c.uscc, usccs)
    return {row.uscc: row.holder for row in rows if row.number not in but}


def rewritten(connection: Connection, usccs: Iterable[str]) -> set[str]:
    """Return the numbers of these organisations that have more than one version."""
    columns = (
        select(CERTIFICATE.c.number)
        .join(VERSION, VERSION.c.number == CERTIFICATE.c.number)
        .where(VERSION.c.version > 1)
    )
    return {row.number for row in _in_chunks(connection, columns, CERTIFICATE.c.uscc, usccs)}


def existing(connection: Connection, numbers: Iterable[str]) -> set[str]:
    """Return those of the numbers that the register holds."""
    return {row.number for row in _in_chunks(connection, select(CERTIFICATE.c.number), CERTIFICATE.c.number, numbers)}


def _in_chunks(connection: Connection, query: Select[Any], column: Any, values: Iterable[str]) -> Iterator[Any]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _CHUNK):
        yield from connection.execute(query.where(column.in_(wanted[start : start + _CHUNK])))


def store_trust_list(connection: Connection, size: int, raw: bytes) -> None:
    """Keep the trust list that the root signed over the first `size` entries."""
    connection.execute(insert(TRUST_LIST).values(size=size, raw=raw))


def newest_trust_list(connection: Connection) -> bytes | None:
    """Return the newest signed trust list, byte for byte."""
    raw = connection.execute(select(TRUST_LIST.c.raw).order_by(TRUST_LIST.c.size.desc()).limit(1)).scalar_one_or_none()
    return None if raw is None else bytes(raw)


def root_events(connection: Connection) -> list[LoggedEvent]:
    """Return the events of the body and its keys, in log order: what the trust list is folded from."""
    rows = connection.execute(
        select(EVENT.c.position, EVENT.c.raw).where(EVENT.c.number == "").order_by(EVENT.c.position)
    )
    return [parse_event(row.position, bytes(row.raw)) for row in rows]


def all_events(connection: Connection) -> Iterator[LoggedEvent]:
    """Yield every event in log order, read strictly."""
    for row in connection.execute(select(EVENT.c.position, EVENT.c.raw).order_by(EVENT.c.position)):
        yield parse_event(row.position, bytes(row.raw))
