"""Every article that a page cites is one whose subject we have written down, and is cited for that subject."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from mkdocs.utils import meta

from tests.site.built_pages import CHINESE, ENGLISH, ROOT

LAWS: Final[list[dict[str, Any]]] = tomllib.loads((ROOT / "site/_data/law.toml").read_text(encoding="utf-8"))["law"]
BOTH: Final = pytest.mark.parametrize("language", ["zh", "en"])
DIGITS: Final = "〇一二三四五六七八九"
# `第十九条至第二十二条`, `articles 19 to 22`: both ends and all between.
ARTICLES: Final = {
    "zh": re.compile(r"第([一二三四五六七八九十]+)条(?:至第([一二三四五六七八九十]+)条)?"),
    "en": re.compile(r"(?<=article )(\d+)(?! to)()|(?<=articles )[\d, and to]+\d"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """One article of one law, cited on one line of a page."""

    page: str
    line: str
    law: str
    article: int


def number(text: str) -> int:
    """Return a Chinese number below one hundred."""
    tens, _, ones = text.rpartition("十")
    ten = (DIGITS.index(tens) if tens else 1) * 10 if "十" in text else 0
    return ten + (DIGITS.index(ones) if ones else 0)


def articles(text: str, language: str) -> list[int]:
    """Return the articles that a text names, ranges in full."""
    if language == "zh":
        pairs = [(number(a), number(b or a)) for a, b in ARTICLES["zh"].findall(text)]
    else:
        named = " ".join(re.findall(r"articles? ([\d, and to]*\d)", text))
        pairs = [(int(a), int(b or a)) for a, b in re.findall(r"(\d+)(?: to (\d+))?", named)]
    return [article for first, last in pairs for article in range(first, last + 1)]


def laws_in(text: str, language: str, before: str) -> Iterator[tuple[str, str]]:
    """Return each part of a line with the law that it is about: the one named last."""
    pattern = "|".join(f"(?:{law[language]})" for law in sorted(LAWS, key=lambda law: -len(law[language])))
    place, law = 0, before
    for named in re.finditer(pattern, text):
        yield text[place : named.start()], law
        place = named.end()
        law = next(each["name"] for each in LAWS if re.fullmatch(each[language], named[0]))
    yield text[place:], law


def citations(language: str) -> Iterator[Citation]:
    """Return every citation on the pages for the public; the others are about the program."""
    folder = CHINESE if language == "zh" else ENGLISH
    for path in sorted(folder.rglob("*.md")):
        page = path.relative_to(folder)
        if page.parts[0] not in {"en", "decisions", "developers", "staff"} and page.name != "changelog.md":
            yield from on_page(path, language)


def on_page(path: Path, language: str) -> Iterator[Citation]:
    """Return every citation on one page. An article without a law is one of the Regulations, the first law."""
    for line in path.read_text(encoding="utf-8").splitlines():
        for part, law in laws_in(line, language, LAWS[0]["name"]):
            yield from (Citation(str(path.relative_to(ROOT)), line, law, each) for each in articles(part, language))


def article(citation: Citation) -> dict[str, Any] | None:
    """Return what is written down of an article, or None."""
    law = next(each for each in LAWS if each["name"] == citation.law)
    return next((each for each in law["article"] if each["number"] == citation.article), None)


def front(line: str) -> bool:
    return line.startswith("basis:")


@BOTH
def test_every_article_cited_is_known(language: str) -> None:
    assert [(c.page, c.law, c.article, c.line[:60]) for c in citations(language) if article(c) is None] == []


@BOTH
def test_an_article_is_cited_for_what_it_is_about(language: str) -> None:
    wrong = []
    for citation in citations(language):
        known = article(citation)
        words = known[f"{language}_words"] if known else []
        if not front(citation.line) and not any(word in citation.line for word in words):
            wrong.append((citation.page, citation.law, citation.article, citation.line[:80]))
    assert wrong == []


@BOTH
def test_every_article_known_is_cited(language: str) -> None:
    cited = {(citation.law, citation.article) for citation in citations(language)}
    known = {(law["name"], each["number"]) for law in LAWS for each in law["article"]}
    assert known - cited == set()


@BOTH
def test_the_basis_of_a_page_names_every_article_that_the_page_cites(language: str) -> None:
    """Or the law as a whole, without articles."""
    missing = []
    cited = list(citations(language))
    for page in {citation.page for citation in cited}:
        _, head = meta.get_data((ROOT / page).read_text(encoding="utf-8"))
        named = {(c.law, c.article) for c in cited if c.page == page and front(c.line)}
        whole = {law["name"] for law in LAWS if re.search(law[language], head["basis"])} - {law for law, _ in named}
        text = {(c.law, c.article) for c in cited if c.page == page and not front(c.line)}
        missing += [(page, *each) for each in sorted(text - named) if each[0] not in whole]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("第十九条至第二十二条、第五十八条", "zh", [19, 20, 21, 22, 58]),
        ("第九条", "zh", [9]),
        ("articles 9, 17 and 18", "en", [9, 17, 18]),
        ("articles 13, 14, 19 to 22 and 58; rules", "en", [13, 14, 19, 20, 21, 22, 58]),
        ("article 20, items 2 and 5", "en", [20]),
        ("nothing", "en", []),
    ],
)
def test_articles_are_read_from_a_text(text: str, language: str, expected: list[int]) -> None:
    assert articles(text, language) == expected
