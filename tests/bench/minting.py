"""Issuing in memory: guards, composition and four signatures a certificate, against four pure signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs.errors import Words
from certs.lifecycle.event_proof import prove_event
from certs.register.acts.mint import Minter
from certs.register.acts.orders import Order
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import DECISION, NOW, Register, draft, founded, ring

CERTIFICATES = 200
SIGNATURES = 4  # credential, JWT, QR token, event


def orders(register: Register) -> list[Order]:
    """Issue certificates, and return the orders that would mint the same ones again."""
    register.issue(*(draft(n) for n in range(1, CERTIFICATES + 1)))
    with register.reader().view() as view:
        events = [event for event in view.events(0, 2 * CERTIFICATES) if event.type == "issued"]
        records = view.records(event.number for event in events)
    versions = [records[event.number].versions[0] for event in events]
    return [
        Order(
            "issued",
            event.number,
            event.effective,
            version=version.version,
            subject=version.subject,
            valid_from=version.valid_from,
            valid_until=version.valid_until,
            status_index=version.status_index,
        )
        for event, version in zip(events, versions, strict=True)
    ]


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    try:
        work = orders(register)
        with register.reader().view() as view:
            trust = view.trust
    finally:
        register.close()
    minter, key = Minter(trust, ring(), NOW), ring().get("certificate")
    following, data = timing.in_turn(work), b"x" * 64
    pair = timing.side_by_side(lambda: minter.event(following(), DECISION, 7), lambda: key.sign(data))
    yield timing.line(
        Words(
            "签发一张证书（内存中，四个签名），对四次纯签名",
            "issue one certificate in memory with its 4 signatures, to 4 pure signatures",
        ),
        pair,
        2,
        SIGNATURES,
    )

    events = timing.in_turn([minter.event(order, DECISION, 7) for order in work])
    public, signature = Ed25519PublicKey.from_public_bytes(key.public_raw), key.sign(data)
    pair = timing.side_by_side(lambda: prove_event(7, events().raw, trust), lambda: public.verify(signature, data))
    yield timing.line(
        Words(
            "发布前自我核验（读回并核验四个签名），对四次纯核验",
            "self-verification before release, to 4 pure verifications",
        ),
        pair,
        None,
        SIGNATURES,
    )
