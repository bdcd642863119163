"""What the heading of a column, or a label before a colon, announces: matched by name in either language.

A heading is plain (投标产品, 证书编号) or loose (名称, 编号, 日期): a loose one counts where no plain one says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

Columns = dict[int, str]  # the place of a column, from 0 → what it holds
ASKED: Final = ("brand", "product", "model")  # what is joined to one question, in that order
ROLES: Final = ("number", "uscc", "name", *ASKED, "on")


class Heading(NamedTuple):
    """What a heading announces, and whether it says so plainly."""

    role: str
    plain: bool


_FIRM_WORDS: Final = r"(?:单位|企业|公司|组织|厂家|厂商|机构)"
_GOODS: Final = r"(?:产品|货物|货品|商品|标的物?|设备|物资|品名|品种|品类)"
_FURTHER: Final = r"(?:名称(?:[及与和]?(?:品牌|规格|型号))*|名|内容)?"
# Each is the whole of a heading, folded, without what stands in brackets.
_PLAIN: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile(
        r"(?:星级|售后|服务|认证|评价|获证|资质){0,4}证书(?:编号|号码|号)?|证号|"
        r"certificate|(?:certificate|cert)\.?(?:number|no|nr|id)\.?"
    ),
    "uscc": re.compile(r"(?:统一)?社会信用代码|信用代码|组织机构代码|uscc|(?:unified)?socialcreditcode|creditcode"),
    "name": re.compile(
        r"(?:投标|参标|竞标|应标|报价|响应|供应|供货|获证|持证|申请|中标|候选|入围|生产|制造|所属|被查)?"
        rf"{_FIRM_WORDS}(?:名称|全称|名)?|"
        r"(?:投标|参标|竞标|应标|报价|响应|获证|持证|申请|中标|候选)(?:人|方|商|者)(?:名称|全称)?|"
        r"(?:供应|供货|制造|生产|经销|服务|承包)商(?:名称|全称)?|单位名|"
        r"(?:bidder|company|supplier|vendor|holder|organi[sz]ation|firm|tenderer|manufacturer)(?:'?s?name)?"
    ),
    "product": re.compile(
        rf"(?:投标|报价|所投|拟投|认证|应标|响应)?{_GOODS}{_FURTHER}|品目(?:名称)?|(?:product|goods|item|equipment)s?(?:name)?"
    ),
    "brand": re.compile(r"(?:投标|产品|所投)?(?:品牌|商标)(?:名称)?|brand"),
    "model": re.compile(r"(?:投标|产品|规格|品牌|所投)?型号(?:规格)?|model|modelnumber|modelno\.?"),
    "on": re.compile(r"开标(?:日期|时间|日)|(?:bid|bidding|tender|opening|bidopening)(?:date|day)|dateofbid"),
}
_LOOSE: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile(r"编号|number"),
    "name": re.compile(r"名称|全称|name"),
    "product": re.compile(
        rf"(?:采购|询价|招标){_GOODS}{_FURTHER}|"
        r"(?:投标|采购|询价|报价|所投|拟投|招标|供货|认证|应标)?(?:服务|项目|内容)(?:名称|内容)?|services?(?:name)?"
    ),
    "model": re.compile(r"规格|type"),
    "on": re.compile(
        r"(?:投标|报价|询价|查询|评标|评审|截标|开启|递交|响应|投标截止|报价截止|截止|查验|采购)?(?:日期|时间|日)|"
        r"date|day|on|closing(?:date|day)"
    ),
}
_OF_GROUP: Final = re.compile(r"名称|全称|名|编号|号码|日期|时间|日|name|number|no\.?|date|day")
_BRACKETED: Final = re.compile(r"[(\[【（][^()\[\]【】（）]*[)\]】）]")
_LONGEST: Final = 30  # characters of a heading
_LABEL: Final = re.compile(r"\s*([^:：,，;；、|\s]{1,30})\s*[:：]\s*(?=\S)")
# Columns of text beside those that are read: never a product, whatever stands in them.
_OTHER: Final = re.compile(
    r"备注|说明|附注|联系|电话|手机|地址|报价|价格|金额|单价|总价|预算|数量|单位|交货|交付|工期|质保|保修|产地|国别|序号|"
    r"标包|包号|分包|标段|等级|星级|级别|结果|结论|得分|评分|排名|机构|代表|法人|负责|授权|签字|签名|盖章|期|日|时间|"
    r"参数|状态|remark|note|phone|contact|address|price|amount|quantity|rank|score|status|level|agent|date"
)
_GOODS_LIKE: Final = re.compile(r"产|品|货|设备|物|标的|名称|器|机|goods|product|item|name")
# Days that stand in such lists and are not the day on which bids are opened.
_OTHER_DAY: Final = re.compile(
    r"有效|到期|届满|失效|截至|止$|发证|颁证|颁发|获证|签发|生效|首次|初次|换证|注册|成立|登记|签订|交货|交付|制表|填表|"
    r"打印|生产|上市|购买|valid|expir|until|issue|deliver|print"
)
_SAYS_DAY: Final = re.compile(r"日|时间|期|date|day|time")


def _folded(heading: str) -> str:
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", heading)).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "*:_-/、，。#")


def heading_of(heading: str) -> Heading | None:
    """Return what a heading announces, None for anything else."""
    folded = _folded(heading)
    if not folded or len(folded) > _LONGEST:
        return None
    for plain, patterns in ((True, _PLAIN), (False, _LOOSE)):
        for role, pattern in patterns.items():
            if pattern.fullmatch(folded):
                return Heading(role, plain)
    return None


def under(group: str, heading: str) -> str:
    """Return the whole heading of a column whose heading stands below that of its group: 投标产品 over 名称."""
    if not heading or heading == group:
        return heading or group
    if not group or not _OF_GROUP.fullmatch(_folded(heading)):
        return heading
    return re.sub(r"(?:信息|情况|资料|明细)$", "", group.strip()) + heading


def columns_of(heads: Sequence[str]) -> Columns:
    """Return what each column holds by its heading: of each kind the plain ones, else the first loose one.

    Only what is joined to one question may stand in several columns. A second 名称, beside the bidder's, names what is
    offered.
    """
    by_place = {place: heading for place, head in enumerate(heads) if (heading := heading_of(head))}
    columns: Columns = {}
    for role in ROLES:
        plain = [place for place, heading in by_place.items() if heading == (role, True)]
        loose = [place for place, heading in by_place.items() if heading == (role, False)]
        if role == "name":
            names, loose = (plain + loose)[:1], [place for place in loose if place not in (plain + loose)[:1]]
            columns |= dict.fromkeys(names, role)
            by_place |= dict.fromkeys(loose[:1], Heading("product", plain=True))
        else:
            columns |= dict.fromkeys((plain or loose[:1]) if role in ASKED else (plain or loose)[:1], role)
    return dict(sorted(columns.items()))


def labelled(text: str) -> tuple[str | None, str]:
    """Return what a label before a colon announces, and the text behind it; None and the text where there is none."""
    match = _LABEL.match(text)
    heading = heading_of(match[1]) if match else None
    return (heading.role, text[match.end() :]) if match and heading else (None, text)


def may_head_products(heading: str) -> bool:
    """Tell whether a column under a heading that says nothing known could hold products."""
    return heading_of(heading) is None and not _OTHER.search(_folded(heading))


def sounds_like_products(heading: str) -> bool:
    """Tell whether a heading has a word of goods in it."""
    return _GOODS_LIKE.search(_folded(heading)) is not None


def is_of_another_day(heading: str) -> bool:
    """Tell whether a heading names a day that is not the bid day: 有效期至, 发证日期."""
    return _OTHER_DAY.search(_folded(heading)) is not None


def says_day(heading: str) -> bool:
    """Tell whether a heading speaks of a day or a time."""
    return _SAYS_DAY.search(_folded(heading)) is not None
