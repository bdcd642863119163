"""Levels by score: worked vectors of the standard's rules, both sides of every threshold, Fraction as oracle."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.errors import Refused
from certs.scheme.scheme import Level, Scheme
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import Answer, decide, final_score, in_proportion, score_of

GBT = SCHEMES["gbt27922-2011"]
BRAND = SCHEMES["brand-1000"]
STEP = Decimal("0.000001")
scores = st.decimals(min_value=0, max_value=100, places=6)


@pytest.mark.parametrize(
    ("score", "deductions", "bonus", "level"),
    [
        (Fraction(92, 97) * 100, 0, 0, "four-star"),  # 94.845…: never rounded up to 95
        (Fraction(92, 97) * 100, 0, 1, "five-star"),
        (Decimal(96), 2, 0, "four-star"),
        (Decimal(88), 5, 0, None),
        (Decimal("70.0"), 0, 0, "qualified"),
        (Decimal("69.999"), 0, 0, None),
        (Decimal("94.95"), 0, 0, "four-star"),
        (Decimal(100), 0, 1, "five-star"),
        (Decimal(100), 4, 0, "five-star"),
        (Decimal(100), 5, 1, None),
    ],
)
def test_worked_vectors(score: Decimal | Fraction, deductions: int, bonus: int, level: str | None) -> None:
    decision = decide(GBT, score, deductions, bonus)
    assert (decision.level.code if decision.level else None) == level
    assert (decision.failed_because is None) == (level is not None)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=list(SCHEMES))
def test_each_threshold_is_inclusive_and_nothing_below_it_earns_it(scheme: Scheme) -> None:
    below: Level | None = None
    for level in reversed(scheme.levels):
        assert decide(scheme, level.threshold).level == level
        assert decide(scheme, level.threshold - STEP).level == below
        below = level
    assert decide(scheme, scheme.full_marks).level == below


def test_the_final_score_is_capped_at_full_marks() -> None:
    assert decide(GBT, Decimal(100), 0, 1).final == 100
    assert final_score(97, 97, 0, 1) == 100


def test_a_score_without_finite_decimals_is_shown_cut_not_rounded() -> None:
    assert decide(GBT, Fraction(92, 97) * 100).final == Decimal("94.845360")
    assert decide(GBT, Fraction(284999999, 3000000)).final == Decimal("94.999999")


def test_brand_knows_no_deductions_and_no_bonus() -> None:
    assert decide(BRAND, Decimal(950)).level == BRAND.levels[0]
    with pytest.raises(Refused, match="no special deductions"):
        decide(BRAND, Decimal(950), 1)
    with pytest.raises(Refused, match="no bonus"):
        decide(BRAND, Decimal(950), 0, 1)


@pytest.mark.parametrize(
    ("score", "deductions", "bonus"),
    [
        (Decimal(-1), 0, 0),
        (Decimal("100.000001"), 0, 0),
        (Decimal("NaN"), 0, 0),
        (Decimal("Infinity"), 0, 0),
        (Decimal("1e999999"), 0, 0),
        (Decimal(90), -1, 0),
        (Decimal(90), 0, 2),
        (Decimal(90), 0, -1),
    ],
)
def test_impossible_scores_are_refused(score: Decimal, deductions: int, bonus: int) -> None:
    with pytest.raises(Refused):
        decide(GBT, score, deductions, bonus)


@given(score=scores, deductions=st.integers(0, 8), bonus=st.integers(0, 1))
def test_decide_agrees_with_fractions(score: Decimal, deductions: int, bonus: int) -> None:
    exact = min(Fraction(score) - deductions + bonus, Fraction(100))
    expected = None
    if deductions < 5:
        for bar, code in ((95, "five-star"), (90, "four-star"), (80, "three-star"), (70, "qualified")):
            if exact >= bar:
                expected = code
                break
    decision = decide(GBT, score, deductions, bonus)
    assert (decision.level.code if decision.level else None) == expected
    assert Fraction(decision.final) == exact


@given(earned=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20), st.booleans()), min_size=1))
def test_deleted_clauses_count_neither_way(earned: list[tuple[int, int, bool]]) -> None:
    answers = [
        Answer(f"5.{n}", points, Decimal(min(got, points)) if kept else None)
        for n, (got, points, kept) in enumerate(earned)
    ]
    kept = [a for a in answers if a.earned is not None]
    if not kept:
        with pytest.raises(Refused, match="left out"):
            score_of(answers)
        return
    expected = sum(Fraction(a.earned or 0) for a in kept) / sum(a.points for a in kept) * 100
    assert score_of(answers) == expected


def test_the_deletion_formula_of_the_standard() -> None:
    answers = [
        Answer("5.1", 40, Decimal(40)),
        Answer("5.2.3", 3, None),
        Answer("5.2", 32, Decimal(30)),
        Answer("5.3", 25, Decimal(22)),
    ]
    assert score_of(answers) == Fraction(92, 97) * 100


@pytest.mark.parametrize(
    "answers",
    [
        [Answer("5.1", 40, Decimal(41))],
        [Answer("5.1", 40, Decimal(-1))],
        [Answer("5.1", 40, Decimal(1)), Answer("5.1", 40, Decimal(1))],
        [],
    ],
)
def test_answers_that_cannot_be_are_refused(answers: list[Answer]) -> None:
    with pytest.raises(Refused):
        score_of(answers)


def test_like_samples_lose_points_in_proportion() -> None:
    assert in_proportion(5, 1, 3) == Fraction(10, 3)
    assert in_proportion(5, 0, 3) == 5
    assert in_proportion(5, 3, 3) == 0
    for failing, drawn in ((4, 3), (-1, 3), (0, 0)):
        with pytest.raises(Refused):
            in_proportion(5, failing, drawn)
