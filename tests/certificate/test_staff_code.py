"""The code of a member of staff, which is never a name."""

from __future__ import annotations

import pytest

from certs.certificate import staff_code
from certs.errors import Malformed


def code_of(text: str) -> str:
    with pytest.raises(Malformed) as refused:
        staff_code.validate(text)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("reviewer-02", "reviewer-02"),
        ("  decider-01\n", "decider-01"),
        ("ｄｅｃｉｄｅｒ－０１", "decider-01"),
        ("a.b_c/d@e-9", "a.b_c/d@e-9"),
        ("x", "x"),
        ("x" * 40, "x" * 40),
        ("审核员02", "审核员02"),
        ("一二三四五", "一二三四五"),  # longer than a name
    ],
)
def test_a_code_has_one_form(text: str, code: str) -> None:
    assert staff_code.validate(text) == code


@pytest.mark.parametrize("text", ["", "   ", "\t\u3000"])
def test_a_code_must_be_there(text: str) -> None:
    assert code_of(text) == "missing"


@pytest.mark.parametrize("text", ["x" * 41, "a b", "a,b", "reviewer;02", "<b>", "a\nb"])
def test_other_forms_are_refused(text: str) -> None:
    assert code_of(text) == "format"


@pytest.mark.parametrize("word", ["-", "/", "N/A", "无", "同上", "待定", "xxx"])
def test_a_word_for_nothing_is_no_code(word: str) -> None:
    assert code_of(word) == "format"


@pytest.mark.parametrize("name", ["王", "王明", "欧阳明", "欧阳小明", "𠮷田明", "㐀㐁"])
def test_a_name_is_no_code(name: str) -> None:
    assert code_of(name) == "format"
