"""A question that was typed where certificates are looked up: told from a name, and answered from the site's list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certs import limits
from verify.topics import TOPICS_FILE, topics_of


def page(path: str, **words: float) -> dict[str, Any]:
    """Return a page of the list."""
    return {"path": path, "title": {"zh": "题", "en": "T"}, "text": {"zh": "说明", "en": "About"}, "words": words}


LISTED = {
    "pages": [
        page("levels/", 星级=10, 四星=8, 等级=8, level=8),
        page("complaints/", 投诉=20, 举报=8, complaint=8),
        page("process/", 申请=9, 投诉=2, 投诉处理=3),
        page("fees/", 多少钱=12, cost=12),
    ],
    "stop": ["怎么办", "怎么", "是什么", "什么意思", "意思", "多少", "的", "how", "to", "what", "is", "a"],
    "names": ["有限公司", "ltd"],
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / TOPICS_FILE).write_text(json.dumps(LISTED), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("投诉怎么办", ["complaints/"]),
        ("四星级是什么意思", ["levels/"]),
        ("多少钱", ["fees/"]),  # 多少 only asks, 多少钱 is a matter
        ("怎么投诉和举报", ["complaints/"]),
        ("投诉处理", ["complaints/"]),
        ("申请投诉", ["complaints/", "process/"]),
        ("How to complain: what is a COMPLAINT?", ["complaints/"]),
        ("complaints", ["complaints/"]),
        ("complain", ["complaints/"]),
        ("ＣＯＳＴ", ["fees/"]),
        ("怎么办", []),  # asks for nothing
        ("", []),
        ("青禾", []),
        ("昆明青禾投诉处理设备", []),  # more of it is unknown than known
        ("星级投诉有限公司", []),
        ("Complaint Ltd", []),
        ("青禾投诉", []),  # as much as not
    ],
)
def test_what_reads_as_a_question_is_answered(site: Path, question: str, paths: list[str]) -> None:
    assert [topic.path for topic in topics_of(site, question)] == paths


def test_no_more_pages_are_named_than_a_reader_looks_at(site: Path) -> None:
    many = {**LISTED, "pages": [page(f"{number}/", 投诉=1) for number in range(9)]}
    (site / TOPICS_FILE).write_text(json.dumps(many), encoding="utf-8")
    assert len(topics_of(site, "投诉")) == limits.TOPICS


def test_a_site_that_is_built_again_is_read_again(site: Path) -> None:
    assert [topic.path for topic in topics_of(site, "投诉")] == ["complaints/"]
    (site / TOPICS_FILE).write_text(json.dumps({**LISTED, "pages": [page("new/", 投诉=1)]}), encoding="utf-8")
    assert [topic.path for topic in topics_of(site, "投诉")] == ["new/"]


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{", '{"pages": 1}', '{"pages": [{}]}', "\x00", " " * (limits.TOPICS_FILE + 1)]
)
def test_without_a_list_of_ours_nothing_is_said(site: Path, damaged: str) -> None:
    (site / TOPICS_FILE).write_text(damaged, encoding="utf-8")
    assert topics_of(site, "投诉") == ()
    (site / TOPICS_FILE).unlink()
    assert topics_of(site, "投诉") == ()
    assert topics_of(None, "投诉") == ()
