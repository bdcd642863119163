"""Each page: its head, its language switch, its lookup box, its dates."""

from __future__ import annotations

import re

from tests.site.built_pages import Built, Document

SAMPLE = {"en": "Sample: body, companies and certificates are fictional", "zh-CN": "样例：机构、企业和证书均为虚构"}


def pages(built: Built) -> list[Document]:
    """Return the pages that people are led to: all but the two "not found" pages."""
    return [page for address, page in built.documents.items() if not address.endswith("404.html")]


def test_every_page_has_a_description_of_its_own(built: Built) -> None:
    for prefix in ("/en/", "/"):
        found = [page.description for page in pages(built) if page.path.startswith("/en/") == (prefix == "/en/")]
        assert all(10 <= len(text) <= 200 for text in found), [text for text in found if not 10 <= len(text) <= 200]
        assert len(set(found)) == len(found)


def test_every_page_has_one_first_heading_and_a_title_of_its_own(built: Built) -> None:
    for page in built.documents.values():
        assert len(page.all("h1")) == 1, page.path
    for english in (True, False):
        titles = [
            re.findall("<title>(.*?)</title>", page.source, re.DOTALL)[0]
            for page in pages(built)
            if page.path.startswith("/en/") == english
        ]
        assert len(set(titles)) == len(titles)


def test_every_page_says_that_all_is_a_sample(built: Built) -> None:
    for page in built.documents.values():
        assert SAMPLE[page.language] in page.text, page.path


def test_the_language_switch_keeps_the_page(built: Built) -> None:
    for page in pages(built):
        switch = next(a for a in page.all("a") if a.get("hreflang") in {"en", "zh-CN"} and a.get("lang"))
        expected = page.path.removeprefix("/en") if page.language == "en" else "/en" + page.path
        assert switch["href"] == expected
        assert built.file(expected).is_file()


def test_every_page_has_the_lookup_box_as_a_plain_form(built: Built) -> None:
    for page in built.documents.values():
        forms = [form for form in page.all("form") if "lookup" in form.get("class", "")]
        assert [form["action"] for form in forms] == ["/en/verify" if page.language == "en" else "/verify"], page.path
        assert forms[0]["method"] == "get"
        assert [field["name"] for field in page.all("input") if field.get("id") == "q"] == ["q"]


def test_every_page_of_text_says_when_it_was_published(built: Built) -> None:
    for page in pages(built):
        if page.path not in {"/", "/en/"}:
            days = [time["datetime"] for time in page.all("time")]
            assert days, page.path
            assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", day) for day in days)
            assert days == sorted(days), f"{page.path} was revised before it was published"


def test_the_skip_link_comes_first_and_has_its_target(built: Built) -> None:
    for page in built.documents.values():
        shown = [link for link in page.all("a") if link.get("class") != "md-skip"]  # Material's own one is not shown
        assert shown[0] == {"class": "skip", "href": "#main"}
        assert "main" in page.anchors


def test_the_home_page_answers_three_wishes(built: Built) -> None:
    for prefix in ("/", "/en/"):
        home = built.documents[prefix]
        assert len([tag for tag in home.all("article") if tag.get("class") == "door"]) == 3
        assert len([tag for tag in home.all("span") if tag.get("class", "").startswith("st v-")]) == 5
        assert len([tag for tag in home.all("img") if "emblem-" in tag.get("src", "")]) == 4


def test_no_fence_asks_for_a_diagram_from_elsewhere(built: Built) -> None:
    assert [page.path for page in built.documents.values() if "mermaid" in page.source.lower()] == []
