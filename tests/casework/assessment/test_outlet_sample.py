"""The proposal of outlets: the rule shown, every kind and service met first, and changes only with a reason."""

from __future__ import annotations

import pytest

from certs.casework.assessment.outlet_sample import Outlet, chosen_instead, propose
from certs.errors import Refused
from certs.scheme.assessment_rules import AssessmentRules

RULES = AssessmentRules()
OUTLETS = [
    Outlet("东店", "自营", ("安装", "维修"), people=30),
    Outlet("西店", "自营", ("安装", "维修"), people=5),
    Outlet("南店", "自营", ("安装",), complaints=9),
    Outlet("北店", "委托", ("清洗",), assessed_before=True),
    Outlet("中店", "自营", ("安装",), is_new=True),
]


def test_the_proposal_meets_each_kind_and_service_first_and_shows_its_rule() -> None:
    sample = propose(OUTLETS, RULES, "A26-00001")
    assert (sample.wanted, sample.outlets) == (3, 5)
    # 东店 and 西店 add most, and 东店 is larger; 北店 adds another kind and service; then the new one.
    assert sample.chosen == ("东店", "北店", "中店")
    assert sample.uncovered == ()
    assert "平方根" in sample.rule.zh
    assert "没有查到各机构通用的公式" in sample.origin.zh


def test_neither_the_order_of_the_list_nor_the_client_chooses() -> None:
    alike = [Outlet(f"第{number}店") for number in range(9)]
    samples = {case: propose(alike, RULES, case).chosen for case in ("A26-00001", "A26-00002")}
    assert samples == {case: propose(alike[::-1], RULES, case).chosen for case in samples}
    assert len(set(samples.values())) == 2
    assert propose([], RULES, "A26-00001").chosen == ()


def test_another_choice_needs_a_reason_and_shows_what_it_leaves_out() -> None:
    same = chosen_instead(OUTLETS, ["中店", "东店", "北店"], RULES, "A26-00001", "")
    assert same.reason == ""
    other = chosen_instead(OUTLETS, ["东店", "南店", "中店"], RULES, "A26-00001", "北店停业装修")
    assert (other.reason, other.uncovered) == ("北店停业装修", ("委托", "清洗"))


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["东店", "南店", "中店"], ["missing"]),
        (["东店", "河店", "中店"], ["unknown"]),
        (["东店", "东店", "中店"], ["duplicate"]),
    ],
)
def test_a_choice_that_cannot_be_is_refused(names: list[str], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        chosen_instead(OUTLETS, names, RULES, "A26-00001", " ")
    assert [error.code for error in refused.value.errors] == codes
