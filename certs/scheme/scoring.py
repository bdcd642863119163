"""From points to a level, in exact arithmetic (GB/T 27922-2011 chapter 6).

Every step is done with fractions and compared before any rounding: 94.95 is four stars. What the standard leaves
open is decided here and said so: the final score is capped at full marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certs import limits
from certs.errors import Refused, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certs.scheme.scheme import Level, Scheme

Exact = Decimal | Fraction | int
_SHOWN: Final = Decimal("0.000001")  # a score that is no finite decimal is shown cut, never rounded up
_WIDE: Final = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Answer:
    """The assessor's finding on one clause. `earned` None means that the clause is left out (clause 6.2.2, 删减)."""

    clause: str
    points: int
    earned: Decimal | Fraction | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a score earns. `final` is exact, or cut after six places where the score has no finite decimal form.

    Exactly one of `level` and `failed_because` is there.
    """

    final: Decimal
    level: Level | None
    failed_because: Words | None

    def __post_init__(self) -> None:
        if (self.level is None) == (self.failed_because is None):
            raise AssertionError("a decision is either a level or a reason for none")


def in_proportion(points: int, failing: int, drawn: int) -> Fraction:
    """Return the points left where `failing` of `drawn` like samples do not conform. Raises Refused."""
    if drawn <= 0 or not 0 <= failing <= drawn or points < 0:
        raise _refuse(f"抽样 {drawn} 个、不符合 {failing} 个不成立", f"{failing} failing of {drawn} samples cannot be")
    return Fraction(points * (drawn - failing), drawn)


def score_of(answers: Iterable[Answer]) -> Fraction:
    """Return earned ÷ applicable × 100, clauses left out not counted. Raises Refused."""
    earned, applicable = Fraction(0), 0
    clauses: set[str] = set()
    for answer in answers:
        if answer.clause in clauses:
            raise _refuse(f"{answer.clause} 有两个得分", f"{answer.clause} has two scores")
        clauses.add(answer.clause)
        if answer.earned is None:
            continue
        got = _exact(answer.earned)
        if not 0 <= got <= answer.points:
            raise _refuse(
                f"{answer.clause} 得分应在 0 与 {answer.points} 之间",
                f"{answer.clause} takes 0 to {answer.points} points",
            )
        earned, applicable = earned + got, applicable + answer.points
    return final_score(earned, applicable, 0, 0)


def final_score(actual: Exact, applicable: Exact, deductions: int, bonus: int) -> Fraction:
    """Return actual ÷ applicable × 100 − deductions + bonus, at most 100. Raises Refused.

    `applicable` is the sum of the points of the clauses that were not left out; one special deduction is one point,
    and the bonus is 0 or 1.
    """
    got, whole = _exact(actual), _exact(applicable)
    if whole <= 0:
        raise _refuse("全部条款都被删减，没有可评的分值", "every clause is left out: nothing is left to score")
    if not 0 <= got <= whole:
        raise _refuse("实得分应在 0 与涉及项总分之间", "the points earned must lie between 0 and the points applicable")
    _check_counts(deductions, bonus)
    return min(got / whole * 100 - deductions + bonus, Fraction(100))


def decide(scheme: Scheme, score: Decimal | Fraction, special_deductions: int = 0, bonus: int = 0) -> Decision:
    """Return the level that `score` earns under `scheme`, or why it earns none.

    `score` is out of the scheme's full marks, before deductions and bonus. Raises Refused where the score is out of
    range, the bonus is not 0 or 1, or the scheme knows no deductions or bonus and one is given.
    """
    exact = _exact(score)
    if not 0 <= exact <= _of_scheme(scheme.full_marks):
        raise _refuse(f"分数应在 0 与 {scheme.full_marks} 之间", f"a score lies between 0 and {scheme.full_marks}")
    _check_counts(special_deductions, bonus)
    if special_deductions and not scheme.deductions_allowed:
        raise _refuse("此评价方案没有特别扣分项", "this scheme knows no special deductions")
    if bonus and not scheme.bonus_allowed:
        raise _refuse("按此评价方案不计特别加分", "no bonus counts under this scheme")
    final = min(exact - special_deductions + bonus, _of_scheme(scheme.full_marks))
    if scheme.fail_deductions is not None and special_deductions >= scheme.fail_deductions:
        return Decision(_shown(final), None, _too_many_deductions(special_deductions, scheme.fail_deductions))
    for level in scheme.levels:
        if final >= _of_scheme(level.threshold):
            return Decision(_shown(final), level, None)
    return Decision(_shown(final), None, _too_low(_shown(final), scheme.fail_below))


def _too_many_deductions(count: int, limit: int) -> Words:
    return Words(
        f"特别扣分项有 {count} 项；达到 {limit} 项即不合格，与分数无关。",
        f"There are {count} special deductions; {limit} or more fail, whatever the score.",
    )


def _too_low(final: Decimal, lowest: Decimal) -> Words:
    return Words(
        f"最终得分 {final:f}，低于 {lowest}，不合格。", f"The final score is {final:f}, below {lowest}: it fails."
    )


def _refuse(zh: str, en: str) -> Refused:
    return Refused("score", f"{zh}，请核对评分。", f"{en}; check the scoring.")


def _exact(value: Exact) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Decimal) and not (value.is_finite() and _length(value) <= limits.FIGURES):
        raise _refuse("分数不是普通的十进制数", "the score is no plain decimal number")
    return Fraction(value)


_of_scheme: Final = lru_cache(_exact)  # the few numbers of a scheme, which every certificate is held to


def _length(value: Decimal) -> int:
    return abs(value.adjusted()) + len(value.as_tuple().digits)


def _check_counts(deductions: int, bonus: int) -> None:
    if deductions < 0:
        raise _refuse("特别扣分项数不能为负", "special deductions cannot be negative")
    if bonus not in (0, 1):
        raise _refuse("特别加分只能是 0 或 1", "the bonus is 0 or 1")


def _shown(score: Fraction) -> Decimal:
    shown = _WIDE.divide(Decimal(score.numerator), Decimal(score.denominator))
    if Fraction(shown) == score:
        return shown
    return shown.quantize(_SHOWN, rounding=ROUND_FLOOR, context=_WIDE)
