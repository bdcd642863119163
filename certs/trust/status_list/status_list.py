"""Status lists (formats.md, "Status lists"): W3C Bitstring v1.0, one bit for each version of each certificate.

A list is 131,072 bits, the leftmost first, packed with GZIP and issued as a credential by `did:web:<host>:status`.
Lists are numbered from 1; index 131,072 over all lists is the first bit of list 2. Reading is closed-world, and never
unpacks more than one list. Not done here: which bits are set.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from certs import canonical, limits
from certs.days import instant_text, parse_instant, require_instant
from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.trust.credential.credential import STATUS_PURPOSES, W3C_CONTEXT, status_place
from certs.trust.data_integrity import ASSERTION, secure, verify_proof
from certs.trust.encoding import decode_base64url, encode_base64url
from certs.trust.keys import PublicKey
from certs.trust.trust_list.trust_list import TrustList, require_purpose

LIST_BYTES: Final = limits.STATUS_LIST // 8
TYPES: Final = ("VerifiableCredential", "BitstringStatusListCredential")
_MULTIBASE: Final = "u"  # base64url without padding
# A fixed header (no time, no name, no system) and level, so that the same bits give the same bytes.
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LEVEL: Final = 9
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_WBITS_RAW: Final = -15
_WBITS_GZIP: Final = 31
_FIELDS: Final = frozenset(
    {"@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "proof"}
)


def _bad(what_zh: str, what: str) -> Malformed:
    return Malformed("status_list", f"状态列表不合格式：{what_zh}。", f"The status list is malformed: {what}.")


# --- bits ------------------------------------------------------------------------------------------------------


def lists_of(indexes: Iterable[int], count: int) -> list[bytes]:
    """Return the lists for `count` versions, with the bits at these indexes (over all lists) set; at least one list.

    Raises ValueError for an index that is not below `count`, which is a bug of the caller.
    """
    lists = [bytearray(LIST_BYTES) for _ in range(max(1, -(-count // limits.STATUS_LIST)))]
    for index in indexes:
        if not 0 <= index < count:
            raise ValueError(f"there is no status index {index} among {count}")
        number, place = status_place(index)
        _set(lists[number - 1], place)
    return [bytes(one) for one in lists]


def list_of(indexes: Iterable[int], number: int) -> bytes:
    """Return one list, counted from 1, with the bits at these indexes (over all lists) set.

    Raises ValueError for an index of another list, which is a bug of the caller.
    """
    bits = bytearray(LIST_BYTES)
    for index in indexes:
        of, place = status_place(index)
        if of != number:
            raise ValueError(f"the status index {index} is not of list {number}")
        _set(bits, place)
    return bytes(bits)


def _set(bits: bytearray, place: int) -> None:
    bits[place >> 3] |= 0x80 >> (place & 7)


def encode_bits(bits: bytes) -> str:
    """Return the `encodedList` of one list; the same bits give the same text."""
    if len(bits) != LIST_BYTES:
        raise AssertionError(f"a status list has {LIST_BYTES} bytes, not {len(bits)}")
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WBITS_RAW)
    packed = packer.compress(bits) + packer.flush()
    end = zlib.crc32(bits).to_bytes(4, "little") + len(bits).to_bytes(4, "little")
    return _MULTIBASE + encode_base64url(_GZIP_HEADER + packed + end)


def decode_bits(text: str) -> bytes:
    """Return the bits of an `encodedList`. Raises Malformed unless it is one GZIP member of exactly one list."""
    if len(text) > limits.STATUS_LIST_FILE or not text.startswith(_MULTIBASE):
        raise _bad("encodedList 不是以 u 开头的 multibase 文字", "encodedList is no multibase text that begins with u")
    unpacker = zlib.decompressobj(_WBITS_GZIP)
    try:
        bits = unpacker.decompress(decode_base64url(text[1:]), LIST_BYTES + 1)
    except zlib.error as exc:
        raise _bad("encodedList 无法解压", "encodedList cannot be unpacked") from exc
    if len(bits) != LIST_BYTES or not unpacker.eof or unpacker.unused_data:
        raise _bad(f"列表应恰有 {limits.STATUS_LIST} 位", f"a list has exactly {limits.STATUS_LIST} bits")
    return bits


# --- the credential --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusList:
    """One list whose form has been checked. `number` counts from 1; it holds from `valid_from` to `valid_until`."""

    document: Mapping[str, Any]
    base_url: str
    purpose: str
    number: int
    bits: bytes
    valid_from: datetime
    valid_until: datetime

    def is_set(self, status_index: int) -> bool:
        """Return the bit of an index over all lists. Raises ValueError if it is not in this list."""
        number, place = status_place(status_index)
        if status_index < 0 or number != self.number:
            raise ValueError(f"index {status_index} is not in list {self.number}")
        return bool(self.bits[place >> 3] & 0x80 >> (place & 7))

    def require_fresh(self, now: datetime) -> None:
        """Return if the list speaks for now. Raises CouldNotCheck: `status_list_stale`, `status_list_early`."""
        at = require_instant(now)
        if at > self.valid_until:
            raise CouldNotCheck(
                "status_list_stale",
                f"状态列表只到 {instant_text(self.valid_until)} 有效，此后的状态不得而知。请取最新的列表再查。",
                f"The status list held until {instant_text(self.valid_until)}; what came after is not known. "
                "Get the newest list and try again.",
            )
        if at < self.valid_from:
            raise CouldNotCheck(
                "status_list_early",
                f"状态列表从 {instant_text(self.valid_from)} 起有效，不能说明更早的状态。",
                f"The status list holds from {instant_text(self.valid_from)} and says nothing about earlier.",
            )


def status_did(did: str) -> str:
    """Return the DID that issues the status lists of a body."""
    return f"{did}:status"


def compose_status_list(
    base_url: str, did: str, purpose: str, number: int, bits: bytes, *, valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """Return the credential of one list without a proof.

    Raises ValueError for another purpose than `revocation` and `suspension`, a number below 1, or a span that is empty
    or longer than 24 hours: each is a bug of the caller.
    """
    span = require_instant(valid_until) - require_instant(valid_from)
    longest = timedelta(hours=limits.STATUS_LIST_HOURS)
    if purpose not in STATUS_PURPOSES or number < 1 or not timedelta() < span <= longest:
        raise ValueError("no such status list can be issued")
    return _frame(
        base_url,
        status_did(did),
        purpose,
        number,
        encode_bits(bits),
        instant_text(valid_from),
        instant_text(valid_until),
    )


def _frame(  # noqa: PLR0917 - facts of the document
    base_url: str, issuer: str, purpose: str, number: int, encoded: str, valid_from: str, valid_until: str
) -> dict[str, Any]:
    address = f"{base_url}/status/{purpose}/{number}"
    return {
        "@context": [W3C_CONTEXT],
        "id": address,
        "type": list(TYPES),
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }


def secure_status_list(
    document: Mapping[str, Any], sign: Callable[[bytes], bytes], key: PublicKey, created: datetime
) -> bytes:
    """Return the bytes of the published list: canonical, with the proof of a `list` key."""
    require_purpose(key, "list")
    return canonical.dumps(secure(document, sign, f"{document['issuer']}#{key.name}", ASSERTION, created))


def parse_status_list(data: bytes) -> StatusList:
    """Read a published list strictly; its proof is not yet checked. Raises Malformed."""
    document = canonical.loads(data, limits.STATUS_LIST_FILE)
    if not isinstance(document, dict) or document.keys() != _FIELDS:
        raise _bad("字段有增减", "fields were added or taken away")
    address, subject = document["id"], document["credentialSubject"]
    texts = [document[name] for name in ("id", "issuer", "validFrom", "validUntil")]
    if not isinstance(subject, dict) or not all(type(text) is str for text in [*texts, subject.get("encodedList")]):
        raise _bad("字段的类型不对", "a field has the wrong type")
    base_url, purpose, number = _place(address)
    encoded, issuer, begins, ends = subject["encodedList"], *texts[1:]
    framed = _frame(base_url, issuer, purpose, number, encoded, begins, ends)
    if any(document[name] != value for name, value in framed.items()):
        raise _bad("字段之间不一致", "its fields do not agree")
    valid_from, valid_until = parse_instant(begins), parse_instant(ends)
    if not timedelta() < valid_until - valid_from <= timedelta(hours=limits.STATUS_LIST_HOURS):
        raise _bad("有效期间超过 24 小时或为空", "it holds for more than 24 hours, or for none")
    return StatusList(document, base_url, purpose, number, decode_bits(encoded), valid_from, valid_until)


def _place(address: str) -> tuple[str, str, int]:
    """Return base address, purpose and number of the address of a list."""
    rest, _, digits = address.rpartition("/")
    base_url, _, purpose = rest.rpartition("/status/")
    if purpose not in STATUS_PURPOSES or _NUMBER.fullmatch(digits) is None:
        raise _bad("id 不是状态列表的地址", "its id is no address of a status list")
    return base_url, purpose, int(digits)


def verify_status_list(data: bytes, trust: TrustList, purpose: str, number: int) -> StatusList:
    """Return the list of this purpose and number, signed by a `list` key of the body that is not compromised.

    Raises Malformed or NotGenuine (`other_issuer`, `status_list_place`, or as the proof). Not checked: whether it is
    fresh; see `require_fresh`.
    """
    # (1) form
    status_list = parse_status_list(data)
    # (2) of this body
    if status_list.base_url != trust.base_url or status_list.document["issuer"] != status_did(trust.did):
        raise NotGenuine("other_issuer", "这份状态列表不是本机构发布的。", "This status list is not this body's.")
    # (3) the list that was asked for
    if (status_list.purpose, status_list.number) != (purpose, number):
        raise NotGenuine(
            "status_list_place",
            f"这是 {status_list.purpose}/{status_list.number} 列表，不是所要的 {purpose}/{number}。",
            f"This is the list {status_list.purpose}/{status_list.number}, not {purpose}/{number} as asked.",
        )

    # (4) signature
    def key_of(method: str) -> PublicKey:
        did, _, name = method.partition("#")
        key = trust.key(name)
        if did != status_did(trust.did):
            raise NotGenuine("other_issuer", "这份状态列表不是本机构发布的。", "This status list is not this body's.")
        trust.usable(key, "list", None)
        return key

    verify_proof(status_list.document, key_of, ASSERTION)
    return status_list
