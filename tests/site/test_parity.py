"""Chinese and English say the same: the same pages, the same places in them, the same words in head and foot."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from mkdocs.utils import meta
from mkdocs.utils.yaml import yaml_load

from tests.site.built_pages import CHINESE, ENGLISH, ROOT, Built
from verify.menu import FOOT, MENU

NEITHER = (
    "/static/",
    "/papers/",
    "/trust.json",
    "/.well-known/",
    "/contexts/",
    "/healthz",
    "/verify/offline.html",
    "/status/",
    "/feed.atom",
    "/feed.json",
    "/api/v1/openapi.json",
    "/developers/conformance/vectors.json",
    "/developers/conformance/conformance.tar.xz",
)  # no language
PAGES = sorted(
    path.relative_to(CHINESE)
    for path in CHINESE.rglob("*.md")
    if path.relative_to(CHINESE).parts[0] not in {"en", "_data", "decisions"}
)


def parts(path: Path) -> tuple[dict[str, object], str]:
    """Return the front matter and the text of a page."""
    text, front = meta.get_data(path.read_text(encoding="utf-8"))
    return front, text


def shape(text: str) -> list[str]:
    """Return what a page is built of, whatever it says: headings, rows, items, snippets, code, addresses."""
    marks = []
    for line in text.splitlines():
        found = re.match(r"(#+ )|(\|)|( *- )|(\d+\. )|(--8<--)|(```)|(!!!)|(<\w+)", line)
        marks += [found[0].strip()] if found else []
    return marks


def test_there_are_pages_to_compare() -> None:
    assert len(PAGES) >= 10


def test_english_has_the_same_pages() -> None:
    english = {path.relative_to(ENGLISH) for path in ENGLISH.rglob("*.md") if "decisions" not in path.parts}
    assert english == set(PAGES)


def test_decisions_are_the_same_files_in_both_languages() -> None:
    assert (ENGLISH / "decisions").is_symlink()
    assert (ENGLISH / "decisions").resolve() == (CHINESE / "decisions").resolve()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_the_same_front_matter_and_shape_in_both(page: Path) -> None:
    (front, text), (english_front, english_text) = parts(CHINESE / page), parts(ENGLISH / page)
    assert set(front) == set(english_front) - {"spaced"}
    assert all(front[key] == english_front[key] for key in ("published", "revised", "template") if key in front)
    if page.name != "changelog.md":  # the English page takes its text from CHANGELOG.md: see test_changelog.py
        assert shape(text) == shape(english_text)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_chinese_pages_are_in_chinese_and_english_ones_in_english(page: Path) -> None:
    for folder, most in ((CHINESE, 1.0), (ENGLISH, 0.05)):
        _, text = parts(folder / page)
        letters = re.findall(r"[A-Za-z\u4e00-\u9fff]", re.sub(r"`[^`]*`|<[^>]*>|\([^)]*\)|--8<--.*", "", text))
        share = sum("\u4e00" <= letter <= "\u9fff" for letter in letters) / len(letters)
        assert share <= most
        assert folder is ENGLISH or share > 0.5


def configs() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both configurations, the English one without what it inherits."""
    found = []
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("INHERIT: mkdocs.yml", "")
        found.append(yaml_load(io.BytesIO(text.encode())))
    return found[0], found[1]


def test_another_builder_of_the_same_files_could_take_over() -> None:
    """Decision 0013: no hooks and nobody else's plugins, templates that know little of MkDocs, and no script inline."""
    for config in configs():
        assert set(config) <= {
            "site_name",
            "site_description",
            "site_url",
            "docs_dir",
            "site_dir",
            "exclude_docs",
            "not_in_nav",
            "theme",
            "nav",
            "plugins",
            "markdown_extensions",
            "validation",
            "extra",
        }
        assert set(config["plugins"]) == {"search"}
        own = {name for name in config["markdown_extensions"] if not name.startswith("pymdownx.")}
        assert own <= {"abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"}
    known = {"name", "custom_dir", "language", "font", "favicon", "features"}
    assert set(configs()[0]["theme"]) <= known
    assert set(configs()[1]["theme"]) <= known
    for template in (ROOT / "overrides").rglob("*"):
        text = template.read_text(encoding="utf-8") if template.is_file() else ""
        assert re.findall(r"page\.file\b|config\.plugins|config\.mdx|<script(?![^>]*src=)", text) == [], template.name


def test_the_menus_have_the_same_places() -> None:
    def places(nav: object) -> list[object]:
        items = [item for entry in nav for item in entry.values()]  # type: ignore[attr-defined]
        return [places(item) if isinstance(item, list) else item for item in items]

    chinese, english = configs()
    assert places(chinese["nav"]) == places(english["nav"])


def test_every_word_of_head_and_foot_is_said_in_english_too() -> None:
    chinese, english = (config["extra"] for config in configs())
    assert set(chinese["words"]) == set(english["words"])


def test_head_and_foot_have_the_links_of_the_service(built: Built) -> None:
    for page in built.documents.values():
        prefix = "/en" if page.language == "en" else ""
        for place, listed in (('<nav class="nav"', MENU), ('<footer class="foot"', FOOT)):
            part = page.source[page.source.index(place) :].split("</ul>" if "foot" in place else "</nav>")[0]
            found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', part)
            assert found == [(link.address(prefix), link.title.en if prefix else link.title.zh) for link in listed]


def test_the_sections_are_called_what_the_menu_calls_them() -> None:
    for config, language in zip(configs(), ("zh", "en"), strict=True):
        sections = {
            next(iter(pages[0].values())): title
            for entry in config["nav"]
            for title, pages in entry.items()
            if isinstance(pages, list)
        }
        menu = {f"{link.path}index.md": getattr(link.title, language) for link in MENU if not link.of_service}
        assert sections == menu


def test_a_section_within_a_section_lists_its_own_pages(built: Built) -> None:
    def listed(address: str) -> list[str]:
        part = built.documents[address].source.split('<nav class="local', 1)[1].split("</nav>")[0]
        return [urljoin(address, link) for link in re.findall(r'<a href="([^"]*)"', part)]

    technical, staff = listed("/developers/verify/"), listed("/en/staff/cases/")
    assert [link for link in technical if "/staff/" in link] == ["/staff/"]
    assert staff[0] == "/en/developers/"
    assert len(staff) > 5
    assert all(link.startswith("/en/staff/") for link in staff[1:])


def test_the_section_of_a_page_is_marked_in_the_menu(built: Built) -> None:
    for address, kind in (("/certify/", "page"), ("/en/certify/process/", "true"), ("/mark/examples/", "true")):
        marked = [
            tag.attributes
            for tag in built.documents[address].tags
            if "aria-current" in tag.attributes and tag.attributes["href"].startswith("/")
        ]
        section = "/".join(address.split("/")[: 3 if address.startswith("/en/") else 2]) + "/"
        assert marked == [{"href": section, "aria-current": kind}], address


def test_each_language_links_pages_of_its_own_language(built: Built) -> None:
    for page in built.documents.values():
        for link in page.all("a"):
            target = link.get("href", "")
            if target.startswith("/") and not link.get("hreflang") and not target.startswith(NEITHER):
                assert target.startswith("/en/") == (page.language == "en"), (page.path, target)
