"""Appending: the last step of every act, inside its one write transaction.

Event, certificate, version and search rows go together.

Only acts, founding and ceremonies call this, with events that they have signed; recovery uses it to fold an old log
anew, and whoever rebuilds a register from a log that was proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from certs.certificate.public_content import content_digest
from certs.lifecycle.compromise import condemned_in
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Version, fold
from certs.register.append import name_index, status_spans
from certs.register.store import ledger, name_search, status_bits
from certs.register.store.tables import CERTIFICATE, EVENT, TRUST_LIST, VERSION


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
    changed = ledger.records_of(connection, [e.number for e in events if e.type in status_bits.TYPES])
    fold_in(connection, events, changed)
    status_spans.refold(connection, changed.values())
    for _, trusted in condemned_in(events):
        after = select(EVENT.c.number).where(EVENT.c.position >= trusted, EVENT.c.number != "").distinct()
        status_spans.refold(
            connection, ledger.records_of(connection, connection.execute(after).scalars().all()).values()
        )


def fold_in(connection: Connection, events: Sequence[LoggedEvent], reissued: Mapping[str, Record]) -> None:
    """Fold events, already in the log, into the other tables, but for the status bits (see `status_spans.refold`).

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
    name_index.index(connection, [(event.number, name_search.names_of(version.subject)) for event, version in versions])


def _fold_reissued(connection: Connection, event: LoggedEvent, whole: Record) -> None:
    record = fold(e for e in whole.entries if e.position <= event.position)
    row = _certificate_row(event, record.latest)
    connection.execute(update(CERTIFICATE).where(CERTIFICATE.c.number == row.pop("number")).values(row))
    connection.execute(insert(VERSION), [_version_row(event, record.latest)])
    # Whoever knows the holder by an older name, or the product by an older word, still finds the certificate.
    name_index.forget(connection, event.number)
    names: dict[str, name_search.Name] = {}
    for version in reversed(record.versions):
        for name in name_search.names_of(version.subject):
            former = version is not record.latest and name.field.startswith("holder")
            names.setdefault(name.folded, replace(name, field="former_name") if former else name)
    name_index.index(connection, [(event.number, names.values())])


def _certificate_row(event: LoggedEvent, version: Version) -> dict[str, Any]:
    subject = version.subject
    return {
        "number": event.number,
        "uscc": subject["holder"]["uscc"],
        "holder": subject["holder"]["name"],
        "level": subject["level"],
        "valid_until": version.valid_until,
        "last_position": event.position,
    }


def _version_row(event: LoggedEvent, version: Version) -> dict[str, Any]:
    return {
        "status_index": version.status_index,
        "number": event.number,
        "version": version.version,
        "position": event.position,
        "content": content_digest(version.subject),
    }


def store_trust_list(connection: Connection, size: int, raw: bytes) -> None:
    """Keep the trust list that the root signed over the first `size` entries."""
    connection.execute(insert(TRUST_LIST).values(size=size, raw=raw))
