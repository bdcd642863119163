"""The spellings that all C2SP text formats share, each value in exactly one: base64 (RFC 4648, 4), hashes, numbers.

Python's decoders skip foreign characters and its `int` takes blanks, underscores and digits of other scripts; here what
is read is compared with how it is written.
"""

from __future__ import annotations

import base64
import re
from typing import Final

from certs import limits
from certs.errors import Malformed, Words
from certs.log.tree import HASH_BYTES

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def encode_base64(data: bytes) -> str:
    """Write bytes as padded base64."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Read padded base64. Raises Malformed for any text that `encode_base64` does not write."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as exc:  # binascii.Error and non-ASCII text alike
        raise Malformed("base64", *_BASE64) from exc
    if encode_base64(data) != text:
        raise Malformed("base64", *_BASE64)
    return data


_BASE64: Final = Words("不是规范的 base64 文字（带填充）。", "This is no canonical base64 text with padding.")


def decode_hash(text: str) -> bytes:
    """Read one SHA-256 hash in base64. Raises Malformed."""
    data = decode_base64(text)
    if len(data) != HASH_BYTES:
        raise Malformed(
            "hash",
            f"哈希值应为 {HASH_BYTES} 字节，这里有 {len(data)} 字节。",
            f"A hash has {HASH_BYTES} bytes, not {len(data)}.",
        )
    return data


def decode_number(text: str) -> int:
    """Read a decimal number from 0 to 2^63 - 1, ASCII digits without leading zeros. Raises Malformed."""
    if _NUMBER.fullmatch(text) is None or int(text) > limits.LOG_SIZE:
        raise Malformed(
            "number",
            f"“{text[:40]}”不是规范的十进制数（无前导零）。",
            f"“{text[:40]}” is no decimal number without leading zeros.",
        )
    return int(text)
