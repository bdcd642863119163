"""The set of questions that the search is held to, over sixty firms: each kind of question, on both databases."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from certs.certificate.fields import ScopeItem
from certs.register.answers.hit_lines import Hits
from certs.register.answers.not_found import NotFound
from certs.register.answers.search_by_kind import search
from certs.register.store import name_search, question_met
from certs.register.store.reader import Reader
from tests.register.founded_register import NOW, Register, draft

SET: Final = tomllib.loads(Path(__file__).with_name("search_set.toml").read_text(encoding="utf-8"))
WHOLLY: Final = {"exact", "part", "form", "traditional"}  # of these none may be missed
HOW: Final = {  # in which ways the first that is found may be met; "" stands for its text
    "pinyin": {"", "pinyin"},
    "initials": {"pinyin"},
    "slip": {"", "near"},
    "two": {"words", "pinyin"},
}
HOSTILE: Final = (
    "青" * 10_000,
    "a" * 10_000,
    "an" * 100,
    "qing " * 40,
    '"栗桐" OR 1 NEAR(a b) * ^ - : {name}',
    "'; DROP TABLE name; --",
    "栗桐%_\\",
    "😀🧾",
    "e\u0301\u0302\u0303" * 20,
    "\ud800栗桐",
    "\x00\u200b",
    "qin",
    "q",
    "zh ",
    "1 2 3 4 5",
    "12345",
    "⟨栗",
    "qing·he",
    "栗\u0301桐",
)


def filled(register: Register) -> Reader:
    register.issue(
        *(
            draft(
                place,
                holder=replace(draft(place).holder, name=name, name_en=english, former_names=tuple(former)),
                scope=tuple(ScopeItem(product, brands=tuple(brands)) for product in products),
            )
            for place, (name, english, former, products, brands) in enumerate(SET["firms"], 1)
        )
    )
    return register.reader()


def answered(reader: Reader, question: str) -> tuple[list[str], set[str]]:
    """Return the holders of the first three that are found, and in which way the first was met."""
    found = search(reader, question, now=NOW)
    hits = found.items[:3] if isinstance(found, Hits) else ()
    return [hit.holder for hit in hits], {hit.how for hit in hits[:1]}


def test_the_set_is_held(register: Register) -> None:
    reader = filled(register)
    missed: dict[str, list[Any]] = {kind: [] for kind in SET["questions"]}
    for kind, questions in SET["questions"].items():
        for question, *expected in questions:
            holders, how = answered(reader, question)
            if not set(expected) <= set(holders) or not how <= HOW.get(kind, {""}):
                missed[kind].append((question, holders, how))
    asked = sum(map(len, SET["questions"].values()))
    assert asked >= 120
    assert [missed[kind] for kind in WHOLLY] == [[]] * len(WHOLLY), missed
    assert sum(map(len, missed.values())) <= asked * 5 // 100, missed


def test_hostile_questions_are_answered_and_mean_nothing(register: Register) -> None:
    reader = filled(register)
    kinds = {question: type(search(reader, question, now=NOW)) for question in HOSTILE}
    assert set(kinds.values()) <= {Hits, NotFound}
    assert kinds['"栗桐" OR 1 NEAR(a b) * ^ - : {name}'] is NotFound
    assert kinds["栗桐%_\\"] is Hits  # what is no letter is left out of a name


@pytest.mark.parametrize("question", ["有限", "q", "yxgs", "you xian gong si", "有限 sh", "青禾样例"])
def test_pages_lose_and_repeat_nothing_across_the_ways_of_meeting(register: Register, question: str) -> None:
    reader = filled(register)
    with reader.view() as view:
        numbers = view.connection.exec_driver_sql("SELECT number FROM certificate ORDER BY number").scalars().all()
        texts = name_search.texts_of(view.connection, numbers)
        met = {number: question_met.asked(question).met_by(texts[number].names) for number in numbers}
        expected = sorted((one.closeness, number) for number, one in met.items() if one is not None)
        pages: list[list[name_search.Match]] = []
        place: name_search.Place | None = None
        while pages[-1:] != [[]] and (place or not pages):
            matches, place = view.find(question, limit=7, before=place)
            pages.append(matches)
    matches = [match for page in pages for match in page]
    assert expected
    assert sorted((match.closeness, match.number) for match in matches) == expected
    assert [match.closeness for match in matches] == sorted(match.closeness for match in matches)
