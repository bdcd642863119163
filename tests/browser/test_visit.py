"""A visit in the real browser, on a desk and on a phone: search, open, switch the language, meet what is not valid.

Every page is watched: no error, no warning, no violation of the content policy, no request to another host.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from certs.certificate.number import in_address
from certs.lifecycle.record import Record
from tests.browser.conftest import WIDTHS, Served, Visitor
from tests.site.axe_rules import violations

pytestmark = pytest.mark.browser

WIDE_AND_NARROW = pytest.mark.parametrize("width", WIDTHS)
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
LOOKUP: Final = "input[name=q]"
WORDS: Final = {"valid": ("有效", "Valid"), "suspended": ("暂停", "Suspended"), "revoked": ("撤销", "Revoked")}


def part_of_name(record: Record) -> str:
    """Return two characters out of the middle of the holder's name, as people type them."""
    name: str = record.latest.subject["holder"]["name"]
    return name[2:4]


def look(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it (STARMARK_SHOTS names the folder)."""
    folder = os.environ.get("STARMARK_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def require_no_sideways_scrolling(page: Page) -> None:
    """The page is no wider than the window."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0


@WIDE_AND_NARROW
@SCRIPTS
def test_from_the_home_page_to_the_certificate_in_both_languages(visitor: Visitor, width: int, scripts: bool) -> None:
    record = visitor.served.valid
    holder = record.latest.subject["holder"]
    with visitor.opened(width, "/", java_script_enabled=scripts) as page:
        box = page.locator(LOOKUP).first
        box.fill(part_of_name(record))
        look(page, f"home-{width}")
        box.press("Enter")
        page.wait_for_url("**/verify?q=*")
        look(page, f"hits-{width}")
        page.get_by_role("link", name=holder["name"]).first.click()
        page.wait_for_url("**/c/*")
        expect(page.locator("main")).to_contain_text(holder["name"])
        page.goto(f"/c/{in_address(record.number)}")
        expect(page.locator("main h1")).to_contain_text("有效")
        look(page, f"valid-{width}")
        page.locator(".lang a").first.click()
        page.wait_for_url("**/en/c/*")
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page.locator("main h1")).to_contain_text("valid", ignore_case=True)
        look(page, f"valid-en-{width}")


@WIDE_AND_NARROW
@SCRIPTS
@pytest.mark.parametrize("status", ["suspended", "revoked"])
@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_what_is_not_valid_says_so_first(
    visitor: Visitor, width: int, scripts: bool, status: str, language: int
) -> None:
    record: Record = getattr(visitor.served, status)
    prefix = ("", "/en")[language]
    with visitor.opened(width, f"{prefix}/c/{in_address(record.number)}", java_script_enabled=scripts) as page:
        heading = page.locator("main h1")
        expect(heading).to_contain_text(WORDS[status][language], ignore_case=True)
        assert page.title().lower().startswith(WORDS[status][language].lower())
        place = heading.bounding_box()
        assert place is not None
        assert place["y"] + place["height"] < WIDTHS[width]  # seen without scrolling
        look(page, f"{status}-{('zh', 'en')[language]}-{width}")


@WIDE_AND_NARROW
@pytest.mark.parametrize("status", ["suspended", "revoked"])
def test_on_grey_paper_it_still_says_so(visitor: Visitor, width: int, status: str) -> None:
    record: Record = getattr(visitor.served, status)
    with visitor.opened(width, f"/c/{in_address(record.number)}") as page:
        page.emulate_media(media="print")
        expect(page.locator("main h1")).to_be_visible()
        look(page, f"print-{status}-{width}")
        for link in page.locator("nav a, form button").all():
            expect(link).not_to_be_visible()


def addresses(served: Served) -> dict[str, str]:
    """Return the pages that every visitor can come to, by name."""
    found = {status: f"/c/{in_address(getattr(served, status).number)}" for status in WORDS}
    return {
        "home": "/",
        "search": "/verify",
        "hits": f"/verify?q={quote(part_of_name(served.valid))}",
        "at": f"{found['suspended']}?at=2026-01-01",
        **found,
    }


PAGES = pytest.mark.parametrize("name", ["home", "search", "hits", "at", *WORDS])
PREFIXES = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


@WIDE_AND_NARROW
@PAGES
@PREFIXES
def test_no_page_scrolls_sideways_and_axe_finds_nothing(visitor: Visitor, width: int, name: str, prefix: str) -> None:
    with visitor.opened(width, prefix + addresses(visitor.served)[name]) as page:
        require_no_sideways_scrolling(page)
        assert violations(page) == []


