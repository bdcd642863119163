"""The scanner in the real browser: pictures of codes to verdicts; without a network, on old lists, after a new key."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from certs.instance.folder import open_instance
from certs.register.store.reader import open_reader
from certs.trust.qr import qr_token
from tests import instances
from tests.browser.conftest import WIDTHS, Served, Visitor
from tests.instances import Staff
from tests.site.axe_rules import violations
from tests.site.built_pages import Built

# What the fixtures take (a sample instance, where need be the site) is not held against a test.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300, func_only=True)]
PATH: Final = "/verify/scan"
READY: Final = "navigator.serviceWorker.ready.then(() => true)"


def text_of(home: Path, number: str) -> str:
    """Return the text of the symbol on the newest paper of a certificate."""
    instance = open_instance(home)
    reader = open_reader(instance.register_url)
    with reader.view() as view:
        entries = [json.loads(event.raw) for event in view.events(0, view.size) if event.number == number]
        base_url = view.trust.base_url
    reader.close()
    token = next(entry["qr"] for entry in reversed(entries) if "qr" in entry)
    return qr_token.wrap(base_url, qr_token.from_text(token))


def scanned(page: Page, text: str | None) -> str:
    """Give the page a picture of a code, and return the status of the verdict that it shows."""
    image = io.BytesIO()
    qrcode.make(text, box_size=5).save(image)
    page.set_input_files("#picture", {"name": "photo.png", "mimeType": "image/png", "buffer": image.getvalue()})
    verdict = page.locator("#result .verdict")
    verdict.wait_for()
    return f"{verdict.get_attribute('data-status')}: {verdict.locator('h2').inner_text()}".replace("\n", "")


def test_pictures_of_codes_are_judged_here(visitor: Visitor, served: Served) -> None:
    home = served.home
    valid = text_of(home, served.valid.number)
    with visitor.opened(390, PATH) as page:
        assert scanned(page, valid) == "valid: 证书真实，没有失效"
        shown = page.locator("#result").inner_text()
        subject = served.valid.latest.subject
        assert served.valid.number in shown
        assert subject["holder"]["name"] in shown.replace("\n", "")
        assert subject["scope"][0]["name"] in shown
        assert "状态列表签发于" in shown
        assert page.locator("#result a").get_attribute("href") == f"/q/{valid.rpartition('/')[2]}"
        assert violations(page) == []
        assert scanned(page, text_of(home, served.suspended.number)) == "suspended: 证书真实，但已暂停"
        assert scanned(page, text_of(home, served.revoked.number)) == "revoked: 证书真实，但这一版已经终止"
        assert scanned(page, valid.replace("cert.", "cert-")) == "not_genuine: 二维码通向别的网站"
        assert "cert-example.cn" in page.locator("#result").inner_text()
        assert scanned(page, valid.replace("https:", "http:")) == "unknown: 二维码不是本机构印的写法"
        assert scanned(page, f"{valid}?a=1") == "unknown: 二维码不是本机构印的写法"
        assert scanned(page, valid[:-30]) == "unknown: 没有读完整，不能下结论"
        assert scanned(page, f"{valid[:-5]}{'A' if valid[-5] != 'A' else 'B'}{valid[-4:]}").startswith(
            "not_genuine: 这不是"
        )
        assert scanned(page, f"https://cert.example.cn/C/{served.valid.number}") == "unknown: 这枚是标志上的短码"
        assert page.locator("#result a").get_attribute("href") == f"/c/{served.valid.number}"
        assert scanned(page, "WIFI:S:guest;;") == "unknown: 这不是证书二维码"


def test_the_verdict_of_the_last_code_goes_when_the_next_cannot_be_read(visitor: Visitor, served: Served) -> None:
    blank = io.BytesIO()
    Image.new("L", (400, 400), 200).save(blank, "PNG")
    unread = {blank.getvalue(): "照片里没有找到二维码", b"no picture": "这个文件不是能打开的图片"}
    valid = text_of(served.home, served.valid.number)
    with visitor.opened(390, PATH) as page:
        for data, sentence in unread.items():
            assert scanned(page, valid).startswith("valid: ")
            page.set_input_files("#picture", {"name": "b.png", "mimeType": "image/png", "buffer": data})
            expect(page.locator("#said")).to_contain_text(sentence)
            expect(page.locator("#said")).to_be_in_viewport()
            expect(page.locator("#result")).to_be_empty()
        assert scanned(page, valid).startswith("valid: ")
        page.locator("#start").click()  # a browser without a camera
        expect(page.locator("#said")).to_be_visible()
        expect(page.locator("#result")).to_be_empty()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_and_tells_what_it_lacks(visitor: Visitor, width: int) -> None:
    with visitor.opened(width, f"/en{PATH}") as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        page.set_input_files("#picture", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        expect(page.locator("#said")).to_have_text("This file is no picture that can be opened.")
    with visitor.opened(width, PATH, java_script_enabled=False) as page:
        assert page.locator("#scan").is_hidden()
        expect(page.locator("#needs")).to_contain_text("请输入印在二维码旁边的编号")
        expect(page.locator("#needs")).to_be_visible()
        assert page.locator("input[name=q]").is_visible()


def test_nothing_keeps_a_browser_from_installing_it(visitor: Visitor) -> None:
    with visitor.opened(390, PATH) as page:
        assert page.evaluate(READY)
        line = page.context.new_cdp_session(page)
        manifest = line.send("Page.getAppManifest")
        assert manifest["errors"] == []
        icons = {(one["sizes"], one.get("purpose"), one["src"]) for one in json.loads(manifest["data"])["icons"]}
        assert {one[:2] for one in icons} >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
        for sizes, _, source in icons - {one for one in icons if one[0] == "any"}:
            image = Image.open(io.BytesIO(page.request.get(source).body()))
            assert f"{image.width}x{image.height}" == sizes
        faults = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert {one["errorId"] for one in faults} <= {"in-incognito"}  # a page of a test has no lasting profile


@dataclass(frozen=True)
class Office:
    """An instance of our own, served: its keys and certificates may be changed."""

    staff: Staff
    url: str
    folder: Path


@pytest.fixture
def office(built: Built, tmp_path: Path) -> Iterator[Office]:
    """An office with no certificate yet."""
    staff = instances.made(tmp_path)
    with instances.served(staff.home, built.site) as url:
        yield Office(staff, url, tmp_path)


def issued(office: Office, serial: int) -> str:
    """Issue a certificate, and return the text of its symbol."""
    (number,) = office.staff.issue(instances.certificate_file(office.folder, serial))
    return text_of(office.staff.home, number)


@contextmanager
def phone(browser: Browser, office: Office) -> Iterator[tuple[Page, BrowserContext]]:
    """A phone that has opened the scanner once, so that it works without a network."""
    context = browser.new_context(base_url=office.url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(PATH)
        assert page.evaluate(READY)
        expect(page.locator("#age")).not_to_be_empty()
        yield page, context
    finally:
        context.close()


def test_without_a_network_on_old_lists_and_after_a_new_key(browser: Browser, office: Office) -> None:
    old = issued(office, 1)
    with phone(browser, office) as (page, context):
        # keys that have just come, and lists that have ended: those alone keep it from being green
        page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=25))
        assert scanned(page, old) == "unknown: 签名属实，现在的状态不得而知"
        page.clock.set_fixed_time(datetime.now(UTC))
        assert scanned(page, old) == "valid: 证书真实，没有失效"
        context.new_cdp_session(page).send("Network.clearBrowserCache")  # what the worker keeps has to do
        context.set_offline(True)
        page.reload()
        assert scanned(page, old) == "valid: 证书真实，没有失效"
        # never green on what is too old to know
        page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=25))
        assert scanned(page, old) == "unknown: 签名属实，现在的状态不得而知"
        page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=1))
        # a key that was added since is nobody's to judge without a network, and good with one
        office.staff.run(
            *("keys", "rotate", "qr", "--root-key", next(office.folder.rglob("root-1.pem"))),
            *(
                "--passphrase-file",
                office.staff.passphrase_file,
                "--root-passphrase-file",
                office.staff.passphrase_file,
            ),
        )
        new = issued(office, 2)
        assert scanned(page, new) == "unknown: 没有这把公钥，不能下结论"
        context.set_offline(False)
        page.clock.set_fixed_time(datetime.now(UTC))
        assert scanned(page, new) == "valid: 证书真实，没有失效"
        assert scanned(page, old) == "valid: 证书真实，没有失效"
        # and what is revoked since is known as soon as there is a network
        number = json.loads(office.staff.run("find", "青禾", "--json"))["items"][0]["number"]
        text = text_of(office.staff.home, number)
        office.staff.act("revoke", number, "--reason", "requirements-lost", *instances.DECIDED)
        assert scanned(page, text) == "revoked: 证书真实，但这一版已经终止"
        context.set_offline(True)
        page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=30))
        assert scanned(page, text) == "revoked: 证书真实，但这一版已经终止"


def test_what_does_not_hold_is_not_believed(browser: Browser, office: Office) -> None:
    """Whoever answers in the service's place: with keys of another root, with lists that were changed, with nothing."""
    text = issued(office, 1)
    with phone(browser, office) as (page, _):
        page.route("**/status/revocation/1", lambda route: route.fulfill(body="{}"))
        assert scanned(page, text) == "unknown: 签名属实，现在的状态不得而知"
        page.unroute("**/status/revocation/1")
        page.route("**/trust.json", lambda route: route.fulfill(body="{}"))
        page.reload()
        assert scanned(page, text) == "unknown: 还没有公钥，不能下结论"
