"""Browsers that lack what younger ones have: the scanner and the one file work all the same, or say what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from certs.days import parse_instant
from certs.trust.multikey import encode_multikey
from certs.trust.verification import offline
from scripts.site_builder.site_conformance import files as conformance_files
from tests.browser.conftest import Served
from tests.browser.test_scan import PATH, scanned, text_of
from verify.pages.site_files import STATIC

pytestmark = pytest.mark.browser
# What browsers of 2020 lack (Chrome 80), but for what is named by itself below.
YOUNG: Final = """
  for (const [owner, name] of [
    [AbortSignal, "timeout"], [AbortSignal, "any"], [Object, "hasOwn"], [Object, "groupBy"], [Array.prototype, "at"],
    [Array.prototype, "findLast"], [Array.prototype, "toSorted"], [String.prototype, "at"],
    [String.prototype, "replaceAll"],
    [Element.prototype, "replaceChildren"], [Promise, "any"], [Promise, "withResolvers"],
    [Crypto.prototype, "randomUUID"],
    [globalThis, "structuredClone"], [globalThis, "BarcodeDetector"], [globalThis, "WeakRef"],
    [globalThis, "FinalizationRegistry"],
  ]) delete owner[name];
  const { importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.importKey = function (form, data, algorithm, ...more) {
    if (algorithm.name === "Ed25519") return Promise.reject(new DOMException("Unknown", "NotSupportedError"));
    return importKey.call(this, form, data, algorithm, ...more);
  };
"""
WORDS: Final = (  # what those do not have whom the pages are written for, and nothing here may use
    r"\.at\(-",
    *(
        r"Object\.hasOwn",
        r"\.replaceAll\(",
        r"\.replaceChildren\(",
        r"AbortSignal\.(?:timeout|any)",
        r"\bstructuredClone\b",
    ),
    *(
        r"\?\?=",
        r"\|\|=",
        r"&&=",
        r"\(\?<[=!]",
        r"\.findLast",
        r"\.toSorted",
        r"\bstatic \{",
        r"^await\b",
        r"\.flat\(Infinity",
    ),
)
OLD: Final = {
    "DecompressionStream": "delete globalThis.DecompressionStream",
    "subtle": "delete Crypto.prototype.subtle",
}


def opened(browser: Browser, url: str, without: str) -> Page:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    page.add_init_script(without)
    page.goto(url)
    return page


@pytest.mark.parametrize("lack", [None, *OLD])
def test_the_scanner_works_or_says_what_to_do(browser: Browser, served: Served, lack: str | None) -> None:
    page = opened(browser, served.url + PATH, YOUNG + OLD.get(lack or "", ""))
    expect(page.locator("#needs")).to_be_hidden()
    answer = scanned(page, text_of(served.home, served.valid.number))
    assert answer == ("valid: 证书真实，没有失效" if lack is None else "unknown: 这个浏览器太旧，不能下结论")
    page.context.close()


def test_where_no_script_runs_the_page_says_so(browser: Browser, served: Served) -> None:
    """As where the browser does not know the syntax: nothing of the script runs, and no `noscript` is shown."""
    page = opened(browser, "about:blank", "")
    page.route("**/scan.js", lambda route: route.fulfill(body="const = young syntax;", content_type="text/javascript"))
    page.goto(served.url + PATH)
    expect(page.locator("#needs")).to_contain_text("请输入印在二维码旁边的编号")
    expect(page.locator("#needs")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("lack", [None, *OLD])
def test_the_file_works_or_says_what_to_do(browser: Browser, offline_html: Path, lack: str | None) -> None:
    files = conformance_files()
    row = next(row for row in json.loads(files["vectors.json"]) if row["kind"] == "bundle")
    page = opened(browser, offline_html.as_uri(), YOUNG + OLD.get(lack or "", ""))
    page.clock.set_fixed_time(parse_instant(row["at"]))
    expect(page.locator("#needs")).to_have_count(0)
    page.get_by_label("根公钥").fill(encode_multikey(offline.root_of(files[row["trust"]])))
    page.set_input_files("#file", {"name": "a.bundle", "mimeType": "", "buffer": files[row["file"]]})
    page.get_by_role("button", name="核验", exact=True).click()
    codes = {None: "valid", "DecompressionStream": "browser_old", "subtle": "program_failed"}
    expect(page.locator("#answer")).to_have_attribute("data-code", codes[lack])
    expect(page.locator("#answer")).to_contain_text("浏览器" if lack else "每一步都通过")
    page.context.close()


def test_the_file_says_where_no_script_runs(browser: Browser, offline_html: Path, tmp_path: Path) -> None:
    broken = tmp_path / "offline.html"
    broken.write_text(offline_html.read_text("utf-8").replace("'use strict';", "const = young syntax;", 1), "utf-8")
    page = opened(browser, broken.as_uri(), "")
    expect(page.locator("#needs")).to_contain_text("Open this file in a newer one")
    expect(page.locator("#needs")).to_contain_text("请换一个新一些的浏览器打开这个文件")
    page.context.close()


def test_no_script_of_the_checker_uses_what_is_too_young() -> None:
    scripts = [path for path in (STATIC / "starmark").rglob("*.js") if not path.name.startswith("assess")]
    young = [
        (path.name, word)
        for path in scripts
        for word in WORDS
        if re.search(word, path.read_text("utf-8"), re.MULTILINE)
    ]
    assert young == []
    assert len(scripts) > 25


def test_the_worker_keeps_every_module_that_the_scanner_loads(served: Served) -> None:
    with urlopen(f"{served.url}{PATH}/worker.js", timeout=30) as answer:
        kept = set(json.loads(re.findall(r"const KEPT = (\[[^]]*\]);", answer.read().decode())[0]))
    ours = [path for path in kept if path.startswith("/static/starmark/") and path.endswith(".js")]
    for path in ours:
        text = (STATIC / path.removeprefix("/static/")).read_text("utf-8")
        assert {urljoin(path, address) for address in re.findall(r'(?:from|import\() ?"([^"]+)"', text)} <= kept, path
    assert len(ours) > 10
