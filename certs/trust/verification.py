"""Verification: seven numbered checks in order, folded into one Verdict (design section 5).

1 form; 2 key: ours, for this purpose, not compromised; 3 signature; 4 register: in it, byte for byte; 5 version in force;
6 status; 7 dates. Where 1 to 4 fail the object is not genuine and later checks are not made; where 5 to 7 fail it is not
valid; where one could not be made, and none failed, the answer is `unknown`. Nothing here reads the register or the clock.

A proof that held is remembered under its exact bytes and trust list. Failures, status and dates never are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from certs import bounds, canonical
from certs.days import beijing_day, require_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError, Words
from certs.trust import jwt, qr_token, sentences
from certs.trust.credential import Credential, newer_format, parse_credential, require_issuer
from certs.trust.encoding import decode_base32
from certs.trust.evidence import Absent, RegisterEvidence
from certs.trust.keys import PublicKey
from certs.trust.proof import ASSERTION, INVOCATION, verify_proof
from certs.trust.qr_token import QrClaims
from certs.trust.trust_list import TrustList
from certs.trust.verdict import Check, Outcome, Overall, Verdict

__all__ = ["Absent", "EvidenceOf", "RegisterEvidence", "verify_credential", "verify_jwt_text", "verify_qr", "verify_record"]

EvidenceOf = Callable[[str, int], RegisterEvidence | Absent | None]
NAMES: Final = ("form", "key", "signature", "register", "version", "status", "dates")
_REMEMBERED: Final = 1024  # proofs
_KEY_CODES: Final = frozenset({"key_unknown", "key_purpose", "key_missing", "key_point", "key_compromised", "key_retired",
                               "key_not_yet"})
_SIGNATURE_CODES: Final = frozenset({"signature", "proof_purpose", "proof_context"})
_PASSED: Final = tuple(Check(n, name, Outcome.PASS, "ok", sentences.PASSED[name]) for n, name in enumerate(NAMES, 1))
_NOT_MADE: Final = tuple(Check(n, name, Outcome.UNKNOWN, "not_made", sentences.NOT_MADE) for n, name in enumerate(NAMES, 1))


_NO_EVENTS: Final = Malformed("no_events", Words("登记簿里没有这张证书的日志。", "The register has no log entries of this certificate."))


@dataclass(frozen=True, slots=True)
class _Proven:
    """What checks 1 to 3 have shown, apart from whether the key still stands."""

    number: str
    version: int
    first_day: date
    last_day: date
    key: PublicKey


def verify_credential(data: bytes, trust: TrustList, evidence_of: EvidenceOf, now: datetime,
                      day: date | None = None) -> Verdict:
    """Judge a certificate's JSON file. `day` is the Beijing day asked about, today's if None.

    `evidence_of(number, version)` asks the register: its evidence, Absent, or None if it could not be consulted; the
    evidence must be for that day. Never raises for bad content.
    """
    try:
        proven, form = _prove_credential(data, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return _stopped(exc, now)
    return _judge(proven, lambda evidence: evidence.credential == form, trust, evidence_of, _When(now, day))


def verify_jwt_text(text: str, trust: TrustList, evidence_of: EvidenceOf, now: datetime, day: date | None = None) -> Verdict:
    """Judge a certificate's JWT; see `verify_credential`."""
    try:
        proven = _prove_jwt(text, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return _stopped(exc, now)
    return _judge(proven, lambda evidence: evidence.jwt == text, trust, evidence_of, _When(now, day))


def verify_qr(text_or_token: str | bytes, trust: TrustList, evidence_of: EvidenceOf, now: datetime,
              day: date | None = None) -> tuple[Verdict, QrClaims | None]:
    """Judge a certificate QR: its text, the bare base32 of it, or the token's bytes; see `verify_credential`.

    The claims come with the verdict unless the object is not genuine or could not be read: then none may be shown.
    """
    try:
        token = _token(text_or_token, trust)
        proven, claims = _prove_qr(token, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return _stopped(exc, now), None
    verdict = _judge(proven, lambda evidence: evidence.qr == token, trust, evidence_of, _When(now, day))
    return verdict, None if verdict.overall is Overall.NOT_GENUINE else claims


def verify_record(evidence: RegisterEvidence, events: Sequence[tuple[int, bytes]], trust: TrustList, now: datetime,
                  day: date | None = None) -> Verdict:
    """Judge what the register itself holds, for a look-up by number, where nobody has shown us a paper.

    `events` are (position, exact bytes) of all log entries of this number; each proof is checked, and the credential's.
    """
    if not events:
        return _stopped(_NO_EVENTS, now)
    try:
        proven, form = _prove_credential(evidence.credential, trust)
        for position, raw in events:
            _prove_event(raw, position, evidence.number, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return _stopped(exc, now)
    return _judge(proven, lambda held: held.credential == form, trust, lambda *_: evidence, _When(now, day))


@lru_cache(maxsize=_REMEMBERED)
def _prove_credential(data: bytes, trust: TrustList) -> tuple[_Proven, bytes]:
    """Return what an embedded proof proves, and the document's canonical form."""
    credential = parse_credential(data)
    require_issuer(credential, trust.base_url, trust.did)
    key = verify_proof(credential.document, lambda method: trust.signer(method, "certificate"), ASSERTION)
    return _proven(credential, key), canonical.dumps_trusted(credential.document)


@lru_cache(maxsize=_REMEMBERED)
def _prove_jwt(text: str, trust: TrustList) -> _Proven:
    return _proven(*jwt.verify_jwt(text, trust))


@lru_cache(maxsize=_REMEMBERED)
def _prove_qr(token: bytes, trust: TrustList) -> tuple[_Proven, QrClaims]:
    claims, key = qr_token.verify(token, trust)
    first, last = beijing_day(claims.not_before), beijing_day(claims.expires)
    return _Proven(claims.number, claims.version, first, last, key), claims


@lru_cache(maxsize=_REMEMBERED)
def _prove_event(raw: bytes, position: int, number: str, trust: TrustList) -> None:
    event = canonical.loads(raw, bounds.EVENT)
    if not isinstance(event, dict) or event.get("number") != number:
        raise Malformed("event", Words("登记簿里的日志条目与编号不符。", "A log entry in the register is not of this number."))
    if event.get("format") != 1:
        raise newer_format()
    trust.usable(verify_proof(event, lambda method: trust.signer(method, "status"), INVOCATION), "status", position)


def _proven(credential: Credential, key: PublicKey) -> _Proven:
    return _Proven(credential.number, credential.version, beijing_day(credential.valid_from),
                   beijing_day(credential.valid_until), key)


def _token(text_or_token: str | bytes, trust: TrustList) -> bytes:
    if isinstance(text_or_token, bytes):
        return text_or_token
    if "://" in text_or_token:
        return qr_token.unwrap(text_or_token, trust.base_url)
    if len(text_or_token) > bounds.QR_TEXT:
        raise Malformed("too_long", Words("二维码文字过长。", "The text of the QR code is too long."))
    return decode_base32(text_or_token)


class _When:
    """The instant of the check and the Beijing day asked about."""

    def __init__(self, now: datetime, day: date | None) -> None:
        self.now = require_instant(now)
        self.day = beijing_day(self.now) if day is None else day


def _stopped(error: StarmarkError, now: datetime) -> Verdict:
    """Return the verdict of an object that did not get past checks 1 to 3."""
    newer = isinstance(error, CouldNotCheck)
    at = 1 if error.code in _KEY_CODES else 2 if error.code in _SIGNATURE_CODES else 0
    check = Check(at + 1, NAMES[at], Outcome.UNKNOWN if newer else Outcome.FAIL, error.code, error.words)
    overall = Overall.UNKNOWN if newer else Overall.NOT_GENUINE
    return Verdict(overall, error.code, error.words, (*_PASSED[:at], check, *_NOT_MADE[at + 1 :]), require_instant(now))


def _judge(proven: _Proven, is_logged: Callable[[RegisterEvidence], bool], trust: TrustList, evidence_of: EvidenceOf,
           when: _When) -> Verdict:
    """Make checks 2 and 4 to 7 of an object whose signature holds, and fold all."""
    evidence = evidence_of(proven.number, proven.version)
    if isinstance(evidence, RegisterEvidence) and evidence.status_day != when.day:
        raise AssertionError(f"the evidence is for {evidence.status_day}, the question for {when.day}")
    checks = [_PASSED[0], _check_key(proven.key, trust, evidence), _PASSED[2]]
    if checks[1].outcome is Outcome.FAIL:
        checks[2:] = _NOT_MADE[2:]
        return _fold(checks, proven, when, None)
    checks.append(_check_register(proven, is_logged, evidence))
    if checks[3].outcome is Outcome.FAIL:
        return _fold([*checks, *_NOT_MADE[4:]], proven, when, None)
    if isinstance(evidence, RegisterEvidence):
        checks += [_check_version(proven, evidence), _check_status(evidence)]
        status: str | None = evidence.status
    else:
        checks += [_no_register(5), _no_register(6)]
        status = None
    checks.append(_check_dates(proven, when.day))
    return _fold(checks, proven, when, status)


def _check(number: int, outcome: Outcome, code: str, words: Words, evidence: Mapping[str, str] | None = None) -> Check:
    return Check(number, NAMES[number - 1], outcome, code, words, evidence or {})


def _no_register(number: int) -> Check:
    return _check(number, Outcome.UNKNOWN, "not_made", sentences.NO_REGISTER)


def _check_key(key: PublicKey, trust: TrustList, evidence: RegisterEvidence | Absent | None) -> Check:
    said = {"key": key.name}
    if key.state == "compromised" and evidence is None:
        return _check(2, Outcome.UNKNOWN, "key_compromised", sentences.KEY_IN_DOUBT, said)
    try:
        trust.usable(key, key.purpose, evidence.position if isinstance(evidence, RegisterEvidence) else None)
    except NotGenuine as exc:
        return _check(2, Outcome.FAIL, exc.code, exc.words, said)
    return _check(2, Outcome.PASS, "ok", sentences.PASSED["key"], said)


def _check_register(proven: _Proven, is_logged: Callable[[RegisterEvidence], bool],
                    evidence: RegisterEvidence | Absent | None) -> Check:
    if evidence is None:
        return _check(4, Outcome.UNKNOWN, "register_unreachable", sentences.UNREACHABLE)
    if isinstance(evidence, Absent):
        return _check(4, Outcome.FAIL, "not_in_register", sentences.ABSENT[evidence.kind])
    said = {"entry": str(evidence.position), "log_size": str(evidence.size)}
    if (evidence.number, evidence.version) != (proven.number, proven.version) or not is_logged(evidence):
        return _check(4, Outcome.FAIL, "differs_from_register", sentences.DIFFERS, said)
    return _check(4, Outcome.PASS, "ok", sentences.PASSED["register"], said)


def _check_version(proven: _Proven, evidence: RegisterEvidence) -> Check:
    said = {"version": str(proven.version), "current_version": str(evidence.current_version)}
    if evidence.current_version == proven.version:
        return _check(5, Outcome.PASS, "ok", sentences.PASSED["version"], said)
    return _check(5, Outcome.FAIL, "superseded", sentences.superseded(proven.version, evidence.current_version), said)


def _check_status(evidence: RegisterEvidence) -> Check:
    said = {"status": evidence.status, "day": evidence.status_day.isoformat(), "since": evidence.since.isoformat()}
    if evidence.until is not None:
        said["until"] = evidence.until.isoformat()
    if evidence.status == "valid":
        return _check(6, Outcome.PASS, "ok", sentences.PASSED["status"], said)
    words = sentences.joined(sentences.STATUS[evidence.status], evidence.status_words)
    return _check(6, Outcome.FAIL, evidence.status, words, said)


def _check_dates(proven: _Proven, day: date) -> Check:
    said = {"day": day.isoformat(), "valid_from": proven.first_day.isoformat(), "valid_until": proven.last_day.isoformat()}
    if proven.first_day <= day <= proven.last_day:
        return _check(7, Outcome.PASS, "ok", sentences.PASSED["dates"], said)
    code = "not_yet_valid" if day < proven.first_day else "expired"
    words = sentences.joined(sentences.STATUS[code], sentences.outside(day, proven.first_day, proven.last_day))
    return _check(7, Outcome.FAIL, code, words, said)


def _fold(checks: Sequence[Check], proven: _Proven, when: _When, status: str | None) -> Verdict:
    """The first failure decides; else the first check that could not be made; else everything has passed."""
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        deciding = [check for check in checks if check.outcome is outcome]
        if deciding:
            overall = Overall.UNKNOWN if outcome is Outcome.UNKNOWN \
                else Overall.NOT_GENUINE if deciding[0].number <= 4 else Overall.NOT_VALID
            number = None if overall is Overall.NOT_GENUINE else proven.number
            return Verdict(overall, deciding[0].code, _message(deciding), tuple(checks), when.now, number, status)
    if len(checks) != len(NAMES) or any(check.outcome is not Outcome.PASS for check in checks):
        raise AssertionError("a verdict of valid needs all seven checks passed")
    return Verdict(Overall.VALID, "valid", sentences.valid_until(proven.last_day), tuple(checks), when.now, proven.number, status)


def _message(deciding: Sequence[Check]) -> Words:
    """The deciding sentence; an old version of a certificate that is itself not valid says both."""
    first = deciding[0]
    if first.code == "superseded" and len(deciding) > 1:
        return sentences.joined(first.message, deciding[1].message)
    return first.message


def remembered(name: str) -> Any:
    """Return the cache of one prover (`credential`, `jwt`, `qr`, `event`), so that tests and measurements can empty it."""
    return {"credential": _prove_credential, "jwt": _prove_jwt, "qr": _prove_qr, "event": _prove_event}[name]
