"""The search answers what people ask: each question is typed into it, and its page is among the first three results."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, TimeoutError  # noqa: A004  Playwright's own

from tests.site.built_pages import Built

pytestmark = pytest.mark.browser

QUESTIONS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("questions.toml").read_text(encoding="utf-8")
)
FOUND: Final = Path(__file__).with_name("questions_found.toml")
FIRST: Final = 3
ENOUGH: Final = 57  # of 60


def test_there_are_forty_questions_in_chinese_and_twenty_in_english(built: Built) -> None:
    assert {language: len(asked) for language, asked in QUESTIONS.items()} == {"zh": 40, "en": 20}
    assert all(1 <= len(answers) <= 2 for asked in QUESTIONS.values() for answers in asked.values())
    named = {answer for asked in QUESTIONS.values() for answers in asked.values() for answer in answers}
    assert named - set(built.documents) == set()


def results(page: Page, question: str) -> list[str]:
    """Return the pages that are found, in their order; nothing where nothing is."""
    page.fill(".md-search__input", "")
    page.press(".md-search__input", "End")
    page.locator(".md-search-result__link").first.wait_for(state="detached")
    page.fill(".md-search__input", question)
    page.press(".md-search__input", "End")  # Material searches when a key comes up, not when text is pasted
    try:
        page.locator(".md-search-result__link").first.wait_for(timeout=5_000)
    except TimeoutError:
        return []
    items = page.locator(".md-search-result__item").evaluate_all(  # one a page; its sections stand below it
        "items => items.map(item => item.querySelector('.md-search-result__link').href)"
    )
    return [urlsplit(address).path for address in items]


@pytest.fixture(scope="module")
def places(browser: Browser, origin: str) -> dict[str, dict[str, int]]:
    """The place of the right page for each question, from 1 on; 0 where it was not found at all."""
    found: dict[str, dict[str, int]] = {}
    for start, language in (("/", "zh"), ("/en/", "en")):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(origin + start)
        page.click(".md-search__input")
        found[language] = {}
        for question, wanted in QUESTIONS[language].items():
            listed = enumerate(results(page, question), start=1)
            found[language][question] = next((place for place, path in listed if path in wanted), 0)
        page.close()
    if "STARMARK_RECORD" in os.environ:
        FOUND.write_text(recorded(found), encoding="utf-8")
    return found


def recorded(found: dict[str, dict[str, int]]) -> str:
    """Return the file that keeps the places."""
    hits = sum(1 <= place <= FIRST for asked in found.values() for place in asked.values())
    head = (
        f"# Where the search of the site found the right page for each question of questions.toml: {hits} of 60 "
        f"among the first {FIRST}.\n# 0: not at all. Made by STARMARK_RECORD=1 python -m pytest "
        "tests/site/browser/test_questions.py\n"
    )
    return head + "".join(
        f"\n[{language}]\n" + "".join(f'"{question}" = {place}\n' for question, place in asked.items())
        for language, asked in found.items()
    )


def near(found: dict[str, dict[str, int]]) -> set[str]:
    """Return the questions whose page is among the first results."""
    return {question for asked in found.values() for question, place in asked.items() if 1 <= place <= FIRST}


def test_the_right_page_comes_among_the_first_three(places: dict[str, dict[str, int]]) -> None:
    missed = {
        question: place
        for asked in places.values()
        for question, place in asked.items()
        if question not in near(places)
    }
    assert len(near(places)) >= ENOUGH, missed


def test_what_was_found_is_kept(places: dict[str, dict[str, int]]) -> None:
    kept = tomllib.loads(FOUND.read_text(encoding="utf-8"))
    assert {language: list(asked) for language, asked in kept.items()} == {
        language: list(asked) for language, asked in QUESTIONS.items()
    }
    assert near(kept) == near(places), f"{FOUND.name} says otherwise: record it anew, as its head tells"
