"""The result of several sites: each rule on both sides, and a second, independent way of reckoning as oracle."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.casework.assessment.combination import combine
from certs.casework.assessment.result import Result, exact_text, roughly_text, told_score
from certs.casework.assessment.site_findings import (
    Answer,
    Fault,
    Finding,
    ManagerCount,
    Mode,
    SiteAssessment,
    SpecialDeduction,
    Step,
)
from certs.errors import Refused, Words
from certs.scheme.assessment_rules import WHOLE, AssessmentRules
from tests.casework.assessment.assessed_sites import DAY, GBT, RULES, activities, finding, headquarters, outlet
from tests.site.self_assessments import by_the_program, random_state

MET, UNMET, SHARE, OUT, ELSEWHERE = Answer.MET, Answer.UNMET, Answer.SHARE, Answer.OUT, Answer.ELSEWHERE
POINTS = {each.clause: each.points for each in GBT.clauses}
CLOSED = SpecialDeduction(Fault.OWN_RULES, "逾期上门", "改排班", "工单 20 份", DAY)


def earned(clause: str, *sites: SiteAssessment, rules: AssessmentRules = RULES) -> Fraction | None:
    return next(each.earned for each in combine(sites, GBT, rules).clauses if each.clause == clause)


def repair(*answers: tuple[Any, ...]) -> list[SiteAssessment]:
    """Headquarters and outlets with these findings on 5.2.4, which has eight points."""
    first, *rest = (finding("5.2.4", *each) for each in answers)
    return [headquarters(first), *(outlet(f"网点{n}", each) for n, each in enumerate(rest, 1))]


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ([(MET,)], 8),
        ([(UNMET,)], 0),
        ([(SHARE, 20, 3)], Fraction(34, 5)),
        ([(SHARE, 20, 3), (SHARE, 5, 5), (SHARE, 15, 0)], Fraction(8 * 32, 40)),  # pooled, not the mean of the shares
        ([(UNMET,), (MET,), (MET,), (MET,)], 6),  # one of four sites
        ([(UNMET,), (UNMET,), (MET,), (MET,)], 4),
        ([(UNMET,), (ELSEWHERE,), (ELSEWHERE,)], 0),  # of the sites that were assessed on it
        ([(MET,), (SHARE, 10, 1)], Fraction(36, 5)),  # a site without samples adds none
        ([(MET,), (UNMET,), (SHARE, 10, 5)], Fraction(8 * 2, 3) / 2),
        ([(UNMET,), (SHARE, 10, 10)], 0),
    ],
)
def test_losses_at_several_sites_come_together(answers: list[tuple[Any, ...]], points: Fraction) -> None:
    assert earned("5.2.4", *repair(*answers)) == points


def test_the_body_may_take_the_whole_clause_for_a_full_loss_at_one_site() -> None:
    whole = AssessmentRules(full_loss=WHOLE)
    assert earned("5.2.4", *repair((MET,), (UNMET,), (MET,)), rules=whole) == 0
    assert earned("5.2.4", *repair((SHARE, 10, 2), (MET,)), rules=whole) == Fraction(32, 5)


@pytest.mark.parametrize(
    ("managers", "qualified", "points"), [(20, 2, 5), (20, 1, 0), (21, 2, 0), (21, 3, 5), (6, 1, 5), (6, 0, 0)]
)
def test_the_finding_on_service_managers_follows_from_their_number(managers: int, qualified: int, points: int) -> None:
    assert earned("5.1.2.2", headquarters(managers=ManagerCount(managers, qualified)), outlet("东店")) == points


def test_the_example_of_the_site_comes_to_its_level_and_margin() -> None:
    """The worked example of scoring.md, told over two sites."""
    site = headquarters(
        finding("5.1.2.1", SHARE, 10, 1),
        finding("5.1.6", UNMET),
        finding("5.2.4", SHARE, 12, 1),
        finding("5.2.6", OUT, words="不卖需要回收的商品"),
        finding("5.3.2", SHARE, 12, 1),
        deductions=(CLOSED,),
    )
    result = combine([site, outlet("东店", finding("5.2.4", SHARE, 8, 2))], GBT, RULES)
    assert (result.earned, result.applicable) == (Fraction("89.5"), 96)
    assert result.score == Fraction("89.5") / 96 * 100 - 1
    assert result.level is not None
    assert result.next_level is not None
    assert (result.level.code, result.next_level.code) == ("four-star", "five-star")
    assert result.margin == 95 - result.score
    assert result.assessors == ("assessor-01", "assessor-02")
    assert [each.reason for each in result.deleted] == ["不卖需要回收的商品"]
    assert result.certificate_score == Decimal("93.229166")
    assert result.to_json()["score"] == "4427/48"


@pytest.mark.parametrize(("count", "level", "margin"), [(2, "five-star", None), (3, "five-star", None), (5, None, 0)])
def test_special_deductions_count_outside_the_score(count: int, level: str | None, margin: int | None) -> None:
    result = combine([headquarters(deductions=(CLOSED,) * count, bonus="")], GBT, RULES)
    assert (result.level.code if result.level else None, result.score) == (level, Fraction(100 - count))
    assert result.margin == margin
    assert (result.failed_because is not None) == (level is None)


def test_what_is_not_corrected_yet_is_named_and_warnings_are_told() -> None:
    still = replace(CLOSED, closed=None)
    result = combine([headquarters(deductions=(CLOSED, still)), outlet("东店", deductions=(still,))], GBT, RULES)
    assert [(each.site, each.deduction) for each in result.open_corrections] == [("总部", still), ("东店", still)]
    assert result.warnings == ()
    struck = [finding(clause, OUT) for clause in ("5.2.3", "5.2.4", "5.2.6")]
    quiet = headquarters(*struck[:2], activities=activities(*(set(Step) - {Step.UNANNOUNCED})))
    assert [words.zh for words in combine([quiet], GBT, RULES).warnings] == ["没有记录“暗访”。"]
    rules = AssessmentRules(deletions_warned=18)
    assert "删减了 3 条、18 分" in combine([headquarters(*struck)], GBT, rules).warnings[0].zh
    most = [finding(each.clause, OUT) for each in GBT.clauses if each.clause[:3] != "5.1"]
    assert "不到满分的一半" in combine([headquarters(*most)], GBT, RULES).warnings[0].zh


WRONG: list[tuple[list[SiteAssessment], set[tuple[str, str]]]] = [
    ([], {("headquarters", "missing")}),
    ([outlet("东店")], {("headquarters", "missing"), ("5.2.4", "missing")}),
    ([headquarters(), headquarters(site="南部")], {("headquarters", "duplicate")}),
    ([headquarters(), outlet("东店"), outlet("东店")], {("东店", "duplicate")}),
    ([headquarters(), replace(outlet("东店"), case="A26-00002")], {("case", "conflict")}),
    ([replace(headquarters(), scheme="brand-1000")], {("scheme", "conflict")}),
    ([headquarters(), outlet("东店", Finding("5.9.9", MET))], {("东店/5.9.9", "unknown")}),
    ([headquarters(), outlet("东店", Finding("5.2.4", MET), Finding("5.2.4", MET))], {("东店/5.2.4", "duplicate")}),
    ([headquarters(finding("5.2.4", OUT)), outlet("东店", Finding("5.2.4", MET))], {("总部/5.2.4", "conflict")}),
    ([headquarters(Finding("5.2.4", OUT))], {("总部/5.2.4", "missing")}),
    ([headquarters(Finding("5.2.4", UNMET))], {("总部/5.2.4", "missing")}),
    ([headquarters(finding("5.2.4", ELSEWHERE))], {("5.2.4", "missing")}),
    ([headquarters(finding("5.2.4", SHARE, 0, 0))], {("总部/5.2.4", "range")}),
    ([headquarters(finding("5.2.4", SHARE, 3, 4))], {("总部/5.2.4", "range")}),
    ([headquarters(finding("5.2.4", MET, 3, 1))], {("总部/5.2.4", "conflict")}),
    ([headquarters(managers=None)], {("总部/managers", "missing"), ("5.1.2.2", "missing")}),
    ([headquarters(managers=ManagerCount(3, 4))], {("总部/managers", "range")}),
    ([headquarters(), outlet("东店", managers=ManagerCount(3, 1))], {("东店/managers", "conflict")}),
    ([headquarters(), outlet("东店", Finding("5.1.2.2", MET))], {("东店/5.1.2.2", "conflict")}),
    ([headquarters(bonus="上门时限领先"), outlet("东店", bonus="延保")], {("bonus", "conflict")}),
    ([headquarters(), outlet("东店", activities=())], {("东店/inspection", "missing")}),
    ([headquarters(), outlet("东店", activities=activities(Step.INSPECTION, mode=Mode.REMOTE))],
     {("东店/inspection", "conflict")}),
]  # fmt: skip


@pytest.mark.parametrize(("sites", "expected"), WRONG)
def test_what_contradicts_itself_is_refused_with_its_place(
    sites: list[SiteAssessment], expected: set[tuple[str, str]]
) -> None:
    with pytest.raises(Refused) as refused:
        combine(sites, GBT, RULES)
    assert expected <= {(error.field, error.code) for error in refused.value.errors}
    assert len(expected) == len(refused.value.errors) or len(refused.value.errors) > 10  # nothing is known at all


def test_a_finding_on_the_managers_must_agree_with_their_number() -> None:
    short = headquarters(managers=ManagerCount(30, 2))
    agreed = replace(short, findings=(*short.findings, finding("5.1.2.2", UNMET)))
    assert earned("5.1.2.2", agreed) == 0
    contrary = replace(short, findings=(*short.findings, Finding("5.1.2.2", MET)))
    with pytest.raises(Refused) as refused:
        combine([contrary], GBT, RULES)
    assert [error.field for error in refused.value.errors] == ["总部/5.1.2.2"]
    assert "至少要有 3 名" in refused.value.errors[0].message.zh


def test_one_site_comes_to_what_the_self_assessment_says() -> None:
    """The chain to the page: its script equals `by_the_program` in the browser's tests, and this does as well."""
    chance, told = random.Random(27922), set()
    for _ in range(400):
        state = random_state(chance)
        answers = state["answers"]
        if answers.pop("5.1.2.2")["kind"] in {"met", "unmet"} and all(a["kind"] != "points" for a in answers.values()):
            told.add(_same(state))
    assert {"five-star", "four-star", "three-star", None} <= told


