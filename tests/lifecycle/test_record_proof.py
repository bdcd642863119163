"""The verdict of a look-up by number: what the register itself holds, and every log entry of it."""

from __future__ import annotations

import pytest

from certs import canonical
from certs.lifecycle.events import parse_event
from certs.lifecycle.record import Record, fold
from certs.lifecycle.record_proof import prove_record
from certs.lifecycle.signed_objects import evidence
from certs.trust.verification.verdict import Overall, Verdict
from certs.trust.verification.verification import verify_record
from tests.trust.sample_trust import NOW, NUMBER, TODAY, event, paper, trust_after

TRUST = trust_after()
PAPER = paper()


def entry(kind: str, signer: str = "status-1", **facts: object) -> bytes:
    return canonical.dumps(event(kind, signer, number=NUMBER, decision="0" * 64, **facts))


SUSPENDED = entry("suspended", reason="complaint", effective="2026-11-23", until="2027-02-01")


def recorded(*raws: bytes, first: int = 6) -> Record:
    return fold([parse_event(position, raw) for position, raw in enumerate(raws, first)])


def judged(record: Record) -> Verdict:
    said = evidence(record, record.latest, 9, TODAY)
    return verify_record(said, lambda: prove_record(record, record.latest, TRUST), TRUST, NOW)


def test_a_record_that_holds() -> None:
    assert judged(recorded(PAPER.event)).overall is Overall.VALID
    suspended = judged(recorded(PAPER.event, SUSPENDED))
    assert (suspended.overall, suspended.code) == (Overall.NOT_VALID, "suspended")


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (recorded(PAPER.event.replace(b"2026-11-23T02", b"2026-11-23T03")), "signature"),
        (recorded(PAPER.event.replace(b"five-star", b"four-star")), "signature"),
        (recorded(PAPER.event, SUSPENDED.replace(b"2027-02-01", b"2027-02-02")), "signature"),
        (recorded(PAPER.event, entry("revoked", "certificate-1", reason="fraud")), "key_purpose"),
        (recorded(PAPER.event, first=2), "key_not_yet"),
    ],
)
def test_one_entry_that_does_not_hold_spoils_the_record(record: Record, code: str) -> None:
    verdict = judged(record)
    assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, code)


def test_the_credential_must_hold_besides_its_entry() -> None:
    """A thief of the key of the entries alone makes no certificate."""
    elsewhere = event("suspended", "status-1")["proof"]["proofValue"]
    document = {**PAPER.document, "proof": {**PAPER.document["proof"], "proofValue": elsewhere}}
    facts = {name: value for name, value in parse_event(6, PAPER.event).body.items() if name not in {"type", "proof"}}
    forged = canonical.dumps(event("issued", "status-1", **{**facts, "credential": document}))
    verdict = judged(recorded(forged))
    assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "signature")
