"""What an assessment comes to: exact, clause by clause, with the level and what is missing to the next."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

from certs import limits
from certs.casework.assessment.site_findings import SpecialDeduction
from certs.errors import Words
from certs.scheme.scheme import Level

_SHORT: Final = 7  # characters of a decimal that is read at a glance
_PLACES: Final = 10**limits.SCORE_DECIMALS


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause over all sites. `earned` is None where it was deleted, for `reason`.

    `sites` were assessed on it and `lost` of them lost it in full; `failing` of `drawn` samples did not conform.
    """

    clause: str
    title: Words
    points: int
    earned: Fraction | None
    sites: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    drawn: int = 0
    failing: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """A special deduction that nobody has closed: no certificate is issued before."""

    site: str
    deduction: SpecialDeduction


@dataclass(frozen=True, slots=True)
class Result:
    """The result of an assessment, in exact fractions.

    `score` is what the level is found by: after special deductions and bonus. `before` is earned ÷ applicable × 100,
    before them. `margin` is what is missing to the `next_level`; both are None at the highest. Exactly one of `level`
    and `failed_because` is there. `assessors` are the staff codes of all who took part, as they were written.
    """

    scheme: str
    clauses: tuple[ClauseResult, ...]
    earned: Fraction
    applicable: int
    deductions: int
    bonus: int
    before: Fraction
    score: Fraction
    level: Level | None
    failed_because: Words | None
    next_level: Level | None
    margin: Fraction | None
    warnings: tuple[Words, ...]
    open_corrections: tuple[OpenCorrection, ...]
    assessors: tuple[str, ...]

    @property
    def deleted(self) -> tuple[ClauseResult, ...]:
        """The clauses that were deleted, with their reasons."""
        return tuple(clause for clause in self.clauses if clause.earned is None)

    @property
    def certificate_score(self) -> Decimal:
        """The score before deductions and bonus as a certificate's input takes it, cut after six places.

        Every threshold has fewer places and both corrections are whole, so that it earns the same level.
        """
        cut = Decimal(self.before.numerator * _PLACES // self.before.denominator).scaleb(-limits.SCORE_DECIMALS)
        return cut.quantize(Decimal(1).scaleb(-limits.SCORE_DECIMALS), rounding=ROUND_FLOOR).normalize() + 0

    def to_json(self) -> dict[str, object]:
        """Return the figures as scripts read them: numbers are exact texts, a decimal where it ends, else a/b."""
        return {
            "score": exact_text(self.score),
            "score_before_deductions": exact_text(self.before),
            "special_deductions": self.deductions,
            "bonus": self.bonus,
            "level": self.level.code if self.level else None,
            "next_level": self.next_level.code if self.next_level else None,
            "margin": None if self.margin is None else exact_text(self.margin),
            "warnings": [words.to_json() for words in self.warnings],
        }


def exact_text(value: Fraction) -> str:
    """Return a fraction exactly: `92.25` where the decimal ends, else `2768/29`."""
    rest, places = value.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        places += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{Decimal(value.numerator * 10**places // value.denominator).scaleb(-places):f}"


def told_score(value: Fraction, *, upwards: bool = False) -> Words:
    """Return a figure for people: a short decimal as it is, anything longer with what it comes to, which is cut."""
    exact = exact_text(value)
    if "/" not in exact and len(exact) <= _SHORT:
        return Words(exact, exact)
    rough = roughly_text(value, upwards=upwards)
    return Words(f"{exact}（约 {rough}）", f"{exact} (about {rough})")


def roughly_text(value: Fraction, *, upwards: bool = False) -> str:
    """Return a fraction to two places: downwards for what was reached, upwards for what is still missing."""
    hundredths = -(-value * 100 // 1) if upwards else value * 100 // 1
    return f"{Decimal(hundredths).scaleb(-2):f}"
