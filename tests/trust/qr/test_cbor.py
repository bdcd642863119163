"""Deterministic CBOR: cbor2 as the reference, and everything else refused."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.errors import Malformed
from certs.trust.qr import cbor
from tests.trust.sample_trust import vector

INTEGER = st.integers(-(2**64), 2**64 - 1)
SCALAR = st.one_of(INTEGER, st.binary(max_size=300), st.text(max_size=80))
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=30), st.dictionaries(st.one_of(st.integers(-100, 100), st.text(max_size=5)), inner)
    ),
    max_leaves=8,
)


@given(VALUE)
def test_equals_the_reference(value: Any) -> None:
    data = cbor.encode(value)
    assert cbor2.loads(data) == value
    if _depth(value) <= limits.CBOR_DEPTH:
        assert cbor.decode(data) == value


def _depth(value: Any) -> int:
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + max(map(_depth, parts), default=0)


@given(st.binary(max_size=60))
def test_whatever_is_taken_is_written_again(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Malformed:
        return
    assert cbor.encode(value) == data


def test_rfc_8392_claims() -> None:
    case = vector("rfc8392_claims.json")
    data = bytes.fromhex(case["cbor"])
    claims = cbor.decode(data)
    assert claims.pop(7) == bytes.fromhex(case["cti"])
    assert {str(name): value for name, value in claims.items()} == case["claims"]
    assert cbor.encode({**claims, 7: bytes.fromhex(case["cti"])}) == data


REFUSED = {
    "empty": "",
    "two items": "0101",
    "head cut": "18",
    "string cut": "6261",
    "array cut": "8201",
    "map cut": "a101",
    "long head for a small integer": "1801",
    "long head for 255": "1900ff",
    "long head for a length": "5801aa",
    "long head for a count": "980101",
    "reserved head": "1c",
    "indefinite bytes": "5f4101ff",
    "indefinite array": "9f01ff",
    "indefinite map": "bf0101ff",
    "break": "ff",
    "float": "f93c00",
    "double": "fb3ff0000000000000",
    "true": "f5",
    "null": "f6",
    "undefined": "f7",
    "simple value": "f820",
    "bignum": "c24101",
    "date": "c074323031332d30332d32315432303a30343a30305a",
    "shared reference": "d81c80",
    "regular expression": "d8236161",
    "self-described": "d9d9f701",
    "tag 17": "d101",
    "map keys down": "a202000100",
    "map key twice": "a201000100",
    "long key before short": "a2190100000100",
    "text key before integer": "a26161000100",
    "bytes as key": "a1410100",
    "array as key": "a18000",
    "map as key": "a1a000",
    "tag as key": "a1d20100",
    "bad UTF-8": "61ff",
    "surrogate in UTF-8": "63eda080",
    "huge count": "9bffffffffffffffff",
    "huge map": "bbffffffffffffffff",
    "huge string": "5bffffffffffffffff",
    "too deep": "81" * limits.CBOR_DEPTH + "01",
    "deeper than the stack": "81" * 900,
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refused(reason: str) -> None:
    with pytest.raises(Malformed, match="cbor"):
        cbor.decode(bytes.fromhex(REFUSED[reason]))


def test_the_depth_itself_is_taken() -> None:
    assert cbor.decode(bytes.fromhex("81" * (limits.CBOR_DEPTH - 1) + "01"))


@pytest.mark.parametrize("value", [1.0, None, True, (1,), {1, 2}, 2**64, -(2**64) - 1], ids=repr)
def test_nothing_else_is_written(value: Any) -> None:
    with pytest.raises(AssertionError):
        cbor.encode(value)
