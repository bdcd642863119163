"""What a page weighs: every byte that one visit with an empty cache brings over the wire, and the search that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as NoSilence

from scripts.site_builder import site_search
from tests.site.built_pages import Built
from tests.site.page_watch import view, watched
from tests.site.site_server import VISIT, Hosted

pytestmark = pytest.mark.browser

MOST: Final = 150 * 1024  # bytes, gzip, all requests of one visit
SIDE_BY_SIDE: Final = 6
SILENCE: Final = 20_000  # milliseconds until a window that tells of no silence is asked again
INDEX: Final = "search/search_index.json"


@contextmanager
def windows(browser: Browser, count: int) -> Iterator[list[Page]]:
    """Open windows that keep nothing of what they fetch, so that each visit is a first one."""
    with browser.new_context(**view(1280, "light")) as context:
        pages = [context.new_page() for _ in range(count)]
        for page in pages:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield pages


def settle(page: Page, host: Hosted, address: str) -> None:
    """Wait until a visit has fetched all. A window that never tells so, though its page is whole, visits once more."""
    try:
        page.wait_for_load_state("networkidle", timeout=SILENCE)
    except NoSilence:
        host.sent[:] = [row for row in host.sent if row[0] != address]
        page.goto(host.url + address, wait_until="networkidle")


def visited(browser: Browser, host: Hosted, addresses: Sequence[str]) -> dict[str, dict[str, int]]:
    """Visit pages, some side by side since each visit ends with a silence; return what each fetched: path and bytes."""
    host.sent.clear()
    with windows(browser, SIDE_BY_SIDE) as pages:
        for start in range(0, len(addresses), SIDE_BY_SIDE):
            some = list(zip(pages, addresses[start : start + SIDE_BY_SIDE], strict=False))
            for page, address in some:
                page.set_extra_http_headers({VISIT: address})
                page.goto(host.url + address, wait_until="commit")
            for page, address in some:
                settle(page, host, address)
    return {address: {path: size for visit, path, size in host.sent if visit == address} for address in addresses}


def _others(built: Built) -> list[str]:
    return [address for address in built.documents if "/decisions/0" not in address]


def _heaviest_records(built: Built) -> list[str]:
    """Return the decision records that can weigh most: they fetch what all pages fetch, and pictures of their own."""
    records = {address: page for address, page in built.documents.items() if "/decisions/0" in address}
    pictures = [at for at, page in records.items() if any(tag.name == "img" for tag in page.tags)]
    return list(dict.fromkeys([*pictures, *sorted(records, key=lambda at: len(records[at].source))[-SIDE_BY_SIDE:]]))


def test_no_page_weighs_more_than_promised(built: Built, browser: Browser, host: Hosted) -> None:
    found = visited(browser, host, [*_others(built), *_heaviest_records(built)])
    weights = {address: sum(fetched.values()) for address, fetched in found.items()}
    told = {address: f"{weight / 1024:.1f} KiB" for address, weight in weights.items() if weight > MOST}
    assert told == {}
    for address, fetched in found.items():  # nothing is overlooked: the page, its script, the worker of that script
        assert address in fetched
        kinds = ("bundle.", "workers/search.", "site.css")
        assert [kind for kind in kinds if not any(kind in path for path in fetched)] == []


def test_a_visit_brings_all_that_a_page_shows_and_no_index(browser: Browser, host: Hosted) -> None:
    paths = visited(browser, host, ["/mark/examples/"])["/mark/examples/"]
    assert len([path for path in paths if path.startswith("/static/starmark/pictures/")]) == 11
    assert [path for path in paths if path.endswith(INDEX)] == []


@pytest.mark.parametrize(
    ("start", "width", "opened"), [("/certify/", 1280, ".md-search__input"), ("/en/certify/", 390, ".sitesearch__open")]
)
def test_the_index_comes_with_the_first_use_of_the_search(
    browser: Browser, host: Hosted, start: str, width: int, opened: str
) -> None:
    with browser.new_context(**view(width, "light")) as context:
        page = context.new_page()
        wrong = watched(page, host.url)
        page.goto(host.url + start, wait_until="networkidle")
        host.sent.clear()
        with page.expect_response(lambda response: response.url.endswith(INDEX)):
            page.click(opened)
        page.fill(".md-search__input", "4" if width == 390 else "五星级")
        page.locator(".md-search-result__link").first.wait_for()
        fetched = [path for _, path, _ in host.sent if path.endswith(INDEX)]
        assert fetched == [f"{start.removesuffix('certify/')}{INDEX}"]
        assert wrong == []


def test_the_search_opens_by_a_key(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    page.goto(f"{origin}/check/")
    page.keyboard.press("/")
    page.keyboard.type("暂停")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className").startswith("md-search-result__link")
    page.close()


def test_an_address_may_ask_and_what_was_found_is_marked(browser: Browser, origin: str) -> None:
    page = browser.new_page()
    wrong = watched(page, origin)
    page.goto(f"{origin}/?q=暂停")
    page.locator(".md-search-result__link").first.wait_for()
    expect(page.locator(".md-search__input")).to_have_value("暂停")
    page.goto(f"{origin}/check/statuses/?h=暂停")
    expect(page.locator("main mark").first).to_have_text("暂停")
    assert wrong == []
    page.close()


@pytest.mark.parametrize(
    ("mended", "known"),
    [(site_search.deferred, site_search.DEFERRED), (site_search.ranking, site_search.RANKED)],
    ids=["script", "worker"],
)
def test_a_changed_script_of_material_stops_the_build(
    mended: Callable[[str], str], known: site_search.Replacements
) -> None:
    whole = "".join(old for old, _ in known)
    assert mended(whole)
    for script in ("", whole * 2, whole.replace(known[-1][0], "")):
        with pytest.raises(ValueError, match="it has changed"):
            mended(script)
