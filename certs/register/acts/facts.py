"""What planning has to know of the register, read at once for a whole batch, in the transaction of the act.

So that what it says still holds when the entries are appended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from certs.certificate.fields import Draft
from certs.certificate.public_content import content_digest, decision_of, public_content
from certs.days import beijing_day
from certs.errors import FieldError
from certs.lifecycle.record import ENDED, Record
from certs.lifecycle.request import Request
from certs.register.acts.relatives import NONE, Relatives, read_relatives
from certs.register.store import ledger
from certs.scheme.schemes import SCHEMES
from certs.trust.trust_list.trust_list import TrustList


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft would say, number and days apart, and the digest of that; or why its score earns nothing."""

    subject: Mapping[str, Any]
    digest: str
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate that an organisation lost for cause, or is to lose from `effective` on (a Beijing day)."""

    number: str
    effective: date
    reason: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The register as a batch of requests finds it.

    `records` by the numbers asked for; `looked_at` all records that were read; `contents` and `names` by
    digest and USCC, of what has not ended; `numbers` are those of the taken-over ones that exist; `serials` the last of
    each two-digit year; `drafts` in the batch's order; `revocations` by the USCCs of what is to be issued; `relatives`
    the mains and the sub-certificates around them.
    """

    now: datetime
    trust: TrustList
    head: ledger.Head
    sizes: tuple[int, int]
    drafts: tuple[Content | None, ...]
    records: Mapping[str, Record]
    contents: Mapping[str, Sequence[str]]
    names: Mapping[str, str]
    numbers: frozenset[str]
    serials: Mapping[int, int]
    revocations: Mapping[str, Sequence[Revocation]]
    looked_at: tuple[Record, ...] = ()
    relatives: Relatives = NONE

    @property
    def today(self) -> date:
        """The Beijing day of the act."""
        return beijing_day(self.now)


def gather(
    connection: Connection,
    requests: Sequence[Request],
    now: datetime,
    trust: TrustList,
    head: ledger.Head,
    sizes: tuple[int, int],
) -> Facts:
    """Read what planning needs. Raises CouldNotCheck where the register does not answer."""
    records = ledger.records_of(connection, [request.number for request in requests])
    contents = tuple(None if request.draft is None else _content_of(request.draft, trust) for request in requests)
    drafts = [request.draft for request in requests if request.draft is not None]
    usccs = [draft.holder.uscc for draft in drafts]
    beside = _beside(connection, usccs, [c.digest for c in contents if c is not None])
    relatives, around = read_relatives(connection, requests, records)
    # The names that a batch itself rewrites do not count.
    rewritten = frozenset(request.number for request in requests if request.act == "reissued") & records.keys()
    return Facts(
        now,
        trust,
        head,
        sizes,
        contents,
        records,
        _live_contents(beijing_day(now), beside),
        ledger.newest_names(connection, usccs, rewritten),
        frozenset(ledger.existing(connection, [d.taken_over.number for d in drafts if d.taken_over is not None])),
        ledger.last_serials(connection) if drafts else {},
        _revocations(beside.values()),
        tuple({record.number: record for record in (*beside.values(), *around, *records.values())}.values()),
        relatives,
    )


def _content_of(draft: Draft, trust: TrustList) -> Content:
    decision = decision_of(draft)
    if decision.level is None:
        because = decision.failed_because
        assert because is not None  # a decision is a level or a reason for none
        return Content({}, "", (FieldError("certificate.score", str(draft.score), "range", because),))
    body = {"name": trust.body.name, "name_en": trust.body.name_en, "approval_number": trust.body.approval_number}
    standard = SCHEMES[draft.scheme].standard
    subject = {**public_content(draft, decision.level.code), "standard": standard, "body": body}
    return Content(subject, content_digest(subject))


def _beside(connection: Connection, usccs: Sequence[str], digests: Sequence[str]) -> dict[str, Record]:
    """Return the records that a draft could repeat: of the same content, or of the same organisation."""
    if not usccs:
        return {}
    numbers = {n for same in ledger.numbers_by_content(connection, digests).values() for n in same}
    return ledger.records_of(connection, sorted(numbers | ledger.numbers_of(connection, usccs)))


def _live_contents(today: date, records: Mapping[str, Record]) -> dict[str, list[str]]:
    """Return the numbers by content, of what has not ended: an older version counts as long as the number lives."""
    contents: dict[str, list[str]] = {}
    for number, record in records.items():
        if record.standing(today).code not in ENDED:
            for version in record.versions:
                contents.setdefault(content_digest(version.subject), []).append(number)
    return contents


def _revocations(records: Iterable[Record]) -> dict[str, list[Revocation]]:
    """Return what each organisation has lost, oldest first; a revocation that is void counts for nothing."""
    revocations: dict[str, list[Revocation]] = {}
    for record in records:
        days = {event.effective: event.reason or "" for event in record.counted if event.type == "revoked"}
        if days:
            first = min(days)
            lost = revocations.setdefault(record.latest.subject["holder"]["uscc"], [])
            lost.append(Revocation(record.number, first, days[first]))
    return {uscc: sorted(lost, key=lambda one: (one.effective, one.number)) for uscc, lost in revocations.items()}
