"""Judging what somebody shows: a certificate's JSON, its JWT, or a QR code, held against the register.

Signatures are checked in `certs.trust.verification`; this module supplies what the register has to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from certs import canonical, limits
from certs.days import beijing_day, parse_instant
from certs.errors import StarmarkError
from certs.lifecycle.signed_objects import evidence
from certs.register.answers.certificate_answer import Answer, answer_of
from certs.register.store.reader import Reader
from certs.trust import encoding
from certs.trust.qr import qr_token
from certs.trust.qr.qr_token import QrClaims
from certs.trust.verification import verification
from certs.trust.verification.register_evidence import Absent, RegisterEvidence
from certs.trust.verification.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on an object, what it claims, and the register's own answer for its number.

    `claims` of an object that is not genuine are unproven: they may be shown only as what it says of itself.
    """

    verdict: Verdict
    claims: Mapping[str, Any] | None
    answer: Answer | None


def check_object(
    reader: Reader, data: bytes, *, now: datetime, day: date | None = None, instant: datetime | None = None
) -> Checked:
    """Judge certificate JSON, a JWT, or the text or base32 of a QR code.

    Which it is shows by its first character and form. `instant`, within `day`, is where an instant was asked about.

    Never raises for bad content; raises CouldNotCheck if the register does not answer.
    """
    target_day = day or beijing_day(now)
    look_up = lru_cache(maxsize=4)(reader.look)

    def evidence_of(number: str, version: int) -> RegisterEvidence | Absent:
        look = look_up(number)
        if look.record is None:
            return Absent("number")
        content = look.record.version(version)
        return Absent("version") if content is None else evidence(look.record, content, look.size, target_day)

    trust = reader.look("").trust
    claims: Mapping[str, Any] | None = None
    if data.lstrip()[:1] == b"{":
        verdict = verification.verify_credential(data, trust, evidence_of, now, day)
        claims = _claims_of_json(data)
    elif data.count(b".") == 2 and b"://" not in data:
        verdict = verification.verify_jwt_text(_text(data, limits.JWT), trust, evidence_of, now, day)
        claims = _claims_of_jwt(data)
    else:
        text = _text(data, limits.QR_TEXT + 1)
        verdict, proven = verification.verify_qr(text, trust, evidence_of, now, day)
        claims = _claims_of_qr(text, trust.base_url, proven)
    number = (claims or {}).get("number")
    look = look_up(number) if isinstance(number, str) else None
    if look is None or look.record is None:
        return Checked(verdict, claims, None)
    return Checked(verdict, claims, answer_of(look, now=now, day=day, instant=instant))


def _text(data: bytes, limit: int) -> str:
    # Anything outside ASCII is no JWT and no QR code of ours; what replaces it fails the first check.
    return data[: limit + 1].strip().decode("ascii", "replace")


def _claims_of_json(data: bytes) -> Mapping[str, Any] | None:
    try:
        document = canonical.loads(data, limits.CREDENTIAL)
    except StarmarkError:
        return None
    return _claims_of_credential(document)


def _claims_of_jwt(data: bytes) -> Mapping[str, Any] | None:
    try:
        payload = encoding.decode_base64url(_text(data, limits.JWT).split(".")[1])
        return _claims_of_credential(canonical.loads(payload, limits.CREDENTIAL))
    except StarmarkError:
        return None


def _claims_of_credential(document: object) -> Mapping[str, Any] | None:
    subject = document.get("credentialSubject") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(subject, dict) or not isinstance(subject.get("holder"), dict):
        return None
    claims = {
        "number": subject.get("number"),
        "version": subject.get("version"),
        "level": subject.get("level"),
        "holder": subject["holder"].get("name"),
        "uscc": subject["holder"].get("uscc"),
        "valid_until": _day(document.get("validUntil")),
    }
    return {name: value for name, value in claims.items() if isinstance(value, (str, int))}


def _day(instant: object) -> str | None:
    try:
        return beijing_day(parse_instant(instant)).isoformat() if isinstance(instant, str) else None
    except StarmarkError:
        return None


def _claims_of_qr(text: str, base_url: str, proven: QrClaims | None) -> Mapping[str, Any] | None:
    claims = proven
    if claims is None:
        try:
            token = qr_token.unwrap(text, base_url) if "://" in text else encoding.decode_base32(text)
            claims = qr_token.parse(token).unverified
        except StarmarkError:
            return None
    fields = {
        "number": claims.number,
        "version": claims.version,
        "level": claims.level,
        "holder": claims.holder,
        "uscc": claims.uscc,
        "valid_until": beijing_day(claims.expires).isoformat(),
        "scope": claims.scope,
        "profile": claims.profile,
    }
    return {name: value for name, value in fields.items() if value is not None}