def _same(state: Any) -> str | None:
    findings = [
        finding(clause, Answer(each["kind"]), int(each.get("drawn", 0)), int(each.get("failing", 0)))
        for clause, each in state["answers"].items()
        if not (each["kind"] == "share" and int(each["failing"]) > int(each["drawn"]))
    ]
    state["answers"] = {each.clause: state["answers"][each.clause] for each in findings}
    for clause in POINTS:
        state["answers"].setdefault(clause, {"kind": "met"})
    deductions = (CLOSED,) * int(state["deductions"])
    result = combine(
        [headquarters(*findings, deductions=deductions, bonus="领先" if state["bonus"] else "")], GBT, RULES
    )
    page = by_the_program(state)
    if page["state"] == "whole":
        shown = Decimal(page["final"])
        assert shown <= result.score < Fraction(shown) + Fraction(1, 10**6)
        assert (result.level.code if result.level else None) == page["level"]
    return result.level.code if result.level else None


@st.composite
def cases(draw: st.DrawFn) -> list[dict[str, tuple[Any, ...]]]:
    """Two to four sites with a finding on each clause but that on the managers."""
    clauses = [clause for clause in POINTS if clause != "5.1.2.2"]
    out = draw(st.sets(st.sampled_from(clauses), max_size=4))
    counts = st.integers(1, 30).flatmap(lambda drawn: st.tuples(st.just(drawn), st.integers(0, drawn)))
    answer = st.one_of(
        st.just((MET, 0, 0)), st.just((UNMET, 0, 0)), st.just((ELSEWHERE, 0, 0)), counts.map(lambda c: (SHARE, *c))
    )
    sites = [{c: (OUT, 0, 0) if c in out else draw(answer) for c in clauses} for _ in range(draw(st.integers(1, 4)))]
    for clause in clauses:  # somebody must have looked
        if clause not in out and all(site[clause][0] is ELSEWHERE for site in sites):
            sites[0][clause] = (MET, 0, 0)
    return sites


