"""Keys and status lists of the conformance kit, and scans: a code with what the scanner had at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from certs import canonical
from certs.days import instant_text
from certs.trust import data_integrity
from certs.trust.trust_list.trust_fold import secure_trust_list
from tests.browser.proof_cases import signed_list
from tests.publication.files import forgeries
from tests.trust.sample_trust import DID, INDEX, NOW, added, event, key, paper, trust_after, vector
from tests.vectors.kit_papers import LATER, OTHER, Piece

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TRUST: Final = trust_after(
    added("qr-2"), event("key-compromised", key="qr-2", trusted_size=3), added("qr-3"), event("key-retired", key="qr-3")
)
TRUST_FILE: Final = secure_trust_list(TRUST, key("root-1").sign, key("root-1").public, NOW)
BEGINS: Final = NOW + timedelta(hours=20)  # of the lists, four hours before the time of the checks


def pieces() -> Iterator[Piece]:
    """Yield keys, lists and scans."""
    yield from _trust()
    yield from _lists()
    yield from _scans()


def _trust() -> Iterator[Piece]:
    value = json.loads(TRUST_FILE)
    yield Piece("trust list", "trust", TRUST_FILE)
    yield Piece("trust list in another layout", "trust", json.dumps(value, indent=2).encode())
    yield Piece("trust list by another root", "trust", _signed(value, "root-9"))
    yield Piece("trust list by the certificate key", "trust", _signed(value, "certificate-1"))
    yield Piece("trust list of a newer format", "trust", _signed({**value, "format": 2}, "root-1"))
    yield Piece("trust list with a member more", "trust", _signed({**value, "remark": "x"}, "root-1"))
    yield Piece("trust list cut", "trust", TRUST_FILE[:-30])
    for place, raw in enumerate(vector("small_order_points.json")):
        keys = [*value["keys"]]
        keys[2] = {**keys[2], "multikey": _multikey(bytes.fromhex(raw))}
        yield Piece(f"trust list with small-order key {place}", "trust", _signed({**value, "keys": keys}, "root-1"))
    for name, path in (("state", ("keys", 2, "state")), ("address", ("base_url",)), ("key", ("keys", 1, "multikey"))):
        yield Piece(f"trust list with its {name} changed", "trust", forgeries.with_leaf_changed(value, path))


def _signed(value: dict[str, Any], signer: str) -> bytes:
    unsigned = {name: part for name, part in value.items() if name != "proof"}
    method = f"{DID}#{'root-1' if signer == 'root-9' else signer}"
    return canonical.dumps(data_integrity.secure(unsigned, key(signer).sign, method, data_integrity.ASSERTION, NOW))


def _multikey(raw: bytes) -> str:
    """Return a public key as text, also one that our own writer refuses."""
    number, text = int.from_bytes(b"\xed\x01" + raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _ALPHABET[digit] + text
    return f"z{text}"


def _lists() -> Iterator[Piece]:
    fine = signed_list("revocation", [], BEGINS)
    value = json.loads(fine)
    yield Piece("status list of revocation", "status-list", fine)
    yield Piece("status list of suspension", "status-list", signed_list("suspension", [INDEX], BEGINS))
    yield Piece("first status list", "status-list", signed_list("suspension", [], BEGINS, number=1))
    yield Piece("status list that is stale", "status-list", signed_list("revocation", [], BEGINS - timedelta(hours=25)))
    yield Piece("status list of the future", "status-list", signed_list("revocation", [], BEGINS + timedelta(hours=9)))
    for signer in ("list-3", "qr-1", "certificate-1", "root-1"):
        yield Piece(f"status list by {signer}", "status-list", _list_by(value, signer))
    for name in ("validUntil", "id", "issuer"):
        yield Piece(f"status list with its {name} changed", "status-list", forgeries.with_leaf_changed(value, (name,)))
    about = {**value, "credentialSubject": {**value["credentialSubject"], "statusPurpose": "suspension"}}
    yield Piece("status list of another purpose than signed", "status-list", canonical.dumps(about))
    yield Piece("status list with a member more", "status-list", canonical.dumps({**value, "remark": "x"}))
    empty = {**value, "credentialSubject": {**value["credentialSubject"], "encodedList": "uH4sI"}}
    yield Piece("status list emptied", "status-list", canonical.dumps(empty))
    yield Piece("status list cut", "status-list", fine[:-40])


def _list_by(value: dict[str, Any], signer: str) -> bytes:
    """Return a list signed by a key that our own writer refuses for it."""
    unsigned = {name: part for name, part in value.items() if name != "proof"}
    method = f"{DID}:status#{signer}"
    return canonical.dumps(data_integrity.secure(unsigned, key(signer).sign, method, data_integrity.ASSERTION, BEGINS))


def _scans() -> Iterator[Piece]:
    own, revoked = {p: signed_list(p, [], BEGINS) for p in _PURPOSES}, signed_list("revocation", [INDEX], BEGINS)
    suspended = signed_list("suspension", [INDEX], BEGINS)
    old = {p: signed_list(p, [], BEGINS - timedelta(hours=25)) for p in _PURPOSES}
    code = paper().qr_text
    for name, lists in {
        "with fresh lists": own,
        "of what is revoked": {**own, "revocation": revoked},
        "of what is suspended": {**own, "suspension": suspended},
        "of what is both": {"revocation": revoked, "suspension": suspended},
        "with stale lists": old,
        "of what a stale list has as revoked": {**old, "revocation": signed_list("revocation", [INDEX], BEGINS - _DAY)},
        "of what a stale list has as suspended": {
            **old,
            "suspension": signed_list("suspension", [INDEX], BEGINS - _DAY),
        },
        "with lists of the future": {p: signed_list(p, [], BEGINS + timedelta(hours=9)) for p in _PURPOSES},
        "with the neighbours revoked": {**own, "revocation": signed_list("revocation", [INDEX - 1, INDEX + 1], BEGINS)},
        "without the revocation list": {"suspension": own["suspension"]},
        "without the suspension list": {"revocation": own["revocation"]},
        "without lists": {},
        "with lists about": {"revocation": own["suspension"], "suspension": own["revocation"]},
        "with the list before": {**own, "suspension": signed_list("suspension", [], BEGINS, number=1)},
        "with a list of another key": {**own, "revocation": _list_by(json.loads(own["revocation"]), "qr-1")},
        "with a cut list": {**own, "revocation": own["revocation"][:-40]},
    }.items():
        yield _scan(name, code, lists)
    yield _scan("with keys of the day before", code, own, fetched=-25)
    yield _scan("with keys of tomorrow", code, own, fetched=1)
    yield _scan("by a key of nobody, keys just fetched", paper(qr="qr-4").qr_text, own)
    yield _scan("by a key of nobody, keys of an hour ago", paper(qr="qr-4").qr_text, own, fetched=-1)
    yield _scan("by a compromised key", paper(qr="qr-2").qr_text, own)
    yield _scan("by a retired key", paper(qr="qr-3").qr_text, own)
    yield _scan("of another host", code.replace("cert.", "cent."), own)
    yield _scan("cut", code[:-9], own)
    yield _scan("of another certificate's address", OTHER.qr_text, own)
    for name, at in (("after its end", "2029-11-23T02:00:00Z"), ("before its first day", "2026-11-22T02:00:00Z")):
        yield _scan(name, code, own, at=at)


_DAY: Final = timedelta(hours=25)
_PURPOSES: Final = ("revocation", "suspension")


def _scan(name: str, code: str, lists: dict[str, bytes], fetched: int = 0, at: str = LATER) -> Piece:
    moment = NOW + timedelta(days=1, hours=fetched) if at == LATER else None
    told = {
        "text": code,
        "fetched": instant_text(moment) if moment else at,
        "lists": {purpose: raw.decode() for purpose, raw in lists.items()},
    }
    return Piece(f"scan {name}", "scan", json.dumps(told, ensure_ascii=False).encode(), at)
