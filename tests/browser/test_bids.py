"""A stack of bids in the real browser: handed in, read, downloaded, on a desk and on a phone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from tests.certificate.bids.sample_lists import workbook
from tests.site.axe_rules import violations
from tests.verify.sample_service import World, made
from verify.service import EXTENSION

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    world = made(f"sqlite:///{tmp_path_factory.mktemp('bids') / 'register.db'}")
    app = world.app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", world
    server.shutdown()
    thread.join()
    app.extensions[EXTENSION].stacks.children.close()
    world.register.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_officer_hands_a_list_in_and_takes_the_answer_along(
    browser: Browser, served: tuple[str, World], tmp_path: Path, width: int
) -> None:
    address, world = served
    rows = [["项目名单"], ["单位", "编号", "产品", "开标日"]]
    rows += [
        ["甲公司", world.numbers["valid"], "家用电动洗衣机", "2026-12-08"],
        ["没有这家（虚构）公司", "", "", "08/12/2026"],
    ]
    file = tmp_path / "名单.xlsx"
    file.write_bytes(workbook(("名单", rows)))
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=address, locale="zh-CN")
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.goto("/verify/batch")
        page.set_input_files("#file", file)
        page.get_by_role("button", name="逐行查验").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("2 行")
        expect(page.get_by_role("row").nth(1)).to_contain_text("证书登记在")
        lines = (
            "“名单”第 3 行\t甲公司\t{}\t家用电动洗衣机\t2026-12-08\n“名单”第 4 行\t没有这家（虚构）公司\t\t\t08/12/2026"
        )
        expect(page.get_by_label("要重查的行")).to_have_value(lines.format(world.numbers["valid"]))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        with page.expect_download() as download:
            page.get_by_role("button", name="下载表格").click()
        sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
        assert [row[6].value for row in sheet.iter_rows(min_row=2)] == ["不符", "未能核验"]
        assert faults == []
    finally:
        context.close()


def test_a_verdict_can_be_looked_at_alone_without_a_script(browser: Browser, served: tuple[str, World]) -> None:
    address, world = served
    context = browser.new_context(base_url=address, locale="zh-CN", java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto("/verify/batch")
        page.get_by_label("或者粘贴名单").fill(
            f"{world.numbers['valid']}\n{world.numbers['revoked']}\n没有这家（虚构）公司"
        )
        page.get_by_role("button", name="逐行查验").click()
        rows = page.locator("tbody tr")
        expect(rows.filter(visible=True)).to_have_count(3)
        page.get_by_label("未能核验").check()
        expect(rows.filter(visible=True)).to_have_count(1)
        expect(rows.filter(visible=True)).to_contain_text("没有这家（虚构）公司")
        expect(page.get_by_label("不符")).to_be_disabled()
        page.emulate_media(media="print")
        expect(rows.filter(visible=True)).to_have_count(3)
        page.emulate_media(media="screen")
        page.get_by_label("全部").check()
        expect(rows.filter(visible=True)).to_have_count(3)
        page.get_by_label("要重查的行").fill(f"第 3 行\t\t{world.numbers['valid']}\t\t")
        page.get_by_role("button", name="重查整份名单").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("3 行，2 行有效")
    finally:
        context.close()


def test_while_the_answer_is_on_its_way_the_page_says_so(browser: Browser, served: tuple[str, World]) -> None:
    address, _ = served
    context = browser.new_context(base_url=address)
    try:
        page = context.new_page()
        page.goto("/verify/batch")
        # The form is held back: the browser keeps the page as it is until an answer comes.
        page.evaluate("document.querySelector('form.bids').addEventListener('submit', e => e.preventDefault())")
        page.get_by_label("或者粘贴名单").fill("99926SC00001R0M")
        page.get_by_role("button", name="逐行查验").click()
        expect(page.get_by_role("status")).to_be_visible()
    finally:
        context.close()
