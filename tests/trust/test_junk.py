"""One sweep of junk over every parser of the room: our own errors or an answer, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import canonical
from certs.errors import StarmarkError
from certs.trust import data_integrity, keys, multikey
from certs.trust.credential import credential, jwt
from certs.trust.encoding import decode_base32, decode_base64url
from certs.trust.qr import cbor, qr_symbol, qr_token
from certs.trust.trust_list import trust_fold, trust_list
from certs.trust.verification import verification
from tests.trust.sample_trust import NOW, key, paper, trust_after

TRUST = trust_after()
PAPER = paper()
ROOT = key("root-1").public_raw


def nothing(_number: str, _version: int) -> None:
    return None


BYTES: Final[dict[str, Callable[[bytes], Any]]] = {
    "canonical.loads": lambda data: canonical.loads(data, 100_000),
    "cbor.decode": cbor.decode,
    "parse_credential": credential.parse_credential,
    "parse_trust_list": lambda data: trust_fold.parse_trust_list(data, ROOT),
    "qr_token.verify": lambda data: qr_token.verify(data, TRUST),
    "require_safe_point": multikey.require_safe_point,
    "verify_credential": lambda data: verification.verify_credential(data, TRUST, nothing, NOW),
    "verify_qr": lambda data: verification.verify_qr(data, TRUST, nothing, NOW),
}
TEXTS: Final[dict[str, Callable[[str], Any]]] = {
    "decode_base64url": decode_base64url,
    "decode_base32": decode_base32,
    "decode_multikey": multikey.decode_multikey,
    "purpose_of": keys.purpose_of,
    "signer": lambda text: TRUST.signer(text, "qr"),
    "host_of": trust_list.host_of,
    "verify_jwt": lambda text: jwt.verify_jwt(text, TRUST),
    "from_text": qr_token.from_text,
    "unwrap": lambda text: qr_token.unwrap(text, TRUST.base_url),
    "segments": qr_symbol.segments,
    "verify_jwt_text": lambda text: verification.verify_jwt_text(text, TRUST, nothing, NOW),
    "verify_qr_text": lambda text: verification.verify_qr(text, TRUST, nothing, NOW),
}
JUNK: Final = (
    b"",
    b"\0",
    b"\xff" * 40,
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"9" * 9_000,
    b'"' + b"\\u0000" * 50 + b'"',
    b"1e999999999",
    b"\x81" * 1_000,
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xd2" * 1_000,
    b"\xa1" * 1_000,
    "证书".encode(),
    b"\xed\xa0\x80",
    PAPER.json,
    PAPER.payload,
    PAPER.token,
    PAPER.jwt.encode(),
    PAPER.qr_text.encode(),
    PAPER.event,
    bytes(70_000),
    b"null",
    b"true",
    b"z" + b"1" * 70,
    b"....",
    b"https://",
    b"https://cert.example.cn/Q/",
    b"{" + b'"a":1,' * 5_000 + b'"b":2}',
    b"\xef\xbb\xbf{}",
)


def quiet(parser: Callable[[Any], Any], data: Any) -> None:
    refused: StarmarkError | None = None
    try:
        parser(data)
    except StarmarkError as exc:
        refused = exc
    assert refused is None or (refused.words.zh and refused.words.en)


@pytest.mark.parametrize("name", BYTES)
def test_known_junk_as_bytes(name: str) -> None:
    for data in JUNK:
        quiet(BYTES[name], data)


@pytest.mark.parametrize("name", TEXTS)
def test_known_junk_as_text(name: str) -> None:
    for data in JUNK:
        quiet(TEXTS[name], data.decode("latin-1"))
        quiet(TEXTS[name], data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", BYTES)
@given(data=st.binary(max_size=400))
def test_any_bytes(name: str, data: bytes) -> None:
    quiet(BYTES[name], data)


@pytest.mark.parametrize("name", TEXTS)
@given(text=st.text(max_size=200))
def test_any_text(name: str, text: str) -> None:
    quiet(TEXTS[name], text)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, part in pairs for place in places(part, (*at, name)))]


def put(value: Any, at: tuple[Any, ...], part: Any) -> Any:
    if not at:
        return part
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[at[0]] = put(value[at[0]], at[1:], part)
    return copied


@given(place=st.sampled_from(places(PAPER.document)), part=JSON)
def test_anything_anywhere_in_a_credential(place: tuple[Any, ...], part: Any) -> None:
    document = put(PAPER.document, place, part)
    if not isinstance(document, dict) or document == PAPER.document:
        return

    def check() -> None:
        canonical.dumps(document)
        credential.read_credential(document, secured=True)
        data_integrity.verify_proof(
            document, lambda method: TRUST.signer(method, "certificate"), data_integrity.ASSERTION
        )

    with pytest.raises(StarmarkError):
        check()


LISTED = canonical.loads(trust_fold.secure_trust_list(TRUST, key("root-1").sign, TRUST.key("root-1"), NOW), 10_000)


@given(place=st.sampled_from(places(LISTED)), part=JSON)
def test_anything_anywhere_in_a_trust_list(place: tuple[Any, ...], part: Any) -> None:
    document = put(LISTED, place, part)
    if document == LISTED:
        return

    def check() -> None:
        trust_fold.parse_trust_list(canonical.dumps(document), ROOT)

    with pytest.raises(StarmarkError):
        check()


CBOR = st.recursive(
    st.one_of(st.integers(-(2**64), 2**64 - 1), st.binary(max_size=12), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.integers(-9, 9), inner, max_size=5)),
    max_leaves=10,
)


@given(st.lists(CBOR, min_size=3, max_size=5))
def test_any_cbor_in_a_sign1(parts: list[Any]) -> None:
    quiet(BYTES["qr_token.verify"], cbor.encode(cbor.Sign1(parts)))


@given(header=CBOR, claims=st.dictionaries(st.sampled_from([2, 4, 5, 6, -70001, 1]), CBOR))
def test_any_claims(header: Any, claims: dict[int, Any]) -> None:
    quiet(BYTES["qr_token.verify"], cbor.encode(cbor.Sign1([cbor.encode(header), {}, cbor.encode(claims), bytes(64)])))
