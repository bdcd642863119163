"""The drawing of a near miss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from verify.pages.near_miss import marked


@pytest.mark.parametrize(
    ("typed", "found", "left", "right"),
    [
        ("99926SC00010R0M", "99926SC00001R0M", "99926SC000<del>10</del>R0M", "99926SC000<em>01</em>R0M"),
        ("99926SC0001R0M", "99926SC00001R0M", "99926SC0001R0M", "99926SC000<em>0</em>1R0M"),
        ("99926SC000011R0M", "99926SC00001R0M", "99926SC00001<del>1</del>R0M", "99926SC00001R0M"),
        ("same", "same", "same", "same"),
        ("", "a", "", "<em>a</em>"),
        ("<b>", "<i>", "&lt;<del>b</del>&gt;", "&lt;<em>i</em>&gt;"),
    ],
)
def test_what_differs_is_marked(typed: str, found: str, left: str, right: str) -> None:
    assert tuple(map(str, marked(typed, found))) == (left, right)


@given(st.text("01AB", max_size=12), st.text("01AB", max_size=12))
def test_the_texts_stay_whole(typed: str, found: str) -> None:
    left, right = marked(typed, found)
    assert left.striptags() == typed
    assert right.striptags() == found
    assert isinstance(left, Markup)
