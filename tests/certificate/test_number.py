"""Certificate numbers: one grammar, a forgiving way in, and near misses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate import number
from certs.errors import Malformed

PREFIX = "999"
numbers = st.builds(
    number.compose,
    st.just(PREFIX),
    st.integers(0, 99),
    st.integers(1, 99_999_999),
    st.integers(0, 99),
    st.sampled_from("SML"),
    st.none() | st.integers(1, 99),
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("99926SC00001R0M", "99926SC00001R0M"),
        (" 999 26 SC 00001 R0 M ", "99926SC00001R0M"),
        ("99926sc00001r0m", "99926SC00001R0M"),
        ("９９９２６ＳＣ００００１Ｒ０Ｍ－１", "99926SC00001R0M-1"),
        ("999-26-SC-00001-R0-M", "99926SC00001R0M"),
        ("999-26-SC-00001-R0-M-12", "99926SC00001R0M-12"),
        ("99926SC0OO0lROM", "99926SC00001R0M"),
        ("99926SC0000IRlL", "99926SC00001R1L"),  # the size place keeps its L
        ("99926SC00001R0L‐1", "99926SC00001R0L-1"),  # U+2010, as word processors write it
        ("99926\u200bSC00001\u00a0R0M\ufeff", "99926SC00001R0M"),
        ("99926\x07SC00001\x00R0M", "99926SC00001R0M"),
        ("99926SC00001R0M\n", "99926SC00001R0M"),
        ("-1", "-1"),
        ("S-1", "S-1"),
        ("999-26-SC-00001-R0-M-100", "999-26-SC-00001-R0-M-100"),  # no sub-certificate, so not our shape
        ("00114E22766R2L/3502", "00114E22766R2L/3502"),
        ("ab-12-34", "AB-12-34"),  # not our shape: hyphens stay
        ("", ""),
    ],
)
def test_compact(typed: str, stored: str) -> None:
    assert number.compact(typed) == stored


@given(text=st.text("0129OoIlLSsCcRrMmＯ９－-‐/_~ \u3000\u200b", max_size=60))
def test_compact_settles_at_once(text: str) -> None:
    once = number.compact(text)
    assert number.compact(once) == once


@given(text=st.text(max_size=300))
def test_compact_never_raises(text: str) -> None:
    assert " " not in number.compact(text)


@given(text=numbers)
def test_a_number_survives_every_forgiven_form(text: str) -> None:
    parsed = number.parse(text, PREFIX)
    assert parsed.text == text == number.validate(text.lower(), PREFIX)
    assert number.compact(number.format(text, PREFIX).replace(" -", "-")) == text
    assert number.from_address(number.in_address(text)) == text
    assert number.is_valid_form(text, PREFIX)
    assert number.is_taken_over_form(text)


@pytest.mark.parametrize(
    "text",
    [
        "99926SC0001R0M",
        "99926SC000001R0M",
        "99926SC00000R0M",
        "99926SC123456789R0M",
        "99926SC00001R00M",
        "99926SC00001R01M",
        "99926SC00001R0X",
        "99926SC00001R0M-0",
        "99926SC00001R0M-100",
        "99926SC00001R0M-01",
        "99926SD00001R0M",
        "SC",
        "",
        "x" * 10_000,
        "99926SC０0001R0M٣",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        number.validate(text, PREFIX)
    assert caught.value.code == "malformed"
    assert not number.is_valid(text, PREFIX)
    assert not number.is_valid_form(text, PREFIX)


def test_another_prefix_is_foreign_not_malformed() -> None:
    with pytest.raises(Malformed) as caught:
        number.parse("12326SC00001R0M", PREFIX)
    assert caught.value.code == "foreign"
    assert "cx.cnca.cn" in caught.value.words.zh


@pytest.mark.parametrize(
    "parts",
    [
        ("99", 26, 1, 0, "S"),
        ("99999", 26, 1, 0, "S"),
        ("abc", 26, 1, 0, "S"),
        (PREFIX, 26, 0, 0, "S"),
        (PREFIX, 26, 10**8, 0, "S"),
        (PREFIX, 26, -1, 0, "S"),
        (PREFIX, 26, 1, 100, "S"),
        (PREFIX, 26, 1, -1, "S"),
        (PREFIX, 26, 1, 0, "X"),
        (PREFIX, 26, 1, 0, ""),
    ],
)
def test_parts_that_make_no_number_are_refused(parts: tuple[str, int, int, int, str]) -> None:
    with pytest.raises(Malformed):
        number.compose(*parts)


@pytest.mark.parametrize("year", [-1, 100])
def test_a_year_has_two_digits(year: int) -> None:
    assert number.Number(PREFIX, 0, 1, 0, "S").text == "99900SC00001R0S"
    assert number.Number(PREFIX, 99, 1, 0, "S").text == "99999SC00001R0S"
    with pytest.raises(Malformed):
        number.Number(PREFIX, year, 1, 0, "S")


@pytest.mark.parametrize("sub", [-1, 0, 100])
def test_sub_certificates_go_from_1_to_99(sub: int) -> None:
    assert [number.compose(PREFIX, 26, 1, 0, "S", k) for k in (1, 99)] == ["99926SC00001R0S-1", "99926SC00001R0S-99"]
    with pytest.raises(Malformed):
        number.compose(PREFIX, 26, 1, 0, "S", sub)


def test_compose_takes_the_last_two_digits_of_the_year_and_lets_serials_grow() -> None:
    assert number.compose("9999", 2026, 1, 0, "M") == "999926SC00001R0M"
    assert number.compose(PREFIX, 2107, 99_999_999, 12, "L", 99) == "99907SC99999999R12L-99"


@pytest.mark.parametrize(
    ("people", "letter"), [(1, "S"), (50, "S"), (51, "M"), (500, "M"), (501, "L"), (10_000_000, "L")]
)
def test_size_letter(people: int, letter: str) -> None:
    assert number.size_letter(people) == letter


def test_size_letter_with_a_bodys_own_limits() -> None:
    assert [number.size_letter(n, (10, 20)) for n in (10, 11, 20, 21)] == ["S", "M", "M", "L"]
    assert [number.size_letter(n, (1, 2)) for n in (1, 2, 3)] == ["S", "M", "L"]
    for people, limits in ((0, (50, 500)), (1, (0, 5)), (1, (50, 50))):
        with pytest.raises(Malformed):
            number.size_letter(people, limits)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("99926SC00001R0M", "ours"),
        ("99926sc0ooo1ROM", "ours"),
        ("12326SC00001R0M", "foreign"),
        ("00114E22766R2L/3502", "foreign"),
        ("CNCA-R-2099-999", "foreign"),
        ("AB1234", "foreign"),
        ("ABC123", "malformed"),  # a foreign number has four digits at least
        ("12345", "malformed"),  # and six characters
        ("99926SB00001R0M", "malformed"),
        ("9992SC00001R0M", "malformed"),
        ("99926SC00001R0", "malformed"),
        ("青禾", "malformed"),
        ("KFR-35GW", "malformed"),
        ("", "malformed"),
        ("<script>", "malformed"),
    ],
)
def test_classify(text: str, kind: str) -> None:
    form = number.classify(text, PREFIX)
    assert form.kind == kind
    assert (form.number is None) == (kind != "ours")


@given(text=st.text(max_size=300))
def test_classify_never_raises(text: str) -> None:
    assert number.classify(text, PREFIX).kind in {"ours", "foreign", "malformed"}


@given(text=numbers, data=st.data())
def test_every_single_slip_is_found_again(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 2))
    slip = data.draw(
        st.sampled_from(
            [
                text[:at] + text[at + 1 :],
                text[:at] + data.draw(st.sampled_from("0123456789SCRML")) + text[at + 1 :],
                text[:at] + data.draw(st.sampled_from("0123456789SCRML")) + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            ]
        )
    )
    if number.compact(slip) not in {text, ""}:
        assert text in number.one_edit_away(slip, PREFIX)


def test_near_misses_are_few_sorted_ours_and_never_the_text_itself() -> None:
    found = number.one_edit_away("99926SC00012R0M", PREFIX)
    assert list(found) == sorted(set(found))
    assert "99926SC00021R0M" in found
    assert "99926SC00012R0M" not in found
    assert "99926SC00012R0M" in number.one_edit_away("99926SC00012R0", PREFIX)  # the last character is missing
    assert all(number.is_valid_form(candidate, PREFIX) for candidate in found)
    assert number.one_edit_away("x" * 100, PREFIX) == number.one_edit_away("", PREFIX) == ()
    assert number.one_edit_away("A" * 41, PREFIX, taken_over=True) == ("A" * 40,)
    assert number.one_edit_away("A" * 42, PREFIX, taken_over=True) == ()


def test_near_misses_of_taken_over_numbers_are_on_request() -> None:
    assert "00114E22766R2L/3502" in number.one_edit_away("00114E22766R2L3502", PREFIX, taken_over=True)
    assert number.one_edit_away("00114E22766R2L3502", PREFIX) == ()
    assert all(map(number.is_taken_over_form, number.one_edit_away("ABCDEF", PREFIX, taken_over=True)))
    assert not number.is_valid_form("12326SC00001R0M", PREFIX)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("ABCDEF", True),
        ("A" * 40, True),
        ("ABCDE", False),
        ("A" * 41, False),
        ("-ABCDEF", False),
        ("ABC DEF", False),
        ("abcdef", False),
        ("ABC~DEF", False),
        ("ABCDEF\n", False),
    ],
)
def test_taken_over_form(text: str, fits: bool) -> None:
    assert number.is_taken_over_form(text) is fits


def test_a_slash_is_a_tilde_in_addresses() -> None:
    assert number.in_address("00114E22766R2L/3502") == "00114E22766R2L~3502"
    assert number.from_address("00114E22766R2L~3502") == "00114E22766R2L/3502"
