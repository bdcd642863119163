"""The search answers what people ask: a page that answers is among the first three results.

The questions go to the worker of the built site with its built index, as the field sends them; that the field sends
what is typed, pasted or spoken is tested once, with the real field.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.built_pages import Built
from tests.site.page_watch import watched

pytestmark = pytest.mark.browser

LISTS: Final[dict[str, dict[str, dict[str, list[str]]]]] = {
    name: tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("questions", "questions_80")
}
FIRST: Final = 3
ASK = """async ({worker, index, questions}) => {
    const search = new Worker(worker);
    const answer = message => new Promise((resolve, reject) => {
        search.onmessage = event => resolve(event.data.data);
        search.onerror = reject;
        search.postMessage(message);
    });
    const {config, docs} = await (await fetch(index)).json();
    await answer({type: 0, data: {config, docs, options: {suggest: false}}});
    const pages = {};
    for (const data of questions)
        pages[data] = (await answer({type: 2, data})).items.map(sections => sections[0].location.split("#")[0]);
    search.terminate();
    return pages;
}"""


@pytest.mark.parametrize(("name", "sizes"), [("questions", (40, 20)), ("questions_80", (56, 24))])
def test_every_question_names_pages_that_are_there(built: Built, name: str, sizes: tuple[int, int]) -> None:
    listed = LISTS[name]
    assert (len(listed["zh"]), len(listed["en"])) == sizes
    answers = {answer for asked in listed.values() for answers in asked.values() for answer in answers}
    assert answers - set(built.documents) == set()


def answered(page: Page, origin: str, language: str, questions: list[str]) -> dict[str, list[str]]:
    """Return the pages that each question finds, in their order."""
    start = f"{origin}/en/" if language == "en" else f"{origin}/"
    page.goto(start)
    worker = page.evaluate("JSON.parse(document.getElementById('__config').textContent).search")
    asked: dict[str, Any] = {"worker": worker, "index": f"{start}search/search_index.json", "questions": questions}
    pages: dict[str, list[str]] = page.evaluate(ASK, asked)
    return {question: [urlsplit(start + path).path for path in paths] for question, paths in pages.items()}


@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_answers_comes_among_the_first_three(browser: Browser, origin: str, name: str) -> None:
    page = browser.new_page()
    missed: dict[str, list[str]] = {}
    for language, wanted in LISTS[name].items():
        pages = answered(page, origin, language, list(wanted))
        assert set(pages) == set(wanted)
        missed |= {asked: first for asked in wanted if not set(wanted[asked]) & set(first := pages[asked][:FIRST])}
    page.close()
    assert missed == {}


@pytest.mark.parametrize(
    ("start", "before", "text"), [("/", "隐私", "四星级是什么意思"), ("/en/", "privacy", "what do four stars mean")]
)
def test_text_that_comes_without_a_key_is_searched(
    browser: Browser, origin: str, start: str, before: str, text: str
) -> None:
    page = browser.new_page()
    wrong = watched(page, origin)
    page.goto(origin + start)
    page.click(".md-search__input")
    first = page.locator(".md-search-result__link").first
    # as a paste by mouse or touch, or speech, does: the field changes, no key comes up; the second text finds the
    # search at work, where nothing but the change of the field tells of it
    for words, answer in ((before, "about/privacy/"), (text, "certify/levels/")):
        page.locator(".md-search__input").select_text()
        page.keyboard.insert_text(words)
        expect(first).to_have_attribute("href", re.compile(f"{start}{answer}"))
    expect(page.locator(".md-search-result__terms")).to_have_count(0)  # “missing: …” of words that Material cut
    expect(page.locator(".md-search-result mark").first).to_be_attached()
    assert wrong == []
    page.close()
