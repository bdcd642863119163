"""Results in the real browser: told at a glance on a phone, in forced colours, by keyboard, on one sheet of paper."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.verify.sample_service import World, made, token_of

pytestmark = pytest.mark.browser
PREFIXES = pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])


class Results:
    """A register with a certificate in every situation, served, and a browser to look at it."""

    def __init__(self, browser: Browser, world: World, address: str) -> None:
        self._browser, self._world, self._address = browser, world, address

    @contextmanager
    def opened(self, name: str, prefix: str, width: int, query: str = "", **settings: Any) -> Iterator[Page]:
        """Open the page of a certificate by its situation."""
        with self._at(f"{prefix}/c/{self._world.numbers[name]}{query}", width, **settings) as page:
            yield page

    @contextmanager
    def scanned(self, name: str, version: int, prefix: str, width: int) -> Iterator[Page]:
        """Open the page that a scan of a version's QR code opens."""
        with self._at(f"{prefix}/q/{token_of(self._world, name, version)}", width) as page:
            yield page

    @contextmanager
    def _at(self, path: str, width: int, **settings: Any) -> Iterator[Page]:
        context = self._browser.new_context(
            viewport={"width": width, "height": 844}, base_url=self._address, locale="zh-CN", **settings
        )
        try:
            page = context.new_page()
            page.goto(path)
            yield page
        finally:
            context.close()


@pytest.fixture(scope="module")
def results(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    folder = tmp_path_factory.mktemp("results")
    world = made(f"sqlite:///{folder / 'register.db'}")
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("<p>home</p>")  # with a site beside it the menu is whole
    server = make_server("127.0.0.1", 0, world.app(folder / "site"))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Results(browser, world, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    world.register.close()


def pages_of(page: Page, folder: Path) -> int:
    """Print to PDF and count the sheets."""
    page.pdf(path=folder / "print.pdf", prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "print.pdf").read_bytes()))


@PREFIXES
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("qualified", ""),
        ("suspended", ""),
        ("overdue", "?at=2026-12-06"),
        ("renewed", ""),
        ("renewed", "?at=2026-11-30"),
        ("revoked", ""),
        ("brand", ""),
    ],
)
def test_a_result_is_printed_on_one_sheet(results: Results, tmp_path: Path, prefix: str, name: str, query: str) -> None:
    with results.opened(name, prefix, 1280, query) as page:
        assert pages_of(page, tmp_path) == 1
        page.emulate_media(media="print")
        expect(page.locator(".paper svg")).to_be_visible()
        expect(page.locator(".paper b.num")).to_be_visible()
        if query:
            expect(page.locator(".paper")).to_contain_text(query)


@PREFIXES
def test_an_old_version_is_printed_on_one_sheet(results: Results, tmp_path: Path, prefix: str) -> None:
    """What the code and the register have alike is not said twice on paper; what differs is."""
    with results.scanned("reissued", 1, prefix, 1280) as page:
        assert pages_of(page, tmp_path) == 1
        page.emulate_media(media="print")
        expect(page.locator(".tally mark").first).to_be_visible()
        expect(page.locator(".tally dd .num").first).to_be_hidden()


def words_on_last_sheet(page: Page, folder: Path, room: int) -> tuple[int, int]:
    """Print with so many millimetres more in the page; return the sheets, and how often the last one draws text."""
    page.evaluate("mm => document.querySelector('.cols').style.paddingTop = `${mm}mm`", room)
    sheets = pages_of(page, folder)
    data = (folder / "print.pdf").read_bytes()
    (*_, sheet) = (each for each in data.split(b"endobj") if re.search(rb"/Type\s*/Page\b", each))
    content = re.search(rb"/Contents (\d+) 0 R", sheet)
    assert content is not None
    stream = re.search(rb"\n%s 0 obj\b.*?stream\r?\n(.*?)\r?\nendstream" % content[1], data, re.DOTALL)
    assert stream is not None
    return sheets, len(re.findall(rb"\bT[jJ]\b", zlib.decompress(stream[1])))


@PREFIXES
def test_the_last_lines_are_never_alone_on_a_sheet(results: Results, tmp_path: Path, prefix: str) -> None:
    """Where a page has just outgrown its sheet, what was checked goes over with how to check it again."""
    with results.opened("valid", prefix, 1280, "?at=2026-12-01") as page:
        fits, outgrown = 0, 150
        while outgrown - fits > 1:
            room = (fits + outgrown) // 2
            fits, outgrown = (room, outgrown) if words_on_last_sheet(page, tmp_path, room)[0] == 1 else (fits, room)
        sheets, words = words_on_last_sheet(page, tmp_path, outgrown)
        others = ".head, main > :not(.cols), .cols > div > :not(.paper)"
        page.evaluate("others => document.querySelectorAll(others).forEach(e => e.remove())", others)
        _, of_paper = words_on_last_sheet(page, tmp_path, 0)
        assert (sheets, words > 2 * of_paper > 0) == (2, True)


