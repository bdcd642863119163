"""Multikey text for Ed25519 public keys, and base58btc (W3C Controlled Identifiers 1.0, section 2.2).

`z6Mk…` is `z` (base58btc) over the two bytes 0xed 0x01 (the multicodec of Ed25519 public keys) and the 32 raw bytes.
Public keys are checked as points here, because OpenSSL takes keys of small order, under which one signature can fit
many messages. Not done here: anything with purposes or states of keys.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from certs.errors import Malformed, NotGenuine, Words

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_PAIR_BASE: Final = 58**2
_CHUNK_PAIRS: Final = 5
_CHUNK_BASE: Final = (
    58**10
)  # below 2^59: inside a chunk all arithmetic is on small integers, which is what makes it fast
_PLACES: Final = 128  # digits that one decoding takes
_NO_DIGIT: Final = 0xFF
_DIGITS: Final = bytes(_ALPHABET.find(chr(byte)) & 0xFF for byte in range(256))
_JOINS: Final = tuple(
    (
        8 << step,
        sum(((1 << (8 << step)) - 1) << (place << (4 + step)) for place in range(_PLACES >> (step + 1))),
        58 ** (1 << step),
    )
    for step in range(7)
)
_CODEC: Final = b"\xed\x01"
_KEY_BYTES: Final = 32

_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME
_SIGN_BIT: Final = 1 << 255
# The y of the eight points of small order: 1 (order 1), -1 (2), 0 (4, twice) and two values (8, twice each).
_SMALL_ORDER_Y: Final = frozenset(
    {
        1,
        _PRIME - 1,
        0,
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
    }
)


def encode_base58(data: bytes) -> str:
    """Write bytes in base58btc; each leading zero byte is a leading `1`."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number = int.from_bytes(data, "big")
    parts: list[str] = []
    while number:
        number, chunk = divmod(number, _CHUNK_BASE)
        for _ in range(_CHUNK_PAIRS):
            chunk, pair = divmod(chunk, _PAIR_BASE)
            parts.append(_PAIRS[pair])
    parts.reverse()
    return "1" * zeros + "".join(parts).lstrip("1")


def decode_base58(text: str, size: int) -> bytes:
    """Read exactly `size` bytes (at most 93) from base58btc, in the one spelling that they have. Raises Malformed."""
    try:
        digits = text.encode("ascii").translate(_DIGITS)
        if len(digits) > _PLACES or _NO_DIGIT in digits:
            raise Malformed("base58", *_BASE58)
        data = _base58_number(digits).to_bytes(size, "big")
    except (UnicodeEncodeError, OverflowError) as exc:
        raise Malformed("base58", *_BASE58) from exc
    if len(text) - len(text.lstrip("1")) != size - len(data.lstrip(b"\0")):
        raise Malformed("base58", *_BASE58)
    return data


_BASE58: Final = Words("不是长度正确的 base58btc 文字。", "This is no base58btc text of the right length.")


def _base58_number(digits: bytes) -> int:
    """Return the value of up to 128 digits, one a byte, first digit highest.

    Neighbours are joined in pairs, all pairs of one width at once inside one long integer, then pairs of pairs: seven
    steps in place of one for each digit. A joined pair always fits the width that its two halves had together.
    """
    number = int.from_bytes(digits, "big")
    for shift, mask, weight in _JOINS:
        number = (number & mask) + (number >> shift & mask) * weight
    return number


@lru_cache(maxsize=256)
def encode_multikey(raw: bytes) -> str:
    """Write the 32 bytes of an Ed25519 public key as a Multikey."""
    if len(raw) != _KEY_BYTES:
        raise AssertionError(f"an Ed25519 public key has 32 bytes, not {len(raw)}")
    return "z" + encode_base58(_CODEC + raw)


def decode_multikey(text: str) -> bytes:
    """Read the 32 raw bytes of a Multikey.

    Raises Malformed if the text is not one, NotGenuine if the key is no safe point (see `require_safe_point`).
    """
    if not text.startswith("z"):
        raise Malformed("multikey", *_MULTIKEY)
    data = decode_base58(text[1:], len(_CODEC) + _KEY_BYTES)
    if not data.startswith(_CODEC):
        raise Malformed("multikey", *_MULTIKEY)
    raw = data[len(_CODEC) :]
    require_safe_point(raw)
    return raw


_MULTIKEY: Final = Words(
    "不是 Ed25519 公钥的 Multikey 写法（应以 z6Mk 开头）。",
    "This is no Multikey of an Ed25519 public key (they begin with z6Mk).",
)


@lru_cache(maxsize=256)
def require_safe_point(raw: bytes) -> None:
    """Accept 32 bytes that encode, canonically, a point of the curve that is not of small order (RFC 8032, 5.1.3).

    Raises Malformed for another length, NotGenuine for y not below the prime, no such point, or small order.
    """
    if len(raw) != _KEY_BYTES:
        raise Malformed(
            "key_length",
            f"Ed25519 公钥应为 32 字节，这里有 {len(raw)} 字节。",
            f"An Ed25519 public key has 32 bytes, not {len(raw)}.",
        )
    y = int.from_bytes(raw, "little") & (_SIGN_BIT - 1)
    if y >= _PRIME or y in _SMALL_ORDER_Y or not _is_on_curve(y):
        raise NotGenuine(
            "key_point",
            "公钥不是一个可以信任的曲线点，用它验证的签名没有意义。请勿使用。",
            "The public key is no safe point of the curve, so a signature under it means nothing. Do not use it.",
        )


def _is_on_curve(y: int) -> bool:
    """Tell whether x² = (y² - 1) / (d·y² + 1) has a solution, by Euler's criterion."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    return square == 0 or pow(square, (_PRIME - 1) // 2, _PRIME) == 1
