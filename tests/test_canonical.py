"""Canonical JSON: RFC 8785 on the subset, and nothing else read."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from certs import canonical, limits
from certs.errors import Malformed
from tests.trust.sample_trust import vector

LIMIT = 100_000


def is_clean(text: str) -> bool:
    try:
        canonical.clean_text(text)
    except Malformed:
        return False
    return True


TEXT = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text)).filter(is_clean)
KEY = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
SCALAR = st.one_of(TEXT, st.integers(-limits.JSON_INTEGER, limits.JSON_INTEGER), st.booleans(), st.none())
VALUE = st.recursive(SCALAR, lambda inner: st.one_of(st.lists(inner), st.dictionaries(KEY, inner)), max_leaves=20)
ANYTHING = st.recursive(
    st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=10,
)


@given(VALUE)
def test_equals_the_reference_on_the_subset(value: Any) -> None:
    assert canonical.dumps(value) == rfc8785.dumps(value)
    assert canonical.dumps_trusted(value) == rfc8785.dumps(value)


@given(VALUE)
def test_reads_what_it_writes_and_other_layouts_alike(value: Any) -> None:
    data = canonical.dumps(value)
    assert canonical.loads(data, LIMIT) == value
    assert canonical.loads(json.dumps(value, indent=1).encode(), LIMIT) == value


@given(ANYTHING)
def test_takes_only_what_the_reference_writes_the_same(value: Any) -> None:
    try:
        data = canonical.dumps(value)
    except Malformed:
        return
    assert data == rfc8785.dumps(value)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_reading_junk_raises_nothing_but_malformed(data: bytes) -> None:
    try:
        value = canonical.loads(data, LIMIT)
    except Malformed:
        return
    assert canonical.loads(canonical.dumps(value), LIMIT) == value


@pytest.mark.parametrize("case", vector("rfc8785.json")["taken"], ids=lambda case: case["why"])
def test_vectors_taken(case: dict[str, str]) -> None:
    assert canonical.dumps(canonical.loads(case["json"].encode(), LIMIT)) == case["canonical"].encode()


@pytest.mark.parametrize("case", vector("rfc8785.json")["refused"], ids=lambda case: case["why"])
def test_vectors_refused(case: dict[str, str]) -> None:
    with pytest.raises(Malformed) as refused:
        canonical.loads(case["json"].encode(), LIMIT)
    assert refused.value.code == case["code"]


REFUSED_BYTES = {
    "empty": (b"", "not_json"),
    "two values": (b"1 2", "not_json"),
    "byte order mark": (b"\xef\xbb\xbf{}", "bom"),
    "UTF-16": ("{}".encode("utf-16"), "not_utf8"),
    "Latin-1": (b'"\xe9"', "not_utf8"),
    "overlong UTF-8": (b'"\xc0\xaf"', "not_utf8"),
    "a surrogate in UTF-8": (b'"\xed\xa0\x80"', "not_utf8"),
    "NaN": (b"NaN", "float"),
    "Infinity": (b"[-Infinity]", "float"),
    "a whole number with a point": (b"1.0", "float"),
    "an exponent": (b"1e3", "float"),
    "five thousand digits": (b"9" * 5_000, "integer"),
    "beyond 64 bits": (b"18446744073709551616", "integer"),
    "leading zero": (b"01", "not_json"),
    "duplicate key": (b'{"a":1,"a":2}', "duplicate_key"),
    "duplicate key deep inside": (b'[{"b":{"a":1,"a":1}}]', "duplicate_key"),
    "deeper than the bound": (b"[" * (limits.JSON_DEPTH + 1) + b"]" * (limits.JSON_DEPTH + 1), "too_deep"),
    "deeper than the stack": (b"[" * 90_000, "too_deep"),
    "key outside ASCII": ('{"é":1}'.encode(), "key"),
    "not NFC": ('"e\u0301"'.encode(), "not_nfc"),
    "escaped not NFC": (b'"e\\u0301"', "not_nfc"),
    "newline in a string": (b'"a\\nb"', "character"),
    "escaped control in a key": (b'{"a\\u0007":1}', "character"),
    "raw newline in a string": (b'"a\nb"', "not_json"),
    "zero width space": ('"a\u200bb"'.encode(), "character"),
    "right to left override": ('"a\u202eb"'.encode(), "character"),
    "delete": (b'"\x7f"', "character"),
    "noncharacter": ('"\uffff"'.encode(), "character"),
    "single quotes": (b"{'a':1}", "not_json"),
    "trailing comma": (b"[1,]", "not_json"),
    "comment": (b"[1]//", "not_json"),
}


@pytest.mark.parametrize("reason", REFUSED_BYTES)
def test_bytes_are_refused_by_name(reason: str) -> None:
    data, code = REFUSED_BYTES[reason]
    with pytest.raises(Malformed) as refused:
        canonical.loads(data, LIMIT)
    assert refused.value.code == code
    assert refused.value.words.zh
    assert refused.value.words.en


def test_bounds_are_exact() -> None:
    deep: Any = 1
    for _ in range(limits.JSON_DEPTH):
        deep = [deep]
    assert canonical.loads(canonical.dumps(deep), LIMIT) == deep
    with pytest.raises(Malformed, match="too_deep"):
        canonical.dumps([deep])
    assert canonical.loads(b"[1]", 3) == [1]
    with pytest.raises(Malformed, match="too_long"):
        canonical.loads(b"[1] ", 3)
    assert canonical.dumps([limits.JSON_INTEGER, -limits.JSON_INTEGER])
    for over in (limits.JSON_INTEGER + 1, -limits.JSON_INTEGER - 1, 10**5000):
        with pytest.raises(Malformed, match="integer"):
            canonical.dumps([over])


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), (1,), {1}, b"a", {1: 2}, {None: 1}, 1j, "\ud800", {"\ud800": 1}], ids=repr
)
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        canonical.dumps(value)


def test_the_quick_test_admits_nothing_that_the_exact_one_refuses() -> None:
    """Every code point there is, alone and beside another, through `dumps` and through `clean_text`."""
    for point in range(sys.maxunicode + 1):
        text = f"a{chr(point)}"
        expected = is_clean(text)
        try:
            canonical.dumps(text)
            taken = True
        except Malformed:
            taken = False
        assert taken == expected, hex(point)


@pytest.mark.parametrize("category", ["Cc", "Cf", "Zl", "Zp", "Cs"])
def test_whole_categories_are_refused(category: str) -> None:
    wrong = [
        point
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)) == category and is_clean(chr(point))
    ]
    # Format characters that show something of their own, and are ordinary writing of living or ancient scripts.
    shown = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}
    assert set(wrong) <= shown


@given(VALUE)
def test_reading_for_a_closed_shape_gives_the_same(value: Any) -> None:
    data = canonical.dumps(value)
    assert canonical.loads_for_closed_shape(data, LIMIT) == value
    assert canonical.loads_for_closed_shape(json.dumps(value, indent=1).encode(), LIMIT) == value


@pytest.mark.parametrize(
    "reason",
    [
        reason
        for reason in REFUSED_BYTES
        if reason not in {"a whole number with a point", "key outside ASCII", "deeper than the bound"}
    ],
)
def test_reading_for_a_closed_shape_leaves_only_types_names_and_depth_to_the_caller(reason: str) -> None:
    with pytest.raises(Malformed):
        canonical.loads_for_closed_shape(REFUSED_BYTES[reason][0], LIMIT)
    with pytest.raises(Malformed, match="too_long"):
        canonical.loads_for_closed_shape(b"[1] ", 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"b":1,"a":2}', "not_canonical"),
        (b'{"a": 1}', "not_canonical"),
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'{"a":1.0}', "float"),
        (b'{"a":"\\u00e9"}', "not_canonical"),
        (b"", "not_json"),
        (b" " * 99, "too_long"),
    ],
)
def test_where_bytes_must_be_canonical_every_other_spelling_is_refused(data: bytes, code: str) -> None:
    assert canonical.loads_canonical(b'{"a":1,"b":"\xe5\xbe\xa1"}', 50) == {"a": 1, "b": "御"}
    with pytest.raises(Malformed) as caught:
        canonical.loads_canonical(data, 50)
    assert caught.value.code == code
