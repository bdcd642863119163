"""The verdict of a look-up by number: what the register itself holds, and every log entry of it."""

from __future__ import annotations

from certs import canonical
from certs.trust.verification.verdict import Overall
from certs.trust.verification.verification import verify_record
from tests.trust.sample_trust import NOW, NUMBER, event, evidence, paper, trust_after

TRUST = trust_after()
PAPER = paper()


def test_record() -> None:
    suspended = canonical.dumps(event("suspended", "status-1", number=NUMBER, decision="0" * 64, reason="complaint"))
    events = [(6, PAPER.event), (7, suspended)]
    assert verify_record(evidence(PAPER), events, TRUST, NOW).overall is Overall.VALID
    held = verify_record(evidence(PAPER, status="suspended"), events, TRUST, NOW)
    assert (held.overall, held.code) == (Overall.NOT_VALID, "suspended")
    wrong = {
        "none": ([], "no_events"),
        "changed": ([(6, PAPER.event.replace(b"2026-11-23T02", b"2026-11-23T03"))], "signature"),
        "of another number": (
            [(6, PAPER.event), (7, canonical.dumps(event("revoked", "status-1", number="99926SC00002R0M")))],
            "event",
        ),
        "by a key for certificates": (
            [(6, canonical.dumps(event("revoked", "certificate-1", number=NUMBER)))],
            "key_purpose",
        ),
        "before its key": ([(2, PAPER.event)], "key_not_yet"),
        "no JSON": ([(6, b"x")], "not_json"),
        "no object": ([(6, b"[]")], "event"),
    }
    for reason, (given, code) in wrong.items():
        verdict = verify_record(evidence(PAPER), given, TRUST, NOW)
        assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, code), reason
    newer = verify_record(evidence(PAPER), [(6, canonical.dumps({"format": 2, "number": NUMBER}))], TRUST, NOW)
    assert (newer.overall, newer.code) == (Overall.UNKNOWN, "format_newer")
    damaged = evidence(PAPER, credential=PAPER.json.replace(b"five-star", b"four-star"))
    assert verify_record(damaged, events, TRUST, NOW).code == "signature"
