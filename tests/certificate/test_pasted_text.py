"""What is shown of a text, and what is taken off it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate import pasted_text
from certs.certificate.pasted_text import joined, shown, tidy


@given(st.text(max_size=400))
def test_shown_text_has_a_shape_and_no_blank_ends(text: str) -> None:
    seen = shown(text)
    assert seen == seen.strip()
    assert "\x00" not in seen
    assert shown(seen) == seen


@pytest.mark.parametrize("mark", ["\x00", "\u200b", "\ud800", "\ue000", "\U000e0fff", "\ufe0f", "\u3164"])
def test_what_has_no_shape_is_not_there(mark: str) -> None:
    assert shown(f"{mark}a{mark}b{mark}") == "ab"


@pytest.mark.parametrize("blank", ["\t", "\r", "\n", "\u3000", "\u2028", "\xa0"])
def test_what_parts_words_is_a_blank(blank: str) -> None:
    assert shown(f"{blank}a{blank}b{blank}") == "a b"


@given(st.text(max_size=60))
def test_taking_off_twice_takes_off_no_more(text: str) -> None:
    once = tidy(text)
    assert tidy(once.text).text == once.text


@pytest.mark.parametrize(
    "name",
    ["Nokia", "NO1234567", "编号机有限公司", "证书架(样例)公司", "Linkage", "Numbers Ltd", "cert.example.org", "编号"],
)
def test_what_begins_like_a_label_and_is_none_stays(name: str) -> None:
    assert tidy(name).text == name


@pytest.mark.parametrize("text", ["。。。", "（）", "]Q1", "\\000026", "No.", "http://"])
def test_what_is_nothing_but_additions_is_never_empty(text: str) -> None:
    assert tidy(text).text


def test_lines_are_joined_and_said_to_be() -> None:
    assert joined("ab\r\n  cd\n").text == "abcd"
    assert joined("ab\r\n  cd\n").taken_off == (pasted_text.BREAKS,)
    assert joined(" ab cd ").taken_off == ()