@pytest.mark.parametrize("path", ["/en/verify", "/en/check/"])
def test_english_marks_are_as_narrow_as_in_english_type(visitor: Visitor, path: str) -> None:
    """A Chinese face, where it comes first, draws each of them as wide as a Chinese character."""
    with visitor.opened(1280, path) as page:
        widths = page.evaluate(
            """() => [..."“”‘’"].map(mark => {
                const span = document.createElement("span");
                span.textContent = mark;
                document.querySelector("main p").append(span);
                return span.getBoundingClientRect().width / parseFloat(getComputedStyle(span).fontSize);
            })"""
        )
        assert [width for width in widths if not 0.1 < width < 0.6] == []


@WIDE_AND_NARROW
@PREFIXES
def test_a_number_that_was_never_issued_is_a_page_as_good(visitor: Visitor, width: int, prefix: str) -> None:
    with visitor.opened(width, f"{prefix}/c/99901SC99999R0M", expect=404) as page:
        require_no_sideways_scrolling(page)
        assert violations(page) == []
        look(page, f"not-found{prefix.replace('/', '-')}-{width}")


@pytest.mark.parametrize(
    "path", ["check/", "check/statuses/", "certify/", "mark/", "about/", "developers/", "decisions/"]
)
@WIDE_AND_NARROW
def test_the_pages_of_the_site_are_as_good(visitor: Visitor, width: int, path: str) -> None:
    for prefix in ("/", "/en/"):
        with visitor.opened(width, prefix + path) as page:
            require_no_sideways_scrolling(page)
            assert violations(page) == []


def test_the_two_lists_of_pages_agree(served: Served) -> None:
    assert set(addresses(served)) == {"home", "search", "hits", "at", *WORDS}


@WIDE_AND_NARROW
def test_a_scanned_code_opens_the_proof(visitor: Visitor, width: int) -> None:
    from certs.lifecycle.signed_objects import qr_text

    text = qr_text(visitor.served.valid.latest, "https://cert.example.cn")
    with visitor.opened(width, text.removeprefix("https://cert.example.cn")) as page:
        expect(page.locator("main")).to_contain_text(visitor.served.valid.latest.subject["holder"]["name"])
        expect(page.locator("main h1")).to_contain_text("有效")
        require_no_sideways_scrolling(page)
        assert violations(page) == []
        look(page, f"scanned-{width}")


def test_the_watch_sees_what_a_page_must_not_do(visitor: Visitor) -> None:
    def misbehave() -> None:
        with visitor.opened(1280, "/verify") as page:
            page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://192.0.2.1/x.png'}))")
            page.wait_for_timeout(500)

    with pytest.raises(AssertionError, match="Content Security Policy"):
        misbehave()


@pytest.mark.parametrize(("prefix", "question"), [("", "四星级是什么意思"), ("/en", "what do four stars mean")])
@WIDE_AND_NARROW
def test_a_question_in_the_certificate_box_leads_to_the_answer(
    visitor: Visitor, width: int, prefix: str, question: str
) -> None:
    with visitor.opened(width, f"{prefix}/verify?q={quote(question)}", expect=404) as page:
        if width < 960:  # the narrowest phones, where the head has least room for one sign more
            page.set_viewport_size({"width": 360, "height": 780})
        require_no_sideways_scrolling(page)
        assert violations(page) == []
        look(page, f"question{prefix.replace('/', '-')}-{width}")
        page.locator(".topics a").first.click()
        page.wait_for_url(f"**{prefix}/certify/levels/")


@pytest.mark.parametrize(
    ("prefix", "name", "question"), [("", "站内搜索", "投诉"), ("/en", "Search site", "complaint")]
)
@WIDE_AND_NARROW
def test_the_search_of_the_site_opens_from_a_page_of_the_service(
    visitor: Visitor, width: int, prefix: str, name: str, question: str
) -> None:
    with visitor.opened(width, f"{prefix}/verify") as page:
        page.get_by_role("link", name=name, exact=True).click()
        field = page.locator(".md-search__input")
        expect(field).to_be_focused()
        page.keyboard.type(question)
        link = page.locator(".md-search-result__link").first
        expect(link).to_have_attribute("href", re.compile(f"{prefix}/help/complaints/"))
