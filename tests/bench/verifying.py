"""Verifying from bytes with all seven checks, against a pure verification.

Proofs that held are remembered by the verifier, so more certificates are asked about in turn than it remembers: each
proof is really verified each time. The register's part is a look into a dictionary here; `service` asks a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs.days import beijing_day
from certs.errors import Words
from certs.lifecycle.signed_objects import evidence
from certs.trust.trust_list.trust_list import TrustList
from certs.trust.verification import verification
from certs.trust.verification.register_evidence import RegisterEvidence
from certs.trust.verification.verdict import Overall
from tests.bench import timing
from tests.bench.timing import Line
from tests.register.founded_register import NOW, draft, founded, ring

CERTIFICATES: Final = 1_500
Held = dict[tuple[str, int], RegisterEvidence]


def issued(folder: Path) -> tuple[TrustList, Held]:
    """Issue certificates and return the trust list and what the register holds about each."""
    register = founded(f"sqlite:///{folder / 'register.db'}")
    for start in range(0, CERTIFICATES, 500):
        register.issue(*(draft(n) for n in range(start + 1, start + 501)))
    with register.reader().view() as view:
        numbers = [event.number for event in view.events(0, 2 * CERTIFICATES) if event.type == "issued"]
        held = {
            (number, 1): evidence(record, record.versions[0], view.size, beijing_day(NOW))
            for number, record in view.records(numbers).items()
        }
        trust = view.trust
    register.close()
    return trust, held


def measure(folder: Path) -> Iterator[Line]:
    """Yield the lines."""
    trust, held = issued(folder)
    asked = lambda number, version: held.get((number, version))  # noqa: E731
    key = ring().get("certificate")
    signed = timing.in_turn([(key.sign(data), data) for data in (b"%064d" % n for n in range(CERTIFICATES))])
    public = Ed25519PublicKey.from_public_bytes(key.public_raw)
    pure = lambda: public.verify(*signed())  # noqa: E731  as many different signatures as ours

    files = timing.in_turn([one.forms().credential for one in held.values()])
    verdict = verification.verify_credential(files(), trust, asked, NOW)
    if verdict.overall is not Overall.VALID:
        raise AssertionError(f"the bench verifies a certificate that is {verdict.overall}: {verdict.code}")
    pair = timing.side_by_side(lambda: verification.verify_credential(files(), trust, asked, NOW), pure)
    yield timing.line(
        Words(
            "核验证书文件（从字节起，含七项检查），对一次纯核验",
            "verify a certificate file from its bytes with all 7 checks, to a pure verification",
        ),
        pair,
        1.4,
    )
    jwts = timing.in_turn([one.forms().jwt for one in held.values()])
    pair = timing.side_by_side(lambda: verification.verify_jwt_text(jwts(), trust, asked, NOW), pure)
    yield timing.line(Words("核验 JWT，同上", "verify a JWT, likewise"), pair, None)
    tokens = timing.in_turn([one.forms().qr for one in held.values()])
    pair = timing.side_by_side(lambda: verification.verify_qr(tokens(), trust, asked, NOW), pure)
    yield timing.line(Words("核验二维码令牌，同上", "verify a QR token, likewise"), pair, None)
