"""The QR token (formats.md, "QR token"): one COSE_Sign1 over CWT claims, all of its header protected.

RFC 9052 and RFC 8392. Three profiles, the first that the symbol holds: *full*; *reduced* without the scope names;
*minimum* with the name cut short and the digest of the credential in place of what is missing. Wrapped as
`https://host/Q/<BASE32>`, which any camera opens and a scanner can check offline (decision 0004). Not done here: the
symbol, status, and the register.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from certs import canonical, limits
from certs.certificate.number import in_address
from certs.errors import Malformed, NotGenuine, Refused
from certs.trust.encoding import decode_base32, decode_base64url, encode_base32, encode_base64url
from certs.trust.keys import KID_BYTES, SIGNATURE_BYTES, PublicKey
from certs.trust.newer_formats import newer_format
from certs.trust.qr import cbor
from certs.trust.trust_list.trust_list import TrustList, require_purpose

FORMAT: Final = 1
PATH: Final = "/Q/"
SHORT_PATH: Final = "/C/"
ALGORITHM: Final = -8  # EdDSA; what we write
ALGORITHMS: Final = frozenset({ALGORITHM, -19})  # -19 is Ed25519 under its fully specified name (RFC 9864)
# How each token begins in base32: tag 18, four parts, 13 bytes of header with two members, the first of which is `alg`.
BEGINNING: Final = encode_base32(b"\xd2\x84\x4d\xa2\x01")
_ALG, _KID = 1, 4
_SUB, _EXP, _NBF, _IAT, _STARMARK = 2, 4, 5, 6, -70001
_FMT, _HOLDER, _USCC, _LEVEL, _INDEX, _VERSION, _SCOPE, _DIGEST = range(1, 9)
_CLAIMS: Final = frozenset({_SUB, _EXP, _NBF, _IAT, _STARMARK})
_REDUCED: Final = frozenset({_FMT, _HOLDER, _USCC, _LEVEL, _INDEX, _VERSION})
_PROFILES: Final = {_REDUCED | {_SCOPE}: "full", _REDUCED: "reduced", _REDUCED | {_DIGEST}: "minimum"}
_SYMBOL_BITS: Final = 367 * 8  # data codewords of version 17, level Q (ISO/IEC 18004, table 9)
_BYTE_SEGMENT, _ALPHANUMERIC_SEGMENT = 4 + 16, 4 + 11  # bits of mode and count in versions 10 to 26
_LATEST: Final = 253_402_300_799  # seconds; the last of the year 9999


@dataclass(frozen=True, slots=True)
class QrClaims:
    """What a token says. `scope` only in the full profile; `digest` only in minimum, whose `holder` may be cut."""

    number: str
    not_before: datetime
    issued_at: datetime
    expires: datetime
    holder: str
    uscc: str
    level: str
    status_index: int
    version: int
    scope: tuple[str, ...] | None
    digest: bytes | None
    profile: str


@dataclass(frozen=True, slots=True)
class Token:
    """A parsed token whose signature has not been checked; `unverified` must not be shown before it has."""

    unverified: QrClaims
    kid: bytes
    signed: bytes
    signature: bytes


@lru_cache(maxsize=64)
def capacity(base_url: str) -> int:
    """Return the most bytes of token that a version-17 level-Q symbol holds beside this base address."""
    bits = _SYMBOL_BITS - _BYTE_SEGMENT - 8 * len(base_url) - _ALPHANUMERIC_SEGMENT
    characters = bits // 11 * 2 + (bits % 11 >= 6)  # two in 11 bits, a last one in 6
    return (characters - len(PATH)) * 5 // 8


def compose(  # noqa: PLR0913, PLR0917 - each is a fact of the token
    base_url: str,
    subject: Mapping[str, Any],
    not_before: datetime,
    issued_at: datetime,
    expires: datetime,
    status_index: int,
    payload: bytes,
    kid: bytes,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """Return the token in the richest profile that fits the symbol.

    `subject` is the credential's, `payload` its canonical form without proof (the JWT's payload), of which the minimum
    profile carries the digest. Raises Refused (`qr_capacity`) if not even that profile fits.
    """
    protected, envelope = _protected(kid)
    room = capacity(base_url) - envelope
    claims = {_SUB: subject["number"], _NBF: _seconds(not_before), _IAT: _seconds(issued_at), _EXP: _seconds(expires)}
    reduced = {
        _FMT: FORMAT,
        _HOLDER: subject["holder"]["name"],
        _USCC: subject["holder"]["uscc"],
        _LEVEL: subject["level"],
        _INDEX: status_index,
        _VERSION: subject["version"],
    }
    for enriched in (_full, _as_it_is, _minimum):
        body = cbor.encode({**claims, _STARMARK: enriched(reduced, subject, payload)})
        if len(cbor.encode(body)) <= room:
            return cbor.encode(cbor.Sign1([protected, {}, body, sign(_to_be_signed(protected, body))]))
    raise Refused(
        "qr_capacity",
        f"编号“{subject['number']}”连同地址 {base_url} 太长，二维码放不下。请改用较短的域名。",
        f"The number {subject['number']} with the address {base_url} is too long for the QR code. "
        "Use a shorter host name.",
    )


@lru_cache(maxsize=64)
def _protected(kid: bytes) -> tuple[bytes, int]:
    """Return the protected header of a key, and how many bytes a token has around its payload and the head of that."""
    protected = cbor.encode({_ALG: ALGORITHM, _KID: kid})
    return protected, len(cbor.encode(cbor.Sign1([protected, {}, b"", bytes(SIGNATURE_BYTES)]))) - 1


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _full(reduced: dict[int, Any], subject: Mapping[str, Any], _payload: bytes) -> dict[int, Any]:
    return {**reduced, _SCOPE: [item["name"] for item in subject["scope"]]}


def _as_it_is(reduced: dict[int, Any], _subject: Mapping[str, Any], _payload: bytes) -> dict[int, Any]:
    return reduced


def _minimum(reduced: dict[int, Any], _subject: Mapping[str, Any], payload: bytes) -> dict[int, Any]:
    return {**reduced, _HOLDER: cut_name(reduced[_HOLDER]), _DIGEST: hashlib.sha256(payload).digest()}


def cut_name(name: str) -> str:
    """Return the beginning of a name, at most 60 bytes of UTF-8, cut between two characters."""
    return name.encode()[: limits.QR_MINIMUM_NAME].decode("utf-8", "ignore").rstrip(" ")


def to_text(token: bytes) -> str:
    """Return the token as the log keeps it: base64url."""
    return encode_base64url(token)


def from_text(text: str) -> bytes:
    """Read a token as the log keeps it. Raises Malformed."""
    return decode_base64url(text)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor.encode(["Signature1", protected, b"", payload])


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What stands around the claims: what was signed, by whom, and the signature."""

    kid: bytes
    claims: Any
    signed: bytes
    signature: bytes


