"""The verdict on a number that the register does not hold: no only where it was asked for a number of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from certs.certificate import number as numbers
from certs.register.answers.not_found import NotFound
from certs.trust.verification.verdict import Check, Outcome, Overall, Verdict

_ASKED: Final = frozenset({"near-miss", "never-issued"})


def verdict_of(answer: NotFound, prefix: str, now: datetime) -> Verdict:
    """Say no only where the register was asked for a number of ours; anything else it cannot judge."""
    is_ours = answer.kind in _ASKED and numbers.classify(answer.question, prefix).kind == "ours"
    outcome, overall = (Outcome.FAIL, Overall.NOT_GENUINE) if is_ours else (Outcome.UNKNOWN, Overall.UNKNOWN)
    name = "register" if is_ours else "form"
    return Verdict(overall, answer.kind, answer.words, (Check(1, name, outcome, answer.kind, answer.words),), now)
