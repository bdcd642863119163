"""Proving: an entry of the log holds if its own proof and every signature in it verify under the trust list.

Used before release (`mint.py`). Answers verify through `certs.trust.verification.verification`. Needs no private key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from certs import canonical
from certs.errors import NotGenuine, StarmarkError
from certs.lifecycle.events import LoggedEvent, parse_event
from certs.trust import data_integrity
from certs.trust.credential import credential, jwt
from certs.trust.encoding import encode_base64url
from certs.trust.keys import SIGNATURE_BYTES, PublicKey
from certs.trust.qr import qr_token
from certs.trust.trust_list.trust_list import TrustList

_HEADER_BYTES: Final = 24  # of a token, within which its key's id stands


def prove_event(position: int, raw: bytes, trust: TrustList) -> None:
    """Read one event back and verify all that it carries. Raises AssertionError: it may then not be released."""
    try:
        check_event(parse_event(position, raw), trust)
    except StarmarkError as exc:
        raise AssertionError(f"event {position} does not prove: {exc}") from exc


def check_event(event: LoggedEvent, trust: TrustList) -> str:
    """Verify an event's own proof and, in a certificate's, its three signatures. Returns the name of the event's key.

    Raises NotGenuine, Malformed, or CouldNotCheck for a newer format.
    """
    key = check_event_proof(event, trust)
    if "credential" in event.body:
        check_certificate(event, trust)
    return key.name


def check_event_proof(event: LoggedEvent, trust: TrustList) -> PublicKey:
    """Verify an event's own proof under the trust list and return its key. Raises NotGenuine or Malformed."""
    key = data_integrity.verify_proof(
        event.body, _key_of(trust, "status" if event.number else "root"), data_integrity.INVOCATION
    )
    trust.usable(key, key.purpose, event.position)
    return key


def check_certificate(event: LoggedEvent, trust: TrustList) -> None:
    """Verify the three signatures of a certificate in its event, and that all three say the same.

    Raises NotGenuine or Malformed.
    """
    body = event.body
    document = body["credential"]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    payload = canonical.dumps_trusted(unsecured)
    key = data_integrity.verify_proof(
        document, _key_of(trust, "certificate"), data_integrity.ASSERTION, guarded=payload
    )
    certificate = credential.read_credential(unsecured, secured=False)
    credential.require_issuer(certificate, trust.base_url, trust.did)
    jwt_key = jwt.verify_parts(body["jwt_header"], encode_base64url(payload), body["jwt_signature"], trust)
    qr_key = _check_token(event, certificate, payload, trust)
    for used in (key, jwt_key, qr_key):
        trust.usable(used, used.purpose, event.position)
    if certificate.number != event.number:
        raise _mixed()


def _check_token(event: LoggedEvent, certificate: credential.Credential, payload: bytes, trust: TrustList) -> PublicKey:
    """Compose the token anew from the credential and hold the logged one against it, all but its signature.

    That is stricter than reading it, and takes half the time. A token in another profile than we would choose today is
    read, and must say the same.
    """
    token = qr_token.from_text(event.body["qr"])
    signature, signed = token[-SIGNATURE_BYTES:], list[bytes]()

    def stand_in(data: bytes) -> bytes:
        signed.append(data)
        return signature

    for key in trust.keys:
        if key.purpose == "qr" and key.kid in token[:_HEADER_BYTES]:
            composed = qr_token.compose(
                trust.base_url,
                certificate.subject,
                certificate.valid_from,
                event.recorded,
                certificate.valid_until,
                certificate.status_index,
                payload,
                key.kid,
                stand_in,
            )
            if composed == token:
                key.verify(signature, signed[0])
                return key
    return _read_token(token, certificate, trust)


def _read_token(token: bytes, certificate: credential.Credential, trust: TrustList) -> PublicKey:
    """Read a token of another profile than ours of today: it must say the same."""
    claims, key = qr_token.verify(token, trust)
    holder = certificate.subject["holder"]
    facts = (
        certificate.number,
        certificate.version,
        certificate.level,
        holder["uscc"],
        certificate.status_index,
        certificate.valid_from,
        certificate.valid_until,
    )
    token_says = (
        claims.number,
        claims.version,
        claims.level,
        claims.uscc,
        claims.status_index,
        claims.not_before,
        claims.expires,
    )
    if facts != token_says or not holder["name"].startswith(claims.holder):
        raise _mixed()
    return key


def _mixed() -> NotGenuine:
    return NotGenuine(
        "mixed",
        "这条记录里的几份签名说的不是同一张证书。",
        "The signatures of this entry speak of different certificates.",
    )


def _key_of(trust: TrustList, purpose: str) -> Callable[[str], PublicKey]:
    return lambda method: trust.signer(method, purpose)
