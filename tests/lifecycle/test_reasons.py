"""Reasons are given by their code or by what they stand for, and a refusal lists them all."""

from __future__ import annotations

import pytest

from certs.lifecycle.reasons import REASONS, code_of, reason_choices

ALL = [(act, code) for act, codes in REASONS.items() for code in codes]


@pytest.mark.parametrize(("act", "code"), ALL)
def test_a_reason_is_known_by_code_and_by_either_sentence(act: str, code: str) -> None:
    zh, en = REASONS[act][code]
    for text in (code, code.upper(), zh, zh.rstrip("。"), f" {zh} ", zh.replace("，", ","), en, en.lower().rstrip(".")):
        assert code_of(act, text) == code
    assert code in reason_choices(act).zh
    assert zh.rstrip("。") in reason_choices(act).zh
    assert en.rstrip(".") in reason_choices(act).en


@pytest.mark.parametrize("text", ["", "。", "投诉", "complain", "fraud"])
def test_a_part_of_it_is_no_reason(text: str) -> None:
    assert code_of("suspended", text) is None


def test_no_two_reasons_of_an_act_sound_the_same() -> None:
    for act, codes in REASONS.items():
        assert [code_of(act, words.zh) for words in codes.values()] == list(codes)


def test_only_a_complaint_suspends_while_it_is_being_looked_into_and_then_it_says_so() -> None:
    for code, words in REASONS["suspended"].items():
        assert ("正在" in words.zh) == (" being " in words.en) == (code == "complaint")
    assert "不表示投诉属实" in REASONS["suspended"]["complaint"].zh
