"""Making the issues of a block: signed as an act signs them, and folded, ready to be appended; in a pool's processes.

The signatures are libsodium's, which are OpenSSL's byte for byte (RFC 8032) and take half the time. Nothing is proved
before it is appended: the audit of what was generated proves all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_sign

from certs.audit.prove_log import Leaf, trust_of_leaves
from certs.certificate import number as numbers
from certs.days import beijing_day, last_day_of_validity
from certs.lifecycle.record import fold
from certs.register.acts.mint import Minter
from certs.register.acts.orders import Order
from certs.register.append.append_events import FoldedIssue, fold_issue
from certs.trust.keys import PURPOSES, key_name
from certs.trust.signing import HeldKey, Keyring, SigningKey
from certs.trust.trust_list.trust_list import TrustList
from tests.scale import firms

_SIGNATURE: Final = 64  # bytes


@dataclass(frozen=True, slots=True)
class SodiumKey(SigningKey):
    """A key that signs by libsodium: seed and public half, 32 bytes each."""

    secret: bytes

    @property
    def public_raw(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.secret[32:]

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature."""
        return crypto_sign(data, self.secret)[:_SIGNATURE]


def sample_key(name: str) -> HeldKey:
    """Return the sample key of a name: the same in each generated register, and known to everybody."""
    return HeldKey(name, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"sample {name}".encode()).digest()))


def ring() -> Keyring:
    """Return the six keys of a generated register."""
    held = {purpose: sample_key(key_name(purpose, 1)) for purpose in PURPOSES}
    return Keyring(
        {p: SodiumKey(key.name, key.private.private_bytes_raw() + key.public_raw) for p, key in held.items()}
    )


@dataclass(frozen=True, slots=True)
class Issues:
    """The certificates of one act: the first one's n, serial, entry and status index, and a commitment for each."""

    first: int
    serial: int
    position: int
    status_index: int
    recorded: datetime
    decisions: tuple[str, ...]


def issue(minter: Minter, trust: TrustList, wanted: Issues) -> list[FoldedIssue]:
    """Return the entries of an act, with the rows that follow from them."""
    day = beijing_day(wanted.recorded)
    made = []
    for place, decision in enumerate(wanted.decisions):
        asked = firms.draft(wanted.first + place)
        number = numbers.compose(
            trust.body.number_prefix, day.year % 100, wanted.serial + place, 0, numbers.size_letter(asked.headcount)
        )
        order = Order(
            "issued",
            number,
            day,
            version=1,
            subject={**firms.subject_of(asked, trust), "number": number, "version": 1},
            valid_from=day,
            valid_until=last_day_of_validity(day),
            status_index=wanted.status_index + place,
        )
        event = minter.event(order, decision, wanted.position + place)
        made.append(fold_issue(event, fold((event,))))
    return made


_TRUST: list[TrustList] = []  # in a process of the pool: what it signs under


def prepare(root_leaves: Sequence[Leaf]) -> None:
    """Begin a process of the pool, with the entries of the body and its keys."""
    _TRUST[:] = [trust_of_leaves(root_leaves, None)[0]]


def issue_here(wanted: Issues) -> list[FoldedIssue]:
    """Do `issue` in a process of the pool."""
    return issue(Minter(_TRUST[0], ring(), wanted.recorded), _TRUST[0], wanted)
