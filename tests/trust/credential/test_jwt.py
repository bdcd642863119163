"""The JWT: one header, one spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest

from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.trust.credential import jwt
from certs.trust.encoding import decode_base64url, encode_base64url
from tests.trust.sample_trust import DID, NUMBER, key, paper, trust_after

TRUST = trust_after()
PAPER = paper()
HEADER = {"alg": "EdDSA", "kid": f"{DID}#certificate-1-jwk", "typ": "vc+jwt"}


def made(header: Any, payload: bytes = PAPER.payload, signer: str = "certificate-1") -> str:
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    signed = f"{encode_base64url(text)}.{encode_base64url(payload)}"
    return f"{signed}.{encode_base64url(key(signer).sign(signed.encode()))}"


def test_it_verifies_and_its_parts_join_again() -> None:
    credential, signer = jwt.verify_jwt(PAPER.jwt, TRUST)
    assert (credential.number, signer.name) == (NUMBER, "certificate-1")
    assert jwt.join(PAPER.header, PAPER.payload, PAPER.signature) == PAPER.jwt == made(HEADER)
    assert json.loads(decode_base64url(PAPER.header)) == HEADER


HEADERS: dict[str, Any] = {
    "alg none": {**HEADER, "alg": "none"},
    "alg HS256": {**HEADER, "alg": "HS256"},
    "alg Ed25519": {**HEADER, "alg": "Ed25519"},
    "no alg": {"kid": HEADER["kid"], "typ": "vc+jwt"},
    "no typ": {"alg": "EdDSA", "kid": HEADER["kid"]},
    "other typ": {**HEADER, "typ": "JWT"},
    "cty": {**HEADER, "cty": "vc"},
    "crit": {**HEADER, "crit": ["exp"], "exp": 1},
    "embedded key": {**HEADER, "jwk": {"kty": "OKP"}},
    "other order": {"kid": HEADER["kid"], "alg": "EdDSA", "typ": "vc+jwt"},
    "blanks": json.dumps(HEADER).encode(),
    "alg twice": b'{"alg":"none","alg":"EdDSA","kid":"' + HEADER["kid"].encode() + b'","typ":"vc+jwt"}',
    "kid a number": {**HEADER, "kid": 1},
    "a list": [HEADER],
    "empty": b"",
}


@pytest.mark.parametrize("reason", HEADERS)
def test_other_headers_are_refused(reason: str) -> None:
    with pytest.raises(Malformed):
        jwt.verify_jwt(made(HEADERS[reason]), TRUST)


KEYS = {
    "the Multikey's id": f"{DID}#certificate-1",
    "unknown": f"{DID}#certificate-9-jwk",
    "no id": "-jwk",
    "another body": "did:web:evil.example#certificate-1-jwk",
    "for another purpose": f"{DID}#qr-1-jwk",
    "the root": f"{DID}#root-1-jwk",
}


@pytest.mark.parametrize("reason", KEYS)
def test_other_keys_are_not_genuine(reason: str) -> None:
    signer = "qr-1" if "purpose" in reason else "root-1" if "root" in reason else "certificate-1"
    with pytest.raises(NotGenuine):
        jwt.verify_jwt(made({**HEADER, "kid": KEYS[reason]}, signer=signer), TRUST)


def test_signed_by_another_key_than_it_names() -> None:
    with pytest.raises(NotGenuine, match="signature"):
        jwt.verify_jwt(made(HEADER, signer="status-1"), TRUST)


PAYLOADS: dict[str, bytes] = {
    "not canonical": json.dumps(json.loads(PAPER.payload)).encode(),
    "a vc claim": json.dumps({"vc": json.loads(PAPER.payload)}).encode(),
    "with a proof": PAPER.json,
    "empty": b"",
}


@pytest.mark.parametrize("reason", PAYLOADS)
def test_other_payloads_are_refused(reason: str) -> None:
    with pytest.raises(Malformed):
        jwt.verify_jwt(made(HEADER, PAYLOADS[reason]), TRUST)


def test_a_genuine_credential_of_another_body_is_refused() -> None:
    with pytest.raises(NotGenuine, match="other_issuer"):
        jwt.verify_jwt(made(HEADER, paper(base_url="https://evil.example").payload), TRUST)


def test_a_newer_format_is_not_judged() -> None:
    payload = PAPER.payload.replace(b"/contexts/v1", b"/contexts/v2")
    with pytest.raises(CouldNotCheck, match="format_newer"):
        jwt.verify_jwt(made(HEADER, payload), TRUST)


FORMS = {
    "padded": PAPER.jwt + "=",
    "two parts": PAPER.jwt.rpartition(".")[0],
    "four parts": PAPER.jwt + ".",
    "empty": "",
    "blank": PAPER.jwt + " ",
    "newline": PAPER.jwt + "\n",
    "no signature": PAPER.jwt.rpartition(".")[0] + ".",
    "standard alphabet": PAPER.jwt.replace("-", "+").replace("_", "/") + "+",
    "Chinese": "证书." + PAPER.jwt,
    "too long": PAPER.jwt + "A" * 131_072,
    "a lone surrogate": "\ud800.a.b",
}


@pytest.mark.parametrize("reason", FORMS)
def test_other_forms_are_refused(reason: str) -> None:
    with pytest.raises(Malformed):
        jwt.verify_jwt(FORMS[reason], TRUST)


def test_left_over_bits_of_the_signature_must_be_zero() -> None:
    """64 bytes leave four bits in the last character: sixteen spellings decode alike, and one is taken."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    taken = []
    for last in alphabet:
        try:
            jwt.verify_jwt(PAPER.jwt[:-1] + last, TRUST)
            taken.append(last)
        except (Malformed, NotGenuine):
            pass
    assert taken == [PAPER.jwt[-1]]
