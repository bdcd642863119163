"""What may follow from an answer is named for every decision that can be appealed, and for a complaint."""

from __future__ import annotations

from datetime import date

import pytest

from certs.casework.aftercare.answering import steps_after
from certs.casework.cases.complaint_case import DECISIONS, About, Terms

CAME = date(2026, 11, 29)


@pytest.mark.parametrize("decision", DECISIONS)
def test_an_upheld_appeal_names_what_puts_it_right(decision: str) -> None:
    about = About(CAME, "99926SC00001R0M", "A26-00003", decision)
    assert all(step.words.zh and step.words.en for step in steps_after(about, "upheld"))
    assert "{" not in "".join(step.command for step in steps_after(about, "upheld"))
    assert steps_after(about, "dismissed") == ()


def test_a_complaint_about_no_certificate_names_no_command() -> None:
    assert [step.command for step in steps_after(About(CAME), "upheld")] == [""]
    assert len(steps_after(About(CAME, "99926SC00001R0M"), "upheld")) == 3


@pytest.mark.parametrize(
    ("terms", "first", "answer"),
    [
        (Terms(), None, None),
        (Terms(5, 60), date(2026, 12, 4), date(2027, 1, 28)),
        (Terms(answered=1), date(2026, 11, 30), date(2026, 11, 30)),
        (Terms(acknowledged=5), date(2026, 12, 4), None),
    ],
)
def test_a_day_follows_from_the_terms_alone(terms: Terms, first: date | None, answer: date | None) -> None:
    assert (terms.acknowledge_by(CAME), terms.answer_by(CAME)) == (first, answer)
