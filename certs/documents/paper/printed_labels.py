"""The words that stand before each fact on a certificate, in both languages: one table for whoever reads papers.

A label counts where a line, or what stands apart on it, begins with it. Papers of older layouts stay in use for years:
words are added here and never taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from certs.errors import Words

OTHER: Final = ""  # what is no fact of the certificate, and ends the one before it
LISTS: Final = frozenset({"scope", "sites"})  # what runs over tables and pages
# What each field is called in an answer; the order is that of the paper.
FIELDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "number": Words("证书编号", "number"),
        "holder": Words("组织名称", "holder"),
        "uscc": Words("统一社会信用代码", "USCC"),
        "address": Words("组织地址", "address"),
        "level": Words("级别", "level"),
        "scheme": Words("认证项目与标准", "scheme and standard"),
        "scope": Words("认证范围", "scope"),
        "sites": Words("覆盖场所", "sites"),
        "issued": Words("颁证日期", "issued"),
        "first_issued": Words("初次获证日期", "first issued"),
        "valid_until": Words("有效期至", "valid until"),
        "body": Words("认证机构", "certification body"),
        "approval": Words("机构批准号", "approval number"),
    }
)
# What else a report prints, by the names that differences have.
NAMES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        **FIELDS,
        "status": Words("证书状态", "status"),
        "day": Words("所问的日期", "day asked about"),
        "product": Words("是否覆盖所问的产品", "whether the product asked about is covered"),
        "query_number": Words(
            "查询编号（由编号、版本、日期、时间和检查点算出）",
            "query number, which follows from number, version, day, time and checkpoint",
        ),
        "query_time": Words("查询时间", "time of query"),
        "version": Words("证书版本", "version"),
        "main": Words("主证书", "main certificate"),
        "predecessor": Words("换证前的证书", "certificate before"),
        "successor": Words("换证后的证书", "renewed as"),
        "surveillance": Words("最近一次监督", "last surveillance"),
        "checks": Words("查验步骤的依据", "what the checks rest on"),
        "checkpoint": Words("日志检查点", "checkpoint of the log"),
        "link": Words("再次核对的网址和二维码", "address and QR code to ask again"),
        "other": Words("其他内容", "other facts"),
        "sentences": Words("各项之外的说明文字", "the sentences around the facts"),
    }
)
_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number": "证书编号|Certificate No.|Certificate number",
        "holder": "组织名称|获证组织|企业名称|兹证明|Certified organisation|Holder|This is to certify that",
        "uscc": "统一社会信用代码|Unified social credit code",
        "main": "主证书|Main certificate",
        "address": "组织地址|注册地址|地址|Address",
        "level": "认证级别|Star level",
        "scheme": "认证项目|认证方案|认证依据|经评价|conforms|was evaluated|has been evaluated as conforming to|Scheme|"
        "Standard",
        "scope": "认证范围|认证范围全文|覆盖范围|业务范围|整张证书不含|Scope|Scope in full|Scope items|Excluded altogether",
        "sites": "覆盖场所|Sites covered",
        "issued": "颁证日期|颁证|发证日期|Issued|Date of issue",
        "first_issued": "初次获证日期|初次获证|First issued",
        "valid_until": "有效期至|Valid until",
        "body": "认证机构|发证机构|签发人|Authorised signature|Certification body|Issued by",
        "approval": "机构批准号|批准号|Approval number|Approval No.",
        OTHER: "日期|Dates|证书附页|Annex to the certificate|使用说明|Conditions|监督记录|Surveillance|扫码核对|扫码查验|"
        "Scan to check|样例:|Sample:",
    }
)
# The heads of columns, with the list that stands below them: so a table goes on where a page begins.
_HEADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "scope": "产品|产品或服务|服务|品牌|型号|包含|不含|Product|Product or service|Service|Brand|Brands|Models|Includes|"
        "Excludes|Excluded",
        "sites": "场所|Site",
        OTHER: "序号|No.|地址|Address",  # heads of both; within a list they are no labels
    }
)
_SENTENCE: Final = 18  # letters from which a label is several words, and no beginning of one
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_NUMBERED: Final = re.compile(r"(?:[一二三四五六七八九十]+[、.]|[0-9]{1,2}[、.])(?=\D)")
_PAGE_LINE: Final = re.compile(r"第[0-9]+页/共[0-9]+页.*|page[0-9]+of[0-9]+.*", re.IGNORECASE)


def compact(text: str) -> str:
    """Return text without blanks and what nobody sees, each sign in one form: a printed line may break anywhere."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and (c.isascii() or unicodedata.category(c) != "Cf"))


def _pairs(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(compact(word).lower(), name) for name, words in table.items() for word in words.split("|")]


@lru_cache(maxsize=1)
def _by_length() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(_pairs(_LABELS), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    return dict(_pairs(_HEADS))


def label_of(text: str) -> tuple[str, str] | None:
    """Return the field whose label a compact text begins with, and what follows; None where it begins with none."""
    if _PAGE_LINE.fullmatch(text):
        return OTHER, ""
    bare = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    lower = bare.lower()
    for word, field in _by_length():
        if lower.startswith(word) and _ends(word, bare[len(word) :]):
            return field, bare[len(word) :].lstrip(":/|")
    return None


def _ends(word: str, after: str) -> bool:
    """Tell whether a label ends where it does, and is not the beginning of a longer word."""
    if _CHINESE.match(word):
        return not _CHINESE.match(after)
    return len(word) >= _SENTENCE or not (after[:1].isascii() and after[:1].isalpha()) or not word[-1].isalpha()


def head_of(text: str) -> str | None:
    """Return the list whose column has a compact text for its head, `OTHER` for a head of any list; None for no head.

    The head of one column may stand in both languages.
    """
    lower = text.lower()
    if lower in _heads():
        return _heads()[lower]
    cut = next((place for place, sign in enumerate(lower) if sign.isascii() and sign.isalpha()), 0)
    zh, en = (lower[:cut], lower[cut:]) if cut else ("", "")
    return _heads().get(zh) if zh in _heads() and en in _heads() else None