def oracle(sites: list[dict[str, tuple[Any, ...]]], deductions: int) -> tuple[Fraction, str | None]:
    """Reckon it once more, site by site and in thousandths of nothing: counts first, one division at the end."""
    total, whole = Fraction(5), 5  # 5.1.2.2 is met
    for clause in sites[0]:
        answers = [site[clause] for site in sites if site[clause][0] is not ELSEWHERE]
        if answers[0][0] is OUT:
            continue
        whole += POINTS[clause]
        standing = sum(kind is not UNMET for kind, _, _ in answers)
        good, drawn = sum(d - f for _, d, f in answers), sum(d for _, d, _ in answers)
        total += Fraction(POINTS[clause] * standing * (good if drawn else 1), len(answers) * (drawn or 1))
    score = total * 100 / whole - deductions
    stars = ["qualified", "three-star", "four-star", "five-star"]
    reached = sum(score >= line for line in (70, 80, 90, 95))
    return score, stars[reached - 1] if reached and deductions < 5 else None


@given(cases(), st.integers(0, 6))
def test_any_case_comes_to_what_an_independent_reckoning_says(
    sites: list[dict[str, tuple[Any, ...]]], deductions: int
) -> None:
    listed = [[finding(clause, *each) for clause, each in site.items()] for site in sites]
    first = headquarters(*listed[0], deductions=(CLOSED,) * deductions)
    result = combine([first, *(outlet(f"网点{n}", *rest) for n, rest in enumerate(listed[1:]))], GBT, RULES)
    assert (result.score, result.level.code if result.level else None) == oracle(sites, deductions)
    assert_certificate_earns_the_same(result)


