"""The complete example on the scoring page is reckoned as the program reckons, figure by figure, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from certs.scheme.scheme import Indicator
from certs.scheme.schemes import SCHEMES
from certs.scheme.scoring import Answer, Decision, decide, in_proportion, score_of
from tests.site.built_pages import CHINESE, ENGLISH

GBT: Final = SCHEMES["gbt27922-2011"]
LEFT_OUT: Final = "–"
DEDUCTIONS: Final = 1
FOLDERS: Final = pytest.mark.parametrize("folder", [CHINESE, ENGLISH], ids=["zh", "en"])


def example(folder: Path) -> str:
    """Return the part of the page that holds the example, with one kind of equals and less-than sign."""
    text = (folder / "certify" / "scoring.md").read_text(encoding="utf-8")
    found = next(part for part in text.split("\n## ") if "| 5.1.1 " in part)
    return found.replace("＝", "=").replace("＜", "<")


def rows(folder: Path) -> list[list[str]]:
    """Return what each indicator's row says: clause and title, points, finding, earned."""
    lines = [line for line in example(folder).splitlines() if line.startswith("| 5.")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[head, given.split(" / ")[1], finding, given.split(" / ")[0]] for head, finding, given in cells]


def answers(folder: Path) -> list[Answer]:
    """Return what the page says was found."""
    return [
        Answer(head.split()[0], int(points), None if earned == LEFT_OUT else Decimal(earned))
        for head, points, _, earned in rows(folder)
    ]


def decided(found: list[Answer]) -> Decision:
    """Return what the program decides of it, with the one special deduction and no bonus."""
    return decide(GBT, score_of(found), DEDUCTIONS, 0)


@FOLDERS
def test_the_rows_are_the_indicators_of_the_scheme_with_its_sample_points(folder: Path) -> None:
    def named(indicator: Indicator) -> list[str]:
        title = indicator.title.zh if folder == CHINESE else indicator.title.en
        return [f"{indicator.clause} {title}", str(indicator.points)]

    assert [row[:2] for row in rows(folder)] == [named(clause) for clause in GBT.clauses]
    assert ("分值是样例" if folder == CHINESE else "points are a sample") in example(folder)


@FOLDERS
def test_each_proportion_is_reckoned_as_the_rule_does(folder: Path) -> None:
    seen = 0
    for _, points, finding, earned in rows(folder):
        shares = re.findall(r"(\d+) × (\d+) ÷ (\d+)", finding)
        for whole, good, drawn in shares:
            left = in_proportion(int(points), int(drawn) - int(good), int(drawn))
            assert (whole, Fraction(earned)) == (points, left)
        seen += len(shares)
    assert seen == 3


@FOLDERS
def test_the_steps_print_what_the_program_computes(folder: Path) -> None:
    found, text = answers(folder), example(folder)
    counted = [each for each in found if each.earned is not None]
    got = sum((Fraction(each.earned or 0) for each in counted), Fraction(0))
    before = f"{score_of(found).numerator * 1000 // score_of(found).denominator / 1000:.3f}…"
    after = f"{str(decided(found).final)[:6]}…"
    assert f"100 − 4 = {sum(each.points for each in counted)}" in text
    assert f"= {float(got):g}\n" in text.replace("。\n", "\n").replace(".\n", "\n")
    assert f"{float(got):g} ÷ 96 × 100 = {before}" in text
    assert f"{before} − {DEDUCTIONS} = {after}" in text
    level = decided(found).level
    assert level is not None
    assert level.code == "four-star"
    assert f"90 ≤ {after} < 95" in text
    assert ("**四星级**" if folder == CHINESE else "**four stars**") in text


@FOLDERS
def test_the_last_remark_holds_too(folder: Path) -> None:
    better = [
        Answer(each.clause, each.points, Decimal(each.points)) if each.clause == "5.1.6" else each
        for each in answers(folder)
    ]
    level = decided(better).level
    assert level is not None
    assert level.code == "five-star"
    assert str(decided(better).final)[:6] == "96.395"
    assert "96.395…" in example(folder)


def test_both_languages_tell_the_same_case() -> None:
    assert answers(CHINESE) == answers(ENGLISH)
