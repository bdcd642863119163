"""The kind of every "not found", with its words."""

from __future__ import annotations

from typing import Any

import pytest

from certs.register.answers.certificate_answer import answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.search_by_kind import search
from tests.register.founded_register import NOW, Register, uscc


def kind(found: Any) -> str:
    assert isinstance(found, NotFound)
    assert found.words.zh
    assert found.words.en
    return found.kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99926SC00099R0M", "never-issued"),
        ("99926SC00003R0M", "near-miss"),
        ("9926SC00001R0M", "near-miss"),
        ("99926SC00010R0M", "near-miss"),
        ("12326SC00001R0M", "foreign"),
        ("99926S", "malformed"),
        ("", "malformed"),
        ("9" * 500, "malformed"),
        ("\x00" * 9, "malformed"),
        ("'; --", "malformed"),
    ],
)
def test_not_found_says_which_kind(register: Register, number: str, text: str, expected: str) -> None:
    assert number
    found = answer(register.reader(), text, now=NOW)
    assert kind(found) == expected
    assert isinstance(found, NotFound)
    assert bool(found.suggestions) == (expected == "near-miss")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1"), "check-digit"),
        (uscc(999), "no-match"),
        ("没有这家", "no-match"),
        ("（）", "malformed"),
        ("", "malformed"),
        ("99926SC00099R0M", "never-issued"),
        ("KFR", "no-match"),
    ],
)
def test_a_search_that_finds_nothing_says_why(register: Register, number: str, text: str, expected: str) -> None:
    assert number
    assert kind(search(register.reader(), text, now=NOW)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "青禾第1家用电器（样例）有线公司",
        "青禾第1家电器有限公司",
        "青禾第1家用的电器有限公司",
        "青禾市第1家用电器有限公司",
        "青禾（杭州）第1家用电器（样例）有限公司",
        "杭州青禾第1家用电器有限公司"[2:],
        "青和第1家用电器",
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(register: Register, number: str, text: str) -> None:
    found = search(register.reader(), text, now=NOW)
    if isinstance(found, NotFound):
        assert found.kind == "no-match"
        assert number in {hit.number for hit in found.suggestions}
        assert "close to it" in found.words.en
    else:
        assert number in {hit.number for hit in found.items}


@pytest.mark.parametrize("text", ["青红", "海第一家", "完全不同的名称有限公司", "公司"])
def test_a_name_that_is_another_is_not(register: Register, number: str, text: str) -> None:
    assert number
    found = search(register.reader(), text, now=NOW)
    assert not isinstance(found, NotFound) or found.suggestions == ()


@pytest.mark.parametrize("between", ["", " ", "\n", "、", "，", "; ", " 和 ", "\u3000"])
def test_two_numbers_pasted_as_one_are_both_answered(register: Register, number: str, between: str) -> None:
    second = "99926SC00002R0M"
    found = search(register.reader(), f"编号：{number}{between}{second}。", now=NOW)
    assert [hit.number for hit in getattr(found, "items", ())] == [number, second]
    found = search(register.reader(), f"{number}{between}99926SC00099R0M", now=NOW)
    assert isinstance(found, NotFound)
    assert (found.kind, [hit.number for hit in found.suggestions]) == ("never-issued", [number])
    assert "Not in the register: 99926SC00099R0M." in found.words.en
    by_address = answer(register.reader(), f"{number}{between}{second}", now=NOW)
    assert isinstance(by_address, NotFound)
    assert [hit.number for hit in by_address.suggestions] == [number, second]
