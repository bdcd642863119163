"""The single checks of the verdict (formats.md, "Verdict"), each from the few values it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from certs.errors import NotGenuine, Words
from certs.trust.keys import PublicKey
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import sentences
from certs.trust.verification.register_evidence import Absent, RegisterEvidence
from certs.trust.verification.verdict import Check, Outcome

NAMES: Final = ("form", "key", "signature", "register", "version", "status", "dates")
PASSED: Final = tuple(Check(n, name, Outcome.PASS, "ok", sentences.PASSED[name]) for n, name in enumerate(NAMES, 1))
ALL_PASSED: Final = [Outcome.PASS] * len(NAMES)
NOT_MADE: Final = tuple(
    Check(n, name, Outcome.UNKNOWN, "not_made", sentences.NOT_MADE) for n, name in enumerate(NAMES, 1)
)

NOT_REACHED: Final = tuple(
    Check(n, name, Outcome.UNKNOWN, "not_made", sentences.NOT_REACHED) for n, name in enumerate(NAMES, 1)
)


def _check(number: int, outcome: Outcome, code: str, words: Words, evidence: Mapping[str, str] | None = None) -> Check:
    return Check(number, NAMES[number - 1], outcome, code, words, evidence or {})


def no_register(number: int) -> Check:
    """5 or 6, where nobody could ask the register."""
    return _check(number, Outcome.UNKNOWN, "not_made", sentences.NO_REGISTER)


@lru_cache(maxsize=256)
def _key_passed(name: str) -> Check:
    return _check(2, Outcome.PASS, "ok", sentences.PASSED["key"], {"key": name})


def check_key(key: PublicKey, trust: TrustList, evidence: RegisterEvidence | Absent | None) -> Check:
    """2: the key may be believed at the place where the register has the object; which key it is, is known already."""
    facts = {"key": key.name}
    if key.state == "compromised" and evidence is None:
        return _check(2, Outcome.UNKNOWN, "key_compromised", sentences.KEY_IN_DOUBT, facts)
    try:
        trust.usable(key, key.purpose, evidence.position if isinstance(evidence, RegisterEvidence) else None)
    except NotGenuine as exc:
        return _check(2, Outcome.FAIL, exc.code, exc.words, facts)
    return _key_passed(key.name)


def check_register(evidence: RegisterEvidence | Absent | None, *, same: bool) -> Check:
    """4: the register has it; `same` tells whether number, version and content are those it has."""
    if evidence is None:
        return _check(4, Outcome.UNKNOWN, "register_unreachable", sentences.UNREACHABLE)
    if isinstance(evidence, Absent):
        return _check(4, Outcome.FAIL, "not_in_register", sentences.ABSENT[evidence.kind])
    facts = {"entry": str(evidence.position), "log_size": str(evidence.size)}
    if not same:
        return _check(4, Outcome.FAIL, "differs_from_register", sentences.DIFFERS, facts)
    return _check(4, Outcome.PASS, "ok", sentences.PASSED["register"], facts)


# The checks that hang on few values are built once for each: many certificates share versions and days.
@lru_cache(maxsize=256)
def check_version(version: int, current: int) -> Check:
    """5: the version is the one in force."""
    facts = {"version": str(version), "current_version": str(current)}
    if current == version:
        return _check(5, Outcome.PASS, "ok", sentences.PASSED["version"], facts)
    return _check(5, Outcome.FAIL, "superseded", sentences.superseded(version, current), facts)


@lru_cache(maxsize=4096)
def _status_passed(day: date, since: date) -> Check:
    facts = {"status": "valid", "day": day.isoformat(), "since": since.isoformat()}
    return _check(6, Outcome.PASS, "ok", sentences.PASSED["status"], facts)


def check_status(evidence: RegisterEvidence) -> Check:
    """6: the certificate's status on the day asked about."""
    if evidence.status == "valid":
        return _status_passed(evidence.status_day, evidence.since)
    facts = {"status": evidence.status, "day": evidence.status_day.isoformat(), "since": evidence.since.isoformat()}
    if evidence.until is not None:
        facts["until"] = evidence.until.isoformat()
    words = sentences.joined(sentences.of_status(evidence.status, has_mark=evidence.has_mark), evidence.status_words)
    return _check(6, Outcome.FAIL, evidence.status, words, facts)


@lru_cache(maxsize=4096)
def check_dates(first: date, last: date, day: date, status: str | None = None) -> Check:
    """7: the day lies between the first and the last day of validity, both included.

    What `status`, as check 6 told it, says already is not said again.
    """
    facts = {"day": day.isoformat(), "valid_from": first.isoformat(), "valid_until": last.isoformat()}
    if first <= day <= last:
        return _check(7, Outcome.PASS, "ok", sentences.PASSED["dates"], facts)
    code = "not_yet_valid" if day < first else "expired"
    words = sentences.outside(day, first, last)
    if status != code:
        words = sentences.joined(sentences.STATUS[code], words)
    return _check(7, Outcome.FAIL, code, words, facts)
