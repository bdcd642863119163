"""Does a certificate cover a product: the four answers, and questions that cannot be read."""

from __future__ import annotations

import pytest

from certs import limits
from certs.certificate.coverage.coverage import Answer, coverage_of
from certs.errors import Malformed

SUBJECT = {
    "scope": [
        {
            "name": "家用空调器",
            "brands": ["青禾样例"],
            "models": ["KFR-35GW/*"],
            "includes": ["安装"],
            "excludes": ["中央空调"],
        },
        {"name": "物业管理服务"},
    ]
}


@pytest.mark.parametrize(
    ("product", "answer", "item", "rule"),
    [
        ("物业管理 服务", Answer.COVERED, "物业管理服务", "item_named"),
        ("家用空调器", Answer.COVERED_IF, "家用空调器", "limits_apply"),
        ("中央空调", Answer.EXCLUDED, "家用空调器", "excluded_by_item"),
        ("冰箱", Answer.NOT_LISTED, None, "word_unexplained"),
    ],
)
def test_each_of_the_four_answers(product: str, answer: Answer, item: str | None, rule: str) -> None:
    coverage = coverage_of(SUBJECT, product)
    assert (coverage.answer, coverage.item, coverage.rule) == (answer, item, rule)
    assert product in coverage.sentence.zh
    assert set(coverage.to_json()) == {"answer", "item", "rule", "words", "limits", "nearest", "sentence"}


def test_the_limits_that_apply_are_told() -> None:
    coverage = coverage_of(SUBJECT, "家用空调器")
    assert coverage.limits == ("brand", "model")
    assert coverage.limited_to == (("青禾样例",), ("KFR-35GW/*",))
    assert coverage.words == ("青禾样例", "KFR-35GW/*")


@pytest.mark.parametrize(
    ("product", "code"),
    [("", "missing"), (" \u200b\n", "missing"), ("、（）", "format"), ("空" * (limits.PRODUCT + 1), "range")],
)
def test_what_is_no_question_is_refused(product: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        coverage_of(SUBJECT, product)
    assert refusal.value.code == "bad_product"
    assert [(error.field, error.code) for error in refusal.value.errors] == [("product", code)]


def test_the_longest_question_is_answered() -> None:
    assert coverage_of(SUBJECT, "空" * limits.PRODUCT).answer is Answer.NOT_LISTED
