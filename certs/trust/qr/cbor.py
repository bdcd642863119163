"""The part of CBOR that our QR token uses, in its one deterministic encoding (RFC 8949, sections 3 and 4.2.1).

Unsigned and negative integers, byte and text strings, arrays, maps and tag 18. Everything else that CBOR can say
(floats, other tags, indefinite lengths, simple values) is refused by not being known. The decoder demands shortest
heads and ascending keys, so whatever it accepts, `encode` writes again byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from certs import limits
from certs.errors import Malformed, Words

SIGN1_TAG: Final = 18
_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_ARGUMENT_BYTES: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_LEAST: Final = {24: 24, 25: 0x100, 26: 0x1_0000, 27: 0x1_0000_0000}  # smaller ones have a shorter head
_WORDS: Final = Words(
    "二维码内容不是本系统的确定性 CBOR 编码。",
    "The content of the QR code is not in the deterministic CBOR encoding used here.",
)


@dataclass(frozen=True, slots=True)
class Sign1:
    """What tag 18 (COSE_Sign1) stands around."""

    value: Any


_ONE_BYTE: Final = tuple(bytes((n,)) for n in range(256))


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return _ONE_BYTE[major << 5 | argument]
    if argument < 0x100:
        return bytes((major << 5 | 24, argument))
    for information, size in _ARGUMENT_BYTES.items():
        if argument < 1 << (8 * size):
            return bytes((major << 5 | information,)) + argument.to_bytes(size, "big")
    raise AssertionError("an integer beyond 64 bits has no place in a token")


def encode(value: Any) -> bytes:
    """Write ints, bytes, strings, lists, dicts and Sign1 deterministically."""
    kind: Any = type(value)
    if kind is int:
        return _head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if kind is str:
        text: bytes = value.encode()
        return _head(_TEXT, len(text)) + text
    if kind is bytes:
        return b"".join((_head(_BYTES, len(value)), value))
    if kind is list:
        return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
    if kind is dict:
        # No encoded key is the beginning of another, so that sorting the joined pairs sorts by key.
        return _head(_MAP, len(value)) + b"".join(sorted([_key(key) + encode(part) for key, part in value.items()]))
    if kind is Sign1:
        return _head(_TAG, SIGN1_TAG) + encode(value.value)
    raise AssertionError(f"{kind.__name__} has no place in a token")


@lru_cache(maxsize=64)
def _key(key: int | str) -> bytes:
    return encode(key)


def decode(data: bytes) -> Any:
    """Read one item that fills `data` exactly. Raises Malformed."""
    value, end = _item(data, 0, limits.CBOR_DEPTH)
    if end != len(data):
        raise _bad()
    return value


def _bad() -> Malformed:
    return Malformed("cbor", *_WORDS)


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """Return the item that begins at `at`, and where it ends."""
    if depth == 0:
        raise _bad()
    major, argument, at = _read_head(data, at)
    if major == _UINT:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major in {_BYTES, _TEXT}:
        return _string(data, at, argument, text=major == _TEXT)
    if major == _ARRAY:
        return _array(data, at, argument, depth)
    if major == _MAP:
        return _map(data, at, argument, depth)
    if major == _TAG and argument == SIGN1_TAG:
        value, at = _item(data, at, depth - 1)
        return Sign1(value), at
    raise _bad()


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return major type, argument and the place after the head; the head must be the shortest one."""
    if at >= len(data):
        raise _bad()
    major, information = data[at] >> 5, data[at] & 31
    if information < 24:
        return major, information, at + 1
    size = _ARGUMENT_BYTES.get(information)
    if size is None:
        raise _bad()
    end = at + 1 + size
    argument = int.from_bytes(data[at + 1 : end], "big")
    if end > len(data) or argument < _LEAST[information]:
        raise _bad()
    return major, argument, end


def _string(data: bytes, at: int, size: int, *, text: bool) -> tuple[str | bytes, int]:
    end = at + size
    if end > len(data):
        raise _bad()
    if not text:
        return data[at:end], end
    try:
        return data[at:end].decode("utf-8"), end
    except UnicodeDecodeError as exc:
        raise _bad() from exc


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[list[Any], int]:
    if count > len(data) - at:  # every item has a byte at least
        raise _bad()
    items = []
    for _ in range(count):
        value, at = _item(data, at, depth - 1)
        items.append(value)
    return items, at


def _map(data: bytes, at: int, count: int, depth: int) -> tuple[dict[Any, Any], int]:
    """Keys are integers or strings, and ascend by their encoded bytes; so none comes twice."""
    if count > len(data) - at:
        raise _bad()
    items: dict[Any, Any] = {}
    before = b""
    for _ in range(count):
        start = at
        key, at = _item(data, at, min(depth - 1, 1))
        if not before < data[start:at] or not isinstance(key, int | str):
            raise _bad()
        before = data[start:at]
        items[key], at = _item(data, at, depth - 1)
    return items, at
