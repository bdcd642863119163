"""Judging what the register itself holds of a certificate: for its page, for lists, and for the API alike."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Final

from certs.days import day_begins
from certs.lifecycle.compromise import condemned_by
from certs.lifecycle.record import Record
from certs.lifecycle.signed_objects import evidence
from certs.register.store.reader import record_of_entries
from certs.register.store.stored_bytes import of_our_store
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification.verdict import Overall, Verdict
from certs.trust.verification.verification import verify_record

UNKNOWN: Final = "unknown"  # the status of a certificate whose record does not hold, or could not be judged
_UNPROVEN: Final = frozenset({Overall.NOT_GENUINE, Overall.UNKNOWN})
_REMEMBERED: Final = 4_096  # judgements, each with the entries that were judged


def judge(record: Record, trust: TrustList, size: int, now: datetime, day: date) -> Verdict:
    """Judge a record by its own entries, as of a day."""
    with of_our_store():
        proof = evidence(record, record.version_on(day), size, day)
    # A void entry is not believed, so it does not speak against the rest either; but the version shown has to be
    # proved.
    proving = [
        (e.position, e.raw) for e in record.entries if e.position not in record.void or e.position == proof.position
    ]
    return verify_record(proof, proving, trust, now, day)


def status_of(verdict: Verdict, code: str) -> str:
    """Return the status that may be told: `code`, unless the record does not hold."""
    return UNKNOWN if verdict.overall in _UNPROVEN else code


def shown_status(record: Record, trust: TrustList, day: date) -> str:
    """Return the status that lists tell. A judgement is kept under the exact bytes, the keys and the day judged."""
    return _status(tuple((entry.position, entry.raw) for entry in record.entries), trust, day)


@lru_cache(maxsize=_REMEMBERED)
def _status(entries: tuple[tuple[int, bytes], ...], trust: TrustList, day: date) -> str:
    record = record_of_entries(entries, condemned_by(trust))
    verdict = judge(record, trust, entries[-1][0] + 1, day_begins(day), day)
    return status_of(verdict, record.standing(day).code)


def forget() -> None:
    """Forget the judgements kept, for tests and measurements."""
    _status.cache_clear()
