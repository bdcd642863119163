"""Judging what the register itself holds of a certificate: for its page, for lists, and for the API alike.

What was proved is kept under the digest of the very bytes that were proved, their places and the keys that were asked;
the status that lists tell beside it, for the day asked about as well.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Final

from certs.days import day_begins
from certs.errors import StarmarkError
from certs.lifecycle.event_proof import check_event_proof
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.record import Record, Version
from certs.lifecycle.record_proof import prove_record
from certs.lifecycle.signed_objects import evidence
from certs.register.store.remembered import Remembered
from certs.register.store.stored_bytes import of_our_store
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verdict import Overall, Verdict
from certs.trust.verification.verification import Proven, verify_record

UNKNOWN: Final = "unknown"  # the status of a certificate whose record does not hold, or could not be judged
_UNPROVEN: Final = frozenset({Overall.NOT_GENUINE, Overall.UNKNOWN})
_MOST: Final = 32_768  # certificates or entries, of which each takes less than 1 kB in any of the memories
_ENTRIES: Final = Remembered[tuple[bytes, int, TrustList], bool](_MOST)
_PROOFS: Final = Remembered[tuple[bytes, int, TrustList], Proven](_MOST)
_STATUSES: Final = Remembered[tuple[bytes, TrustList, date], str](_MOST)


def judge(record: Record, trust: TrustList, size: int, now: datetime, day: date) -> Verdict:
    """Judge a record by its own entries, as of a day."""
    version = record.version_on(day)
    with of_our_store():
        known = evidence(record, version, size, day)
    return verify_record(known, lambda: _proven(record, version, trust), trust, now, day)


def _proven(record: Record, version: Version, trust: TrustList) -> Proven:
    key = (_digest(record), version.position, trust)
    return _PROOFS.get(key) or _PROOFS.keep(key, prove_record(record, version, trust))


def _digest(record: Record) -> bytes:
    """Return the digest of a record's entries, each with its place and its length."""
    digest = hashlib.sha256()
    for entry in record.entries:
        digest.update(b"%d %d " % (entry.position, len(entry.raw)))
        digest.update(entry.raw)
    return digest.digest()


def status_of(verdict: Verdict, code: str) -> str:
    """Return the status that may be told: `code`, unless the record does not hold."""
    return UNKNOWN if verdict.overall in _UNPROVEN else code


def shown_status(record: Record, trust: TrustList, day: date) -> str:
    """Return the status that lists tell: that of the certificate's own page."""
    key = (_digest(record), trust, day)
    return _STATUSES.get(key) or _STATUSES.keep(key, _status(record, trust, day))


def _status(record: Record, trust: TrustList, day: date) -> str:
    verdict = judge(record, trust, record.entries[-1].position + 1, day_begins(day), day)
    return status_of(verdict, verdict.status or UNKNOWN)


def entry_holds(event: LoggedEvent, trust: TrustList) -> bool:
    """Tell whether an entry's own signature holds, for those who show the log."""
    key = (hashlib.sha256(event.raw).digest(), event.position, trust)
    holds = _ENTRIES.get(key)
    if holds is None:
        holds = _ENTRIES.keep(key, _holds(event, trust))
    return holds


def _holds(event: LoggedEvent, trust: TrustList) -> bool:
    try:
        check_event_proof(event, trust)
    except StarmarkError:
        return False
    return True


def forget() -> None:
    """Forget the judgements kept, for tests and measurements."""
    _ENTRIES.clear()
    _PROOFS.clear()
    _STATUSES.clear()
