"""The results of the self-assessment in Chromium: those of the program, to the last digit."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from tests.site.self_assessments import GBT, PAGE, by_the_program, random_state

pytestmark = pytest.mark.browser


# What the page itself would do with each state, without drawing it.
RECKON = """async (states) => {
  const { assess, shown } = await import("/static/starmark/assess-rules.js");
  const { scheme } = JSON.parse(document.getElementById("assess-data").textContent);
  return states.map((state) => {
    const found = assess(scheme, state);
    return { state: found.state, final: found.decision ? shown(found.decision.final) : null,
             level: found.decision?.level?.code ?? null, failed: found.decision?.failed ?? null };
  });
}"""


@pytest.fixture
def page(page: Page, origin: str) -> Page:
    """The self-assessment, with nothing kept."""
    page.goto(origin + PAGE)
    return page


def test_a_thousand_results_are_those_of_the_program(page: Page) -> None:
    chance = random.Random(27922)
    states = [random_state(chance) for _ in range(1000)]
    expected = [by_the_program(state) for state in states]
    assert page.evaluate(RECKON, states) == expected
    seen = {(each["state"], each["level"], each["failed"]) for each in expected}
    assert {level.code for level in GBT.levels} <= {level for _, level, _ in seen if level}
    assert {("all-out", None, None), ("whole", None, "low"), ("whole", None, "deductions")} <= seen


def test_scores_on_both_sides_of_every_threshold_are_those_of_the_program(page: Page) -> None:
    states = []
    for level in GBT.levels:
        for step in (Decimal("-0.000001"), Decimal(0), Decimal("0.000001")):
            lost = 100 - level.threshold - step
            share = {each.clause: lost * each.points / 100 for each in GBT.clauses}
            rounded = {clause: value.quantize(Decimal("0.000001")) for clause, value in share.items()}
            rounded["5.1.1"] += lost - sum(rounded.values())
            states.append(
                {
                    "deductions": "0",
                    "bonus": False,
                    "answers": {
                        each.clause: {"kind": "points", "points": f"{each.points - rounded[each.clause]:f}"}
                        for each in GBT.clauses
                    },
                }
            )
    found = page.evaluate(RECKON, states)
    assert found == [by_the_program(state) for state in states]
    assert [each["level"] for each in found] == [
        "four-star",
        "five-star",
        "five-star",
        "three-star",
        "four-star",
        "four-star",
        "qualified",
        "three-star",
        "three-star",
        None,
        "qualified",
        "qualified",
    ]
