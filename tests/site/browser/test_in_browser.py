"""The site in Debian's Chromium, under its own policy: quiet, no outside request, nothing sideways, search, head."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.site.built_pages import Built
from tests.site.page_watch import view, watched

pytestmark = pytest.mark.browser

# Every page is seen in two of the four windows, and both languages together in all of them.
VIEWS = [("/", 1280, "light"), ("/", 390, "dark"), ("/en/", 1280, "dark"), ("/en/", 390, "light")]


def addresses(built: Built) -> list[str]:
    """Return every page of a language, with the decision records for one, and the page for what is missing."""
    found = [address.removeprefix("/") for address in built.documents if not address.startswith("/en/")]
    return [address for address in found if not re.match(r"decisions/00(?!01)", address)]


@pytest.mark.parametrize(("prefix", "width", "scheme"), VIEWS)
def test_pages_are_quiet_and_fit_their_window(
    built: Built, browser: Browser, origin: str, prefix: str, width: int, scheme: str
) -> None:
    page = browser.new_page(**view(width, scheme))
    wrong = watched(page, origin)
    for address in addresses(built):
        assert built.file(prefix + address).is_file()
        page.goto(origin + prefix + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert wrong == [], address
    page.close()


@pytest.mark.parametrize(
    ("width", "start", "question", "answer"),
    [
        (1280, "/", "状态", "/check/statuses/"),
        (1280, "/about/", "星级", "/certify/levels/"),
        (390, "/check/", "接口", "/developers/"),
        (1280, "/en/", "statuses", "/en/check/statuses/"),
        (390, "/en/mark/", "root key", "/en/check/proof/"),
    ],
)
def test_search_finds_the_page_first(
    browser: Browser, origin: str, width: int, start: str, question: str, answer: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    wrong = watched(page, origin)
    page.goto(origin + start)
    page.click(".sitesearch__open" if width < 960 else ".md-search__input")
    page.fill(".md-search__input", question)
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert urlsplit(first.get_attribute("href") or "").path == answer
    assert wrong == []
    page.close()


@pytest.mark.parametrize(("start", "asked"), [("/", "/verify?q="), ("/en/check/", "/en/verify?q=")])
def test_the_lookup_box_asks_the_service_without_a_script(
    browser: Browser, origin: str, start: str, asked: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(origin + start)
        page.fill("#q", "99926SC00001R0M")
        with page.expect_request(lambda request: "verify" in request.url) as request:
            page.press("#q", "Enter")
        assert request.value.url == f"{origin}{asked}99926SC00001R0M"
        assert request.value.method == "GET"


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("address", ["/certify/", "/en/certify/", "/en/"])
@pytest.mark.parametrize("face", [None, "DejaVu Sans"], ids=["own-face", "wide-face"])
def test_the_head_is_one_row_on_a_desk(
    browser: Browser, origin: str, address: str, width: int, face: str | None
) -> None:
    with browser.new_context(**view(width, "light"), bypass_csp=True) as context:  # for the face of somebody's own
        page = context.new_page()
        page.goto(origin + address)
        if face:
            page.add_style_tag(content=f'* {{ font-family: "{face}", "Noto Sans CJK SC" !important }}')
        boxes: dict[str, Any] = {
            part: page.locator(f".head__in > {part}").bounding_box() or {}
            for part in (".brandmark", ".nav", ".sitesearch", ".lang")
        }
        assert max(box["y"] for box in boxes.values()) < min(box["y"] + box["height"] for box in boxes.values()), boxes
        lefts = [box["x"] for box in boxes.values()]
        assert lefts == sorted(lefts)
        assert page.locator(".head").evaluate("head => head.offsetHeight") <= 100


def test_the_main_button_can_be_read(browser: Browser, origin: str) -> None:
    page = browser.new_page(color_scheme="light")  # axe takes text in the colour of its ground for no text at all
    page.goto(f"{origin}/404.html")
    colours = page.locator(".md-typeset .btn--main").evaluate(
        "button => [getComputedStyle(button).color, getComputedStyle(button).backgroundColor]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(15, 74, 87)"]
    page.close()


def test_the_first_key_reaches_the_text(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.goto(f"{origin}/check/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/#main")
    page.close()


def test_without_scripts_a_page_is_whole(browser: Browser, origin: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/check/")
        assert not page.locator(".md-search__input").is_visible()
        assert page.locator(".local a").count() == 7
        assert page.locator("h1").is_visible()
