"""Software that we did not write agrees with ours, and refuses what we refuse."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import cbor2
import cwt
import jwt as pyjwt
import pytest
import zxingcpp
from openvc.errors import OpenvcError
from openvc.proof.di_jcs import EddsaJcsProofSuite
from PIL import Image

from certs import canonical
from certs.trust import data_integrity
from certs.trust.encoding import encode_base64url
from certs.trust.qr import qr_symbol, qr_token
from certs.trust.trust_list.did import did_document
from certs.trust.trust_list.trust_fold import secure_trust_list
from tests.trust.sample_trust import NOW, NUMBER, key, paper, trust_after

TRUST = trust_after()
PAPER = paper()
DID = json.loads(json.dumps(did_document(TRUST)))


def jwk() -> dict[str, Any]:
    """The JsonWebKey as a stranger finds it in did.json."""
    found: dict[str, Any] = next(m for m in DID["verificationMethod"] if m["type"] == "JsonWebKey")
    return found


def test_openvc_verifies_our_json_and_refuses_a_flipped_byte() -> None:
    suite = EddsaJcsProofSuite()
    suite.verify(json.loads(PAPER.json), public_key_jwk=jwk()["publicKeyJwk"], now=NOW)
    for place in (PAPER.json.index(b"five-star"), PAPER.json.index(b"KFR"), PAPER.json.index(b'"created":"') + 12):
        changed = bytearray(PAPER.json)
        changed[place] ^= 1
        with pytest.raises(OpenvcError):
            suite.verify(json.loads(changed), public_key_jwk=jwk()["publicKeyJwk"], now=NOW)


def test_we_verify_what_openvc_signs() -> None:
    document = {name: value for name, value in PAPER.document.items() if name != "proof"}

    class Signer:
        alg = "EdDSA"
        kid = TRUST.method(TRUST.key("certificate-1"))

        def sign(self, data: bytes) -> bytes:
            return key("certificate-1").sign(data)

        def public_jwk(self) -> dict[str, Any]:
            return {**jwk()["publicKeyJwk"], "alg": "EdDSA"}

    made = EddsaJcsProofSuite().add_proof(document, signing_key=Signer(), verification_method=Signer.kid, created=NOW)
    read = canonical.loads(json.dumps(made).encode(), 65_535)
    assert (
        data_integrity.verify_proof(
            read, lambda method: TRUST.signer(method, "certificate"), data_integrity.ASSERTION
        ).name
        == "certificate-1"
    )


def test_pyjwt_verifies_our_jwt_and_refuses_a_flipped_byte() -> None:
    public = pyjwt.PyJWK({**jwk()["publicKeyJwk"], "alg": "EdDSA"})
    assert pyjwt.get_unverified_header(PAPER.jwt)["kid"] == jwk()["id"]
    said = pyjwt.decode(PAPER.jwt, public, algorithms=["EdDSA"])
    assert canonical.dumps(said) == PAPER.payload
    head, payload, signature = PAPER.jwt.split(".")
    changed = encode_base64url(PAPER.payload.replace(b"five-star", b"four-star"))
    for text in (
        f"{head}.{changed}.{signature}",
        f"{head}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
    ):
        with pytest.raises(pyjwt.InvalidSignatureError):
            pyjwt.decode(text, public, algorithms=["EdDSA"])


def published_qr_key() -> Any:
    """The key as a stranger finds it in trust.json, by the kid of the token."""
    listed = json.loads(secure_trust_list(TRUST, key("root-1").sign, TRUST.key("root-1"), NOW))
    multikey = next(k["multikey"] for k in listed["keys"] if k["purpose"] == "qr")
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in multikey[1:]:
        number = number * 58 + alphabet.index(letter)
    raw = number.to_bytes(34, "big")[2:]
    return cwt.COSEKey.new({1: 1, -1: 6, -2: raw, 3: -8, 2: hashlib.sha256(raw).digest()[:8]})


def test_cwt_verifies_our_token_as_read_from_the_png_and_refuses_a_flipped_byte() -> None:
    picture = Image.open(io.BytesIO(qr_symbol.png(qr_symbol.certificate_symbol(PAPER.qr_text), 3)))
    found = zxingcpp.read_barcode(picture.convert("L"))
    assert found is not None
    token = qr_token.unwrap(found.text, TRUST.base_url)
    payload = cwt.COSE.new().decode(token, published_qr_key())
    assert cbor2.loads(payload)[2] == NUMBER
    for place in (len(token) - 1, len(token) - 70, token.index("家用".encode())):
        changed = bytearray(token)
        changed[place] ^= 1
        with pytest.raises((cwt.VerifyError, cwt.DecodeError, ValueError)):
            cwt.COSE.new().decode(bytes(changed), published_qr_key())


def test_cwt_reads_the_claims_as_a_web_token() -> None:
    claims = cwt.decode(PAPER.token, published_qr_key())
    assert isinstance(claims, dict)
    assert (claims[2], claims[-70001][4]) == (NUMBER, "five-star")


def test_we_verify_what_cwt_signs() -> None:
    signer = key("qr-1")
    private = cwt.COSEKey.new(
        {1: 1, -1: 6, -2: signer.public_raw, -4: signer.private.private_bytes_raw(), 3: -8, 2: signer.public.kid}
    )
    payload = cbor2.loads(PAPER.token).value[2]
    made = cwt.COSE.new().encode_and_sign(payload, private, protected={1: -8, 4: signer.public.kid})
    claims, _ = qr_token.verify(made, TRUST)
    assert claims.number == NUMBER
