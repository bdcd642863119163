"""A certificate handed in as a file, in the real browser: chosen, dropped, pasted, too large, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.documents.paper.altered_papers import pdf, printed
from tests.site.axe_rules import violations
from tests.verify.sample_service import World, made
from verify.service import EXTENSION

pytestmark = pytest.mark.browser
GIVEN: Final = """([kind, name]) => {
  const files = new DataTransfer();
  files.items.add(new File(["x"], name, { type: "application/pdf" }));
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  const event = new Kind(kind, { clipboardData: files, dataTransfer: files });
  document.dispatchEvent(event);
  return [...document.querySelectorAll("input[type=file]")].map((field) => field.files[0]?.name);
}"""
LARGE: Final = """() => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(10_485_761)], "large.pdf"));
  const field = document.getElementById("file");
  field.files = files.files;
  field.dispatchEvent(new Event("change"));
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    world = made(f"sqlite:///{tmp_path_factory.mktemp('document') / 'register.db'}")
    app = world.app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", world
    server.shutdown()
    thread.join()
    app.extensions[EXTENSION].files.children.close()
    world.register.close()


@pytest.fixture(scope="module")
def altered(served: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper of ours on which the level was raised."""
    _, world = served
    record = world.register.reader().look(world.numbers["valid"]).record
    assert record is not None
    file = tmp_path_factory.mktemp("papers") / "证书.pdf"
    file.write_bytes(pdf({**printed(record), "level": "四星级"}))
    return file


def opened(browser: Browser, address: str, width: int, *, script: bool = True) -> tuple[BrowserContext, Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, base_url=address, locale="zh-CN", java_script_enabled=script
    )
    return context, context.new_page()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_forged_paper_is_answered_at_a_glance(
    browser: Browser, served: tuple[str, World], altered: Path, width: int
) -> None:
    context, page = opened(browser, served[0], width)
    try:
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.goto("/verify/document")
        assert violations(page) == []
        page.set_input_files("#file", altered)
        page.get_by_role("button", name="与登记簿核对").click()
        expect(page.locator(".verdict")).to_have_attribute("data-status", "not_genuine")
        expect(page.get_by_role("heading", level=1)).to_have_text("这份文件与登记簿不一致")
        first = page.locator("table.fields tbody tr").first
        expect(first).to_contain_text("四星级")
        expect(first).to_contain_text("五星级")
        expect(first).to_contain_text("不一致")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        assert faults == []
    finally:
        context.close()


def test_a_file_is_dropped_and_pasted_and_one_too_large_is_not_sent(
    browser: Browser, served: tuple[str, World]
) -> None:
    context, page = opened(browser, served[0], 1280)
    try:
        page.goto("/en/verify/document")
        assert page.evaluate(GIVEN, ["drop", "dropped.pdf"]) == ["dropped.pdf", None]
        assert page.evaluate(GIVEN, ["paste", "pasted.pdf"]) == ["pasted.pdf", None]
        page.evaluate(LARGE)
        expect(page.get_by_role("alert")).to_contain_text("over 10 MB")
        page.get_by_role("button", name="Check against the register").click()
        assert page.url.endswith("/en/verify/document")
        expect(page.get_by_role("alert")).to_contain_text("was not sent")
        expect(page.get_by_role("status")).to_be_hidden()
    finally:
        context.close()


def test_without_scripts_it_answers_all_the_same(browser: Browser, served: tuple[str, World], altered: Path) -> None:
    context, page = opened(browser, served[0], 390, script=False)
    try:
        page.goto("/verify/document")
        page.set_input_files("#file", altered)
        page.get_by_role("button", name="与登记簿核对").click()
        expect(page.locator(".verdict")).to_have_attribute("data-status", "not_genuine")
    finally:
        context.close()
