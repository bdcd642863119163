"""Base32 of our own making: to the letter what Python writes, for every length and byte."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from certs.trust.encoding import decode_base32, encode_base32


@given(st.binary(max_size=300))
def test_it_is_python_s_own_without_the_padding(data: bytes) -> None:
    text = encode_base32(data)
    assert text == base64.b32encode(data).rstrip(b"=").decode("ascii")
    assert decode_base32(text) == data


def test_each_length_up_to_two_groups_and_the_extremes() -> None:
    for size in range(11):
        for data in (bytes(size), b"\xff" * size, bytes(range(size))):
            assert encode_base32(data) == base64.b32encode(data).rstrip(b"=").decode("ascii")