def parse(token: bytes) -> Token:
    """Read a token strictly. Raises Malformed, or CouldNotCheck for a newer format."""
    envelope = _open(token)
    return Token(_read_claims(envelope.claims), envelope.kid, envelope.signed, envelope.signature)


def _open(token: bytes) -> _Envelope:
    """Read a token to its end: all but what its claims say."""
    if len(token) > limits.QR_TOKEN:
        raise _bad()
    outer = cbor.decode(token)
    if not isinstance(outer, cbor.Sign1) or not isinstance(outer.value, list) or len(outer.value) != 4:
        raise _bad()
    protected, unprotected, payload, signature = outer.value
    if unprotected != {} or type(unprotected) is not dict or type(protected) is not bytes or type(payload) is not bytes:
        raise _bad()
    if type(signature) is not bytes or len(signature) != SIGNATURE_BYTES:
        raise _bad()
    header, claims = cbor.decode(protected), cbor.decode(payload)
    private = claims.get(_STARMARK) if isinstance(claims, dict) else None
    if isinstance(private, dict):
        _require_known_format(private.get(_FMT))
    if not isinstance(header, dict) or header.keys() != {_ALG, _KID} or type(header[_ALG]) is not int:
        raise _bad()
    if header[_ALG] not in ALGORITHMS or type(header[_KID]) is not bytes or len(header[_KID]) != KID_BYTES:
        raise _bad()
    return _Envelope(header[_KID], claims, _to_be_signed(protected, payload), signature)


