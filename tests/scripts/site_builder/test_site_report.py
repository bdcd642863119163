"""The picture of a report on the site is what the program answers, the same each time, and light enough for a page."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image

from scripts.site_builder import site_paper, site_report
from tests.instances import ROOT

PAGE_BYTES = 26_000  # of the small picture: a page of the site has 150 KiB for everything


def test_each_page_that_tells_of_the_report_shows_it() -> None:
    drawn = site_report.pictures()
    assert drawn == site_report.pictures()
    for language, folder in (("zh", ROOT / "site"), ("en", ROOT / "site" / "en")):
        text = (folder / "check" / "tender.md").read_text(encoding="utf-8")
        names = {name for name in drawn if f"-{language}" in name}
        assert len(names) == 2
        assert names == {name for name in drawn if f"/papers/{name}" in text}
        assert len(drawn[f"report-{language}-small.webp"]) < PAGE_BYTES
        with Image.open(io.BytesIO(drawn[f"report-{language}.webp"])) as image:
            (symbol,) = zxingcpp.read_barcodes(image)
        number = site_paper.SUBJECT["number"]
        assert symbol.text.startswith(f"{site_paper.sample('zh').base_url}/c/{number}/report?at=2026-11-23&product=")
