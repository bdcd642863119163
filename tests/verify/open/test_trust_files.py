"""Keys, contexts and health, for other people's software."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient

from certs.trust.credential.context_file import CONTEXT_V1, CONTEXT_V1_SHA256
from tests.register.founded_register import ring
from tests.verify.sample_service import World


def test_did_holds_the_certificate_key_twice_under_absolute_ids(client: FlaskClient) -> None:
    answer = client.get("/.well-known/did.json")
    assert answer.content_type == "application/did+json"
    document = answer.get_json()
    assert document["id"] == "did:web:cert.example.cn"
    assert document["assertionMethod"] == [
        "did:web:cert.example.cn#certificate-1",
        "did:web:cert.example.cn#certificate-1-jwk",
    ]
    assert document["verificationMethod"][0]["publicKeyMultibase"] == ring().get("certificate").public.multikey


def test_the_status_issuer_has_list_keys_only(client: FlaskClient) -> None:
    document = client.get("/status/did.json").get_json()
    assert document["id"] == "did:web:cert.example.cn:status"
    assert document["assertionMethod"] == [
        "did:web:cert.example.cn:status#list-1",
        "did:web:cert.example.cn:status#list-1-jwk",
    ]


def test_the_trust_list_is_byte_for_byte_as_signed(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        assert client.get("/trust.json").data == view.trust_bytes()


def test_the_context_never_changes(client: FlaskClient) -> None:
    answer = client.get("/contexts/v1")
    assert answer.data == CONTEXT_V1
    assert hashlib.sha256(answer.data).hexdigest() == CONTEXT_V1_SHA256
    assert answer.content_type == "application/ld+json"


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/status/did.json", "/trust.json", "/contexts/v1"])
def test_each_has_a_tag(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
