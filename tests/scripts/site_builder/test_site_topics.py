"""The list of the built site by which the service answers questions: closed, in both languages, and good for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.site_builder import site_search
from tests.site.built_pages import Built
from verify.topics import TOPICS_FILE, topics_of


@pytest.fixture
def pages(built: Built) -> dict[str, dict[str, Any]]:
    listed = json.loads((built.site / TOPICS_FILE).read_text(encoding="utf-8"))
    return {page["path"]: page for page in listed["pages"]}


def test_every_page_that_has_aliases_is_listed_and_no_other(built: Built, pages: dict[str, dict[str, Any]]) -> None:
    assert set(pages) == {path for path, front in site_search.front_matters("zh").items() if "aliases" in front}
    for path, page in pages.items():
        for language, folder in (("zh", "/"), ("en", "/en/")):
            document = built.documents[folder + path]
            assert page["title"][language] in document.source
            assert page["text"][language] == document.description
        assert page["words"]
        assert all(worth > 0 for worth in page["words"].values())


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("四星级是什么意思", "certify/levels/"),
        ("投诉怎么办", "help/complaints/"),
        ("怎么申请", "certify/process/"),
        ("多少钱", "certify/fees/"),
        ("证书丢了怎么办", "help/"),
        ("标志能不能印在包装上", "mark/"),
        ("招标文件怎么写", "check/tender/"),
        ("暂停", "check/statuses/"),
        ("what do four stars mean", "certify/levels/"),
        ("How do I complain about a fake certificate?", "help/complaints/"),
        ("API", "developers/"),
    ],
)
def test_what_people_ask_leads_to_the_page_that_answers(built: Built, question: str, path: str) -> None:
    assert path in [topic.path for topic in topics_of(built.site, question)]


@pytest.mark.parametrize("name", ["青禾", "昆明拓业办公椅有限公司", "格力空调", "办公家具", "手机维修", "怎么办"])
def test_what_is_looked_up_is_no_question(built: Built, name: str) -> None:
    assert topics_of(built.site, name) == ()
