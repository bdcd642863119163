"""Directory, organisation, notices, figures and a search without an answer: on a phone, in English, in the dark."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_visit import require_no_sideways_scrolling
from tests.site.axe_rules import violations

pytestmark = pytest.mark.browser
PAGES: Final = {
    "directory": ("/directory", 200),
    "organisation": ("/directory/{uscc}", 200),
    "notices": ("/notices", 200),
    "figures": ("/directory/figures", 200),
    "no answer": ("/verify?q=%E6%97%A0%E6%AD%A4+%E6%9C%89%E9%99%90", 404),
}
LOOKS: Final = ((390, "", "light"), (390, "/en", "light"), (1280, "", "dark"))


@pytest.mark.parametrize("name", PAGES)
def test_a_list_fits_its_window_and_axe_finds_nothing(visitor: Visitor, name: str) -> None:
    path, status = PAGES[name]
    path = path.format(uscc=visitor.served.valid.latest.subject["holder"]["uscc"])
    for width, prefix, scheme in LOOKS:
        with visitor.opened(width, prefix + path, expect=status, color_scheme=scheme) as page:
            require_no_sideways_scrolling(page)
            assert violations(page) == [], (width, prefix, scheme)


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_card_on_a_phone_says_first_whose_it_is_and_how_it_stands(visitor: Visitor) -> None:
    with visitor.opened(390, "/en/directory") as page:
        card = "tbody:first-of-type tr:not(.firm)"
        tops = [top_of(page, f"{card} > {part}") for part in ("th", ".c-verdict", "td[data-l=Scope]")]
        assert tops == sorted(set(tops))
        expect(page.locator(".firm").first).to_contain_text(", 1 certificate")
        expect(page.locator("main")).not_to_contain_text(", 1 certificates")


def test_a_chinese_heading_breaks_behind_its_marks(visitor: Visitor) -> None:
    with visitor.opened(390, "/check/batch/") as page:
        lines = page.locator("main h1").evaluate(
            """heading => {
                const text = heading.firstChild, range = document.createRange(), lines = [];
                for (let place = 0; place < text.length; place++) {
                    range.setStart(text, place); range.setEnd(text, place + 1);
                    const top = Math.round(range.getBoundingClientRect().top);
                    if (!lines.length || lines.at(-1)[0] !== top) lines.push([top, ""]);
                    lines.at(-1)[1] += text.data[place];
                }
                return lines.map(line => line[1]);
            }"""
        )
        assert lines == ["批量查验：", "一次查一叠投标"]


def test_the_scanner_does_not_lead_to_itself(visitor: Visitor) -> None:
    with visitor.opened(390, "/verify/scan") as page:
        expect(page.locator("main form[role=search]")).to_be_visible()
        expect(page.locator("main a[href='/verify/scan']")).to_have_count(0)
