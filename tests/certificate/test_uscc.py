"""The unified social credit code. The codes of real organisations below are public and serve as vectors only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate import uscc
from certs.errors import Malformed

GOOD = [
    "914403001922038216",
    "91440400192548256N",
    "91370200264574251E",
    "9144030071526726XG",
    "91371323760038087M",
    "91350100M000100Y43",
    "91000000MA00000900",
    "91000000MA0000277Y",
]


@pytest.mark.parametrize("code", GOOD)
def test_good_codes_pass(code: str) -> None:
    assert uscc.validate(code) == code
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    "typed",
    [
        "9100 0000 MA00 00277Y",
        "91000000ma0000277y",
        "９１００００００ＭＡ００００２７７Ｙ",
        "91000000-MA0000277-Y",
        "\ufeff91000000MA0000277Y\u200b",
    ],
)
def test_forgiven_forms(typed: str) -> None:
    assert uscc.validate(typed) == "91000000MA0000277Y"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("914403001922038217", "check-digit"),
        ("91000000MA0000277X", "check-digit"),
        ("91000000MA0000727Y", "check-digit"),
        ("91350100M000100Y4Z", "format"),
        ("91000000MA000O277Y", "format"),
        ("A1000000MA0000277Y", "format"),
        ("91000000MA000027Y", "format"),
        ("91000000MA0000277YY", "format"),
        ("", "format"),
        ("9" * 5000, "format"),
        ("统一", "format"),
        ("91000000MA00002٣7Y", "format"),
    ],
)
def test_bad_codes_are_told_apart(code: str, kind: str) -> None:
    with pytest.raises(Malformed) as caught:
        uscc.validate(code)
    assert caught.value.code == kind
    assert not uscc.is_valid(code)


def test_a_letter_that_no_code_has_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        uscc.validate("91000000MA0O00277Y")
    assert "O" in caught.value.words.zh
    assert "I、O、S、V、Z" in caught.value.words.zh


@given(code=st.sampled_from(GOOD), at=st.integers(0, 17), other=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_every_single_wrong_place_is_caught(code: str, at: int, other: str) -> None:
    changed = code[:at] + other + code[at + 1 :]
    assert uscc.is_valid(changed) == (changed == code)


def test_format_reads_aloud() -> None:
    assert uscc.format("91000000MA0000277Y") == "91 000000 MA0000277 Y"
