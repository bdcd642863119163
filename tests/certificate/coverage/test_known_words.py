"""The list of words that is shipped with the answer about coverage."""

from __future__ import annotations

from itertools import combinations

from certs.certificate.coverage.known_words import Known, known_words
from certs.certificate.coverage.product_question import fold


def test_no_name_stands_in_two_groups() -> None:
    groups = set(known_words().same.values())
    assert len(groups) >= 30
    assert [one & other for one, other in combinations(groups, 2) if one & other] == []


def test_no_word_is_neutral_and_a_service_or_a_name_at_once() -> None:
    known = known_words()
    for word, group in known.same.items():
        assert word in group
        assert list(known.words.at(word, 0)) == [] or known.is_service(word) or len(group) > 1
    neutral = fold("产品")
    assert [entries for _, entries in known.words.at(neutral, 0)] == [[Known.LABEL]]


def test_a_service_is_told_by_the_end_of_its_name() -> None:
    known = known_words()
    assert known.is_service("电梯维修")
    assert not known.is_service("汽车")
    assert not known.is_service("汽车服务")
