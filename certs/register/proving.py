"""Proving: an entry of the log holds if its own proof and every signature in it verify under the trust list.

Used before release (`mint.py`). Answers verify through `certs.trust.verification`. Needs no private key.
"""

from __future__ import annotations

from collections.abc import Callable

from certs import canonical
from certs.errors import NotGenuine, StarmarkError, Words
from certs.register.events import LoggedEvent, parse_event
from certs.trust import jwt, proof, qr_token
from certs.trust.keys import PublicKey
from certs.trust.trust_list import TrustList


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
    key = proof.verify_proof(event.body, _key_of(trust, "status" if event.number else "root"), proof.INVOCATION)
    trust.usable(key, key.purpose, event.position)
    return key


def check_certificate(event: LoggedEvent, trust: TrustList) -> None:
    """Verify the three signatures of a certificate in its event, and that all three name it.

    Raises NotGenuine or Malformed.
    """
    body = event.body
    document = body["credential"]
    key = proof.verify_proof(document, _key_of(trust, "certificate"), proof.ASSERTION)
    payload = canonical.dumps_trusted({k: v for k, v in document.items() if k != "proof"})
    said, jwt_key = jwt.verify_jwt(jwt.join(body["jwt_header"], payload, body["jwt_signature"]), trust)
    claims, qr_key = qr_token.verify(qr_token.from_text(body["qr"]), trust)
    for used in (key, jwt_key, qr_key):
        trust.usable(used, used.purpose, event.position)
    if {(said.number, said.version), (claims.number, claims.version)} != {
        (event.number, document["credentialSubject"]["version"])
    }:
        raise NotGenuine(
            "mixed",
            Words(
                "这条记录里的几份签名说的不是同一张证书。",
                "The signatures of this entry speak of different certificates.",
            ),
        )


def _key_of(trust: TrustList, purpose: str) -> Callable[[str], PublicKey]:
    return lambda method: trust.signer(method, purpose)
