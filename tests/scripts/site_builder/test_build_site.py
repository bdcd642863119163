"""The build as a whole: strict, and within the places that are the site's."""

from __future__ import annotations

import json
import re

import pytest

from tests.site.built_pages import Built

# First parts of paths that belong to the service, and the folder of the other language.
RESERVED = {
    "verify",
    "c",
    "C",
    "q",
    "Q",
    "api",
    "log",
    "status",
    "contexts",
    "trust.json",
    "feed.atom",
    "feed.json",
    "healthz",
    "readyz",
    "metrics",
    ".well-known",
    "static",
}
STAMP = ".built"  # what `make` keeps beside the pages: when it built them


@pytest.mark.parametrize("folder", ["", "en"])
def test_no_page_takes_an_address_of_the_service(built: Built, folder: str) -> None:
    names = {path.name for path in (built.site / folder).iterdir()}
    assert names & RESERVED == set()
    assert "index.html" in names


def test_english_lives_below_en_only(built: Built) -> None:
    for address, page in built.documents.items():
        assert page.language == ("en" if address.startswith("/en/") else "zh-CN"), address


def test_chinese_search_is_cut_into_words(built: Built) -> None:
    index = (built.site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "\u200b" in index
    words = {word for doc in json.loads(index)["docs"] for word in re.split(r"[\s\u200b，。、（）“”]+", doc["text"])}
    assert "星级" in words
    assert words & {"五星级", "四星级", "三星级", "二星级"} == set(), "a search for 星级 would miss these"


def test_records_stand_behind_pages_in_search(built: Built) -> None:
    docs = json.loads((built.site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    behind = {"staff", "developers", "performance", "decisions", "changelog"}
    boosts = {(doc["location"].split("/")[0] in behind, doc.get("boost", 1)) for doc in docs}
    assert boosts == {(True, 0.2), (True, 0.4), (False, 1), (False, 1.2)}


@pytest.mark.parametrize(("folder", "alias"), [("", "下证"), ("en/", "invoice")])
def test_a_page_is_found_by_words_that_it_lacks(built: Built, folder: str, alias: str) -> None:
    index = json.loads((built.site / folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert "aliases" in index["config"]["fields"]
    assert [doc["location"] for doc in index["docs"] if alias in doc.get("aliases", "")] == ["certify/fees/"]
    assert alias not in built.documents[f"/{folder}certify/fees/"].source


def test_the_sitemap_names_both_languages_of_each_page(built: Built) -> None:
    for folder in ("", "en/"):
        text = (built.site / folder / "sitemap.xml").read_text(encoding="utf-8")
        places = re.findall(r"<loc>https://cert\.example\.cn/([^<]*)</loc>", text)
        assert {f"/{place}" for place in places} <= set(built.documents)
        assert len(places) == len(re.findall('hreflang="en"', text)) == len(re.findall('hreflang="zh-CN"', text)) > 10
        for other in re.findall(r'href="https://cert\.example\.cn(/[^"]*)"', text):
            assert other in built.documents


def test_nothing_but_pages_is_published(built: Built) -> None:
    files = [path for path in built.site.rglob("*") if path.is_file() and path.name != STAMP]
    kinds = {path.suffix for path in files if "conformance" not in path.parts}  # what is judged there has its own
    assert kinds <= {
        ".html",
        ".css",
        ".js",
        ".map",
        ".json",
        ".xml",
        ".gz",
        ".txt",
        ".png",
        ".webp",
        ".svg",
        ".xlsx",
        ".wasm",
        ".jwt",  # these four of the conformance kit
        ".bundle",
        ".xz",
        ".sha256",
    }