@PREFIXES
@pytest.mark.parametrize(("name", "product"), [("valid", "&product=%E6%B0%B4%E6%B3%B5"), ("overdue", "")])
def test_a_report_is_printed_on_one_sheet_and_its_symbol_asks_the_same_question(
    results: Results, tmp_path: Path, prefix: str, name: str, product: str
) -> None:
    with results.opened(name, prefix, 1280, f"/report?at=2026-12-09{product}") as page:
        assert pages_of(page, tmp_path) == 1
        page.emulate_media(media="print")
        expect(page.locator(".sheet__sign")).to_be_visible()
        expect(page.locator(".head__in, .foot, .tools").filter(visible=True)).to_have_count(0)
        expect(page.locator(".watermark").filter(visible=True)).to_have_count(1 if name == "overdue" else 0)
        page.screenshot(path=tmp_path / "sheet.png", full_page=True)
        with Image.open(tmp_path / "sheet.png") as sheet:
            assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [page.locator(".sheet__url").inner_text()]
        assert page.locator(".sheet__url").inner_text().endswith(f"/report?at=2026-12-09{product}")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_product_is_asked_about_without_a_script_and_only_a_yes_is_solid(results: Results, width: int) -> None:
    fill = "e => getComputedStyle(e).backgroundColor"
    with results.opened("valid", "", width, "?at=2026-12-01", java_script_enabled=False) as page:
        green = page.locator(".verdict__half").evaluate(fill)
        for product, word in (
            ("水泵", "未列明"),
            ("家用电冰箱", "限定覆盖"),
            ("中央空调", "不覆盖"),
            ("家用电动洗衣机", "覆盖"),
        ):
            page.get_by_label("产品或服务").fill(product)
            page.get_by_role("button", name="核对").click()
            expect(page.locator(".verdict__word")).to_have_text(word)
            expect(page.get_by_label("日期")).to_have_value("2026-12-01")
            expect(page.get_by_label("产品或服务")).to_have_value(product)
            assert (page.locator(".verdict__half").evaluate(fill) == green) is (word == "覆盖")
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    with results.opened("revoked", "", width, "?product=家用空调器") as page:
        expect(page.locator(".verdict__word")).to_have_text("撤销")
        expect(page.locator(".verdict")).to_contain_text("不能算覆盖“家用空调器”")
        assert page.locator(".verdict__half").evaluate(fill) != green


def test_the_print_button_is_there_where_it_works(results: Results) -> None:
    button = "button[data-print]"
    with results.opened("valid", "", 1280, java_script_enabled=False) as page:
        expect(page.locator(button)).to_be_hidden()
    with results.opened("valid", "", 1280) as page:
        expect(page.locator(button)).to_be_visible()
        page.evaluate("() => { globalThis.calls = 0; globalThis.print = () => { globalThis.calls += 1 } }")
        page.locator(button).click()
        assert page.evaluate("globalThis.calls") == 1


@PREFIXES
@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("name", ["valid", "suspended", "future"])
def test_the_word_of_the_verdict_is_large_on_a_phone(results: Results, prefix: str, width: int, name: str) -> None:
    with results.opened(name, prefix, width) as page:
        size = page.locator(".verdict__word").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= 24
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        rows = page.locator(".nav a").evaluate_all("all => new Set(all.map(e => e.getBoundingClientRect().top)).size")
        assert rows == (2 if prefix else 1)


def test_where_colours_are_forced_only_valid_is_solid_and_only_the_present_item_is_marked(results: Results) -> None:
    fill = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    with results.opened("valid", "", 1280, forced_colors="active") as page:
        back, text = page.locator(".verdict__half").evaluate(fill)
        ground = page.locator("body").evaluate(fill)
        assert [back, text] == ground[::-1]
        lines = page.locator(".nav a").evaluate_all("all => all.map(e => getComputedStyle(e).borderBottomColor)")
        assert lines[0] not in lines[1:]
        assert len(set(lines[1:])) == 1
        assert lines[1] == ground[0]
    with results.opened("suspended", "", 1280, forced_colors="active") as page:
        back, _ = page.locator(".verdict__half").evaluate(fill)
        assert back == page.locator("body").evaluate(fill)[0]


@pytest.mark.parametrize("width", [1280, 360])
def test_every_stop_of_the_keyboard_can_be_seen(results: Results, width: int) -> None:
    where = """() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const r = e.getBoundingClientRect();
      return {name: e.outerHTML.slice(0, 80), ring: getComputedStyle(e).outlineStyle, width: r.width, height: r.height};
    }"""
    with results.opened("suspended", "", width) as page:
        stops = []
        for _ in range(60):
            page.keyboard.press("Tab")
            stop = page.evaluate(where)
            if stop is None:
                break
            stops.append(stop)
    assert len(stops) > 20
    assert [s["name"] for s in stops if s["ring"] == "none" or min(s["width"], s["height"]) < 8] == []
