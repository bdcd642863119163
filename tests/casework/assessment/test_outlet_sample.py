"""The proposal of outlets: the rule shown, every kind and service met first, and changes only with a reason."""

from __future__ import annotations

from certs.casework.assessment.outlet_sample import Outlet, propose, visited
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


def test_what_was_visited_shows_what_it_leaves_out() -> None:
    other = visited(OUTLETS, ["东店", "南店", "河店", "中店"], RULES, "北店停业装修")
    assert other.chosen == ("东店", "南店", "中店")  # 河店 is no outlet of the application
    assert (other.wanted, other.reason, other.uncovered) == (3, "北店停业装修", ("委托", "清洗"))