def assert_certificate_earns_the_same(result: Result) -> None:
    """The score that a certificate's input takes is cut, and still earns the level."""
    cut = Fraction(result.certificate_score)
    assert cut <= result.before < cut + Fraction(1, 10**6)
    assert [cut - result.deductions >= each.threshold for each in GBT.levels] == [
        result.before - result.deductions >= each.threshold for each in GBT.levels
    ]


@pytest.mark.parametrize(
    ("value", "exact", "down", "up"),
    [
        (Fraction(100), "100", "100.00", "100.00"),
        (Fraction("92.25"), "92.25", "92.25", "92.25"),
        (Fraction(4427, 48), "4427/48", "92.22", "92.23"),
        (Fraction(1, 8), "0.125", "0.12", "0.13"),
        (Fraction(-1, 3), "-1/3", "-0.34", "-0.33"),
    ],
)
def test_figures_are_printed_exactly_or_cut_to_the_safe_side(value: Fraction, exact: str, down: str, up: str) -> None:
    assert (exact_text(value), roughly_text(value), roughly_text(value, upwards=True)) == (exact, down, up)


def test_only_a_figure_that_was_cut_says_about() -> None:
    assert told_score(Fraction(62)) == Words("62", "62")
    assert told_score(Fraction(369, 4)).zh == "92.25"
    assert told_score(Fraction(187, 3)) == Words("187/3（约 62.33）", "187/3 (about 62.33)")
    assert told_score(Fraction(1, 3), upwards=True).zh == "1/3（约 0.34）"
