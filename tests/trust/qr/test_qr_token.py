"""The QR token: profiles by capacity, strict reading, wrapping."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs.errors import CouldNotCheck, Malformed, NotGenuine, Refused
from certs.trust.encoding import decode_base32, encode_base32
from certs.trust.qr import cbor, qr_token
from tests.trust.sample_trust import BASE_URL, FROM, INDEX, NOW, NUMBER, SUBJECT, UNTIL, key, paper, trust_after, vector

TRUST = trust_after()
PAPER = paper()
PRIVATE = {1: 1, 2: "青禾", 3: "91000000MA0000277Y", 4: "five-star", 5: 7, 6: 1, 7: ["空调"]}
CLAIMS = {2: NUMBER, 4: 1_900_000_000, 5: 1_700_000_000, 6: 1_700_000_000, -70001: PRIVATE}


def token(
    claims: Any = CLAIMS, header: Any = None, unprotected: Any = None, signer: str = "qr-1", size: int = 64
) -> bytes:
    protected = cbor.encode({1: -8, 4: key(signer).public.kid} if header is None else header)
    payload = claims if isinstance(claims, bytes) else cbor.encode(claims)
    signature = key(signer).sign(cbor.encode(["Signature1", protected, b"", payload]))
    return cbor.encode(cbor.Sign1([protected, unprotected or {}, payload, (signature + b"\0")[:size]]))


def private(**changes: Any) -> dict[Any, Any]:
    return {**CLAIMS, -70001: {**PRIVATE, **{int(name[1:]): value for name, value in changes.items()}}}


def without(*names: int) -> dict[Any, Any]:
    return {**CLAIMS, -70001: {name: value for name, value in PRIVATE.items() if name not in names}}


def test_full_profile() -> None:
    claims, signer = qr_token.verify(PAPER.token, TRUST)
    assert signer.name == "qr-1"
    assert claims == qr_token.QrClaims(
        NUMBER,
        FROM,
        NOW,
        UNTIL,
        SUBJECT["holder"]["name"],
        SUBJECT["holder"]["uscc"],
        "five-star",
        INDEX,
        1,
        ("家用空调器", "家用电热水器"),
        None,
        "full",
    )


def test_it_is_what_the_design_says_byte_by_byte() -> None:
    outer = cbor.decode(PAPER.token)
    assert PAPER.token[0] == 0xD2
    protected, unprotected, payload, _ = outer.value
    assert cbor.decode(protected) == {1: -8, 4: hashlib.sha256(key("qr-1").public_raw).digest()[:8]}
    assert unprotected == {}
    claims = cbor.decode(payload)
    assert set(claims) == {2, 4, 5, 6, -70001}
    assert list(claims[-70001]) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("host", "most"), [(15, 306), (30, 293), (40, 283)])
def test_capacities_measured(host: int, most: int) -> None:
    assert qr_token.capacity("https://" + "a" * host) == most


@pytest.mark.parametrize("host", [15, 30, 40])
def test_profiles_step_down_exactly_at_the_capacity(host: int) -> None:
    base_url = "https://" + "a" * (host - 3) + ".cn"
    seen: dict[str, list[int]] = {}
    for size in range(1, 200):
        subject = {**SUBJECT, "number": NUMBER, "version": 1, "holder": {**SUBJECT["holder"], "name": "x" * size}}
        made = qr_token.compose(
            base_url, subject, FROM, NOW, UNTIL, INDEX, b"payload", key("qr-1").public.kid, key("qr-1").sign
        )
        claims = qr_token.parse(made).unverified
        seen.setdefault(claims.profile, []).append(len(made))
        assert len(made) <= qr_token.capacity(base_url)
        if claims.profile == "minimum":
            assert claims.holder == "x" * min(size, 60)
            assert claims.digest == hashlib.sha256(b"payload").digest()
    assert list(seen) == ["full", "reduced", "minimum"]
    assert max(seen["full"]) == max(seen["reduced"]) == qr_token.capacity(base_url)


def test_a_number_that_cannot_fit_is_refused() -> None:
    subject = {**SUBJECT, "number": "N" * 40, "version": 1_000_000, "holder": {**SUBJECT["holder"], "name": "名" * 60}}
    with pytest.raises(Refused, match="qr_capacity"):
        qr_token.compose("https://" + "a" * 40, subject, FROM, NOW, UNTIL, INDEX, b"", bytes(8), lambda _: bytes(64))


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 60),
        ("名" * 20, "名" * 20),
        ("名" * 21, "名" * 20),
        ("a" + "名" * 20, "a" + "名" * 19),
        ("aa" + "名" * 20, "aa" + "名" * 19),
        ("𠮷" * 16, "𠮷" * 15),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_names_are_cut_between_characters(name: str, cut: str) -> None:
    assert qr_token.cut_name(name) == cut


def test_the_newer_algorithm_number_is_taken() -> None:
    claims, _ = qr_token.verify(token(header={1: -19, 4: key("qr-1").public.kid}), TRUST)
    assert claims.number == NUMBER


KID = key("qr-1").public.kid
REFUSED: dict[str, bytes] = {
    "empty": b"",
    "no tag": PAPER.token[1:],
    "trailing byte": PAPER.token + b"\0",
    "too long": bytes(1_025),
    "tag around no list": cbor.encode(cbor.Sign1(1)),
    "three parts": cbor.encode(cbor.Sign1([b"", {}, b""])),
    "unprotected kid": token(unprotected={4: KID}),
    "unprotected no map": token(unprotected=[1]),
    "unprotected an empty list": PAPER.token[:16] + b"\x80" + PAPER.token[17:],
    "alg ES256": token(header={1: -7, 4: KID}),
    "alg 0": token(header={1: 0, 4: KID}),
    "alg a list": token(header={1: [], 4: KID}),
    "alg a map": token(header={1: {1: -8}, 4: KID}),
    "no alg": token(header={4: KID}),
    "no kid": token(header={1: -8}),
    "kid of 7 bytes": token(header={1: -8, 4: KID[:7]}),
    "kid a text": token(header={1: -8, 4: "12345678"}),
    "header field more": token(header={1: -8, 4: KID, 3: 0}),
    "header a list": token(header=[1]),
    "signature of 63 bytes": token(size=63),
    "signature of 65 bytes": token(size=65),
    "claims a list": token([1]),
    "claims not CBOR": token(b"\xff"),
    "an issuer claim": token({**CLAIMS, 1: "x"}),
    "no exp": token({name: value for name, value in CLAIMS.items() if name != 4}),
    "no private claim": token({2: NUMBER, 4: 2, 5: 1, 6: 1}),
    "private claim a list": token({**CLAIMS, -70001: [1]}),
    "format 0": token(private(_1=0)),
    "format a text": token(private(_1="1")),
    "format missing": token(without(1)),
    "name missing": token(without(2)),
    "name empty": token(private(_2="")),
    "name bytes": token(private(_2=b"x")),
    "name too long": token(private(_2="x" * 201)),
    "name with a bidi mark": token(private(_2="a\u202eb")),
    "name not NFC": token(private(_2="e\u0301")),
    "a field more": token(private(_9=1)),
    "scope and digest": token(private(_8=bytes(32))),
    "scope empty": token(private(_7=[])),
    "scope a text": token(private(_7="x")),
    "scope of numbers": token(private(_7=[1])),
    "digest of 31 bytes": token({**without(7), -70001: {**without(7)[-70001], 8: bytes(31)}}),
    "version 0": token(private(_6=0)),
    "version negative": token(private(_6=-1)),
    "index a text": token(private(_5="7")),
    "number no text": token({**CLAIMS, 2: 7}),
    "exp before nbf": token({**CLAIMS, 4: 1}),
    "exp a text": token({**CLAIMS, 4: "1"}),
    "exp beyond the calendar": token({**CLAIMS, 4: 2**62}),
    "nbf negative": token({**CLAIMS, 5: -1}),
    "nbf a list": token({**CLAIMS, 5: [1]}),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refused_by_name(reason: str) -> None:
    with pytest.raises(Malformed):
        qr_token.verify(REFUSED[reason], TRUST)


def test_the_builder_of_the_refusals_builds_what_is_taken() -> None:
    assert qr_token.verify(token(), TRUST)[0].profile == "full"
    assert qr_token.verify(token(without(7)), TRUST)[0].profile == "reduced"
    assert (
        qr_token.verify(token({**without(7), -70001: {**without(7)[-70001], 8: bytes(32)}}), TRUST)[0].profile
        == "minimum"
    )


def test_a_newer_format_is_not_judged_even_when_we_cannot_check_it() -> None:
    for made in (token(private(_1=2, _9="new")), token(private(_1=2), signer="certificate-1")):
        with pytest.raises(CouldNotCheck, match="format_newer"):
            qr_token.verify(made, TRUST)


def test_keys_of_other_purposes_and_other_bodies() -> None:
    with pytest.raises(NotGenuine, match="key_purpose"):
        qr_token.verify(token(signer="certificate-1"), TRUST)
    with pytest.raises(NotGenuine, match="key_unknown"):
        qr_token.verify(token(signer="qr-9"), TRUST)
    with pytest.raises(NotGenuine, match="signature"):
        qr_token.verify(token(header={1: -8, 4: KID}, signer="status-1"), TRUST)


def test_wrapping() -> None:
    text = qr_token.wrap(BASE_URL, PAPER.token)
    assert text.startswith("https://cert.example.cn/Q/2K")
    assert text.removeprefix(BASE_URL).upper() == text.removeprefix(BASE_URL)
    assert qr_token.unwrap(text) == qr_token.unwrap(text, BASE_URL) == PAPER.token
    assert qr_token.from_text(qr_token.to_text(PAPER.token)) == PAPER.token


HEAD = "https://cert.example.cn/Q/"
WRAPPED = {
    "http": "http" + PAPER.qr_text[5:],
    "upper case scheme": PAPER.qr_text.upper(),
    "no path": BASE_URL,
    "padding": HEAD + "AA======",
    "lower case": HEAD + "aa",
    "zero for O": HEAD + "A0",
    "left-over bits": HEAD + "AB",
    "impossible length": HEAD + "A",
    "blank": PAPER.qr_text + " ",
    "newline": PAPER.qr_text + "\n",
    "query": PAPER.qr_text + "?x",
    "full-width": HEAD + "Ａ",
    "too long": HEAD + "A" * 2_000,
    "empty": "",
    "lone surrogate": HEAD + "\ud800",
}


@pytest.mark.parametrize("reason", WRAPPED)
def test_other_wrappings_are_refused(reason: str) -> None:
    with pytest.raises(Malformed):
        qr_token.unwrap(WRAPPED[reason], BASE_URL)


@pytest.mark.parametrize(
    "host",
    [
        "cert.example.cn.evil.example",
        "evil.example",
        "cert-example.cn",
        "cert.example.cn@evil.example",
        "cert.examp1e.cn",
        "cert.example.cn:444",
        "evil.example/cert.example.cn",
        "сert.example.cn",
        "xn--ert-5cd.example.cn",
        "cert.example.cn.",
    ],
)
def test_a_genuine_token_behind_another_address_is_refused(host: str) -> None:
    with pytest.raises(NotGenuine, match="other_host"):
        qr_token.unwrap(f"https://{host}/Q/" + encode_base32(PAPER.token), BASE_URL)


def test_base32_is_canonical() -> None:
    """246 bytes leave two bits in the last character: four spellings decode alike, and one is taken."""
    text = encode_base32(PAPER.token)
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567":
        try:
            assert decode_base32(text[:-1] + last) != PAPER.token or last == text[-1]
        except Malformed:
            continue


def test_short_text() -> None:
    assert qr_token.short_text(BASE_URL, NUMBER) == "https://cert.example.cn/C/99926SC00001R0M"
    assert qr_token.short_text(BASE_URL, "CN/1_2-3") == "https://cert.example.cn/C/CN~1_2-3"


def test_cose_working_group_example() -> None:
    """Its unprotected kid would be refused here; the structure and what is signed are the same as ours."""
    case = vector("cose_eddsa_sig_01.json")
    protected, unprotected, payload, signature = cbor.decode(bytes.fromhex(case["cbor"])).value
    assert cbor.decode(protected)[1] == qr_token.ALGORITHM
    assert unprotected == {4: b"11"}
    signed = cbor.encode(["Signature1", protected, b"", payload])
    assert signed.hex() == case["to_be_signed"]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(case["public"])).verify(signature, signed)
    with pytest.raises(Malformed):
        qr_token.parse(bytes.fromhex(case["cbor"]))
