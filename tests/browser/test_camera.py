"""The scanner before a camera: Chromium's own stand-in for one, which shows a film of the code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import Served
from tests.browser.test_scan import PATH, text_of
from tests.site.page_watch import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser
SIZE: Final = (640, 480)
FILM: Final = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def film_of(text: str, folder: Path) -> Path:
    """Write a film (YUV4MPEG2) that shows the code of a text on a desk that is not quite white, and stands still."""
    drawn = io.BytesIO()
    qrcode.make(text, box_size=4, border=4).save(drawn)
    code = Image.open(drawn).convert("L")
    frame = Image.new("L", SIZE, 170)
    frame.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    grey = b"\x80" * (SIZE[0] * SIZE[1] // 2)
    film = folder / "film.y4m"
    head = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    film.write_bytes(head + (b"FRAME\n" + frame.tobytes() + grey) * 2)
    return film


@contextmanager
def before_camera(url: str, film: Path) -> Iterator[Page]:
    """Open the scanner in a browser that lets it look through a camera before which a film is played."""
    flags = [*FLAGS, *FILM, f"--use-file-for-fake-video-capture={film}"]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=flags) as browser:
        page = browser.new_page(base_url=url, viewport={"width": 390, "height": 844}, locale="zh-CN")
        page.goto(PATH)
        expect(page.locator("#age")).not_to_be_empty()
        yield page


def test_the_camera_reads_a_code_and_is_let_go(served: Served, tmp_path: Path) -> None:
    film = film_of(text_of(served.home, served.valid.number), tmp_path)
    with before_camera(served.url, film) as page:
        page.click("#start")
        verdict = page.locator("#result .verdict")
        expect(verdict).to_have_attribute("data-status", "valid", timeout=30_000)
        assert served.valid.number in page.locator("#result").inner_text()
        expect(page.locator("#start")).to_have_text("再扫一枚")
        assert page.evaluate("document.getElementById('camera').srcObject") is None
        assert page.locator("#stop").is_hidden()


def test_whoever_turns_the_camera_off_gets_the_button_back(served: Served, tmp_path: Path) -> None:
    film = film_of("", tmp_path)
    with before_camera(served.url, film) as page:
        page.click("#start")
        expect(page.locator("#stop")).to_be_visible()
        page.click("#stop")
        expect(page.locator("#start")).to_be_focused()
        assert page.evaluate("document.getElementById('camera').srcObject") is None
