"""Words that stand for nothing are known in every form; names that only contain one are names."""

from __future__ import annotations

import pytest

from certs.certificate.filler_words import Means, meaning

NOTHING = "无 無 没有 暂无 无品牌 品牌：无 N/A n.a. ＮＡ #N/A NaN None null NIL 空 （空） 不适用 - / —— …… 、 // √ 0 不填 否 未更名 无英文名称"
ALL = "全部 全部型号 所有品牌 全系列 本公司全部产品 型号不限 不限 无限制 全部产品型号 全线产品 ALL 不限型号 各系列产品"
ELSEWHERE = "同上 （同上） 同上。 〃 同营业执照 同注册地址 与营业执照一致 和上面一样 见附件 详见附件1 见附件一 附件2 见营业执照 以营业执照为准 按合同 同第1行 ditto 其他 等"
LATER = "待定 待补充 TBD t.b.d. 不详 未知 另行通知 xxxx 某某"
SEVERAL_WORDS = {
    "no  brand": Means.NOTHING,
    "not applicable": Means.NOTHING,
    "All\u00a0models": Means.ALL,
    "same as above": Means.ELSEWHERE,
    "See attachment.": Means.ELSEWHERE,
    "as per business licence": Means.ELSEWHERE,
    "to be confirmed": Means.LATER,
    "同 上": Means.ELSEWHERE,
    "无\n": Means.NOTHING,
    "n\u200b/a": Means.NOTHING,
}
NAMES = (
    "青禾家电 无印良品 无限电器 全友家居 全聚德 同仁堂 同方 如家 见山 通用 空调 空气净化器 无人机 有机食品 零食 某某酒店 全部型号的空调 总部 本部 全国 NA-1 XX All-in-One "
    "None-Stick 附件王 其他电子产品 各种家具 待定电器 一样美 所有家 略阳"
)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        *(
            (word, means)
            for means, words in {
                Means.NOTHING: NOTHING,
                Means.ALL: ALL,
                Means.ELSEWHERE: ELSEWHERE,
                Means.LATER: LATER,
            }.items()
            for word in words.split()
        ),
        *SEVERAL_WORDS.items(),
    ],
)
def test_each_form_of_such_a_word_is_known(text: str, means: Means) -> None:
    assert meaning(text) is means


@pytest.mark.parametrize("text", NAMES.split())
def test_a_name_that_only_contains_such_a_word_is_a_name(text: str) -> None:
    assert meaning(text) is None


@pytest.mark.parametrize("text", ["*", "?", "＊", "NA*", "无*", "KFR-35GW/*"])
def test_the_wildcards_of_a_pattern_are_no_mere_marks(text: str) -> None:
    assert meaning(text, pattern=True) is None


@pytest.mark.parametrize("text", ["/", "-", "全部型号", "NA"])
def test_a_pattern_may_be_such_a_word_too(text: str) -> None:
    assert meaning(text, pattern=True) is not None
