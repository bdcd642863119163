"""Base64url and base32 without padding, each text in the one spelling that its bytes have (RFC 4648, 3.5, 5, 6).

Python's own decoders skip foreign characters and ignore left-over bits; here what is read is written again and
compared.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from certs.errors import Malformed, Words

_BASE64URL: Final = Words(
    "不是规范的 base64url 文字（不带填充）。", "This is no canonical base64url text without padding."
)
_BASE32: Final = Words(
    "不是规范的 base32 文字（大写，不带填充）。", "This is no canonical base32 text in upper case without padding."
)


def encode_base64url(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Read base64url without padding. Raises Malformed for any text that `encode_base64url` does not write."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as exc:  # binascii.Error and non-ASCII text alike
        raise Malformed("base64url", *_BASE64URL) from exc
    if encode_base64url(data) != text:
        raise Malformed("base64url", *_BASE64URL)
    return data


def encode_base32(data: bytes) -> str:
    """Write bytes as base32 in upper case without padding."""
    return base64.b32encode(data).rstrip(b"=").decode("ascii")


def decode_base32(text: str) -> bytes:
    """Read base32 without padding. Raises Malformed for any text that `encode_base32` does not write."""
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError) as exc:
        raise Malformed("base32", *_BASE32) from exc
    if encode_base32(data) != text:
        raise Malformed("base32", *_BASE32)
    return data
