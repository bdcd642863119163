"""The fields of an input, once for all: the TOML reader, the XLSX reader and the template sheet follow this table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from certs import bounds
from certs.errors import Words

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """How a field is read."""

    TEXT = auto()
    LATIN = auto()  # a name in English
    LONG_TEXT = auto()  # several lines, joined by ；
    ENTRIES = auto()  # a list of texts
    USCC = auto()
    NUMBER = auto()  # the number of a taken-over certificate
    CATEGORY = auto()  # GB/T 4754 code
    SCHEME = auto()
    SCORE = auto()
    COUNT = auto()  # a whole number
    DECIDERS = auto()
    DAY = auto()


LISTS: Final = frozenset({Kind.ENTRIES, Kind.DECIDERS})
NUMERIC: Final = frozenset({Kind.SCORE, Kind.COUNT})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in files, its head in the sheet, the note that explains it, and the width of its column.

    `least` and `most` bound a COUNT; for texts `most` is the number of characters.
    """

    name: str
    kind: Kind
    head: Words
    note: Words
    required: bool = False
    width: int = 18
    least: int = 0
    most: int = bounds.STRING


def _text(
    name: str,
    head: tuple[str, str],
    note: tuple[str, str],
    *,
    kind: Kind = Kind.TEXT,
    required: bool = False,
    width: int = 18,
) -> Field:
    return Field(name, kind, Words(*head), Words(*note), required, width)


def _count(
    name: str, head: tuple[str, str], note: tuple[str, str], least: int, most: int, *, required: bool = False
) -> Field:
    return Field(name, Kind.COUNT, Words(*head), Words(*note), required, 14, least, most)


_LIST_NOTE_ZH: Final = "多项用；分开。"
_LIST_NOTE_EN: Final = "Several entries are separated by ；."

HOLDER: Final = (
    _text(
        "name",
        ("组织名称", "Organisation"),
        ("营业执照上的全称。", "The full name as on the business licence."),
        required=True,
        width=34,
    ),
    _text(
        "name_en",
        ("组织英文名称", "Organisation in English"),
        ("可不填。", "May be left empty."),
        kind=Kind.LATIN,
        width=30,
    ),
    _text(
        "uscc",
        ("统一社会信用代码", "Unified social credit code"),
        ("18 位，照营业执照填写。", "18 places, copied from the business licence."),
        kind=Kind.USCC,
        required=True,
        width=23,
    ),
    _text(
        "address",
        ("组织地址", "Address"),
        ("营业执照上的住所。", "The address as on the business licence."),
        required=True,
        width=36,
    ),
    _text(
        "former_names",
        ("曾用名", "Former names"),
        (f"可不填。{_LIST_NOTE_ZH}", f"May be left empty. {_LIST_NOTE_EN}"),
        kind=Kind.ENTRIES,
    ),
)

CERTIFICATE: Final = (
    _text(
        "scheme",
        ("评价方案", "Scheme"),
        ("gbt27922-2011 为百分制，brand-1000 为千分制。", "gbt27922-2011 is out of 100, brand-1000 out of 1000."),
        kind=Kind.SCHEME,
        required=True,
    ),
    _text(
        "score",
        ("评分", "Score"),
        (
            "未计特别扣分和加分的得分，最多 6 位小数，如 96.5；不公开。",
            ("The score before special deductions and bonus, at most 6 decimals, such as 96.5; never published."),
        ),
        kind=Kind.SCORE,
        required=True,
        width=12,
    ),
    _count(
        "special_deductions",
        ("特别扣分项数", "Special deductions"),
        (
            "几项填几，没有填 0；5 项及以上不合格。千分制不填。",
            "How many; 0 for none; 5 or more fail. Empty for brand-1000.",
        ),
        0,
        100,
    ),
    _count("bonus", ("特别加分", "Bonus"), ("0 或 1。千分制不填。", "0 or 1. Empty for brand-1000."), 0, 1),
    _count(
        "headcount",
        ("覆盖人数", "People covered"),
        (
            "证书覆盖的人数，决定编号末尾的规模字母；不公开。",
            ("The people covered; gives the size letter of the number; never published."),
        ),
        1,
        bounds.HEADCOUNT,
        required=True,
    ),
    _text(
        "decided_by",
        ("决定人员代码", "Decided by"),
        (
            "两名不同人员的代码（不写姓名），用；分开，如 reviewer-02；decider-01。",
            ("The staff codes (never names) of two different people, separated by ；."),
        ),
        kind=Kind.DECIDERS,
        required=True,
        width=28,
    ),
    _text(
        "issued",
        ("颁证日期", "Issued"),
        ("如 2026-11-23；不填为当天。", "Such as 2026-11-23; today if left empty."),
        kind=Kind.DAY,
        width=14,
    ),
    Field(
        "scope_text",
        Kind.LONG_TEXT,
        Words("认证范围全文", "Scope as printed"),
        Words(
            "证书上印的范围文字；不填则由“范围”表自动组成。",
            "The scope as printed; composed from the scope sheet if left empty.",
        ),
        width=36,
        most=bounds.SCOPE_TEXT,
    ),
    _text(
        "excludes",
        ("整张证书不含", "Excluded altogether"),
        (
            f"整张证书都不覆盖的产品或服务，可不填。{_LIST_NOTE_ZH}",
            f"What the whole certificate does not cover. {_LIST_NOTE_EN}",
        ),
        kind=Kind.ENTRIES,
        width=22,
    ),
)

