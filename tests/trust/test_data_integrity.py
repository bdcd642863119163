"""eddsa-jcs-2022 proofs: the W3C vector, and everything that is not one."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs import canonical
from certs.errors import Malformed, NotGenuine
from certs.trust import data_integrity, keys, multikey
from certs.trust.signing import HeldKey
from tests.trust.sample_trust import NOW, key, vector

W3C = vector("eddsa_jcs_2022.json")
METHOD = "did:web:cert.example.cn#certificate-1"


def signed(document: dict[str, Any] | None = None) -> dict[str, Any]:
    return data_integrity.secure(
        document or {"@context": ["https://a.example"], "b": "证书"},
        key("certificate-1").sign,
        METHOD,
        data_integrity.ASSERTION,
        NOW,
    )


def check(document: dict[str, Any], purpose: str = data_integrity.ASSERTION) -> keys.PublicKey:
    return data_integrity.verify_proof(document, lambda _: key("certificate-1").public, purpose)


def test_w3c_vector_step_by_step() -> None:
    signer = HeldKey(
        "certificate-1",
        Ed25519PrivateKey.from_private_bytes(multikey.decode_base58(W3C["private_multikey"][1:], 34)[2:]),
    )
    assert signer.public.multikey == W3C["public_multikey"]
    document = {name: value for name, value in W3C["signed"].items() if name != "proof"}
    options = {name: value for name, value in W3C["signed"]["proof"].items() if name != "proofValue"}
    assert hashlib.sha256(canonical.dumps(document)).hexdigest() == W3C["document_sha256"]
    assert hashlib.sha256(canonical.dumps(options)).hexdigest() == W3C["options_sha256"]
    made = data_integrity.secure(
        document,
        signer.sign,
        options["verificationMethod"],
        options["proofPurpose"],
        NOW.replace(2023, 2, 24, 23, 36, 38),
    )
    assert made == W3C["signed"]
    assert multikey.decode_base58(made["proof"]["proofValue"][1:], 64).hex() == W3C["signature"]
    found = data_integrity.verify_proof(
        W3C["signed"], {options["verificationMethod"]: signer.public}.__getitem__, data_integrity.ASSERTION
    )
    assert found == signer.public


def test_a_proof_that_does_not_repeat_the_context_is_taken() -> None:
    document = copy.deepcopy(W3C["signed"])
    del document["proof"]["@context"]
    raw = multikey.decode_multikey(W3C["public_multikey"])
    data_integrity.verify_proof(document, lambda _: keys.PublicKey("certificate-1", raw), data_integrity.ASSERTION)


def test_a_document_without_context_gets_a_proof_without_one() -> None:
    document = signed({"type": "body"})
    assert "@context" not in document["proof"]
    check(document)


def test_given_bytes_change_nothing() -> None:
    document = {"b": 1, "a": "文"}
    whole = data_integrity.secure(document, key("status-1").sign, METHOD, data_integrity.INVOCATION, NOW)
    given = data_integrity.secure(
        document, key("status-1").sign, METHOD, data_integrity.INVOCATION, NOW, guarded=canonical.dumps(document)
    )
    assert whole == given


ALTERED: dict[str, Any] = {
    "content": lambda d: d.update(b="证书2"),
    "a field more": lambda d: d.update(c=1),
    "document context": lambda d: d.update({"@context": ["https://b.example"]}),
    "context only in the document": lambda d: d["proof"].update({"@context": ["https://b.example"]}),
    "created": lambda d: d["proof"].update(created="2026-11-23T02:00:01Z"),
    "method": lambda d: d["proof"].update(verificationMethod=METHOD + "0"),
    "other signature": lambda d: d["proof"].update(proofValue="z" + multikey.encode_base58(bytes(63) + b"\1")),
}


@pytest.mark.parametrize("reason", ALTERED)
def test_alterations_are_not_genuine(reason: str) -> None:
    document = copy.deepcopy(signed())
    ALTERED[reason](document)
    with pytest.raises(NotGenuine):
        check(document)


def test_the_context_may_not_go_from_both() -> None:
    document = signed()
    del document["@context"]
    with pytest.raises(NotGenuine, match="proof_context"):
        check(document)
    del document["proof"]["@context"]
    with pytest.raises(NotGenuine, match="signature"):
        check(document)


def test_purposes_do_not_stand_in_for_each_other() -> None:
    with pytest.raises(NotGenuine, match="proof_purpose"):
        check(signed(), data_integrity.INVOCATION)


MALFORMED: dict[str, Any] = {
    "no proof": lambda d: d.pop("proof"),
    "a list of proofs": lambda d: d.update(proof=[d["proof"]]),
    "null": lambda d: d.update(proof=None),
    "no value": lambda d: d["proof"].pop("proofValue"),
    "no created": lambda d: d["proof"].pop("created"),
    "a member more": lambda d: d["proof"].update(domain="x"),
    "other type": lambda d: d["proof"].update(type="Ed25519Signature2020"),
    "other suite": lambda d: d["proof"].update(cryptosuite="eddsa-rdfc-2022"),
    "value of another base": lambda d: d["proof"].update(proofValue="u" + d["proof"]["proofValue"][1:]),
    "value too short": lambda d: d["proof"].update(proofValue="z" + multikey.encode_base58(b"a" * 63)),
    "value no text": lambda d: d["proof"].update(proofValue=1),
    "no such day": lambda d: d["proof"].update(created="2026-02-30T00:00:00Z"),
    "method no text": lambda d: d["proof"].update(verificationMethod={}),
    "a method of a megabyte": lambda d: d["proof"].update(verificationMethod="a" * 301),
}


@pytest.mark.parametrize("reason", MALFORMED)
def test_malformed_proofs_are_refused(reason: str) -> None:
    document = copy.deepcopy(signed())
    MALFORMED[reason](document)
    with pytest.raises(Malformed):
        check(document)


def test_no_second_proof_over_a_first() -> None:
    with pytest.raises(Malformed):
        signed(signed())


@pytest.mark.parametrize("value", [1.5, "a\u200b", float("nan")])
def test_only_the_subset_is_signed(value: Any) -> None:
    with pytest.raises(Malformed):
        signed({"a": value})
