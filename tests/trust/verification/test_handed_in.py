"""What somebody pastes, told apart by its form: one function for the web and the commands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies

from certs.trust.encoding import encode_base32
from certs.trust.verification.handed_in import Kind, told_apart
from tests.trust.sample_trust import paper

BASE = "https://cert.example.cn"
NUMBER = "99926SC00001R0M"
TOKEN = "A2" * 60
SIGNED = encode_base32(paper().token)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"{BASE}/c/{NUMBER}",
        f"{BASE}/C/{NUMBER}",
        f"{BASE}/en/c/{NUMBER}",
        f"{BASE}/c/{NUMBER}/",
        f"{BASE}/C/{NUMBER}?x=1",
        f"HTTPS://CERT.EXAMPLE.CN/C/{NUMBER}",
        f"http://cert.example.cn/c/{NUMBER}#status",
        f"cert.example.cn/c/{NUMBER}",
        f"https://cert.example.cn:443/c/{NUMBER}.json",
        f"{BASE}/c/{NUMBER}.proof",
        f"{BASE}/c/{NUMBER}.bundle",
        f"{BASE}/en/c/{NUMBER}/report?at=2026-11-23",
        f"{BASE}/api/v1/certificates/{NUMBER}",
        f"{BASE}/verify?q={NUMBER}",
        f"{BASE}/en/verify?lang=en&q={NUMBER}",
        f"\ufeff{NUMBER}\r\n",
    ],
)
def test_every_way_to_write_a_certificates_address_gives_its_number(text: str) -> None:
    found = told_apart(text.encode(), BASE)
    assert (found.kind, found.text) == (Kind.NUMBER, NUMBER)


@pytest.mark.parametrize(
    "text", ["00114SH22766R2L~3502", f"{BASE}/c/00114SH22766R2L~3502", f"{BASE}/c/00114SH22766R2L%2F3502"]
)
def test_a_slash_in_a_number_may_be_written_in_three_ways(text: str) -> None:
    found = told_apart(text.encode(), BASE)
    assert (found.kind, found.text.replace("~", "/")) == (Kind.NUMBER, "00114SH22766R2L/3502")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.lower(),
        f"{BASE}/Q/{TOKEN}",
        f"{BASE}/q/{TOKEN.lower()}",
        f"{BASE}/en/q/{TOKEN}/",
        f"HTTPS://CERT.EXAMPLE.CN/Q/{TOKEN}?lang=en",
    ],
)
def test_every_way_to_write_a_code_gives_its_token(text: str) -> None:
    found = told_apart(text.encode(), BASE)
    assert (found.kind, found.text) == (Kind.TOKEN, TOKEN)


@pytest.mark.parametrize("size", [8, 30, 60, len(SIGNED)])
def test_a_token_is_one_however_much_of_it_is_left(size: int) -> None:
    left = SIGNED[:size]
    for text in (left, left.lower()):
        found = told_apart(text.encode(), BASE)
        assert (found.kind, found.text) == (Kind.TOKEN, left)


@pytest.mark.parametrize(
    "text",
    [
        f"{BASE}/Q/",
        f"{BASE}/q",
        f"{BASE}/en/c/",
        f"/Q/{SIGNED}",
        f"t.example.cn/Q/{SIGNED}",
        f"{SIGNED[:90]}1{SIGNED[91:]}",
        f"{SIGNED[:60]} {SIGNED[60:]}",
    ],
)
def test_what_is_left_of_an_address_or_a_token_is_damaged(text: str) -> None:
    assert told_apart(text.encode(), BASE).kind is Kind.DAMAGED


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "cert.example.cn.evil.example",
        "cert.example.cn@evil.example",
        "xcert.example.cn",
        "cert.example.cn:8443",
    ],
)
@pytest.mark.parametrize("path", [f"C/{NUMBER}", f"en/c/{NUMBER}", f"Q/{TOKEN}"])
def test_another_host_is_another_host(host: str, path: str) -> None:
    found = told_apart(f"https://{host}/{path}".encode(), BASE)
    assert (found.kind, found.text) == (Kind.FOREIGN, host)


def test_another_host_matters_where_its_path_is_like_ours() -> None:
    assert told_apart(b"https://evil.example/rules", BASE).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"type": ["VerifiableCredential", "AfterSalesServiceCertificate"], "credentialSubject": {}}, Kind.DOCUMENT),
        ({"type": "starmark-bundle"}, Kind.DOCUMENT),
        ({"credentialSubject": 1}, Kind.DOCUMENT),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"], "credentialSubject": {}}, Kind.OTHER),
        ({"keys": []}, Kind.OTHER),
        ({}, Kind.OTHER),
    ],
    ids=str,
)
def test_json_is_a_certificate_or_something_else(document: dict[str, object], kind: Kind) -> None:
    assert told_apart(json.dumps(document).encode(), BASE).kind is kind


def test_a_certificate_cut_short_is_still_meant_as_one() -> None:
    assert told_apart(b'{"credentialSubject":{"number":', BASE).kind is Kind.DOCUMENT
    assert told_apart(b'{"keys":[', BASE).kind is Kind.OTHER


@pytest.mark.parametrize("text", ["eyJhbGciOiJFZERTQSJ9abc.eyJh.AAAA", "\n eyJhbGciOiJFZERTQSJ9abc.eyJh.AA-_ \n"])
def test_a_jwt(text: str) -> None:
    assert told_apart(text.encode(), BASE).kind is Kind.DOCUMENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b.c",
        "报告.2026.pdf",
        "海岚",
        "/etc/passwd",
        "./1.png",
        "x" * 3_000,
        "\0",
        f"{BASE}/",
        f"{BASE}/verify",
        f"{BASE}/c/你好",
        "https://",
        "://",
    ],
)
def test_what_is_not_known(text: str) -> None:
    assert told_apart(text.encode(), BASE).kind is Kind.OTHER


@given(strategies.binary(max_size=300) | strategies.text(max_size=100).map(lambda text: f"{BASE}/{text}".encode()))
def test_nothing_makes_it_fail(data: bytes) -> None:
    assert told_apart(data, BASE).kind in Kind