SCOPE: Final = (
    _text("name", ("产品或服务", "Product or service"), ("一行写一项。", "One in each row."), required=True, width=26),
    _text("name_en", ("英文名称", "In English"), ("可不填。", "May be left empty."), kind=Kind.LATIN, width=26),
    _text(
        "category",
        ("行业代码", "Category"),
        ("GB/T 4754 代码，如 C3852；可不填。", "A GB/T 4754 code such as C3852; may be left empty."),
        kind=Kind.CATEGORY,
        width=12,
    ),
    _text(
        "brands",
        ("品牌", "Brands"),
        (f"不填表示全部品牌。{_LIST_NOTE_ZH}", f"Empty means all brands. {_LIST_NOTE_EN}"),
        kind=Kind.ENTRIES,
    ),
    _text(
        "models",
        ("型号", "Models"),
        (
            f"* 代表任意一段，? 代表一个字符，如 KFR-35GW/*；不填表示全部型号。{_LIST_NOTE_ZH}",
            (f"* is any run, ? one character, such as KFR-35GW/*; empty means all models. {_LIST_NOTE_EN}"),
        ),
        kind=Kind.ENTRIES,
        width=26,
    ),
    _text(
        "includes",
        ("包含", "Includes"),
        (f"如 安装；维修。可不填。{_LIST_NOTE_ZH}", f"May be left empty. {_LIST_NOTE_EN}"),
        kind=Kind.ENTRIES,
    ),
    _text(
        "excludes",
        ("不含", "Excludes"),
        (f"这一项不覆盖的内容，可不填。{_LIST_NOTE_ZH}", f"What this item does not cover. {_LIST_NOTE_EN}"),
        kind=Kind.ENTRIES,
    ),
    _text(
        "sites",
        ("适用场所", "Sites"),
        (
            f"填“场所”表中的场所名称；不填表示全部场所。{_LIST_NOTE_ZH}",
            f"Names from the sheet of sites; empty means all. {_LIST_NOTE_EN}",
        ),
        kind=Kind.ENTRIES,
    ),
)

SITES: Final = (
    _text("name", ("场所名称", "Site"), ("一行写一个场所。", "One in each row."), required=True, width=26),
    _text("address", ("场所地址", "Address"), ("详细地址。", "The full address."), required=True, width=40),
)

TAKEN_OVER: Final = (
    _text(
        "number",
        ("原证书编号", "Number taken over"),
        (
            "只在接收其他登记系统的旧证书时填写，编号保持不变。",
            ("Only for a certificate taken over from another register; it keeps its number."),
        ),
        kind=Kind.NUMBER,
        required=True,
        width=22,
    ),
    _text(
        "first_issued",
        ("初次获证日期", "First issued"),
        ("只在接收旧证书时填写。", "Only for a taken-over certificate."),
        kind=Kind.DAY,
        required=True,
        width=14,
    ),
    _text(
        "predecessor",
        ("上一张证书编号", "Predecessor"),
        ("接收的旧证书由哪张证书换来，可不填。", "The certificate it renewed; may be left empty."),
        kind=Kind.NUMBER,
        width=22,
    ),
)

# The sections of a TOML file, in the order they are read. `scope` and `sites` are lists of tables.
SECTIONS: Final[Mapping[str, tuple[Field, ...]]] = MappingProxyType(
    {"holder": HOLDER, "certificate": CERTIFICATE, "scope": SCOPE, "sites": SITES, "taken_over": TAKEN_OVER}
)
REPEATED: Final = MappingProxyType({"scope": bounds.SCOPE_ITEMS, "sites": bounds.SITES})  # the most of each
REQUIRED: Final = ("holder", "certificate", "scope", "sites")
