"""The evidence list and the topics: what is shipped, and every slip in such a file told by its line."""

from __future__ import annotations

from importlib import resources

import pytest

from certs.errors import Malformed
from certs.scheme.evidence import parse_evidence
from certs.scheme.schemes import SCHEMES, evidence, topics
from certs.scheme.topics import parse_topics
from tests.scheme.slips import due

GBT, BRAND = SCHEMES["gbt27922-2011"], SCHEMES["brand-1000"]
FOLDER = resources.files("certs.scheme")
EVIDENCE = FOLDER.joinpath("evidence.toml").read_text(encoding="utf-8")
TOPICS = FOLDER.joinpath("topics.toml").read_text(encoding="utf-8")
# Copies of each numbered item of the list that goes round among applicants; the others name none.
COPIES = {
    0: (1, 1),
    5: (2, 2),
    8: (5, 5),
    12: (1, 1),
    13: (4, 4),
    14: (3, 4),
    15: (4, 4),
    16: (4, 4),
    17: (4, 4),
    18: (4, 4),
    19: (4, 4),
    20: (5, 5),
    21: (1, 1),
    22: (4, 4),
    23: (4, 4),
    24: (4, 4),
}


def test_the_licence_and_all_29_items_are_there_once() -> None:
    numbers = [item.number for item in evidence().items] + [entry.number for entry in evidence().never]
    assert sorted(number for number in numbers if number is not None) == list(range(30))
    assert {item.number: item.copies for item in evidence().items if item.copies} == COPIES


def test_what_may_not_be_demanded_is_never_asked_for() -> None:
    assert [entry.code for entry in evidence().never] == [
        "bids",
        "audit-report",
        "tax-returns",
        "health",
        "social-insurance",
        "identity",
    ]
    asked = " ".join(f"{item.name.zh}{item.accepted.zh}" for item in evidence().items)
    assert [word for word in ("审计报告", "纳税", "体检", "社保", "投标", "身份证") if word in asked] == []
    managers = next(item for item in evidence().items if item.code == "managers")
    assert managers.not_asked is not None
    assert "身份证" in managers.not_asked.zh


def test_items_are_found_by_group_and_by_indicator() -> None:
    found = [item.code for group in evidence().groups for item in evidence().of_group(group.code)]
    assert found == [item.code for item in evidence().items]
    assert [item.code for item in evidence().of_clause("5.3.2")] == ["complaints"]
    assert [item.code for item in evidence().of_clause("5.1.7")] == ["process"]
    assert evidence().of_clause("5.2.6") == ()


def test_what_must_cover_all_products_is_about_products() -> None:
    covering = {item.number for item in evidence().items if item.covers_all}
    assert {2, 6, 14} <= covering
    assert covering.isdisjoint({0, 1, 4, 7, 8, 20, 27})


def test_topics_say_how_sure_they_are() -> None:
    found = {topic.clause: topic for topic in topics()}
    assert len(found) == len(topics()) == 13
    assert {clause for clause, topic in found.items() if not topic.sure} == {"5.3.1", "5.3.2"}
    assert "10%" in found["5.1.2.2"].text.zh
    assert found["5.1.2.2"].indicator == "5.1.2"
    assert found["5.3.1"].indicator == "5.3.1"


