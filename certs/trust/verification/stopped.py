"""The verdict on what did not get past checks 1 to 3: another key, another signature, too new, or not readable."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from certs.days import require_instant
from certs.errors import CouldNotCheck, Malformed, StarmarkError
from certs.trust.verification import checks, sentences
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

_KEY_CODES: Final = frozenset(
    {"key_unknown", "key_purpose", "key_missing", "key_point", "key_compromised", "key_retired", "key_not_yet"}
)
_SIGNATURE_CODES: Final = frozenset({"signature", "proof_purpose", "proof_context"})


def stopped(error: StarmarkError, now: datetime) -> Verdict:
    """Return the verdict of an object that did not get past checks 1 to 3."""
    if isinstance(error, Malformed):
        return _unread(error, now)
    newer = isinstance(error, CouldNotCheck)
    at = 1 if error.code in _KEY_CODES else 2 if error.code in _SIGNATURE_CODES else 0
    check = Check(at + 1, checks.NAMES[at], Outcome.UNKNOWN if newer else Outcome.FAIL, error.code, error.words)
    overall = Overall.UNKNOWN if newer else Overall.NOT_GENUINE
    return Verdict(
        overall, error.code, error.words, (*checks.PASSED[:at], check, *checks.NOT_MADE[at + 1 :]), require_instant(now)
    )


def _unread(error: Malformed, now: datetime) -> Verdict:
    """Return the verdict of what cannot be read to its end, of which nobody can tell who made it."""
    words = sentences.joined(sentences.UNREAD, error.words)
    check = Check(1, checks.NAMES[0], Outcome.UNKNOWN, "damaged", words, {"cause": error.code})
    return Verdict(
        Overall.UNKNOWN, "damaged", sentences.DAMAGED, (check, *checks.NOT_REACHED[1:]), require_instant(now)
    )
