"""What a register gives to the conformance kit: bundles, log, keys and entries, in every situation and forged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from certs import canonical
from certs.days import instant_text
from certs.log import tree
from certs.log.checkpoint import Head, parse_checkpoint, sign_checkpoint
from certs.log.signed_note import NoteKey
from certs.log.tree import consistency_proof
from certs.publication.files import bundle_format, log_files
from certs.register.acts.founding import found
from certs.register.store.database import create
from certs.register.store.log_tree import StoredNodes, root_at
from certs.trust import data_integrity
from certs.trust.keys import PURPOSES
from certs.trust.signing import HeldKey, Keyring
from tests.publication.files import forgeries
from tests.publication.files.bundles import bundled
from tests.publication.files.forgeries import FORGERIES, Stock, as_json, file_of
from tests.register.founded_register import NOW, SETTINGS, Register, draft
from tests.trust.sample_trust import DID, key
from tests.vectors.kit_papers import Piece

OWN: Final = Keyring({purpose: key(f"{purpose}-1") for purpose in PURPOSES})
STRANGERS: Final = Keyring({purpose: HeldKey(f"{purpose}-1", key(f"{purpose}-9").private) for purpose in PURPOSES})
ORIGIN: Final = "cert.example.cn/log"


@dataclass(frozen=True, slots=True)
class Registered:
    """What a register gave: its trust list at the end, and the pieces."""

    trust: bytes
    pieces: tuple[Piece, ...]


def registered(folder: Path) -> Registered:
    """Make registers in an empty folder, and return what they give. The same bytes each time."""
    with ExitStack() as stack:
        own, stranger, forked = (_founded(folder / name, ring) for name, ring in _REGISTERS.items())
        for register in (own, stranger, forked):
            stack.callback(register.close)
        pieces = tuple(_pieces(own, stranger, forked))
        with own.reader().view() as view:
            return Registered(view.trust_bytes(), pieces)


_REGISTERS: Final = {"own": OWN, "stranger": STRANGERS, "forked": OWN}


def _founded(folder: Path, ring: Keyring) -> Register:
    folder.mkdir()
    url = f"sqlite:///{folder / 'register.db'}"
    store = create(url)
    found(store, SETTINGS, ring, NOW)
    return Register(url, store, NOW)


def _pieces(own: Register, stranger: Register, forked: Register) -> Iterator[Piece]:
    numbers = [one.number for one in own.issue(*(draft(n) for n in range(1, 7)), ring=OWN)]
    first = numbers[0]
    own.later(minutes=1)
    before, early_head = bundled(own, first, OWN), _head(own)
    yield _bundle(own, "valid", before)
    own.later(minutes=1)
    own.reissue(first, draft(1, excludes=("商用机组",)), "correction", ring=OWN)
    own.change("suspended", numbers[2], "complaint", until=date(2027, 2, 1), ring=OWN)
    own.change("revoked", numbers[3], "fraud", ring=OWN)
    own.change("withdrawn", numbers[4], "holder-request", ring=OWN)
    own.later(minutes=1)
    newest, other = bundled(own, first, OWN), bundled(own, numbers[1], OWN)
    yield _bundle(own, "reissued", newest)
    for name, number in (("suspended", numbers[2]), ("revoked", numbers[3]), ("withdrawn", numbers[4])):
        yield _bundle(own, name, bundled(own, number, OWN))
    old_forms = {name: getattr(before, name) for name in ("version", "credential", "jwt", "qr")}
    yield _bundle(own, "superseded", replace(newest, **old_forms))
    yield _bundle(own, "superseded with the reissue left out", replace(before, lists=newest.lists))
    yield _bundle(own, "of before a reissue with the lists of before", before)
    hidden = bundled(own, numbers[3], OWN)
    without = tuple(one for one in hidden.entries if json.loads(one.raw)["type"] != "revoked")
    yield _bundle(own, "revoked with the revocation left out", replace(hidden, entries=without))
    yield _bundle(own, "without status lists", replace(newest, lists={}))
    yield Piece("bundle with stale lists", "bundle", _encoded(newest), _after(own, days=2))
    yield Piece("bundle with lists of the future", "bundle", _encoded(newest), _after(own, hours=-2))
    stranger.issue(draft(1), draft(2), ring=STRANGERS)
    stranger.later(minutes=3)
    stock = Stock(as_json(newest), as_json(before), as_json(other), as_json(bundled(stranger, first, STRANGERS)))
    for name in FORGERIES:
        yield Piece(f"bundle forged: {name}", "bundle", file_of(forgeries.forged(name, stock)), instant_text(own.now))
    data = _encoded(newest)
    for name, cut in (("half", len(data) // 2), ("last byte", len(data) - 1)):
        yield Piece(f"bundle cut by its {name}", "bundle", data[:cut], instant_text(own.now))
    yield from _log(own, forked, early_head)
    yield from _entries(own)
    own.later(days=1_120)
    yield _bundle(own, "expired", bundled(own, numbers[1], OWN))


def _encoded(bundle: bundle_format.Bundle) -> bytes:
    return bundle_format.encode(bundle)


def _bundle(register: Register, name: str, bundle: bundle_format.Bundle) -> Piece:
    return Piece(f"bundle {name}", "bundle", _encoded(bundle), instant_text(register.now))


def _after(register: Register, **span: int) -> str:
    return instant_text(register.now + timedelta(**span))


def _head(register: Register) -> bytes:
    with register.reader().view() as view:
        newest = log_files.checkpoint_file(view.connection)
    assert newest is not None
    return newest[1]


def _log(own: Register, forked: Register, early: bytes) -> Iterator[Piece]:
    newest, at = _head(own), instant_text(own.now)
    yield Piece("checkpoint", "checkpoint", newest, at)
    size, root = parse_checkpoint(newest).head.size, parse_checkpoint(newest).head.root
    for name, origin, ring in (
        ("by a key of nobody", ORIGIN, STRANGERS),
        ("of another log", "cert.example.com/log", OWN),
    ):
        yield Piece(f"checkpoint {name}", "checkpoint", _signed(Head(origin, size, root), ring), at)
    listing = sign_checkpoint(
        Head(ORIGIN, size, root), [(NoteKey(ORIGIN, OWN.get("list").public_raw), OWN.get("list").sign)]
    )
    yield Piece("checkpoint by the list key", "checkpoint", listing.encode(), at)
    text = newest.decode()
    for name, changed in {
        "of another size": text.replace(f"\n{size}\n", f"\n{size + 1}\n"),
        "of another root": text.replace(text.split("\n")[2], text.split("\n")[2][::-1].lstrip("=") + "="),
        "unsigned": f"{text.partition(chr(10) * 2)[0]}\n\n",
        "cut": text[:-20],
        "with a line more": text.replace("\n\n", "\nmore\n\n", 1),
        "with Windows line ends": text.replace("\n", "\r\n"),
    }.items():
        yield Piece(f"checkpoint {name}", "checkpoint", changed.encode(), at)
    yield from _growth(own, forked, early, newest)
    with own.reader().view() as view:
        entry = view.events(6, 1)[0]
        proof = log_files.newest_proof(view.connection, 6).decode()
        wrong = log_files.newest_proof(view.connection, 7).decode()
    raw = entry.raw.decode()
    for name, told in {
        "log proof": {"proof": proof, "entry": raw},
        "log proof of another entry": {"proof": wrong, "entry": raw},
        "log proof of a changed entry": {"proof": proof, "entry": raw.replace("five-star", "four-star")},
        "log proof at another index": {"proof": proof.replace("index 6", "index 5"), "entry": raw},
        "log proof cut": {"proof": proof[:-40], "entry": raw},
        "log proof with a hash left out": {"proof": _less(proof), "entry": raw},
    }.items():
        yield Piece(name, "log-proof", json.dumps(told, ensure_ascii=False).encode(), at)


def _less(proof: str) -> str:
    top, separator, rest = proof.partition("\n\n")
    return top.rpartition("\n")[0] + separator + rest


def _signed(head: Head, ring: Keyring) -> bytes:
    signer = ring.get("log")
    return sign_checkpoint(head, [(NoteKey(head.origin, signer.public_raw), signer.sign)]).encode()


def _growth(own: Register, forked: Register, early: bytes, newest: bytes) -> Iterator[Piece]:
    """Two heads and what lies between them: grown, rolled back, and two that cannot both be."""
    forked.issue(*(draft(n) for n in range(11, 21)), ring=OWN)
    forked.later(minutes=5)
    small, large = parse_checkpoint(early).head, parse_checkpoint(newest).head
    with own.reader().view() as view:
        proof = _consistency(view.connection, small.size, large.size)
    with forked.reader().view() as view:
        size = view.size
        elsewhere = _signed(Head(ORIGIN, size, root_at(view.connection, size)), OWN)
        other = _signed(Head(ORIGIN, large.size, root_at(view.connection, large.size)), OWN)
        forking = _consistency(view.connection, small.size, size)
    at = instant_text(own.now)
    for name, first, second, nodes in (
        ("log that grew", early, newest, proof),
        ("log of one size", newest, newest, ()),
        ("log rolled back", newest, early, ()),
        ("log that grew with a proof of nothing", early, newest, ()),
        ("log that grew with another proof", early, newest, tuple(reversed(proof))),
        ("log forked at one size", newest, other, ()),
        ("log forked on its way", early, elsewhere, forking),
    ):
        told = {"first": first.decode(), "second": second.decode(), "proof": [node.hex() for node in nodes]}
        yield Piece(name, "growth", json.dumps(told, ensure_ascii=False).encode(), at)


def _consistency(connection: Any, old: int, new: int) -> tuple[bytes, ...]:
    nodes = StoredNodes(connection)
    for begin, end in tree.consistency_ranges(old, new):
        nodes.load(tree.subtrees(begin, end))
    return consistency_proof(old, new, nodes)


def _entries(own: Register) -> Iterator[Piece]:
    with own.reader().view() as view:
        events = view.events(0, view.size)
    for event in events:
        name = f"entry {event.position}: {event.type}"
        yield _entry(name, event.position, event.raw, own.now)
    issued, revoked = events[6].body, next(event for event in events if event.type == "revoked")
    for name, body in {
        "of a newer format": {**issued, "format": 2},
        "with a member more": {**issued, "remark": "五星级"},
        "without its reason": {name: part for name, part in revoked.body.items() if name != "reason"},
        "of a type to come": {**issued, "type": "lifted"},
        "with another reason": {**revoked.body, "reason": "mark-misuse"},
        "with the proof of a credential": {**issued, "proof": {**issued["proof"], "proofPurpose": "assertionMethod"}},
    }.items():
        raw = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        yield _entry(f"entry {name}", 6, raw, own.now)
    yield _entry("entry of the body by a key below the root", 0, _by(events[0].body, "status-1"), own.now)
    yield _entry("entry of a certificate by the certificate key", 6, _by(issued, "certificate-1"), own.now)


def _by(body: Mapping[str, Any], signer: str) -> bytes:
    unsigned = {name: part for name, part in body.items() if name != "proof"}
    return canonical.dumps(
        data_integrity.secure(unsigned, key(signer).sign, f"{DID}#{signer}", data_integrity.INVOCATION, NOW)
    )


def _entry(name: str, position: int, raw: bytes, now: datetime) -> Piece:
    return Piece(name, "event", f"{position}\n".encode() + raw + b"\n", instant_text(now))
