"""axe-core over every page of both languages by light, and over all kinds of things in the dark and on a phone.

Of the decision records, which are prose of one form and more than half of all pages, those count that have a kind of
thing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from tests.site.axe_rules import violations
from tests.site.built_pages import Built, Document
from tests.site.page_watch import view

pytestmark = pytest.mark.browser

COLOURS: Final = ("color-contrast", "link-in-text-block")  # all that the colour scheme can change for axe
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# name, window, colour scheme, rules (None: all of them); in the order that a page is taken through them
VIEWS: Final[tuple[tuple[str, Any, Any, tuple[str, ...] | None], ...]] = (
    ("desk, light", DESK, "light", None),
    ("desk, dark", DESK, "dark", COLOURS),
    ("phone, dark", PHONE, "dark", COLOURS),
    ("phone, light", PHONE, "light", None),
)
EVERY_VIEW: Final = tuple(name for name, *_ in VIEWS)
PARTS: Final = 24  # each of them takes seconds, and both processes that run the tests have their share


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all, into which axe may be put; colours change at once, since a fading one reads as too faint."""
    with browser.new_context(**view(1280, "light"), bypass_csp=True, reduced_motion="reduce") as context:
        yield context.new_page()


def in_every_view(page: Page, names: tuple[str, ...] = EVERY_VIEW) -> dict[str, list[str]]:
    """Take the page through these views; return what is found in each, and nothing where there is nothing."""
    found = {}
    for name, window, scheme, rules in VIEWS:
        if name not in names:
            continue
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)
        found[name] = violations(page, rules)
    return {name: wrong for name, wrong in found.items() if wrong}


def kinds_of_things(document: Document) -> set[tuple[str, ...]]:
    """Return what style sheets can tell apart on a page: its tags, each with its class, and within what role."""
    return {
        (tag.name, name, tag.attributes.get("role", ""))
        for tag in document.tags
        for name in tag.attributes.get("class", "").split() or [""]
    }


def telling(documents: Mapping[str, Document]) -> set[str]:
    """Choose pages that have, between them, every kind of thing that any page of their language has.

    Dark colours and the width of a phone come from style sheets alone: what they do to one thing they do to its like.
    """
    chosen: set[str] = set()
    for english in (False, True):
        rest = {at: kinds_of_things(page) for at, page in documents.items() if at.startswith("/en/") == english}
        lacking = set[tuple[str, ...]]().union(*rest.values())
        while lacking:
            best = max(rest, key=lambda at: (len(rest[at] & lacking), at))
            chosen.add(best)
            lacking -= rest.pop(best)
    return chosen


def test_some_pages_have_everything_that_any_page_has(built: Built) -> None:
    chosen = telling(built.documents)
    assert 10 < len(chosen) < len(built.documents) // 2
    for english in (False, True):
        pages = {at: page for at, page in built.documents.items() if at.startswith("/en/") == english}
        everything = set().union(*map(kinds_of_things, pages.values()))
        assert set().union(*(kinds_of_things(pages[at]) for at in chosen & pages.keys())) == everything


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page(built: Built, page: Page, origin: str, part: int) -> None:
    found = {}
    chosen = telling(built.documents)
    for address in [at for at in built.documents if at in chosen or "/decisions/0" not in at][part::PARTS]:
        page.goto(origin + address)
        found[address] = in_every_view(page, EVERY_VIEW if address in chosen else EVERY_VIEW[:1])
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("start", "question"), [("/certify/", "暂停"), ("/en/certify/", "suspended")])
@pytest.mark.parametrize(("window", "opened"), [(DESK, ".md-search__input"), (PHONE, ".sitesearch__open")])
def test_axe_finds_nothing_with_the_search_open(
    page: Page, origin: str, start: str, question: str, window: Any, opened: str
) -> None:
    page.set_viewport_size(window)
    page.goto(origin + start)
    page.click(opened)
    for text in ("", question):
        page.fill(".md-search__input", text)
        if text:
            page.locator(".md-search-result__link").first.wait_for()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (text, scheme)


def test_axe_would_find_a_picture_without_words_and_a_faint_text(page: Page, origin: str) -> None:
    page.goto(f"{origin}/check/")
    page.evaluate("""document.querySelector("main").insertAdjacentHTML(
        "beforeend", '<img src="/static/starmark/icon.svg"><p style="color:#aaa;background:#fff">faint</p>')""")
    found = in_every_view(page)
    assert [line.split(":")[0] for line in found["desk, light"]] == ["color-contrast", "image-alt"]
    assert [line.split(":")[0] for line in found["phone, dark"]] == ["color-contrast"]
