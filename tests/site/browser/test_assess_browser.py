"""The self-assessment in Chromium: it says what is missing; nothing sent, nothing lost."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from certs.errors import Refused
from certs.scheme.scoring import Answer, decide, score_of
from tests.site.self_assessments import GBT, PAGE, State, by_the_program, random_state, whole_state

pytestmark = pytest.mark.browser

KEY = f"starmark-assess-{GBT.code}"


@pytest.fixture
def page(page: Page, origin: str) -> Page:
    """The self-assessment, with nothing kept."""
    page.goto(origin + PAGE)
    return page


def keep(page: Page, state: object, address: str = "") -> None:
    """Put a state where the page keeps it, and load the page anew."""
    text = state if isinstance(state, str) else json.dumps(state)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(address) if address else page.reload()


def test_the_page_shows_what_it_reckons_in_the_program_s_words(page: Page, origin: str) -> None:
    chance = random.Random(2011)
    for number in range(8):
        state = random_state(chance)
        expected = by_the_program(state)
        language = ("", "/en")[number % 2]
        keep(page, {"format": 1, **state}, f"{origin}{language}{PAGE}")
        panel = page.locator("#assess-result")
        assert panel.get_attribute("data-final") == (expected["final"] or "")
        assert panel.get_attribute("data-level") == (expected["level"] or "")
        if expected["failed"]:
            words = decide(
                GBT,
                Decimal(expected["final"]).max(0) if expected["failed"] == "low" else Decimal(50),
                0 if expected["failed"] == "low" else int(state["deductions"]),
            ).failed_because
            assert words is not None
            expect(panel).to_contain_text(words.en if language else words.zh)


def test_answering_by_hand_leads_to_a_level_and_says_what_is_missing(page: Page) -> None:
    panel = page.locator("#assess-result")
    expect(panel).to_contain_text("一项都还没有答")
    for each in GBT.clauses:
        page.select_option(f"[id='a-{each.clause}']", "met")
    expect(panel).to_contain_text("五星级")
    expect(panel).to_contain_text("已经是最高的等级")
    page.select_option("[id='a-5.2.4']", "share")
    page.fill("[id='a-5.2.4-drawn']", "３")  # a full-width digit
    expect(panel).to_contain_text("有填写不正确的地方")
    page.fill("[id='a-5.2.4-failing']", "2")
    expect(panel).to_contain_text("四星级")
    expect(panel).to_contain_text("94.666666…")
    expect(panel).to_contain_text("离五星级还差 0.34 分，按上面的分值要再得 0.34 分")
    expect(panel).to_contain_text("5.2.4 维修：失 5.333333… 分，共 8 分")
    page.check("#a-bonus")
    expect(panel).to_contain_text("95.666666…")
    page.fill("#a-deductions", "5")
    expect(panel).to_contain_text("特别扣分项有 5 项；达到 5 项即不合格，与分数无关。")
    assert page.locator("#assess-bar").inner_text().startswith("不合格")


def test_until_all_is_answered_there_is_a_range_and_no_level(page: Page) -> None:
    page.select_option("[id='a-5.3.1']", "unmet")
    page.select_option("[id='a-5.3.2']", "met")
    panel = page.locator("#assess-result")
    expect(panel).to_contain_text("还有 14 项没答")
    expect(panel).to_contain_text("最终得分在 12 与 87 之间")
    assert panel.get_attribute("data-level") == ""


def test_with_everything_left_out_there_is_no_result_and_the_reason_is_the_program_s(page: Page) -> None:
    keep(page, whole_state(answers={each.clause: {"kind": "out"} for each in GBT.clauses}))
    with pytest.raises(Refused) as refused:
        score_of([Answer(each.clause, each.points, None) for each in GBT.clauses])
    expect(page.locator("#assess-result")).to_contain_text(refused.value.words.zh)


def left_out(*clauses: str) -> State:
    """Return a state in which these clauses are left out and all others are met."""
    answers = {each.clause: {"kind": "out" if each.clause in clauses else "met"} for each in GBT.clauses}
    return whole_state(answers=answers)


def test_with_more_than_half_left_out_there_is_no_level(page: Page) -> None:
    keep(page, left_out(*(each.clause for each in GBT.clauses if each.clause != "5.3.1")))
    panel = page.locator("#assess-result")
    expect(panel).to_contain_text("删减太多，不判等级")
    expect(panel).to_contain_text("删减了 15 项、共 87 分，只剩 13 分适用")
    expect(panel).not_to_contain_text("五星级")
    assert panel.get_attribute("data-level") == ""


@pytest.mark.parametrize(
    ("clauses", "level"),
    [
        (("5.2.2", "5.2.3", "5.2.4", "5.2.5", "5.3.1", "5.3.2"), ""),  # 49 points are left
        (("5.2.1", "5.2.3", "5.2.4", "5.2.5", "5.3.1", "5.3.2"), "five-star"),  # 50
    ],
)
def test_half_of_the_points_is_the_least_for_a_level(page: Page, clauses: tuple[str, ...], level: str) -> None:
    keep(page, left_out(*clauses))
    assert page.locator("#assess-result").get_attribute("data-level") == level


def test_what_is_left_out_is_told_beside_the_level(page: Page) -> None:
    keep(page, left_out("5.2.6"))
    expect(page.locator("#assess-result")).to_contain_text("删减了 1 项、共 4 分，按剩下的 96 分换算。")


IMPOSSIBLE = (
    [
        ({"c5_1_1": {"kind": "points", "points": value}}, "a-5.1.1-points")
        for value in ("", "-1", "6.000001", "1e0", "1_0", "abc", "1.1234567", "NaN", "0x1", "1 2", "٣")
    ]
    + [
        ({"c5_1_1": {"kind": "share", "drawn": drawn, "failing": failing}}, "a-5.1.1-drawn")
        for drawn, failing in (("0", "0"), ("3", "4"), ("3", "-1"), ("1.5", "1"), ("", "0"), ("10000", "0"))
    ]
    + [({"deductions": value}, "a-deductions") for value in ("-1", "1.5", "100", "x")]
)


@pytest.mark.parametrize(("changes", "field"), IMPOSSIBLE, ids=str)
def test_an_impossible_value_is_told_at_its_field_and_gives_no_result(page: Page, changes: State, field: str) -> None:
    keep(page, whole_state(**changes))
    panel = page.locator("#assess-result")
    expect(panel).to_contain_text("有 1 处填写不正确")
    assert panel.get_attribute("data-final") == ""
    box = page.locator(f"[id='{field}']")
    assert box.get_attribute("aria-invalid") == "true"
    expect(page.locator(f"[id='{box.get_attribute('aria-describedby')}']")).to_be_visible()


@pytest.mark.parametrize(
    "kept",
    [
        "[[[",
        "null",
        "7",
        '"x"',
        "[]",
        json.dumps(whole_state(format=2)),
        json.dumps(whole_state(bonus=2)),
        json.dumps(whole_state(deductions=3)),
        json.dumps(whole_state(c5_1_1={"kind": "twice"})),
        json.dumps(whole_state(c5_9_9={"kind": "met"})),
        json.dumps(whole_state(c5_1_1=None)),
        json.dumps(whole_state(c5_1_1={"kind": "points", "points": 3})),
        json.dumps(whole_state(answers=None)),
        json.dumps(whole_state(deductions="9" * 50)),
    ],
)
def test_what_is_kept_is_believed_only_as_far_as_it_could_have_been_typed(page: Page, kept: str) -> None:
    keep(page, kept)
    expect(page.locator("#a-deductions")).to_have_value("0")
    assert page.locator("#assess-result").get_attribute("data-state") in {"nothing", "whole", "partly"}
    if kept not in {"[[[", "null"}:
        expect(page.locator("#assess-result")).to_contain_text("已略去")


def test_answers_stay_over_reload_back_and_other_language_and_can_be_cleared(page: Page, origin: str) -> None:
    page.select_option("[id='a-5.1.1']", "points")
    page.fill("[id='a-5.1.1-points']", "4.5")
    page.fill("#a-deductions", "2")
    page.reload()
    expect(page.locator("[id='a-5.1.1-points']")).to_have_value("4.5")
    page.goto(f"{origin}/en{PAGE}")
    expect(page.locator("[id='a-5.1.1-points']")).to_have_value("4.5")
    page.goto(f"{origin}/certify/")
    page.go_back()
    expect(page.locator("#a-deductions")).to_have_value("2")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("[id='a-5.1.1']")).to_have_value("")
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    page.get_by_role("button", name="Undo clearing").click()
    expect(page.locator("[id='a-5.1.1-points']")).to_have_value("4.5")
    page.get_by_role("button", name="Clear all").click()
    page.reload()
    expect(page.locator("#assess-result")).to_contain_text("Nothing is answered yet")


def test_nothing_is_sent(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for each in GBT.clauses:
        page.select_option(f"[id='a-{each.clause}']", "met")
    page.fill("#a-deductions", "1")
    page.check("#a-bonus")
    page.fill("#a-brand", "955")
    page.get_by_role("button", name="全部清空").click()
    page.wait_for_timeout(300)
    assert asked == []


def test_without_storage_it_works_and_says_so(browser: Any, origin: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
        page.goto(origin + PAGE)
        for each in GBT.clauses:
            page.select_option(f"[id='a-{each.clause}']", "met")
        expect(page.locator("#assess-result")).to_contain_text("五星级")
        expect(page.locator("#assess-result")).to_contain_text("这个浏览器不让本页保存")
        page.goto(f"{origin}/certify/evidence/")
        page.check("[data-evidence='licence']")
        expect(page.locator("#evidence-count")).to_contain_text("已备 1 项，共 29 项。这个浏览器不让本页保存进度")


@pytest.mark.parametrize(
    ("score", "told"),
    [
        ("950", "对应五星级"),
        ("949.999999", "对应四星级"),
        ("700", "对应二星级"),
        ("699.999", "低于 700，不合格"),
        ("1000", "对应五星级"),
        ("1000.000001", "填 0 到 1000"),
        ("-1", "填 0 到 1000"),
        ("９００", "对应四星级"),
        ("abc", "填 0 到 1000"),
    ],
)
def test_the_scale_of_1000_is_only_looked_up(page: Page, score: str, told: str) -> None:
    page.fill("#a-brand", score)
    answer = page.locator("#a-brand-told")
    expect(answer).to_contain_text(told)
    if told.startswith("对应"):
        expect(answer).to_contain_text("不是 GB/T 27922 的等级")


def test_without_a_script_the_table_and_the_instructions_remain(browser: Any, origin: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(origin + PAGE)
        assert page.locator("table tbody tr [data-clause]").count() == 16
        expect(page.get_by_text("这一页的计算没有运行")).to_be_visible()
        expect(page.get_by_role("heading", name="手工怎样算")).to_be_visible()
        assert page.locator(".assess select, .assess button").count() == 0
        assert not page.locator("#assess-result").is_visible()
        page.goto(f"{origin}/certify/evidence/")
        page.check("[data-evidence='licence']")
        expect(page.locator("#evidence-tools a")).to_be_visible()


@pytest.mark.parametrize("address", [PAGE, "/certify/evidence/"])
def test_the_printed_page_shows_the_work_and_not_the_tools(page: Page, origin: str, address: str) -> None:
    page.goto(origin + address)
    page.emulate_media(media="print")
    assert not page.locator(".tools").first.is_visible()
    assert not page.locator(".assess__bar").first.is_visible() if address == PAGE else True
    assert page.locator(".assess select" if address == PAGE else "[data-evidence]").first.is_visible()


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_it_prints_on_four_sheets_at_most(page: Page, origin: str, tmp_path: Path, prefix: str) -> None:
    page.goto(f"{origin}{prefix}{PAGE}")
    page.locator(".assess__help summary").first.click()  # what is unfolded, or what the theme unfolds, stays out
    assert sheets_of(page, tmp_path) <= 4
    page.emulate_media(media="print")
    expect(page.locator(".assess__help").first).to_be_hidden()


def sheets_of(page: Page, folder: Path) -> int:
    """Print to PDF and count the sheets."""
    page.pdf(path=folder / "print.pdf", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "print.pdf").read_bytes()))
