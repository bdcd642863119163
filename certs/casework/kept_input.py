"""Holding an input file that was kept against the staff journal: which act of a certificate was decided on it.

A row of the journal keeps the SHA-256 of what the deciders had before them. The file is read anew, as on the day of the
row, and the digest is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from certs.casework.journal.journal import Journal, Row, digest_of
from certs.certificate.fields import Draft
from certs.certificate.input_json import issue_json, rewrite_json
from certs.days import beijing_day, parse_instant
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record

_DECIDED_ON_INPUT: Final = frozenset({"issued", "reissued", "renewed"})


class Agreement(Enum):
    """What a kept file is to one act."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NO_ROW = "no_row"  # the journal does not know who decided this entry, nor on what
    CHANGED_ROW = "changed_row"  # the row no longer says what was sealed, so that its digest proves nothing


@dataclass(frozen=True, slots=True)
class Comparison:
    """One act on a certificate against a kept file. `source` is the certificate in the file that agrees, else ""."""

    entry: LoggedEvent
    row: Row | None
    agreement: Agreement
    source: str = ""


def compare(record: Record, journal: Journal, drafts_on: Callable[[date], Sequence[Draft]]) -> tuple[Comparison, ...]:
    """Hold a file against every act on a certificate that was decided on an input, oldest first.

    `drafts_on` reads the file as on a Beijing day: which days of issue are taken depends on it. Raises CouldNotCheck if
    the journal cannot be read.
    """
    entries = (entry for entry in record.entries if entry.type in _DECIDED_ON_INPUT)
    return tuple(_compare(record, entry, journal.find(entry.body["decision"]), drafts_on) for entry in entries)


def _compare(
    record: Record, entry: LoggedEvent, row: Row | None, drafts_on: Callable[[date], Sequence[Draft]]
) -> Comparison:
    if row is None:
        return Comparison(entry, row, Agreement.NO_ROW)
    if not row.opens():
        return Comparison(entry, row, Agreement.CHANGED_ROW)
    for draft in drafts_on(beijing_day(parse_instant(row.recorded))):
        if any(digest_of(inputs) == row.decision.input for inputs in _inputs(record, entry, row, draft)):
            return Comparison(entry, row, Agreement.AGREES, draft.source)
    return Comparison(entry, row, Agreement.DIFFERS)


def _inputs(record: Record, entry: LoggedEvent, row: Row, draft: Draft) -> Iterator[dict[str, Any]]:
    """Yield what may have been asked for: the file does not tell the number, the reason, or whether a day was named."""
    if row.decision.act == "issued":
        yield issue_json(draft)
        return
    renewal = row.decision.act == "renewed"  # one decision and two entries, in the records of both numbers
    number = record.predecessor or "" if renewal and entry.type == "issued" else record.number
    reason = "" if renewal else entry.reason or ""
    for effective in (None, entry.effective):
        yield rewrite_json(number, draft, reason, effective)
