"""What readers make of the signed QR code of a printed certificate, turned and not quite sharp, as a phone sees it.

Three readers that have nothing in common: zxing-cpp, zbar, and the one of WeChat that comes with OpenCV. The networks
by which WeChat first finds a code, or enlarges it, come in no package; its reader works without them.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

import cv2
import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from certs.certificate.fields import Draft, Holder, ScopeItem
from tests.register.founded_register import draft, uscc

DPI, TURN, BLUR = 150, 10.0, 0.5  # dots an inch; degrees; dots, as the deviation of a Gaussian
CORNER: Final = (20, 219, 76, 275)  # left, top, right, foot: millimetres of the page in which the symbol stands
SEED: Final = 27_922
SYLLABLES: Final = "青禾安达光明星辰海川瑞丰华信恒通宏远博雅"
SCORES: Final = (71, 85, 91, 97)


def varied(count: int) -> list[Draft]:
    """Return drafts with names, addresses, scopes and levels of every length and kind: the same ones each time."""
    chosen = random.Random(SEED)

    def words(least: int, most: int) -> str:
        return "".join(chosen.choices(SYLLABLES, k=chosen.randint(least, most)))

    def one(serial: int) -> Draft:
        name, street = f"{words(2, 20)}第{serial}电器（样例）有限公司", f"浙江省杭州市{words(2, 30)}路{serial}号"
        items = tuple(ScopeItem(f"{words(2, 9)}牌第{n}种家用电器") for n in range(chosen.randint(1, 12)))
        plain, score = draft(serial), Decimal(chosen.choice(SCORES))
        return replace(plain, holder=Holder(name, uscc(serial), street), scope=items, score=score)

    return [one(serial) for serial in range(1, count + 1)]


def seen(certificate: bytes, file: Path) -> Path:
    """Write a picture of the corner of page 1 with the signed code, as a scan of it may be, and return where it is."""
    paper = pypdfium2.PdfDocument(certificate)
    try:
        page = paper[0].render(scale=DPI / 72, grayscale=True).to_pil()
    finally:
        paper.close()
    left, top, right, foot = (round(edge / 25.4 * DPI) for edge in CORNER)
    blurred = page.crop((left, top, right, foot)).filter(ImageFilter.GaussianBlur(BLUR))
    blurred.rotate(TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=255).save(file)
    return file


def by_zxing(picture: Path) -> list[str]:
    """Return what zxing-cpp reads."""
    with Image.open(picture) as image:
        return [code.text for code in zxingcpp.read_barcodes(image)]


def by_zbar(picture: Path) -> list[str]:
    """Return what zbar reads."""
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def by_wechat(picture: Path) -> list[str]:
    """Return what the reader of WeChat reads."""
    image = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    texts, _ = cv2.wechat_qrcode.WeChatQRCode().detectAndDecode(image)
    return list(texts)


READERS: Final[Mapping[str, Callable[[Path], list[str]]]] = {
    "zxing-cpp": by_zxing,
    "zbar": by_zbar,
    "WeChat": by_wechat,
}
