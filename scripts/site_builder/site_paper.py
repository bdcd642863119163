"""The picture of a certificate that the site shows: a fictional one, set by the program as every other and never typed.

Its body is the sample one whoever publishes the site, so that it is marked as a sample, and its QR code is a filler of
the usual size, which no reader takes for genuine.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image

from certs.documents.certificate_paper import CertificatePaper, Language, picture_certificate
from certs.documents.typesetting import Typesetter
from certs.trust.qr import qr_token
from scripts.site_builder import site_body

FOLDER: Final = "papers"
WIDTH: Final = 1_240  # pixels of a page that is looked at closely: 150 dpi
SMALL: Final = 420  # pixels of the same within a page of the site
_QUALITY: Final = 45
_TOKEN: Final = 285  # bytes: what a token of a usual certificate has
SUBJECT: Final[dict[str, Any]] = {
    "number": "99926SC00001R0M",
    "version": 1,
    "holder": {
        "name": "海岚（样例）电器有限公司",
        "name_en": "Hailan (Sample) Electric Appliance Co., Ltd.",
        "uscc": "91000000MA0000277Y",
        "address": "样例省岚城市海港路 100 号",
    },
    "standard": "GB/T 27922-2011",
    "scheme": "gbt27922-2011",
    "level": "five-star",
    "scope": [
        {
            "name": "家用空气调节器",
            "name_en": "Room air conditioners",
            "brands": ["海岚"],
            "models": ["KFR-26*", "KFR-72*"],
            "includes": ["安装", "维修"],
            "excludes": ["商用多联机组", "中央空调"],
        },
        {"name": "家用电冰箱", "name_en": "Household refrigerators", "brands": ["海岚", "岚净"], "includes": ["维修"]},
        {"name": "家用电动洗衣机", "name_en": "Household washing machines", "brands": ["海岚"]},
    ],
    "sites": [
        {"name": "总部客户服务中心", "address": "样例省岚城市海港路 100 号"},
        {"name": "岚城服务网点", "address": "样例省岚城市北堤街 18 号"},
        {"name": "云津服务网点", "address": "样例省云津市书院路 6 号"},
    ],
}


def sample(language: Language) -> CertificatePaper:
    """Return the sample certificate in one edition."""
    settings = site_body.read()
    names = {"name": settings.body.name, "name_en": settings.body.name_en}
    subject = {**SUBJECT, "body": {**names, "approval_number": settings.body.approval_number}}
    filler = hashlib.shake_256(b"sample").digest(_TOKEN)
    days = {
        "issued": "2026-09-18",
        "first_issued": "2026-09-18",
        "valid_until": "2029-09-17",
        "effective": "2026-09-18",
    }
    code = qr_token.wrap(settings.base_url, filler)
    return CertificatePaper(language, "", subject, settings.base_url, **days, credential="", jwt="", proof="", qr=code)


def pictures() -> dict[str, bytes]:
    """Return each page of both editions as a picture, large and small, by its file name."""
    typesetter = Typesetter()
    drawn: dict[str, bytes] = {}
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for number, page in enumerate(picture_certificate(typesetter, sample(language), WIDTH), 1):
            drawn |= sizes_of(f"certificate-{language}-{number}", page)
    return drawn


def sizes_of(name: str, page: bytes) -> dict[str, bytes]:
    """Return a page as the site shows it, large and small, by the names of the two files."""
    return {f"{name}.webp": _pressed(page, WIDTH), f"{name}-small.webp": _pressed(page, SMALL)}


def write(site: Path, drawn: Mapping[str, bytes]) -> None:
    """Write pictures into the built site."""
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    for name, data in drawn.items():
        (folder / name).write_bytes(data)


def _pressed(page: bytes, width: int) -> bytes:
    """Return a page as a light WebP picture of this width."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(page)) as image:
        height = round(image.height * width / image.width)
        image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).save(made, "WEBP", quality=_QUALITY)
    return made.getvalue()
