"""Codes, lists and moments at random, good and bad: what the browser's checker and the program are both asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from certs import limits
from certs.trust.encoding import encode_base32
from certs.trust.qr import cbor, qr_token
from certs.trust.status_list import status_list
from certs.trust.trust_list.trust_fold import secure_trust_list
from certs.trust.trust_list.trust_list import TrustList
from tests.trust.sample_trust import BASE_URL, DID, INDEX, NOW, SUBJECT, added, event, key, paper, trust_after

TRUST: Final = trust_after(added("qr-2"), event("key-compromised", key="qr-2", trusted_size=3))
SIGNERS: Final = (*("qr-1",) * 6, "qr-2", "qr-3", "list-1")  # in use, compromised, not on the list, for other things
SUBJECTS: Final = (
    SUBJECT,
    {**SUBJECT, "holder": {**SUBJECT["holder"], "name": "名" * 60}},
    {**SUBJECT, "scope": [{"name": f"第{n}种很长的产品名称"} for n in range(30)]},
    {**SUBJECT, "holder": {**SUBJECT["holder"], "name": "长" * 90}, "scope": [{"name": "产品" * 40}]},
)


@dataclass(frozen=True)
class Case:
    """One question: the text of a code, when the keys were fetched, which lists are at hand, and now."""

    text: str
    fetched: datetime
    lists: dict[str, bytes]
    now: datetime


def trust_list() -> bytes:
    """Return trust.json as published."""
    return secure_trust_list(TRUST, key("root-1").sign, key("root-1").public, NOW)


def signed_list(purpose: str, bits: list[int], begins: datetime, signer: str = "list-1", number: int = 2) -> bytes:
    """Return a published status list, which holds for 24 hours."""
    raw = status_list.lists_of(bits, 2 * limits.STATUS_LIST)[1]
    until = begins + timedelta(hours=24)
    document = status_list.compose_status_list(
        BASE_URL, DID, purpose, number, raw, valid_from=begins, valid_until=until
    )
    return status_list.secure_status_list(document, key(signer).sign, key(signer).public, begins)


def kept_lists(rng: random.Random) -> list[dict[str, bytes]]:
    """Return what a checker may have at hand: good, old, early, set, cut, changed, of another key, one alone, none."""
    begins = NOW - timedelta(hours=3)
    fine = {purpose: signed_list(purpose, [], begins) for purpose in ("revocation", "suspension")}
    revoked, suspended = signed_list("revocation", [INDEX], begins), signed_list("suspension", [INDEX], begins)
    changed = bytearray(fine["revocation"])
    changed[rng.randrange(len(changed))] ^= 1
    return [
        *([fine] * 6),
        {**fine, "revocation": revoked},
        {**fine, "suspension": suspended},
        {"revocation": revoked, "suspension": suspended},
        {**fine, "revocation": signed_list("revocation", [INDEX - 1, INDEX + 1], begins)},
        {"revocation": fine["suspension"], "suspension": fine["revocation"]},
        {**fine, "suspension": signed_list("suspension", [], begins, number=1)},
        {**fine, "revocation": bytes(changed)},
        {**fine, "revocation": fine["revocation"][:-40]},
        {**fine, "suspension": fine["suspension"].replace(b'"validUntil"', b' "validUntil"')},
        {"revocation": fine["revocation"]},
        {},
    ]


def cases(count: int, seed: int) -> Iterator[Case]:
    """Yield questions, the same for the same seed."""
    rng = random.Random(seed)
    papers = [paper(subject=subject, qr=signer).token for subject in SUBJECTS for signer in SIGNERS]
    lists = kept_lists(rng)
    for _ in range(count):
        token = _changed(rng, rng.choice(papers))
        now = NOW + rng.choice((0, 0, 0, 1, 20, 22, 30, -2, -4, 24 * 365 * 4, -24 * 3)) * timedelta(hours=1)
        fetched = now - rng.choice((0, 1, 5, 24, 25, -1)) * timedelta(hours=1)
        yield Case(_written(rng, token), fetched, rng.choice(lists), now)


def _changed(rng: random.Random, token: bytes) -> bytes:
    match rng.randrange(16):
        case 0:
            place = rng.randrange(len(token))
            return token[:place] + bytes([token[place] ^ 1 << rng.randrange(8)]) + token[place + 1 :]
        case 1:
            place = rng.randrange(len(token))
            return token[:place] + rng.randbytes(rng.randrange(3)) + token[place + rng.randrange(3) :]
        case 2:
            return token[: rng.randrange(len(token))]
        case 3 | 4 | 5:
            return _signed_again(rng, token)
        case _:
            return token


def _signed_again(rng: random.Random, token: bytes) -> bytes:
    """Change what a token says and sign it with the right key: the reader of claims is asked, not the signature."""
    protected, unprotected, payload, _ = cbor.decode(token).value
    header, claims = cbor.decode(protected), cbor.decode(payload)
    private = claims[-70001]
    values: list[Any] = [0, 1, 2, -1, 7, 2**31, 253_402_300_799, 253_402_300_800, 2**60, 2**64 - 1]
    values += [
        "",
        "好",
        "a" * 200,
        "a" * 201,
        "𠮷" * 200,
        "e\u0301",
        "\u200b",
        b"",
        bytes(32),
        [],
        ["空调"],
        [1],
        {},
        {1: 2},
    ]
    target: dict[Any, Any] = rng.choice((header, claims, private, private))
    name = rng.choice([*target, 9, "x", -8])
    match rng.randrange(5):
        case 0:
            target.pop(name, None)
        case 1:
            target[name] = rng.choice(values)
        case 2:
            private[1] = 2  # what a later version of the program writes
        case _:
            header[1] = rng.choice((-8, -19, -7))
    if rng.randrange(12) == 0:
        unprotected = {1: -8}
    protected, payload = cbor.encode(header), cbor.encode(claims)
    signature = key("qr-1").sign(cbor.encode(["Signature1", protected, b"", payload]))
    return cbor.encode(cbor.Sign1([protected, unprotected, payload, signature]))


def _written(rng: random.Random, token: bytes) -> str:
    text = qr_token.wrap(BASE_URL, token)
    match rng.randrange(20):
        case 0:
            return encode_base32(token)
        case 1:
            return text.replace("cert.example.cn", rng.choice(("cert.example.com", "cert.example.cn:8443", "假.cn")))
        case 2:
            return text.replace("https", rng.choice(("http", "HTTPS", "ftp", "")))
        case 3:
            return text.lower() if rng.randrange(2) else text + rng.choice(("=", "?a=1", " ", "1", "A"))
        case 4:
            return rng.choice(
                ("", "://", "https://", "https://cert.example.cn", "HELLO", "99926SC00001R0M", "A" * 2_001)
            )
        case _:
            return text


def trust_of_cases() -> TrustList:
    """Return the trust list that the program asks."""
    return TRUST
