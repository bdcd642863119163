"""What the register holds of a certificate's version.

Its JSON, JWT and QR token, and the evidence that a verifier asks for.

Everything is composed from the logged event; no key is needed and nothing is signed here.
"""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import Final

from certs import canonical
from certs.errors import Words
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.record import Record, Standing, Version
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES
from certs.trust.credential import jwt
from certs.trust.qr import qr_token
from certs.trust.verification.register_evidence import RegisterEvidence, SignedForms
from certs.trust.verification.sentences import day_in_english

_NO_WORDS: Final = Words("", "")


def credential_bytes(version: Version) -> bytes:
    """Return certificate.json: the canonical credential with its proof, byte for byte as signed."""
    return canonical.dumps_trusted(version.credential)


def jwt_text(version: Version) -> str:
    """Return the `vc+jwt`, put together from the parts that the log keeps."""
    payload = canonical.dumps_trusted({k: v for k, v in version.credential.items() if k != "proof"})
    return jwt.join(version.jwt_header, payload, version.jwt_signature)


def qr_token_bytes(version: Version) -> bytes:
    """Return the signed token of the certificate's QR symbol."""
    return qr_token.from_text(version.qr)


def qr_text(version: Version, base_url: str) -> str:
    """Return the text of the certificate's QR symbol."""
    return qr_token.wrap(base_url, qr_token_bytes(version))


def evidence(record: Record, version: Version, size: int, day: date) -> RegisterEvidence:
    """Return what the register says of one version of a certificate, with the certificate's status on a day."""
    standing = record.standing(day)
    return RegisterEvidence(
        record.number,
        cache(partial(_forms, version)),
        version.version,
        standing.version,
        version.position,
        size,
        standing.code,
        day,
        status_words(standing),
        standing.since,
        standing.until,
        SCHEMES[version.subject["scheme"]].has_mark,
    )


def _forms(version: Version) -> SignedForms:
    return SignedForms(credential_bytes(version), jwt_text(version), qr_token_bytes(version))


def status_words(standing: Standing) -> Words:
    """Return since when, until when and why: what is added to the sentence of a status that is not valid."""
    if standing.code not in {"suspended", "revoked", "withdrawn"}:
        return _NO_WORDS
    why = REASONS[standing.event_type][standing.reason or ""]
    word, since = STATUS_WORDS[standing.code], day_in_english(standing.since)
    begun = Words(f"自 {standing.since} 起{word.zh}", f"{word.en.capitalize()} from {since}")
    if standing.until is None:
        return Words(f"{begun.zh}。原因：{why.zh}", f"{begun.en}. Reason: {why.en}")
    until = day_in_english(standing.until)
    if standing.overdue:
        return Words(
            f"{begun.zh}，原定到 {standing.until}，期满没有恢复。原因：{why.zh}",
            f"{begun.en}, originally to {until}, and not restored. Reason: {why.en}",
        )
    return Words(
        f"{begun.zh}，最迟到 {standing.until}。原因：{why.zh}", f"{begun.en} to {until} at the latest. Reason: {why.en}"
    )
