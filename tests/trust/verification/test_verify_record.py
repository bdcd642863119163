"""The verdict of a look-up by number: whatever the entries prove, or why they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from certs.errors import CouldNotCheck, Malformed, NotGenuine, StarmarkError
from certs.trust.credential.credential import parse_credential
from certs.trust.verification.verdict import Outcome, Overall
from certs.trust.verification.verification import Proven, proven_by, verify_credential, verify_record
from tests.trust.sample_trust import NOW, evidence, paper, trust_after

TRUST = trust_after()
PAPER = paper()
WORDS = ("不成", "It does not hold.")


def proven() -> Proven:
    return proven_by(parse_credential(PAPER.json), TRUST.key("certificate-1"))


def failing(error: StarmarkError) -> Callable[[], Proven]:
    def prove() -> Proven:
        raise error

    return prove


def test_what_the_entries_prove_is_judged_as_any_paper_is() -> None:
    verdict = verify_record(evidence(PAPER), proven, TRUST, NOW)
    shown = verify_credential(PAPER.json, TRUST, lambda *_: evidence(PAPER), NOW)
    assert verdict.overall is Overall.VALID
    assert verdict.checks == shown.checks
    assert verdict.message != shown.message
    suspended = verify_record(evidence(PAPER, status="suspended"), proven, TRUST, NOW)
    assert (suspended.overall, suspended.code) == (Overall.NOT_VALID, "suspended")
    for other in ({"number": "99926SC00009R0M"}, {"version": 2, "current_version": 2}):
        verdict = verify_record(evidence(PAPER, **other), proven, TRUST, NOW)
        assert (verdict.overall, verdict.code) == (Overall.NOT_GENUINE, "differs_from_register")


@pytest.mark.parametrize(
    ("error", "overall"),
    [
        (NotGenuine("signature", *WORDS), Overall.NOT_GENUINE),
        (Malformed("credential", *WORDS), Overall.NOT_GENUINE),  # nobody handed it in: it is not what was signed
        (CouldNotCheck("format_newer", *WORDS), Overall.UNKNOWN),
    ],
)
def test_entries_that_do_not_hold(error: StarmarkError, overall: Overall) -> None:
    verdict = verify_record(evidence(PAPER), failing(error), TRUST, NOW)
    assert (verdict.overall, verdict.code, verdict.message) == (overall, error.code, error.words)
    assert all(check.outcome is not Outcome.PASS for check in verdict.checks[2:])
