"""A sample instance served for real, and a watch over everything that a page does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from certs.days import beijing_day
from certs.instance.folder import open_instance
from certs.lifecycle.record import Record
from certs.register.store.reader import open_reader
from scripts.site_builder import offline_file, site_libraries
from scripts.terminal import clock
from tests import instances
from tests.instances import Staff
from tests.site.built_pages import Built

WIDTHS: Final = {1280: 900, 390: 844}  # a desk, and a phone held upright


@dataclass(frozen=True, slots=True)
class Served:
    """A served sample instance: its address, its folder, and one record of each status that is needed."""

    url: str
    home: Path
    valid: Record
    suspended: Record
    revoked: Record


@dataclass  # no slots: Playwright keeps a mark on the object whose methods it calls
class Watch:
    """What a page did that it should not have done."""

    home: str
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page from its first request on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:  # violations of the content policy are errors here
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.home).netloc and urlsplit(request.url).scheme != "data":
            self.complaints.append(f"outside request: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # whoever leaves a page while its icon is loading aborts that
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def served(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A sample instance of 60 certificates, served by `starmark serve`."""
    home = tmp_path_factory.mktemp("browser") / "demo"
    Staff(home, home).run("demo", "--count", "60")
    with instances.served(home, built.site) as url:
        yield Served(url, home, **_of_each_status(home))


def _of_each_status(home: Path) -> dict[str, Record]:
    reader = open_reader(open_instance(home).register_url)
    today = beijing_day(clock.now())
    with reader.view() as view:
        numbers = dict.fromkeys(event.number for event in view.events(0, view.size) if event.number)
        records = list(view.records(numbers).values())
    reader.close()
    return {
        code: next(record for record in records if record.standing(today).code == code)
        for code in ("valid", "suspended", "revoked")
    }


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a browser. `opened` gives a page, and in the end demands that it did nothing wrong."""

    browser: Browser
    served: Served

    @contextmanager
    def opened(self, width: int, path: str, *, expect: int = 200, **settings: Any) -> Iterator[Page]:
        """Open a path at a width. `settings` are those of a browser context, such as `java_script_enabled`."""
        settings.setdefault("locale", "zh-CN")
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, base_url=self.served.url, **settings
        )
        watch = Watch(self.served.url)
        try:
            page = context.new_page()
            watch.over(page)
            response = page.goto(path)
            assert response is not None
            assert response.status == expect
            page.wait_for_load_state("networkidle")  # leaving earlier would abort what is being loaded
            yield page
            own = (
                f"{expect}: {response.url}",
                f"error: Failed to load resource: the server responded with a status of {expect}",
            )
            assert [c for c in watch.complaints if expect == 200 or not c.startswith(own)] == []
        finally:
            context.close()


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Visitor:
    """Somebody who looks at the served instance."""
    return Visitor(browser, served)


@pytest.fixture(scope="session")
def offline_html(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as it is downloaded, in a folder of its own."""
    target = tmp_path_factory.mktemp("tender file") / "offline.html"
    target.write_text(offline_file.page(built.site / site_libraries.FOLDER), encoding="utf-8")
    return target


@pytest.fixture
def offline_page(browser: Browser, offline_html: Path) -> Iterator[Page]:
    """The file opened from its folder, without a network; it asks for nothing besides itself."""
    with browser.new_context(offline=True, locale="zh-CN", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        asked, faults = list[str](), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(offline_html.as_uri())
        page.wait_for_function("globalThis.starmark !== undefined")
        yield page
        assert [url for url in asked if not url.startswith("blob:")] == [offline_html.as_uri()]
        assert faults == []