def _bad() -> Malformed:
    return Malformed(
        "qr",
        "这枚二维码的内容不是本系统的证书二维码。请核对是否扫错，或改用证书编号查询。",
        "This QR code does not hold a certificate token of ours. Check that it is the right code, "
        "or search by the certificate number.",
    )


def _require_known_format(value: Any) -> None:
    if type(value) is int and value > FORMAT:
        raise newer_format()


def _read_claims(claims: Any) -> QrClaims:
    if not isinstance(claims, dict) or claims.keys() != _CLAIMS or not isinstance(claims[_STARMARK], dict):
        raise _bad()
    private = claims[_STARMARK]
    if type(private.get(_FMT)) is not int or private[_FMT] != FORMAT:
        raise _bad()
    profile = _PROFILES.get(frozenset(private))
    scope, digest = private.get(_SCOPE), private.get(_DIGEST)
    if profile is None or (profile == "minimum" and (type(digest) is not bytes or len(digest) != 32)):
        raise _bad()
    if profile == "full" and (type(scope) is not list or not 1 <= len(scope) <= limits.SCOPE_ITEMS):
        raise _bad()
    texts = (claims[_SUB], private[_HOLDER], private[_USCC], private[_LEVEL], *(scope or ()))
    if not all(type(text) is str and 0 < len(text) <= limits.STRING for text in texts):
        raise _bad()
    canonical.dumps(list(texts))  # the same rules for strings as everywhere
    numbers = (private[_INDEX], private[_VERSION], claims[_NBF], claims[_IAT], claims[_EXP])
    if not all(type(number) is int and 0 <= number <= _LATEST for number in numbers) or private[_VERSION] == 0:
        raise _bad()
    begins, issued, ends = (datetime.fromtimestamp(claims[name], UTC) for name in (_NBF, _IAT, _EXP))
    if begins >= ends:
        raise _bad()
    return QrClaims(
        claims[_SUB],
        begins,
        issued,
        ends,
        private[_HOLDER],
        private[_USCC],
        private[_LEVEL],
        private[_INDEX],
        private[_VERSION],
        None if scope is None else tuple(scope),
        digest,
        profile,
    )


def verify(token: bytes, trust: TrustList) -> tuple[QrClaims, PublicKey]:
    """Return the claims and the key that signed them.

    Whether a compromised key may still be believed hangs on the register and is left to the caller. Raises Malformed
    where it cannot be read to its end, NotGenuine where key or signature is not ours, whatever it claims, or
    CouldNotCheck for a newer format.
    """
    envelope = _open(token)
    key = trust.key_for(envelope.kid)
    require_purpose(key, "qr")
    key.verify(envelope.signature, envelope.signed)
    return _read_claims(envelope.claims), key


def wrap(base_url: str, token: bytes) -> str:
    """Return the text of the certificate QR: `https://host/Q/<BASE32>`."""
    return f"{base_url}{PATH}{encode_base32(token)}"


def unwrap(text: str, base_url: str | None = None) -> bytes:
    """Return the token of a wrapped text; `base_url` None takes any https host.

    Raises Malformed if it is no such text, NotGenuine (`other_host`) if it leads to another host than the one given:
    a genuine token behind a stranger's address is how a fake page is reached.
    """
    if len(text) > limits.QR_TEXT or not text.startswith("https://"):
        raise _bad()
    address, separator, encoded = text.partition(PATH)
    if not separator:
        raise _bad()
    if base_url is not None and address != base_url:
        raise other_host(address[8:60])
    return decode_base32(encoded)


def other_host(host: str) -> NotGenuine:
    """The refusal of a code that leads to somebody else's host."""
    return NotGenuine(
        "other_host",
        f"二维码通向 {host}，不是本机构的地址。请不要打开，也不要依据它作决定。",
        f"The QR code leads to {host}, which is not this body's address. Do not open it or rely on it.",
    )


def short_text(base_url: str, number: str) -> str:
    """Return the text of the short QR on the star mark: `https://host/C/<NUMBER>`, with `~` for `/`."""
    return f"{base_url}{SHORT_PATH}{in_address(number)}"
