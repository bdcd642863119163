"""A question of several words that leads nowhere: which word it is, and what comes near."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from certs.certificate.fields import Holder, ScopeItem
from certs.register.answers.hit_lines import Hits
from certs.register.answers.not_found import NotFound
from certs.register.answers.search_by_kind import search
from tests.register.founded_register import NOW, Register, draft, uscc

FIRMS: Final = {
    "沈阳青禾电梯（样例）有限公司": "乘客电梯",
    "佛山青禾家用电器（样例）有限公司": "家用空调器",
    "合肥泓远照明（样例）有限公司": "道路照明灯具",
}
LOST: Final[dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]]] = {  # what none has; what is said; who is listed
    "青禾 洗碗机": (("洗碗机",), "没有名称、品牌或产品含有“洗碗机”的证书。含有“青禾”的有", ("沈阳青禾", "佛山青禾")),
    "洗碗机 青禾 电梯": (("洗碗机",), "含有“青禾”“电梯”的有", ("沈阳青禾",)),
    "合肥 电梯": ((), "“合肥”“电梯”各自查得到，但没有一张证书同时含有", ()),
    "合肥 电梯 洗碗机": (("洗碗机",), "含有“洗碗机”的证书；“合肥”“电梯”各自查得到", ()),
    "洗碗机 消毒柜": (("洗碗机", "消毒柜"), "没有名称、品牌或产品含有“洗碗机 消毒柜”的证书。请少输", ()),
    "路灯": ((), "有的产品名里依次有这几个字", ("合肥泓远",)),
    "灯路": (("灯路",), "请少输几个字", ()),
}


def filled(register: Register) -> None:
    register.issue(
        *(
            replace(draft(place), holder=Holder(name, uscc(place), "样例路 1 号"), scope=(ScopeItem(product),))
            for place, (name, product) in enumerate(FIRMS.items(), 1)
        )
    )


def test_the_word_that_no_certificate_has_is_named(register: Register) -> None:
    filled(register)
    for question, (unmet, told, holders) in LOST.items():
        found = search(register.reader(), question, now=NOW)
        assert isinstance(found, NotFound), question
        assert (found.kind, found.unmet) == ("no-match", unmet), question
        assert told in found.words.zh, question
        assert {hit.holder[:4] for hit in found.suggestions} == set(holders), question


@pytest.mark.parametrize("question", ["青禾家电", "青禾家用电"])
def test_a_name_that_says_a_short_one_in_full_comes_before_another(register: Register, question: str) -> None:
    filled(register)
    found = search(register.reader(), question, now=NOW)
    assert isinstance(found, Hits)
    assert found.items[0].holder.startswith("佛山青禾家用电器")
