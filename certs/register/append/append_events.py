"""Appending: the last step of every act, inside its one write transaction.

Event, certificate, version and search rows go together.

Only acts, founding and ceremonies call this, with events that they have signed; recovery uses it to fold an old log
anew, and whoever rebuilds a register from a log that was proved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update

from certs.certificate.public_content import content_digest
from certs.lifecycle.compromise import condemned_in
from certs.lifecycle.entry_types import CREDENTIAL_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Version, fold
from certs.register.append import name_index, status_spans
from certs.register.append.put_rows import put
from certs.register.store import ledger, name_search, standings
from certs.register.store.question_met import Name
from certs.register.store.tables import CERTIFICATE, EVENT, STANDING, TRUST_LIST, VERSION


@dataclass(frozen=True, slots=True)
class FoldedIssue:
    """An `issued` entry, and the rows and searchable texts that follow from it, which can be made elsewhere.

    `body` is what is wanted of the entry besides: when it was recorded, and the decision.
    """

    position: int
    raw: bytes
    body: Mapping[str, str]
    number: str
    certificate: Mapping[str, Any]
    version: Mapping[str, Any]
    names: Sequence[Name]
    standings: Sequence[standings.Row]
    type: Literal["issued"] = "issued"


Appended = LoggedEvent | FoldedIssue


def fold_issue(event: LoggedEvent, record: Record) -> FoldedIssue:
    """Return the rows that follow from an `issued` entry, of which `record` is the fold."""
    return FoldedIssue(
        event.position,
        event.raw,
        {"recorded": event.body["recorded"], "decision": event.body["decision"]},
        event.number,
        certificate_row(record),
        version_row(event.number, record.latest),
        name_search.names_of(record.latest.subject),
        standings.rows_of(record),
    )


def append(connection: Connection, entries: Sequence[Appended]) -> list[FoldedIssue]:
    """Append entries that follow the head, and fold them into the other tables; return what issues were folded into.

    The caller's transaction makes it one step.
    """
    put(
        connection,
        EVENT,
        [
            {"position": e.position, "type": e.type, "number": e.number, "recorded": e.body["recorded"], "raw": e.raw}
            for e in entries
        ],
    )
    events = [e for e in entries if isinstance(e, LoggedEvent)]
    changed = ledger.records_of(connection, [e.number for e in events if e.type in standings.TYPES])
    issues = fold_in(connection, entries, changed)
    status_spans.refold(connection, changed.values())
    for _, trusted in condemned_in(events):
        after = select(EVENT.c.number).where(EVENT.c.position >= trusted, EVENT.c.number != "").distinct()
        status_spans.refold(
            connection, ledger.records_of(connection, connection.execute(after).scalars().all()).values()
        )
    return issues


def fold_in(connection: Connection, entries: Sequence[Appended], reissued: Mapping[str, Record]) -> list[FoldedIssue]:
    """Fold entries, already in the log, into the other tables, but for the status bits (see `status_spans.refold`).

    Returns what issues were folded into. `reissued` holds the records of those that have new versions. What is searched
    is put in as the log has it, so that whoever folds in other portions gives it the same ids.
    """
    issues = list[FoldedIssue]()
    for issued, run in groupby((e for e in entries if e.type in CREDENTIAL_TYPES), lambda e: e.type == "issued"):
        if issued:
            folded = [e if isinstance(e, FoldedIssue) else fold_issue(e, fold((e,))) for e in run]
            _put_issued(connection, folded)
            issues += folded
            continue
        for event in run:
            assert isinstance(event, LoggedEvent)  # only an issue comes folded
            _fold_reissued(connection, event, reissued[event.number])
    later = [{"the_number": e.number, "last_position": e.position} for e in entries if e.number and e.type != "issued"]
    if later:
        connection.execute(update(CERTIFICATE).where(CERTIFICATE.c.number == bindparam("the_number")), later)
    return issues


def _put_issued(connection: Connection, issues: Sequence[FoldedIssue]) -> None:
    put(connection, CERTIFICATE, [issue.certificate for issue in issues])
    put(connection, VERSION, [issue.version for issue in issues])
    put(connection, STANDING, [row for issue in issues for row in issue.standings])
    name_index.index(connection, [(issue.number, issue.names) for issue in issues])


def _fold_reissued(connection: Connection, event: LoggedEvent, whole: Record) -> None:
    record = fold(e for e in whole.entries if e.position <= event.position)
    row = certificate_row(record)
    connection.execute(update(CERTIFICATE).where(CERTIFICATE.c.number == row.pop("number")).values(row))
    put(connection, VERSION, [version_row(event.number, record.latest)])
    name_index.forget(connection, event.number)
    name_index.index(connection, [(event.number, name_index.names_of(record))])


def certificate_row(record: Record) -> dict[str, Any]:
    """Return the row of a certificate as its entries leave it."""
    version, subject = record.latest, record.latest.subject
    return {
        "number": record.number,
        "uscc": subject["holder"]["uscc"],
        "holder": subject["holder"]["name"],
        "level": subject["level"],
        "valid_until": version.valid_until,
        "last_position": record.entries[-1].position,
    }


def version_row(number: str, version: Version) -> dict[str, Any]:
    """Return the row of one version of a certificate."""
    return {
        "status_index": version.status_index,
        "number": number,
        "version": version.version,
        "position": version.position,
        "content": content_digest(version.subject),
    }


def store_trust_list(connection: Connection, size: int, raw: bytes) -> None:
    """Keep the trust list that the root signed over the first `size` entries."""
    connection.execute(insert(TRUST_LIST).values(size=size, raw=raw))
