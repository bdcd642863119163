"""The page for the wall in a real browser: nothing is asked for, nothing is too small, and axe finds nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from certs.casework.aftercare.desk_figures import CaseCount, DeskFigures, DueCount, Month, StepTime
from certs.casework.aftercare.due_item import HARM
from scripts.aftercare.wall_page import wall_page
from scripts.terminal import speech
from tests.site.axe_rules import violations

pytestmark = pytest.mark.browser
SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
NUMBERS = """() => {
  const numbers = [], nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    if (!/^[\\d,]+$/.test(nodes.currentNode.textContent.trim())) continue;
    const range = document.createRange();
    range.selectNodeContents(nodes.currentNode);
    numbers.push([nodes.currentNode.textContent, [...range.getClientRects()]]);
  }
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return numbers.filter(([, boxes], place) => boxes.length !== 1
    || numbers.slice(place + 1).some(([, others]) => meet(boxes[0], others[0]))).map(([text]) => text);
}"""
BARS = "() => Math.min(...[...document.querySelectorAll('svg.bar')].map((each) => each.clientWidth))"
FIGURES = DeskFigures(
    date(2026, 11, 29),
    (CaseCount("certification", "assessed", 1200, 3), CaseCount("appeal", "accepted", 2, 1)),
    (StepTime("certification", "decide", 108, 13.2, 109.9), StepTime("complaint", "answer", 8, 22.6, 151.2)),
    {"valid": 41_482, "suspended": 700, "not_yet_valid": 3, "expired": 14_141, "withdrawn": 966, "revoked": 112},
    {("gbt27922-2011", "five-star"): 40_000, ("gbt27922-2011", "qualified"): 1_482},
    tuple(Month(f"2026-{month:02}", 1_000 * month, 1, 2) for month in range(1, 13)),
    tuple(DueCount(what, 1, 12_500) for what in HARM),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme", "smallest"), [(1920, "light", 24), (1920, "dark", 24), (390, "light", 16)])
def test_the_wall_is_read_from_afar(
    browser: Browser, tmp_path: Path, lang: str, width: int, scheme: str, smallest: float
) -> None:
    speech.speak(lang)
    data = wall_page(FIGURES, "示例认证中心（样例）", datetime(2026, 11, 29, 4, tzinfo=UTC), sample=True)
    (tmp_path / "wall.html").write_bytes(data)
    context = browser.new_context(
        viewport={"width": width, "height": 1080}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "wall.html").as_uri())
    assert asked == [(tmp_path / "wall.html").as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= smallest
    assert page.evaluate(NUMBERS) == [], "broken over two lines, or upon another"
    assert page.evaluate(BARS) > 100
    assert violations(page) == []
    pace = ("half ≤ 14 d", "tenth ≥ 109 d") if lang == "en" else ("一半 ≤ 14 天", "一成 ≥ 109 天")
    text = page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert [words for words in pace if words not in text] == []
    context.close()
