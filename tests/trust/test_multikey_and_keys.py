"""Keys as text and as points: RFC 8032, base58btc and Multikey."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from certs.errors import Malformed, NotGenuine
from certs.trust import keys, multikey
from tests.trust.sample_trust import key, vector

ORDER = 2**252 + 27742317777372353535851937790883648493
RFC_8032 = vector("rfc8032_ed25519.json")


@given(st.binary(max_size=90))
def test_base58_round_trip(data: bytes) -> None:
    text = multikey.encode_base58(data)
    assert multikey.decode_base58(text, len(data)) == data
    plain = int.from_bytes(data, "big")
    digits = ""
    while plain:
        plain, digit = divmod(plain, 58)
        digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + digits
    assert text.lstrip("1") == digits.lstrip("1")


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (bytes.fromhex("0000287fb4cd"), "11233QC4"), (b"", ""), (b"\0", "1")],
)
def test_base58_known_answers(data: bytes, text: str) -> None:
    assert multikey.encode_base58(data) == text
    assert multikey.decode_base58(text, len(data)) == data


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 1),
        ("O", 1),
        ("l", 1),
        ("I", 1),
        ("é", 1),
        (" 2", 1),
        ("2\n", 1),
        ("", 1),
        ("1", 0),
        ("11", 1),
        ("2", 2),
        ("5R", 1),
        ("2" * 129, 90),
        ("z" * 88, 64),
    ],
)
def test_base58_refused(text: str, size: int) -> None:
    with pytest.raises(Malformed, match="base58"):
        multikey.decode_base58(text, size)


@given(st.text(max_size=140), st.integers(0, 93))
def test_base58_junk(text: str, size: int) -> None:
    try:
        data = multikey.decode_base58(text, size)
    except Malformed:
        return
    assert multikey.encode_base58(data) == text


def test_multikey_of_the_w3c_vector() -> None:
    text = vector("eddsa_jcs_2022.json")["public_multikey"]
    assert multikey.encode_multikey(multikey.decode_multikey(text)) == text


@pytest.mark.parametrize("raw", [bytes.fromhex(point) for point in vector("small_order_points.json")], ids=bytes.hex)
def test_points_of_small_order_are_refused(raw: bytes) -> None:
    """OpenSSL takes these as keys, and R = identity with S = 0 as a signature under some."""
    with pytest.raises(NotGenuine, match="key_point"):
        multikey.require_safe_point(raw)
    with pytest.raises(NotGenuine, match="key_point"):
        keys.PublicKey("certificate-1", raw)
    with pytest.raises(NotGenuine, match="key_point"):
        multikey.decode_multikey("z" + multikey.encode_base58(b"\xed\x01" + raw))


def test_what_small_order_would_allow() -> None:
    Ed25519PublicKey.from_public_bytes(bytes([1]) + bytes(31)).verify(bytes([1]) + bytes(63), b"any message whatever")


@pytest.mark.parametrize(
    "raw",
    [(2**255 - 19 + 3).to_bytes(32, "little"), b"\xff" * 32, (2).to_bytes(32, "little")],
    ids=["y not below the prime", "all ones", "no point of the curve"],
)
def test_other_bad_points_are_refused(raw: bytes) -> None:
    with pytest.raises(NotGenuine, match="key_point"):
        multikey.require_safe_point(raw)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_key_lengths(size: int) -> None:
    with pytest.raises(Malformed, match="key_length"):
        multikey.require_safe_point(bytes(size))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "z6Mk",
        "m" + multikey.encode_multikey(key("root-1").public_raw)[1:],
        "z" + multikey.encode_base58(b"\xec\x01" + key("root-1").public_raw),  # an X25519 key
        multikey.encode_multikey(key("root-1").public_raw) + "1",
        " " + multikey.encode_multikey(key("root-1").public_raw),
    ],
)
def test_multikey_refused(text: str) -> None:
    with pytest.raises(Malformed):
        multikey.decode_multikey(text)


@pytest.mark.parametrize("case", RFC_8032, ids=lambda case: case["public"][:8])
def test_rfc_8032(case: dict[str, str]) -> None:
    private, raw, message, signature = (bytes.fromhex(case[n]) for n in ("private", "public", "message", "signature"))
    assert Ed25519PrivateKey.from_private_bytes(private).sign(message) == signature
    public = keys.PublicKey("certificate-1", raw)
    public.verify(signature, message)
    with pytest.raises(NotGenuine, match="signature"):
        public.verify(signature, message + b"\0")


@pytest.mark.parametrize("case", RFC_8032, ids=lambda case: case["public"][:8])
def test_s_not_below_the_order_is_refused(case: dict[str, str]) -> None:
    """The same R with S + L solves the equation too: taking it would make two signatures of one."""
    signature = bytes.fromhex(case["signature"])
    twin = signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    with pytest.raises(NotGenuine, match="signature"):
        keys.PublicKey("certificate-1", bytes.fromhex(case["public"])).verify(twin, bytes.fromhex(case["message"]))


@pytest.mark.parametrize("size", [0, 63, 65])
def test_signature_lengths(size: int) -> None:
    with pytest.raises(NotGenuine):
        key("certificate-1").public.verify(bytes(size), b"")


@pytest.mark.parametrize(
    "name", ["", "root", "root-0", "root-01", "Root-1", "root-1 ", "root--1", "other-1", "root-１"]
)
def test_key_names_refused(name: str) -> None:
    with pytest.raises(Malformed, match="key_name"):
        keys.purpose_of(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "retired"},
        {"ended": 3},
        {"state": "compromised", "ended": 3},
        {"trusted_size": 3},
        {"state": "retired", "ended": 3, "trusted_size": 3},
    ],
    ids=repr,
)
def test_states_that_contradict_themselves_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        keys.PublicKey("qr-1", key("qr-1").public_raw, **wrong)
