"""A search as it is meant: bounded, freed of what pasting adds, and told where it belongs if it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import limits
from certs.errors import Refused
from certs.register.answers.typed_question import question, token_in
from tests.register.founded_register import SETTINGS
from tests.trust.sample_trust import NUMBER, paper
from tests.trust.verification.pasted import ADDRESS_HEADS, decorated

BASE = SETTINGS.base_url
PAPER = paper()


def refusal(text: str) -> tuple[str, str, str]:
    with pytest.raises(Refused) as refused:
        question(text, BASE)
    (error,) = refused.value.errors
    return error.field, error.code, error.message.en


@given(st.text(max_size=300))
def test_a_question_is_bounded(text: str) -> None:
    try:
        assert len(question(text, BASE)) <= limits.QUERY
    except Refused:
        assert len(text) > limits.QUERY


def test_a_question_has_200_characters_at_most() -> None:
    assert question("青" * 200, BASE) == "青" * 200
    assert refusal("青" * 201)[:2] == ("q", "range")


@given(decorated(f"{BASE}/c/{NUMBER}", ("网址：", *ADDRESS_HEADS)))
def test_an_address_is_read_as_its_number(text: str) -> None:
    assert question(text, BASE) == NUMBER


@given(decorated(PAPER.qr_text, ("二维码：", *ADDRESS_HEADS)))
def test_a_code_is_a_token_whatever_stands_around_it(text: str) -> None:
    assert token_in(text, BASE) == PAPER.qr_text.rpartition("/")[2]


@pytest.mark.parametrize("text", ["青禾（样例）", "“青禾”", "编号机", "青\u200b禾", " 青禾\n", "No Name Ltd"])
def test_a_name_stays_as_it_is_shown(text: str) -> None:
    assert question(text, BASE) == text.replace("\u200b", "").strip()


def test_what_was_cut_off_is_named_so() -> None:
    for text in (PAPER.jwt[:300], f"{BASE}/Q/ABC DEF", PAPER.json.decode()[:-5]):
        assert refusal(text)[:2] == ("q", "format")
    assert "cut off" in refusal(PAPER.jwt[:300])[2]
