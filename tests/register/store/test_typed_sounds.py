"""A question read as pinyin: whole, begun, by its first letters, mixed; and what is no pinyin."""

from __future__ import annotations

import re

import pytest

from certs.register.store import typed_sounds
from certs.register.store.text_forms import fold, spell

NAME = spell(fold("重慶青禾（西安）綠電器有限公司"))  # chong/zhong qing qing he xi an lu/lv dian qi you xian gong si


@pytest.mark.parametrize(
    "question",
    [
        "qinghe",
        "QING HE",
        "qīng hé",
        "qing2 he2",
        "qing'he",
        "qingh",
        "chongqing",
        "zhong qing",
        "xian",
        "xi'an",
        "lüdian",
        "lvdian",
        "ludian",
        "qh",
        "cqqh",
        "q h x a",
        "qhxaldianqi",
        "gs",
    ],
)
def test_what_spells_a_name_is_met(question: str) -> None:
    assert any(re.search(way.pattern, NAME) for way in typed_sounds.ways(question))


@pytest.mark.parametrize("question", ["hexi2qing", "qingxi", "hq", "qhe2", "dianqiu", "xia xin", "qing1he2xi4a4n"])
def test_what_spells_another_is_not(question: str) -> None:
    assert not any(re.search(way.pattern, NAME) for way in typed_sounds.ways(question))


@pytest.mark.parametrize(
    "question", ["", "q", "青禾", "qing禾", "kfr35", "123", "uvi", "qing12", "'" * 40, "a" * 61, "qing;he", "\ud800"]
)
def test_what_is_no_pinyin_is_read_in_no_way(question: str) -> None:
    assert typed_sounds.ways(question) == ()


@pytest.mark.parametrize("question", ["an" * 30, "ang" * 20, "xianxianxianxian", "qh" * 6, "a e o " * 9])
def test_the_ways_are_bounded(question: str) -> None:
    assert 0 < len(typed_sounds.ways(question)) <= 6


def test_a_name_is_met_by_another_that_sounds_alike() -> None:
    way = typed_sounds.sounding_alike("清河")
    assert way is not None
    assert re.search(way.pattern, NAME)
    assert typed_sounds.sounding_alike("TCL") is typed_sounds.sounding_alike("青") is None
