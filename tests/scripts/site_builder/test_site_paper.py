"""The picture of a certificate on the site is set by the program, marked as a sample, and light enough for a page."""

from __future__ import annotations

import io
from functools import cache

import pytest
import zxingcpp
from PIL import Image

from certs.errors import Malformed
from certs.trust.qr import qr_token
from scripts.site_builder import site_body, site_paper
from tests.instances import ROOT

PAGE_BYTES = 42_000  # of the small pictures of one edition: a page of the site has 150 KiB for everything


@cache
def pictures() -> dict[str, bytes]:
    return site_paper.pictures()


def test_each_page_of_the_site_shows_pictures_that_are_there_and_light() -> None:
    for language, folder in (("zh", ROOT / "site"), ("en", ROOT / "site" / "en")):
        text = (folder / "check" / "paper.md").read_text(encoding="utf-8")
        names = {name for name in pictures() if f"-{language}-" in name}
        assert names == {name for name in pictures() if f"/papers/{name}" in text}
        assert sum(len(pictures()[name]) for name in names if "small" in name) < PAGE_BYTES


def test_its_symbol_is_read_and_is_no_token_of_ours() -> None:
    with Image.open(io.BytesIO(pictures()["certificate-zh-1.webp"])) as image:
        assert image.size == (site_paper.WIDTH, round(site_paper.WIDTH * 297 / 210))
        texts = [symbol.text for symbol in zxingcpp.read_barcodes(image)]
    assert texts == [site_paper.sample("zh").qr]
    assert site_body.read().body.is_sample
    with pytest.raises(Malformed):
        qr_token.parse(qr_token.unwrap(texts[0], site_body.read().base_url))
