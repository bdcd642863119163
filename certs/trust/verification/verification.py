"""Verification: seven numbered checks in order, folded into one Verdict (formats.md, "Verdict").

1 form; 2 key: ours, for this purpose, not compromised; 3 signature; 4 register: in it, byte for byte; 5 version in
force; 6 status; 7 dates. What cannot be read to its end was damaged or cut off on its way, which is no forgery: the
answer is `unknown`. Where 2 to 4 fail the object is not genuine and later checks are not made; where 5 to 7 fail it is
not valid; where one could not be made, and none failed, the answer is `unknown`. Nothing here reads the register or the
clock.

A proof that held is remembered under its exact bytes and trust list. Failures, status and dates never are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from certs import canonical, limits
from certs.days import beijing_day, require_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine, Words
from certs.trust.credential import jwt
from certs.trust.credential.credential import Credential, parse_credential, require_issuer
from certs.trust.data_integrity import ASSERTION, verify_proof
from certs.trust.encoding import decode_base32
from certs.trust.keys import PublicKey
from certs.trust.qr import qr_token
from certs.trust.qr.qr_token import QrClaims
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import checks, handed_in, sentences
from certs.trust.verification.register_evidence import Absent, RegisterEvidence
from certs.trust.verification.sentences import Ground
from certs.trust.verification.stopped import stopped
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

__all__ = [
    "Absent",
    "EvidenceOf",
    "RegisterEvidence",
    "verify_credential",
    "verify_jwt_text",
    "verify_qr",
    "verify_record",
]

EvidenceOf = Callable[[str, int], RegisterEvidence | Absent | None]
_REMEMBERED: Final = 1024  # proofs
_day: Final = lru_cache(maxsize=4096)(beijing_day)  # of the ends of periods, which many certificates share


class Proven(NamedTuple):
    """What checks 1 to 3 have shown of an object, apart from whether its key still stands."""

    number: str
    version: int
    first_day: date
    last_day: date
    key: PublicKey


def verify_credential(
    data: bytes, trust: TrustList, evidence_of: EvidenceOf, now: datetime, day: date | None = None
) -> Verdict:
    """Judge a certificate's JSON file. `day` is the Beijing day asked about, today's if None.

    `evidence_of(number, version)` asks the register: its evidence, Absent, or None if it could not be consulted; the
    evidence must be for that day. Never raises for bad content.
    """
    try:
        proven = _prove_credential(data, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return stopped(exc, now)
    return _judge(
        proven, lambda evidence: _same_content(data, evidence.forms().credential), trust, evidence_of, When(now, day)
    )


def verify_jwt_text(
    text: str, trust: TrustList, evidence_of: EvidenceOf, now: datetime, day: date | None = None
) -> Verdict:
    """Judge a certificate's JWT; see `verify_credential`."""
    try:
        proven = _prove_jwt(text, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return stopped(exc, now)
    return _judge(proven, lambda evidence: evidence.forms().jwt == text, trust, evidence_of, When(now, day))


def verify_qr(
    text_or_token: str | bytes, trust: TrustList, evidence_of: EvidenceOf, now: datetime, day: date | None = None
) -> tuple[Verdict, QrClaims | None]:
    """Judge a certificate QR: its text, the bare base32 of it, or the token's bytes; see `verify_credential`.

    The claims come with the verdict unless the object is not genuine or could not be read: then none may be shown.
    """
    try:
        token = token_of(text_or_token, trust)
        proven, claims = prove_qr(token, trust)
    except (CouldNotCheck, Malformed, NotGenuine) as exc:
        return stopped(exc, now), None
    verdict = _judge(proven, lambda evidence: evidence.forms().qr == token, trust, evidence_of, When(now, day))
    return verdict, None if verdict.overall is Overall.NOT_GENUINE else claims


def verify_record(
    evidence: RegisterEvidence, prove: Callable[[], Proven], trust: TrustList, now: datetime, day: date | None = None
) -> Verdict:
    """Judge what the register itself holds, for a look-up by number, where nobody has shown us a paper.

    `prove` returns what the log entries of this number prove (`prove_entries`), and raises where one does not hold.
    """
    try:
        proven = prove()
    except Malformed as exc:  # nothing lies between us and our own store: what is damaged there is not what was signed
        return stopped(NotGenuine(exc.code, *exc.words), now)
    except (CouldNotCheck, NotGenuine) as exc:
        return stopped(exc, now)
    return _judge(proven, lambda _: True, trust, lambda *_: evidence, When(now, day), sentences.LOOKED_UP)


def _same_content(data: bytes, logged: bytes) -> bool:
    """Tell whether a file is the logged credential. Its layout is free: unequal bytes are compared canonically."""
    return data == logged or canonical.dumps_trusted(canonical.loads(data, limits.CREDENTIAL)) == logged


@lru_cache(maxsize=_REMEMBERED)
def _prove_credential(data: bytes, trust: TrustList) -> Proven:
    """Return what an embedded proof proves."""
    try:
        credential = parse_credential(data)
    except Malformed:
        _require_proof(data, trust)  # what is whole and signed by nobody of ours is forged
        raise
    require_issuer(credential, trust.base_url, trust.did)
    key = verify_proof(credential.document, lambda method: trust.signer(method, "certificate"), ASSERTION)
    return proven_by(credential, key)


def _require_proof(data: bytes, trust: TrustList) -> None:
    """Raise NotGenuine where a file of another shape than ours is whole, but for its proof; Malformed if it is not."""
    document = canonical.loads(data, limits.CREDENTIAL)
    if isinstance(document, dict):
        verify_proof(document, lambda method: trust.signer(method, "certificate"), ASSERTION)


@lru_cache(maxsize=_REMEMBERED)
def _prove_jwt(text: str, trust: TrustList) -> Proven:
    return proven_by(*jwt.verify_jwt(text, trust))


@lru_cache(maxsize=_REMEMBERED)
def prove_qr(token: bytes, trust: TrustList) -> tuple[Proven, QrClaims]:
    """Return what a QR token proves, and its claims. Raises as `qr_token.verify`."""
    claims, key = qr_token.verify(token, trust)
    first, last = _day(claims.not_before), _day(claims.expires)
    return Proven(claims.number, claims.version, first, last, key), claims


def proven_by(credential: Credential, key: PublicKey) -> Proven:
    """Return what a credential has shown whose signature by this key holds."""
    return Proven(credential.number, credential.version, credential.first_day, credential.last_day, key)


def token_of(text_or_token: str | bytes, trust: TrustList) -> bytes:
    """Return the token of a QR code: its text, the bare base32 of it, or itself. Raises Malformed or NotGenuine."""
    if isinstance(text_or_token, bytes):
        return text_or_token
    if "://" in text_or_token:
        elsewhere = handed_in.other_host(text_or_token, trust.base_url)
        if elsewhere is not None:
            raise qr_token.other_host(elsewhere[:52])
        return qr_token.unwrap(text_or_token, trust.base_url)
    if len(text_or_token) > limits.QR_TEXT:
        raise Malformed("too_long", "二维码文字过长。", "The text of the QR code is too long.")
    return decode_base32(text_or_token)


class When:
    """The instant of the check and the Beijing day asked about."""

    def __init__(self, now: datetime, day: date | None) -> None:
        self.now = require_instant(now)
        self.today = _day(self.now)
        self.day = self.today if day is None else day

    def said(self, words: Words) -> Words:
        """Return a sentence; where another day was asked about, it says which."""
        return words if self.day == self.today else sentences.on_day(self.day, words)


def _judge(
    proven: Proven,
    is_logged: Callable[[RegisterEvidence], bool],
    trust: TrustList,
    evidence_of: EvidenceOf,
    when: When,
    ground: Ground = sentences.SIGNED,
) -> Verdict:
    """Make checks 2 and 4 to 7 of an object whose signature holds, and fold all."""
    evidence = evidence_of(proven.number, proven.version)
    if isinstance(evidence, RegisterEvidence) and evidence.status_day != when.day:
        raise AssertionError(f"the evidence is for {evidence.status_day}, the question for {when.day}")
    results = [checks.PASSED[0], checks.check_key(proven.key, trust, evidence), checks.PASSED[2]]
    if results[1].outcome is Outcome.FAIL:
        results[2:] = checks.NOT_MADE[2:]
        return fold(results, proven, when, None, ground)
    results.append(checks.check_register(evidence, same=_is_same(proven, is_logged, evidence)))
    if results[3].outcome is Outcome.FAIL:
        return fold([*results, *checks.NOT_MADE[4:]], proven, when, None, ground)
    if isinstance(evidence, RegisterEvidence):
        results += [checks.check_version(proven.version, evidence.current_version), checks.check_status(evidence)]
        status: str | None = evidence.status
    else:
        results += [checks.no_register(5), checks.no_register(6)]
        status = None
    results.append(checks.check_dates(proven.first_day, proven.last_day, when.day, status))
    return fold(results, proven, when, status, ground)


def _is_same(
    proven: Proven, is_logged: Callable[[RegisterEvidence], bool], evidence: RegisterEvidence | Absent | None
) -> bool:
    return (
        isinstance(evidence, RegisterEvidence)
        and (evidence.number, evidence.version) == (proven.number, proven.version)
        and is_logged(evidence)
    )


def fold(results: Sequence[Check], proven: Proven, when: When, status: str | None, ground: Ground) -> Verdict:
    """The first failure decides; else the first check that could not be made; else everything has passed."""
    outcomes = [check.outcome for check in results]
    if outcomes == checks.ALL_PASSED:
        return Verdict(
            Overall.VALID,
            "valid",
            when.said(sentences.valid_until(proven.last_day, ground)),
            tuple(results),
            when.now,
            proven.number,
            status,
        )
    outcome = Outcome.FAIL if Outcome.FAIL in outcomes else Outcome.UNKNOWN
    deciding = [check for check in results if check.outcome is outcome]
    if len(results) != len(checks.NAMES) or not deciding:
        raise AssertionError("a verdict needs all seven checks, and a reason where it is not valid")
    overall = (
        Overall.UNKNOWN
        if outcome is Outcome.UNKNOWN
        else Overall.NOT_GENUINE
        if deciding[0].number <= 4
        else Overall.NOT_VALID
    )
    number = None if overall is Overall.NOT_GENUINE else proven.number
    words = _message(deciding)
    if overall is Overall.NOT_VALID:
        words = when.said(sentences.not_valid(words, ground))
    return Verdict(overall, deciding[0].code, words, tuple(results), when.now, number, status)


def _message(deciding: Sequence[Check]) -> Words:
    """The deciding sentence; an old version of a certificate that is itself not valid says both."""
    first = deciding[0]
    if first.code == "superseded" and len(deciding) > 1:
        return sentences.joined(first.message, deciding[1].message)
    return first.message


def remembered(name: str) -> Any:
    """Return the cache of one prover (`credential`, `jwt`, `qr`), for tests and measurements to empty it."""
    return {"credential": _prove_credential, "jwt": _prove_jwt, "qr": prove_qr}[name]
