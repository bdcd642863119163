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
