"""The body's own rules and fees: read strictly, nothing made up, and each limit on both sides."""

from __future__ import annotations

from datetime import date

import pytest

from certs.errors import Refused
from certs.instance.rule_settings import Fees, PersonDays
from certs.instance.settings import Settings, parse_settings
from certs.scheme.assessment_rules import AssessmentRules
from tests.instances import EXAMPLES

PROFILE = EXAMPLES / "profile.toml"
BASE = PROFILE.read_text(encoding="utf-8").partition("[rules]")[0]


def settings(text: str) -> Settings:
    return parse_settings((BASE + text).encode())


def test_what_a_body_has_not_written_is_not_made_up() -> None:
    rules = settings("").rules
    assert (rules.version, rules.in_force, rules.filed, rules.renewal_months) == ("", None, None, 0)
    assert (rules.person_days, rules.fees, rules.fees.stated) == (None, Fees(), False)
    assert rules.assessment == AssessmentRules()
    assert (rules.cases_only, settings("[rules]\ncases_only = true").rules.cases_only) == (False, True)


def test_the_sample_states_its_rules_and_fees() -> None:
    rules = parse_settings(PROFILE.read_bytes()).rules
    assert (rules.version, rules.in_force, rules.renewal_months) == ("1.0", date(2026, 1, 1), 6)
    assert rules.fees == Fees(1000, 3000, 1500, 100, 1000, 1000, 500)
    assert rules.person_days == PersonDays(2, 4, 1, 50)
    assert (rules.person_days.initial(3), rules.person_days.yearly(3)) == (9, 5)


def test_the_renewal_lead_time_may_stand_where_it_did() -> None:
    before = BASE.replace("appeal_days = 30", "appeal_days = 30\nrenewal_months = 4")
    assert parse_settings(before.encode()).rules.renewal_months == 4
    assert settings("[rules]\nrenewal_months = 5").documents.renewal_months == 5


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ('[rules]\nfull_loss = "half"', "rules.full_loss", "range"),
        ('[rules]\noutlets = "some"', "rules.outlets", "range"),
        ("[rules]\noutlets_percent = 101", "rules.outlets_percent", "range"),
        ("[rules]\noutlets_least = 0", "rules.outlets_least", "type"),
        ('[rules]\ncases_only = "yes"', "rules.cases_only", "type"),
        ("[rules]\nrenewal_months = 36", "rules.renewal_months", "range"),
        ('[rules]\nin_force = "1 January"', "rules.in_force", "format"),
        ("[rules]\nhalf_days_outlet = 1", "rules", "missing"),
        ("[fees]\ncopy = -1", "fees.copy", "type"),
        ("[fees]\npostage = 10", "fees.postage", "unknown"),
    ],
)
def test_slips_are_named(text: str, field: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        settings(text)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]


def test_two_lead_times_must_agree() -> None:
    both = BASE.replace("appeal_days = 30", "appeal_days = 30\nrenewal_months = 4") + "[rules]\nrenewal_months = 5"
    with pytest.raises(Refused) as refused:
        parse_settings(both.encode())
    assert [error.field for error in refused.value.errors] == ["rules.renewal_months"]


@pytest.mark.parametrize(
    ("rules", "sampled"),
    [
        (AssessmentRules(), [0, 1, 2, 2, 2, 3, 4, 10, 11]),
        (AssessmentRules(outlets="share"), [0, 1, 1, 1, 1, 1, 2, 20, 21]),
        (AssessmentRules(outlets="all"), [0, 1, 2, 3, 4, 5, 10, 100, 101]),
        (AssessmentRules(outlets_least=3), [0, 1, 2, 3, 3, 3, 4, 10, 11]),
    ],
)
def test_so_many_outlets_are_sampled(rules: AssessmentRules, sampled: list[int]) -> None:
    assert [rules.outlets_to_sample(count) for count in (0, 1, 2, 3, 4, 5, 10, 100, 101)] == sampled
