"""The page that the tests of this folder look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.page_watch import view, watched


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """A page with nothing kept, watched: whatever it should not do fails the test."""
    with browser.new_context(**view(1280, "light")) as context:
        page = context.new_page()
        wrong = watched(page, origin)
        yield page
        assert wrong == []
