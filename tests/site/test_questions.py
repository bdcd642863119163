"""The search answers what people ask: each question is typed into it, and its page is among the first three results."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.site.pages import Built

pytestmark = pytest.mark.browser

QUESTIONS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
FIRST: Final = 3
ENOUGH: Final = 57  # of 60


def test_there_are_forty_questions_in_chinese_and_twenty_in_english(built: Built) -> None:
    assert {language: len(asked) for language, asked in QUESTIONS.items()} == {"zh": 40, "en": 20}
    named = {answer for asked in QUESTIONS.values() for answers in asked.values() for answer in answers}
    assert named - set(built.documents) == set()


def results(page: Page, question: str) -> list[str]:
    """Return the pages of the first results, in their order."""
    page.fill(".md-search__input", "")
    page.press(".md-search__input", "End")
    page.locator(".md-search-result__link").first.wait_for(state="detached")
    page.fill(".md-search__input", question)
    page.press(".md-search__input", "End")  # Material searches when a key comes up, not when text is pasted
    page.locator(".md-search-result__link").first.wait_for(timeout=5_000)
    items = page.locator(".md-search-result__item").evaluate_all(  # one a page; its sections stand below it
        "items => items.map(item => item.querySelector('.md-search-result__link').href)")
    return [urlsplit(address).path for address in items[:FIRST]]


def answers(browser: Browser, origin: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Ask every question; yield it with its pages and with what came first."""
    for start, language in (("/", "zh"), ("/en/", "en")):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(origin + start)
        page.click(".md-search__input")
        for question, wanted in QUESTIONS[language].items():
            try:
                yield question, wanted, results(page, question)
            except Exception as error:  # noqa: BLE001  nothing found is an answer too, and counts as a miss
                yield question, wanted, [type(error).__name__]
        page.close()


def test_the_right_page_comes_among_the_first_three(
    browser: Browser, origin: str, record_property: Callable[[str, object], None],
) -> None:
    missed = [(question, found) for question, wanted, found in answers(browser, origin) if not set(wanted) & set(found)]
    assert 60 - len(missed) >= ENOUGH, missed
    record_property("missed", missed)  # for `--junit-xml`, where somebody wants to know more than enough
