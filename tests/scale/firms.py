"""The n-th certificate of a generated register: a fictional firm and what was certified, always the same for an n.

Firms, brands, products and sites vary as in life: some firms hold two certificates, some certificates have several
products, many brands share a character. Every firm says 样例 in its name.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple

from certs.certificate.fields import Draft, Holder, ScopeItem, Site
from certs.certificate.public_content import decision_of, public_content
from certs.scheme.schemes import SCHEMES
from certs.trust.trust_list.trust_list import TrustList
from scripts.demo.demo_words import DECIDERS, LINES, Line

_CHARACTERS: Final = (
    "青禾云帆海石松涛明远千岱朗润晨曦瑞天衡九章拓野鑫淼翎羽恒昉砺赫翊泓安宁博诚达恩丰冠华嘉康乐美南鹏庆荣盛泰万祥兴"
    "益永裕源泽振正智中卓紫百北长春德东富高光广国和宏金京景凯科力利龙隆洛茂名平启全仁日三山尚时首思同通威维文五西"
)
_PLACES: Final = (
    ("北京", "北京市海淀区", "11"),
    ("上海", "上海市浦东新区", "31"),
    ("杭州", "浙江省杭州市滨江区", "33"),
    ("宁波", "浙江省宁波市鄞州区", "33"),
    ("青岛", "山东省青岛市崂山区", "37"),
    ("合肥", "安徽省合肥市蜀山区", "34"),
    ("佛山", "广东省佛山市顺德区", "44"),
    ("深圳", "广东省深圳市南山区", "44"),
    ("广州", "广东省广州市天河区", "44"),
    ("成都", "四川省成都市武侯区", "51"),
    ("武汉", "湖北省武汉市洪山区", "42"),
    ("西安", "陕西省西安市雁塔区", "61"),
    ("沈阳", "辽宁省沈阳市浑南区", "21"),
    ("昆明", "云南省昆明市官渡区", "53"),
)
_ENDINGS: Final = ("有限公司", "有限公司", "股份有限公司", "有限责任公司")
_SCORES: Final = ("97.5", "96", "94.8", "92.5", "90", "88.25", "85", "81.6", "80", "76")
_HEADCOUNTS: Final = (12, 38, 51, 160, 320, 501, 2_400)
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SECOND: Final = 6  # one certificate of so many is the second one of the firm before
SECOND_SCHEME: Final = "brand-1000"


def uscc(firm: int, region: str) -> str:
    """Return the code of the n-th firm, well-formed, of a made-up organisation."""
    head = f"91{region}0000MA{firm:07d}"
    total = sum(_ALPHABET.index(c) * w for c, w in zip(head, _WEIGHTS, strict=True))
    return head + _ALPHABET[(31 - total % 31) % 31]


class _Firm(NamedTuple):
    """What is drawn first of a firm; `chosen` draws the rest."""

    chosen: Random
    place: tuple[str, str, str]
    lines: list[Line]
    brand: str
    address: str
    name: str
    name_en: str


def _firm(n: int) -> tuple[int, _Firm]:
    """Draw the firm of the n-th certificate, and say the how many-th it is."""
    firm = n - 1 if _is_second(n) else n
    chosen = Random(firm)  # the same firm and products for both of its certificates
    place, lines = chosen.choice(_PLACES), _lines(chosen)
    brand = "".join(chosen.choices(_CHARACTERS, k=chosen.choice((2, 2, 2, 3))))
    address = f"{place[1]}样例大道{chosen.randint(1, 3_999)}号"
    name = f"{place[0]}{brand}{lines[0].trade}（样例）{chosen.choice(_ENDINGS)}"
    name_en = f"{lines[0].name_en} {firm} (Sample) Co., Ltd." if firm % 2 else ""
    return firm, _Firm(chosen, place, lines, brand, address, name, name_en)


def _is_second(n: int) -> bool:
    return n % _SECOND == _SECOND - 1


def draft(n: int) -> Draft:
    """Return what the n-th certificate was issued for."""
    second = _is_second(n)
    firm, (chosen, place, lines, brand, address, name, name_en) = _firm(n)
    score = Decimal(chosen.choice(_SCORES))
    return Draft(
        holder=Holder(name=name, uscc=uscc(firm, place[2]), address=address, name_en=name_en),
        scope=tuple(_item(line, brand) for line in lines),
        sites=(Site("总部", address), *_branches(chosen, place[1])),
        scheme=SECOND_SCHEME if second else "gbt27922-2011",
        score=score * 10 if second else score,
        headcount=chosen.choice(_HEADCOUNTS),
        decided_by=DECIDERS[firm % len(DECIDERS)],
        source=f"{n}.toml",
    )


def searched(n: int) -> dict[str, Any]:
    """Return of what the n-th certificate says only what the search goes by: a fraction of the work of a draft."""
    _, firm = _firm(n)
    items = [_item(line, firm.brand) for line in firm.lines]
    return {
        "holder": {"name": firm.name, "name_en": firm.name_en},
        "scope": [{"name": item.name, "name_en": item.name_en, "brands": item.brands} for item in items],
    }


def subject_of(made: Draft, trust: TrustList) -> dict[str, Any]:
    """Return what of a draft is published, with all that a credential says of the body, but for number and version."""
    body = {"name": trust.body.name, "name_en": trust.body.name_en, "approval_number": trust.body.approval_number}
    return {
        **public_content(made, _level(made.scheme, made.score)),
        "standard": SCHEMES[made.scheme].standard,
        "body": body,
    }


@cache
def _level(scheme: str, score: Decimal) -> str:
    """Return the level that a score earns: every one of those above earns some."""
    level = decision_of(replace(draft(0), scheme=scheme, score=score)).level
    assert level is not None
    return level.code


def _lines(chosen: Random) -> list[Line]:
    first = chosen.choice(LINES)
    others = [line for line in LINES if line.trade == first.trade and line is not first]
    return [first, *others[: chosen.choice((0, 0, 1, 2))]]


def _item(line: Line, brand: str) -> ScopeItem:
    brands = () if line.category[0] in "IK" else (f"{brand}样例",)
    return ScopeItem(line.name, line.name_en, line.category, brands, line.models, line.includes, line.excludes)


def _branches(chosen: Random, region: str) -> tuple[Site, ...]:
    names = ("城东", "城西", "城南", "城北")[: chosen.choice((0, 0, 0, 1, 1, 2, 4))]
    return tuple(Site(f"{name}服务网点（虚构）", f"{region}样例街{place}号") for place, name in enumerate(names, 12))
