"""The fields of the national lookup: the heads and labels under which its pages and copies show them, and their words.

What its pages and the answers behind them call a field is known from copies; any of these names is taken, with or
without a colon, blanks or full-width signs. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Final

from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.certificate.pasted_text import shown
from certs.certificate.reading.written_days import read_day
from certs.errors import Refused
from certs.lifecycle.statuses import STATUS_WORDS

NUMBER: Final = "number"
REPORTED_ON: Final = "reported_on"
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {  # by the name of the field; the first is the one that is shown
    NUMBER: ("证书编号", "证书号", "编号", "certNumber", "number"),
    "holder": ("组织名称", "获证组织名称", "企业名称", "企业", "单位名称", "公司名称", "orgName"),
    "uscc": ("统一社会信用代码", "统一社会信用代码/组织机构代码", "组织机构代码", "uscc"),
    "status": ("证书状态", "状态", "certiStatusName"),
    "issued": ("颁证日期", "发证日期"),
    "first_issued": ("初次获证日期",),
    "valid_until": (
        "证书到期日期",
        "到期日期",
        "到期",
        "到期日",
        "有效期至",
        "证书有效期至",
        "证书截止日期",
        "certiEDate",
    ),
    "body": ("发证机构", "认证机构", "发证(认证)机构", "发证机构名称", "认证机构名称", "rzjgIdName", "rzjgName"),
    REPORTED_ON: ("信息上报日期",),
}
# Shown there, and nothing that can be held against the register.
NOT_COMPARED: Final = (
    *("序号", "认证项目", "认证项目名称", "authProjCodeName", "authProjName", "认证依据", "监督次数", "再认证次数"),
    *("业务范围", "认证覆盖的业务范围", "是否覆盖多场所", "认证覆盖的场所名称及地址", "证书使用的认可标识", "组织地址"),
    *("本证书体系覆盖人数", "rzjgId", "zersda", "操作", "详情"),
)
_STATUSES: Final[Mapping[str, str]] = {
    **{words.zh: code for code, words in STATUS_WORDS.items() if code != "not_yet_valid"},
    "过期失效": "expired",
    "失效": "expired",
    "01": "valid",
    "02": "suspended",
    "03": "revoked",
}
_DAYS: Final = frozenset({"issued", "first_issued", "valid_until", REPORTED_ON})
_OLD_CODE: Final = (9, 10)  # places of an organisation's code of before 2015, without and with its hyphen


def plain(text: str) -> str:
    """Return a text as it is compared: NFKC, without blanks, invisible characters and what copying adds."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "CZ")


_BY_NAME: Final = {plain(name).casefold(): field for field, names in _NAMES.items() for name in names}
_OTHERS: Final = frozenset(plain(name).casefold() for name in NOT_COMPARED)


def field_of(label: str) -> str | None:
    """Return the field that a head or label stands for, "" for one that is not compared, None for what is no label."""
    name = plain(label).rstrip(":").casefold()
    return "" if name in _OTHERS else _BY_NAME.get(name)


def label_of(field: str) -> str:
    """Return the label of a field as the national lookup shows it."""
    return _NAMES[field][0]


def value_of(field: str, text: str) -> str | date | None:
    """Return what a cell says, in one form; None where it cannot be understood. A status is its code."""
    if field in _DAYS:
        return _day(text)
    if field == "status":
        return _STATUSES.get(plain(text))
    if field == NUMBER:
        number = numbers.compact(text)
        return number if numbers.is_taken_over_form(number) else None
    if field == "uscc":
        code = uscc.compact(text)
        return code if uscc.is_valid(code) or len(code) in _OLD_CODE else None
    return plain(text) or None


def _day(text: str) -> date | None:
    try:
        return read_day(shown(text).split("T")[0].removesuffix(" 00:00:00").removesuffix(".0").strip())
    except Refused:
        return None
