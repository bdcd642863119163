from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs import canonical, limits
from certs.errors import CouldNotCheck, Malformed, NotGenuine
from certs.trust import data_integrity
from certs.trust.status_list import status_list
from certs.trust.trust_list.trust_list import TrustList
from tests.trust import sample_trust

MANY = limits.STATUS_LIST
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=24)
TRUST: TrustList = sample_trust.trust_after()
EMPTY = bytes(MANY // 8)


def published(
    bits: bytes = EMPTY,
    purpose: str = "revocation",
    number: int = 1,
    signer: str = "list-1",
    base_url: str = sample_trust.BASE_URL,
    **changes: Any,
) -> bytes:
    document = {
        **status_list.compose_status_list(
            base_url, f"did:web:{base_url[8:]}", purpose, number, bits, valid_from=NOW, valid_until=UNTIL
        ),
        **changes,
    }
    method = f"{document['issuer']}#{signer}"
    return canonical.dumps(
        data_integrity.secure(document, sample_trust.key(signer).sign, method, data_integrity.ASSERTION, NOW)
    )


def code(do: Callable[[], object]) -> str:
    with pytest.raises((Malformed, NotGenuine, CouldNotCheck)) as refused:
        do()
    return refused.value.code


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 3 * MANY - 1), max_size=60))
def test_bits_over_several_lists_are_read_where_they_were_set(chosen: set[int]) -> None:
    lists = status_list.lists_of(chosen, 3 * MANY)
    assert [len(one) for one in lists] == [MANY // 8] * 3
    found = {MANY * n + i for n, one in enumerate(lists) for i in range(MANY) if one[i // 8] & 0x80 >> i % 8}
    assert found == chosen


def test_bit_0_is_the_leftmost() -> None:
    assert status_list.lists_of([0], 1)[0][:2] == b"\x80\0"
    assert status_list.lists_of([7, 8], 9)[0][:2] == b"\x01\x80"
    assert status_list.lists_of([MANY - 1], MANY)[0][-1] == 1
    assert status_list.lists_of([MANY], MANY + 1)[1][0] == 0x80


@pytest.mark.parametrize(
    ("count", "lists"), [(0, 1), (1, 1), (MANY, 1), (MANY + 1, 2), (2 * MANY, 2), (2 * MANY + 1, 3)]
)
def test_lists_are_added_as_they_fill(count: int, lists: int) -> None:
    assert len(status_list.lists_of([], count)) == lists
    for bad in (-1, count):
        with pytest.raises(ValueError, match="status index"):
            status_list.lists_of([bad], count)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(0, MANY // 8 - 400))
def test_encoding_is_the_same_each_time_and_any_gunzip_reads_it(some: bytes, at: int) -> None:
    bits = bytes(at) + some + bytes(MANY // 8 - at - len(some))
    text = status_list.encode_bits(bits)
    assert text == status_list.encode_bits(bytes(bits))
    assert text.startswith("uH4sIAAAAAAAC_")  # no time, no name, no system
    assert gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))) == bits
    assert status_list.decode_bits(text) == bits


def test_the_example_of_the_specification_is_read() -> None:
    # Bitstring Status List v1.0, section 4.2: a list of 131,072 zero bits.
    text = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert status_list.decode_bits(text) == EMPTY


def multibase(packed: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


GOOD = gzip.compress(EMPTY, mtime=0)
BAD_BITS: dict[str, str] = {
    "empty": "",
    "no multibase": multibase(GOOD)[1:],
    "base58": "z" + multibase(GOOD)[1:],
    "padding": "u" + base64.urlsafe_b64encode(GOOD).decode() + "=",
    "no gzip": multibase(EMPTY),
    "zlib in place of gzip": multibase(zlib.compress(EMPTY)),
    "a byte too few": multibase(gzip.compress(EMPTY[1:])),
    "a byte too many": multibase(gzip.compress(EMPTY + b"\0")),
    "cut short": multibase(GOOD[:-1]),
    "a wrong checksum": multibase(GOOD[:-8] + bytes(4) + GOOD[-4:]),
    "two members": multibase(GOOD + gzip.compress(b"")),
    "garbage behind": multibase(GOOD + b"x"),
    "a bomb": multibase(gzip.compress(bytes(30_000_000))),
    "too long a text": "u" + "A" * limits.STATUS_LIST_FILE,
}


@pytest.mark.parametrize("text", BAD_BITS.values(), ids=BAD_BITS)
def test_other_texts_are_no_list(text: str) -> None:
    with pytest.raises(Malformed):
        status_list.decode_bits(text)


def test_a_bomb_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self.inner = real(wbits)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

        def decompress(self, data: bytes, most: int) -> bytes:
            found = self.inner.decompress(data, most)
            unpacked.append(len(found))
            return found

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(Malformed):
        status_list.decode_bits(BAD_BITS["a bomb"])
    assert unpacked == [MANY // 8 + 1]


def test_a_published_list_is_what_the_specification_asks_for() -> None:
    bits = status_list.lists_of([3], 4)[0]
    document = status_list.compose_status_list(
        sample_trust.BASE_URL, sample_trust.DID, "revocation", 1, bits, valid_from=NOW, valid_until=UNTIL
    )
    data = status_list.secure_status_list(
        document, sample_trust.key("list-1").sign, sample_trust.key("list-1").public, NOW
    )
    said = json.loads(data)
    assert data == published(bits)
    assert said["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert said["id"] == "https://cert.example.cn/status/revocation/1"
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert said["issuer"] == "did:web:cert.example.cn:status"
    assert (said["validFrom"], said["validUntil"]) == ("2026-11-23T02:00:00Z", "2026-11-24T02:00:00Z")
    assert said["credentialSubject"] == {
        "id": "https://cert.example.cn/status/revocation/1#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": status_list.encode_bits(bits),
    }
    assert said["proof"]["verificationMethod"] == "did:web:cert.example.cn:status#list-1"
    found = status_list.verify_status_list(data, TRUST, "revocation", 1)
    assert [found.is_set(index) for index in range(5)] == [False, False, False, True, False]


def test_the_second_list_begins_at_its_own_index() -> None:
    first, second = status_list.lists_of([5, MANY + 5], 2 * MANY)
    found = status_list.verify_status_list(published(second, "suspension", 2), TRUST, "suspension", 2)
    assert found.is_set(MANY + 5)
    assert not found.is_set(MANY + 4)
    for outside in (5, MANY - 1, 2 * MANY, -1):
        with pytest.raises(ValueError, match="not in list 2"):
            found.is_set(outside)
    with pytest.raises(ValueError, match="not in list 1"):
        status_list.parse_status_list(published(first)).is_set(-1)


def test_a_list_speaks_for_its_own_hours_only() -> None:
    found = status_list.parse_status_list(published())
    found.require_fresh(NOW)
    found.require_fresh(UNTIL)
    assert code(lambda: found.require_fresh(UNTIL + timedelta(seconds=1))) == "status_list_stale"
    assert code(lambda: found.require_fresh(NOW - timedelta(seconds=1))) == "status_list_early"


def test_only_an_uncompromised_list_key_of_this_body_signs_lists() -> None:
    verify = status_list.verify_status_list
    for signer in ("certificate-1", "root-1", "log-1"):
        assert code(lambda: verify(published(signer=signer), TRUST, "revocation", 1)) == "key_purpose"  # noqa: B023
    assert code(lambda: verify(published(signer="list-2"), TRUST, "revocation", 1)) == "key_unknown"
    gone = sample_trust.trust_after(
        sample_trust.added("list-2"), sample_trust.event("key-compromised", key="list-1", trusted_size=7)
    )
    assert code(lambda: verify(published(), gone, "revocation", 1)) == "key_compromised"
    assert verify(published(signer="list-2"), gone, "revocation", 1).number == 1
    retired = sample_trust.trust_after(sample_trust.added("list-2"), sample_trust.event("key-retired", key="list-1"))
    assert verify(published(), retired, "revocation", 1).number == 1
    with pytest.raises(NotGenuine):
        status_list.secure_status_list(
            {"issuer": "x"}, sample_trust.key("log-1").sign, sample_trust.key("log-1").public, NOW
        )


def test_a_list_of_another_place_or_issuer_is_refused() -> None:
    verify = status_list.verify_status_list
    assert code(lambda: verify(published(), TRUST, "suspension", 1)) == "status_list_place"
    assert code(lambda: verify(published(), TRUST, "revocation", 2)) == "status_list_place"
    assert code(lambda: verify(published(base_url="https://other.example"), TRUST, "revocation", 1)) == "other_issuer"
    assert code(lambda: verify(published(issuer=sample_trust.DID), TRUST, "revocation", 1)) == "other_issuer"
    borrowed = json.loads(published())
    borrowed["proof"]["verificationMethod"] = f"{sample_trust.DID}#list-1"
    assert code(lambda: verify(canonical.dumps(borrowed), TRUST, "revocation", 1)) == "other_issuer"


def test_a_flipped_bit_breaks_the_signature() -> None:
    said = json.loads(published())
    said["credentialSubject"]["encodedList"] = status_list.encode_bits(status_list.lists_of([1], 2)[0])
    assert code(lambda: status_list.verify_status_list(canonical.dumps(said), TRUST, "revocation", 1)) == "signature"


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a field more": lambda said: said.update(name="x"),
    "a ttl": lambda said: said["credentialSubject"].update(ttl=1),
    "no validUntil": lambda said: said.pop("validUntil"),
    "no proof": lambda said: said.pop("proof"),
    "another context": lambda said: said["@context"].append("https://x.example"),
    "another type": lambda said: said.update(type=["VerifiableCredential"]),
    "another subject": lambda said: said["credentialSubject"].update(id="x"),
    "two purposes": lambda said: said["credentialSubject"].update(statusPurpose=["revocation", "suspension"]),
    "another purpose inside": lambda said: said["credentialSubject"].update(statusPurpose="suspension"),
    "another purpose": lambda said: said.update(id="https://cert.example.cn/status/message/1"),
    "list 0": lambda said: said.update(id="https://cert.example.cn/status/revocation/0"),
    "list 01": lambda said: said.update(id="https://cert.example.cn/status/revocation/01"),
    "a list without number": lambda said: said.update(id="https://cert.example.cn/status/revocation/"),
    "no address": lambda said: said.update(id="x"),
    "no text": lambda said: said.update(id=1),
    "no bits": lambda said: said["credentialSubject"].pop("encodedList"),
    "subject no object": lambda said: said.update(credentialSubject=[]),
    "an issuer with facts": lambda said: said.update(issuer={"id": "x"}),
    "longer than a day": lambda said: said.update(validUntil="2026-11-24T02:00:01Z"),
    "no time at all": lambda said: said.update(validUntil=said["validFrom"]),
    "no instant": lambda said: said.update(validUntil="2026-11-24"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_form_is_closed(spoil: Callable[[dict[str, Any]], object]) -> None:
    said = json.loads(published())
    spoil(said)
    with pytest.raises(Malformed):
        status_list.parse_status_list(canonical.dumps(said))


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"x", b" " * (limits.STATUS_LIST_FILE + 1)])
def test_junk_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        status_list.parse_status_list(data)


@pytest.mark.parametrize(
    ("purpose", "number", "hours"),
    [("message", 1, 1), ("revocation", 0, 1), ("revocation", 1, 0), ("revocation", 1, -1), ("revocation", 1, 24.001)],
)
def test_other_lists_cannot_be_composed(purpose: str, number: int, hours: float) -> None:
    with pytest.raises(ValueError, match="no such status list"):
        status_list.compose_status_list(
            sample_trust.BASE_URL,
            sample_trust.DID,
            purpose,
            number,
            EMPTY,
            valid_from=NOW,
            valid_until=NOW + timedelta(hours=hours),
        )


def test_a_worst_case_list_stays_within_the_bound() -> None:
    noise = b"".join(hash_of(n) for n in range(MANY // 8 // 32))
    assert len(published(noise)) < limits.STATUS_LIST_FILE
    assert status_list.verify_status_list(published(noise), TRUST, "revocation", 1).bits == noise


def hash_of(n: int) -> bytes:
    return hashlib.sha256(str(n).encode()).digest()
