"""The fields of a certificate, once for all: the values of a draft, and beside each value its row of the table.

Whatever goes through fields follows this table: the readers of TOML and XLSX and their template, the digest of an
input, what is published, the closed shape of a credential, the register's digest of a content and its search, the API,
`show`, and the table in the handbook. Only the page's template and the JSON-LD context name the fields again, and tests
hold both to this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from certs import limits
from certs.certificate.field_kinds import Field, Kind, row, rows_of, table
from certs.certificate.taken_over import TakenOver

_LIST_ZH: Final = "多项用；分开，不用顿号、逗号。"
_LIST_EN: Final = "Several entries are separated by ；, not by 、 or a comma."


@table
class Holder:
    """The certified organisation. `uscc` is the 18-place unified social credit code (GB 32100-2015)."""

    name: str = row(
        Kind.TEXT,
        ("组织名称", "Organisation"),
        ("营业执照上的全称。", "The full name as on the business licence."),
        width=34,
        search="holder",
    )
    name_en: str = row(
        Kind.LATIN,
        ("组织英文名称", "Organisation in English"),
        ("可不填。", "May be left empty."),
        width=30,
        search="holder_en",
        default="",
        kw_only=True,
    )
    uscc: str = row(
        Kind.USCC,
        ("统一社会信用代码", "Unified social credit code"),
        ("18 位，照营业执照填写。", "18 places, copied from the business licence."),
        width=23,
    )
    address: str = row(
        Kind.TEXT, ("组织地址", "Address"), ("营业执照上的住所。", "The address as on the business licence."), width=36
    )
    former_names: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("曾用名", "Former names"),
        (f"可不填。{_LIST_ZH}", f"May be left empty. {_LIST_EN}"),
        search="former_name",
        default=(),
        kw_only=True,
    )


@table
class ScopeItem:
    """One certified product or service. No brands: all brands. No models: all models of the brands."""

    name: str = row(
        Kind.TEXT,
        ("产品或服务", "Product or service"),
        ("一行写一项。", "One in each row."),
        width=26,
        search="product",
    )
    name_en: str = row(
        Kind.LATIN,
        ("英文名称", "In English"),
        ("可不填。", "May be left empty."),
        width=26,
        search="product_en",
        default="",
    )
    category: str = row(
        Kind.CATEGORY,
        ("行业代码", "Category"),
        ("GB/T 4754 代码，如 C3852；可不填。", "A GB/T 4754 code such as C3852; may be left empty."),
        width=12,
        default="",
    )
    brands: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("品牌", "Brands"),
        (f"不填表示全部品牌。{_LIST_ZH}", f"Empty means all brands. {_LIST_EN}"),
        search="brand",
        limit="品牌：",
        empty_means_all=True,
        apart=True,
        default=(),
    )
    models: tuple[str, ...] = row(
        Kind.PATTERNS,
        ("型号", "Models"),
        (
            f"* 代表任意一段，? 代表一个字符，如 KFR-35GW/*；不填表示全部型号。{_LIST_ZH}",
            f"* is any run, ? one character, such as KFR-35GW/*; empty means all models. {_LIST_EN}",
        ),
        width=26,
        limit="型号：",
        empty_means_all=True,
        apart=True,
        default=(),
    )
    includes: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("包含", "Includes"),
        (f"如 安装；维修。可不填。{_LIST_ZH}", f"May be left empty. {_LIST_EN}"),
        limit="含",
        apart=True,
        default=(),
    )
    excludes: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("不含", "Excludes"),
        (f"这一项不覆盖的内容，可不填。{_LIST_ZH}", f"What this item does not cover. {_LIST_EN}"),
        limit="不含",
        apart=True,
        default=(),
    )
    sites: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("适用场所", "Sites"),
        (
            f"填“场所”表中的场所名称；不填表示全部场所。{_LIST_ZH}",
            f"Names from the sheet of sites; empty means all. {_LIST_EN}",
        ),
        limit="仅限场所：",
        empty_means_all=True,
        default=(),
    )


@table
class Site:
    """One place that the certificate covers."""

    name: str = row(Kind.TEXT, ("场所名称", "Site"), ("一行写一个场所。", "One in each row."), width=26)
    address: str = row(Kind.TEXT, ("场所地址", "Address"), ("详细地址。", "The full address."), width=40)


@table
class Draft:
    """One certificate as asked for, with every field normalised and checked by itself, before a number is taken.

    `score` is actual ÷ applicable × 100 before deductions and bonus. `issued` None means the day of the act. In a
    take-over `level` may stand in place of the score, and `score` and `headcount` are 0 where they were not told.
    `source` says where it came from: a file name, or file, sheet and cell. `scope_text` "" means: compose it. `granted`
    is the level of a case in which a lower one than the score earns was granted; "" everywhere else. `main_source` is
    the `source` of the draft that is to be the main of this one, where both stand in one sheet.
    """

    holder: Holder
    scope: tuple[ScopeItem, ...]
    sites: tuple[Site, ...]
    scheme: str = row(
        Kind.SCHEME,
        ("评价方案", "Scheme"),
        ("gbt27922-2011 为百分制，brand-1000 为千分制。", "gbt27922-2011 is out of 100, brand-1000 out of 1000."),
    )
    score: Decimal = row(
        Kind.SCORE,
        ("评分", "Score"),
        (
            f"未计特别扣分和加分的得分，最多 {limits.SCORE_DECIMALS} 位小数，如 96.5；不公开。",
            f"Before deductions and bonus, at most {limits.SCORE_DECIMALS} decimals, such as 96.5; never published.",
        ),
        width=12,
        content=False,
    )
    special_deductions: int = row(
        Kind.COUNT,
        ("特别扣分项数", "Special deductions"),
        (
            "几项填几，没有填 0；5 项及以上不合格。千分制不填。",
            "How many; 0 for none; 5 or more fail. Empty for brand-1000.",
        ),
        width=14,
        most=limits.SPECIAL_DEDUCTIONS,
        content=False,
        default=0,
        kw_only=True,
    )
    bonus: int = row(
        Kind.COUNT,
        ("特别加分", "Bonus"),
        ("0 或 1。千分制不填。", "0 or 1. Empty for brand-1000."),
        width=14,
        most=1,
        content=False,
        default=0,
        kw_only=True,
    )
    headcount: int = row(
        Kind.COUNT,
        ("覆盖人数", "People covered"),
        (
            "证书覆盖的人数，决定编号末尾的规模字母；不公开。",
            "The people covered; gives the size letter of the number; never published.",
        ),
        width=14,
        least=1,
        most=limits.HEADCOUNT,
        content=False,
    )
    decided_by: tuple[str, str] = row(
        Kind.DECIDERS,
        ("决定人员工号", "Decided by"),
        (
            "两名不同人员的工号（不写姓名），用；分开，如 reviewer-02；decider-01。",
            "The staff codes (never names) of two different people, separated by ；.",
        ),
        width=28,
        content=False,
    )
    issued: date | None = row(
        Kind.DAY,
        ("颁证日期", "Issued"),
        ("如 2026-11-23；不填为当天。", "Such as 2026-11-23; today if left empty."),
        width=14,
        content=False,
        default=None,
    )
    scope_text: str = row(
        Kind.LONG_TEXT,
        ("认证范围全文", "Scope as printed"),
        (
            "证书上印的范围文字；不填则由“范围”表自动组成。",
            "The scope as printed; composed from the scope sheet if left empty.",
        ),
        width=36,
        most=limits.SCOPE_TEXT,
        default="",
    )
    excludes: tuple[str, ...] = row(
        Kind.ENTRIES,
        ("整张证书不含", "Excluded altogether"),
        (f"整张证书都不覆盖的产品或服务，可不填。{_LIST_ZH}", f"What the whole certificate does not cover. {_LIST_EN}"),
        width=22,
        apart=True,
        default=(),
    )
    sub_of: str = row(
        Kind.NUMBER,
        ("主证书编号", "Main certificate"),
        ("子证书才填；主证书在同一表格里的填序号。", "For a sub-certificate only; or the main's 序号 in this sheet."),
        width=22,
        content=False,
        default="",
    )
    level: str = row(
        Kind.LEVEL,
        ("等级", "Level"),
        (
            "只在接收旧证书时填写，代替评分，如 五星级。",
            "Only for a certificate taken over, in place of the score, such as five-star.",
        ),
        width=14,
        content=False,
        default="",
    )
    taken_over: TakenOver | None = None
    source: str = ""
    granted: str = ""
    main_source: str = ""


HOLDER: Final = rows_of(Holder)
CERTIFICATE: Final = rows_of(Draft)
FACTS: Final = tuple(fact for fact in CERTIFICATE if fact.content)
SCOPE: Final = rows_of(ScopeItem)
SITES: Final = rows_of(Site)
TAKEN_OVER: Final = rows_of(TakenOver)
# The sections of a TOML file, in the order they are read. `scope` and `sites` are lists of tables.
SECTIONS: Final[Mapping[str, tuple[Field, ...]]] = MappingProxyType(
    {"holder": HOLDER, "certificate": CERTIFICATE, "scope": SCOPE, "sites": SITES, "taken_over": TAKEN_OVER}
)
REPEATED: Final = MappingProxyType({"scope": limits.SCOPE_ITEMS, "sites": limits.SITES})  # the most of each