SLIPS = {
    "an unknown field": ("covers_all = true", "coversall = true", "coversall"),
    "a missing field": ("ask = ", "# ask = ", "ask is missing"),
    "an unknown answer": ('ask = "always"', 'ask = "perhaps"', "always or if-applicable"),
    "a text where a truth belongs": ("covers_all = false", 'covers_all = "no"', "covers_all should be bool"),
    "a truth where a number belongs": ("number = 1\n", "number = true\n", "number should be int"),
    "a number below nought": ("number = 0\n", "number = -1\n", "negative"),
    "a number twice": ("number = 26", "number = 25", "number 25 stands there already"),
    "a code twice": ('code = "outlets"', 'code = "profile"', "code profile stands there already"),
    "a group that is not there": ('group = "goods"', 'group = "wares"', "no group wares"),
    "an indicator that is not there": ('clauses = ["5.1.1"]', 'clauses = ["5.4.1"]', "5.4.1"),
    "an indicator twice": ('clauses = ["5.1.1"]', 'clauses = ["5.1.1", "5.1.1"]', "none of them twice"),
    "copies the wrong way round": ("copies = [3, 4]", "copies = [4, 3]", "fewest first"),
    "too many copies": ("copies = [3, 4]", "copies = [3, 40]", "between 1 and 20"),
    "copies that are no pair": ("copies = [3, 4]", "copies = [3]", "fewest, most"),
    "one language": (', en = "Company profile"', "", "en is missing"),
    "an empty text": ('en = "Company profile"', 'en = " "', "en is empty"),
    "a third language": ('en = "Company profile"', 'en = "x", fr = "x"', "fr"),
    "a forbidden item without a reason": ("reason = ", "# reason = ", "reason is missing"),
}


@pytest.mark.parametrize(("old", "new", "told"), SLIPS.values(), ids=list(SLIPS))
def test_each_slip_is_told_with_its_line_and_entry(old: str, new: str, told: str) -> None:
    broken = EVIDENCE.replace(old, new, 1)
    assert broken != EVIDENCE
    with pytest.raises(Malformed, match=told) as caught:
        parse_evidence(broken.encode(), GBT)
    line = due(EVIDENCE, old, told)
    assert f"evidence.toml, line {line} (" in caught.value.words.en
    assert f"evidence.toml 第 {line} 行（" in caught.value.words.zh


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format = 1", "format = 2", "format 2"),
        ('scheme = "gbt27922-2011"', 'scheme = "brand-1000"', "gbt27922-2011"),
        ("note = ", "noted = ", "unknown field noted"),
        ('code = "company"', "code = company", r"line 10 \(TOML\).*no good TOML"),
        ('[[never]]\ncode = "bids"', '[never]\ncode = "bids"', "no good TOML"),
        (
            '[[groups]]\ncode = "rules"',
            '[[groups]]\ncode = "spare"\ntitle = {zh = "空", en = "x"}\n[[groups]]\ncode = "rules"',
            "nothing is in the group spare",
        ),
    ],
)
def test_slips_in_the_head_are_told(old: str, new: str, told: str) -> None:
    broken = EVIDENCE.replace(old, new, 1)
    assert broken != EVIDENCE
    with pytest.raises(Malformed, match=told):
        parse_evidence(broken.encode(), GBT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[[[[",
        b"format = 1",
        b"x" * 2_000_000,
        b'format = 1\nscheme = "gbt27922-2011"\nitems = [{code = "x"}]\n',
    ],
    ids=["empty", "no utf-8", "no toml", "no lists", "huge", "a list in one line"],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    for parse in (parse_evidence, parse_topics):
        with pytest.raises(Malformed):
            parse(data, GBT)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('clause = "5.1.1.1"', 'clause = "5.9.1.1"', "under no second-level indicator"),
        ("sure = false\n", 'sure = "no"\n', "sure should be bool"),
        ('clause = "5.3.2"', 'claus = "5.3.2"', "claus"),
    ],
)
def test_slips_in_the_topics_are_told_with_their_line(old: str, new: str, told: str) -> None:
    broken = TOPICS.replace(old, new, 1)
    with pytest.raises(Malformed, match=told) as caught:
        parse_topics(broken.encode(), GBT)
    assert f"line {due(TOPICS, old, told)} (" in caught.value.words.en


def test_the_lists_belong_to_their_scheme() -> None:
    with pytest.raises(Malformed, match="brand-1000"):
        parse_evidence(EVIDENCE.encode(), BRAND)
    with pytest.raises(Malformed, match="brand-1000"):
        parse_topics(TOPICS.encode(), BRAND)
