"""Does a certificate cover a product: the labelled questions, and what every answer holds."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from certs import limits
from certs.certificate.coverage.coverage import RULES, Answer, Coverage, coverage_of
from certs.certificate.coverage.product_question import Question, read_question
from certs.errors import Malformed

LABELLED: Final = tomllib.loads(Path(__file__).with_name("labelled_questions.toml").read_text(encoding="utf-8"))
CERTIFICATES: Final[list[dict[str, Any]]] = LABELLED["certificate"]
HOUSEHOLD: Final = CERTIFICATES[0]


def test_the_labelled_set_is_large_enough_and_knows_every_answer() -> None:
    answers = Counter(question[0] for each in CERTIFICATES for question in each["questions"])
    assert len(CERTIFICATES) >= 40
    assert answers.total() >= 300
    assert set(answers) == set(Answer)
    assert {question[1] for each in CERTIFICATES for question in each["questions"]} == RULES


@pytest.mark.parametrize("certificate", CERTIFICATES, ids=lambda each: str(each["about"]).partition(":")[0])
def test_each_labelled_question_has_its_answer_and_its_rule(certificate: dict[str, Any]) -> None:
    wrong = []
    for answer, rule, product, *words in certificate["questions"]:
        coverage = coverage_of(certificate, product)
        if (coverage.answer, coverage.rule) != (answer, rule) or not set(words) <= set(coverage.words):
            wrong.append((product, (answer, rule, *words), (str(coverage.answer), coverage.rule, *coverage.words)))
    assert wrong == []


def answers() -> list[Coverage]:
    return [coverage_of(each, question[2]) for each in CERTIFICATES for question in each["questions"]]


def test_every_answer_says_what_decided_in_both_languages() -> None:
    for coverage in answers():
        assert coverage.words
        for told in coverage.sentence:
            assert all(word in told for word in coverage.words), (coverage.rule, told)
            assert "{}" not in told
        assert (coverage.limits != ()) == (coverage.answer is Answer.COVERED_IF)
        assert len(coverage.limits) == len(coverage.limited_to)
        assert len(coverage.nearest) <= limits.NEAREST_ITEMS


def test_the_json_is_that_of_the_interface() -> None:
    coverage = coverage_of(HOUSEHOLD, "家用空调器 青禾样例")
    assert coverage.to_json() == {
        "answer": "covered_if",
        "item": "家用空调器",
        "rule": "limits_apply",
        "words": ["KFR-35GW/*", "KFR-50LW/*"],
        "limits": ["model"],
        "nearest": [],
        "sentence": {
            "zh": "所问“家用空调器 青禾样例”：限定覆盖。证书列有“家用空调器”；品牌“青禾样例”在列；"
            "型号只限“KFR-35GW/*”、“KFR-50LW/*”，所问没有写明。",
            "en": "Asked “家用空调器 青禾样例”: covered within limits. The certificate lists “家用空调器”; the brand "
            "“青禾样例” is listed; model only “KFR-35GW/*”, “KFR-50LW/*”, and none is named.",
        },
    }


def test_what_is_left_over_is_named_whole_and_english_begins_with_a_capital() -> None:
    coverage = coverage_of(HOUSEHOLD, "美的 家用空调器")
    assert coverage.words == ("美的",)
    assert "未列明。证书列有“家用空调器”；证书没有写到“美的”" in coverage.sentence.zh
    assert "not listed. The certificate does not say “挖掘机”" in coverage_of(HOUSEHOLD, "挖掘机").sentence.en


def test_the_limits_that_apply_are_told_apart() -> None:
    coverage = coverage_of(HOUSEHOLD, "家用空调器")
    assert coverage.limits == ("brand", "model")
    assert coverage.limited_to == (("青禾样例",), ("KFR-35GW/*", "KFR-50LW/*"))


@pytest.mark.parametrize(
    ("product", "nearest"),
    [
        ("空调", ("家用空调器",)),
        ("变频家用空调器", ("家用空调器",)),
        ("海石商用空调", ("家用空调器",)),
        ("青禾样例", ("家用电热水器", "家用空调器")),
        ("小禾样例", ("家用电热水器",)),
        ("清洗", ("家用空调器",)),
        ("C3855", ("家用电热水器",)),
        ("挖掘机", ()),
    ],
)
def test_what_is_not_listed_is_answered_with_the_nearest_items(product: str, nearest: tuple[str, ...]) -> None:
    coverage = coverage_of(HOUSEHOLD, product)
    assert coverage.answer is Answer.NOT_LISTED
    assert coverage.nearest == nearest


@pytest.mark.parametrize(
    ("product", "code"),
    [("", "missing"), (" \u200b\n", "missing"), ("、（）*", "format"), ("空" * (limits.PRODUCT + 1), "range")],
)
def test_what_is_no_question_is_refused(product: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        coverage_of(HOUSEHOLD, product)
    assert refusal.value.code == "bad_product"
    assert [(error.field, error.code) for error in refusal.value.errors] == [("product", code)]


def test_the_longest_question_is_answered() -> None:
    assert coverage_of(HOUSEHOLD, "空" * limits.PRODUCT).answer is Answer.NOT_LISTED
    assert coverage_of(HOUSEHOLD, f"KFR-35GW/{'A1' * ((limits.PRODUCT - 9) // 2)}").answer is Answer.COVERED


def test_a_question_is_taken_apart_once_however_often_it_is_read() -> None:
    assert read_question(" 空调 KFR-35 ") is read_question("空调 KFR-35")
    assert read_question("空调 KFR-35") is not read_question("空调 KFR-36")


def test_what_excludes_no_model_is_held_against_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise AssertionError("looked for models without any")

    monkeypatch.setattr(Question, "without_hyphens", fail)
    subject = {"scope": [{"name": "家用空调器", "excludes": ["中央空调"]}]}
    assert coverage_of(subject, "中央空调").answer is Answer.EXCLUDED
    assert coverage_of(subject, "家用空调器").answer is Answer.COVERED
    with pytest.raises(AssertionError, match="without any"):
        coverage_of({"scope": [{"name": "家用空调器", "excludes": ["KF-*"]}]}, "家用空调器")
