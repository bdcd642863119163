"""did.json, derived from the trust list, and the addresses it follows from."""

from __future__ import annotations

import pytest

from certs.errors import Malformed
from certs.trust.trust_list.did import did_document, status_did_document
from certs.trust.trust_list.trust_fold import fold_trust
from certs.trust.trust_list.trust_list import did_of, host_of
from tests.trust.sample_trust import DID, added, event, founding, key, trust_after

ROOT = key("root-1").public_raw
TRUST = trust_after()


def test_addresses() -> None:
    assert did_of("https://cert.example.cn") == "did:web:cert.example.cn"
    assert did_of("https://cert.example.cn:8443") == "did:web:cert.example.cn%3A8443"
    assert host_of("https://cert.example.cn:8443") == "cert.example.cn:8443"
    for wrong in (
        "",
        "http://a.cn",
        "https://",
        "https://a.cn/",
        "https://a.cn/x",
        "https://u@a.cn",
        "https://A.cn",
        "https://证书.cn",
        "https://a.cn?x",
        "https://a.cn#x",
    ):
        with pytest.raises(Malformed, match="base_url"):
            host_of(wrong)


def test_did_document() -> None:
    trust = trust_after(
        added("certificate-2"),
        event("key-retired", key="certificate-1"),
        added("certificate-3"),
        event("key-compromised", key="certificate-2", trusted_size=6),
    )
    document = did_document(trust)
    assert document["id"] == DID
    assert document["assertionMethod"] == [
        f"{DID}#{name}" for name in ("certificate-1", "certificate-1-jwk", "certificate-3", "certificate-3-jwk")
    ]
    assert [method["id"] for method in document["verificationMethod"]] == document["assertionMethod"]
    first, second = document["verificationMethod"][:2]
    assert (first["type"], first["publicKeyMultibase"], first["controller"]) == (
        "Multikey",
        key("certificate-1").public.multikey,
        DID,
    )
    assert (second["type"], second["publicKeyJwk"]["crv"], second["publicKeyJwk"]["kty"]) == (
        "JsonWebKey",
        "Ed25519",
        "OKP",
    )


def test_did_document_without_keys_has_an_empty_assertion_method() -> None:
    document = did_document(fold_trust([(0, founding()[0])], ROOT))
    assert (document["verificationMethod"], document["assertionMethod"]) == ([], [])


def test_status_did_document() -> None:
    document = status_did_document(TRUST)
    assert document["id"] == f"{DID}:status"
    assert document["assertionMethod"] == [f"{DID}:status#list-1", f"{DID}:status#list-1-jwk"]
