"""The sheet that a month is reported by: its columns, and what stands in each row.

The heads are those that a monthly report is known to have and those of the national lookup's pages. The codes are the
few that are known of such reports; what has none is written as a word, so that nobody uploads a code that was guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from certs.casework.cnca.month_entries import MonthEntry
from certs.certificate import number as numbers
from certs.certificate.scope_text import scope_text
from certs.lifecycle import surveillance
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from certs.lifecycle.statuses import STATUS_WORDS
from certs.scheme.schemes import SCHEMES

COLUMNS: Final[Mapping[str, tuple[str, int]]] = {  # by the name of the field: its head, and characters of its width
    "number": ("证书编号", 22),
    "holder": ("组织名称", 34),
    "former_names": ("组织原名", 24),
    "uscc": ("统一社会信用代码", 22),
    "address": ("组织地址", 36),
    "is_sub": ("是否是子证书", 8),
    "main": ("主认证证书号", 22),
    "many_sites": ("是否有多现场", 8),
    "sites": ("认证覆盖的场所名称及地址", 40),
    "scheme": ("认证项目", 26),
    "standard": ("认证依据", 20),
    "scope": ("证书覆盖范围", 60),
    "activity": ("认证审核活动代码", 10),
    "change": ("证书变更类别", 30),
    "renewal": ("是否换证", 8),
    "renewal_reason": ("换证原因", 12),
    "predecessor": ("原证书号", 22),
    "renewed_on": ("换证日期", 12),
    "renewals": ("再认证次数", 8),
    "surveillances": ("监督次数", 8),
    "first_issued": ("初次获证日期", 12),
    "issued": ("颁证日期", 12),
    "valid_until": ("证书截止日期", 12),
    "status_code": ("证书状态代码", 8),
    "status": ("证书状态", 10),
    "suspension_reason": ("暂停原因", 30),
    "suspended_from": ("暂停开始时间", 12),
    "suspended_until": ("暂停截至时间", 12),
    "revocation_reason": ("撤销原因", 30),
    "revoked_on": ("撤销时间", 12),
    "changed_on": ("变更日期", 12),
}
STATUS_CODES: Final[Mapping[str, str]] = {"valid": "01", "suspended": "02", "revoked": "03"}
ACTIVITIES: Final = frozenset({"01", "02", "04", ""})  # first certification, recertification, change
_LEVELS: Final = sorted({level.name.zh for scheme in SCHEMES.values() for level in scheme.levels})
_LEVEL: Final = re.compile(f"({'|'.join(_LEVELS)})(?!酒店|宾馆|饭店|旅|景)")
Row = dict[str, str]
_YES, _NO = "是", "否"


def row_of(entry: MonthEntry, prefix: str) -> Row:
    """Return what is told of one entry, by the names of the fields; "" where a field does not concern it.

    `prefix` is that of the body's own numbers.
    """
    event, record = entry.event, entry.record
    subject = record.latest.subject
    holder, scheme = subject["holder"], SCHEMES[subject["scheme"]]
    sites = subject["sites"]
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "number": record.number,
        "holder": holder["name"],
        "former_names": "；".join(holder.get("former_names", ())),
        "uscc": holder["uscc"],
        "address": holder["address"],
        "many_sites": _YES if len(sites) > 1 else _NO,
        "sites": "；".join(f"{site['name']}，{site['address']}" for site in sites),
        "scheme": scheme.name.zh,
        "standard": scheme.standard,
        "scope": told_scope(subject),
        "activity": _activity(entry),
        "change": _change(entry),
        "renewal": _YES if entry.renewal else _NO,
        "predecessor": record.predecessor or "",
        "surveillances": str(sum(e.type == surveillance.PASSED for e in record.counted)),
        "first_issued": record.first_issued.isoformat(),
        "issued": record.issued.isoformat(),
        "valid_until": record.latest.valid_until.isoformat(),
        "changed_on": event.effective.isoformat(),
    }
    if entry.renewal:
        row |= {"renewal_reason": "再认证", "renewed_on": event.effective.isoformat()}
    return row | _parts_of(entry, prefix) | _status(entry)


def told_scope(subject: Mapping[str, Any]) -> str:
    """Return the scope with the level behind it, where the text does not name it itself."""
    level, text = level_of(subject), scope_text(subject)
    return text if level in named_levels(text) else f"{text}（{subject['standard']} {level}）"


def level_of(subject: Mapping[str, Any]) -> str:
    """Return the Chinese name of the level that a certificate has."""
    return SCHEMES[subject["scheme"]].level(subject["level"]).name.zh


def named_levels(text: str) -> frozenset[str]:
    """Return the levels that a text names; those of hotels and sights are none."""
    return frozenset(_LEVEL.findall(text))


def _activity(entry: MonthEntry) -> str:
    if entry.event.type == "reissued":
        return "04"
    if entry.event.type == "issued":
        return "02" if entry.renewal else "01"
    return ""


def _change(entry: MonthEntry) -> str:
    event = entry.event
    word = ENTRY_TYPES[event.type].title.zh
    return f"{word}：{REASONS[event.type][event.reason].zh}" if event.reason and event.type in REASONS else word


def _parts_of(entry: MonthEntry, prefix: str) -> Row:
    """Return the main of a sub-certificate, and what a number of our form tells; how often one was renewed that was
    taken over, nobody here knows.
    """
    number = entry.record.number
    told = {"is_sub": _YES if entry.main else _NO, "main": entry.main}
    return told | (
        {"renewals": str(numbers.parse(number, prefix).renewals)} if numbers.is_valid(number, prefix) else {}
    )


def _status(entry: MonthEntry) -> Row:
    standing = entry.record.standing(entry.event.effective)
    told = {"status": STATUS_WORDS[standing.code].zh, "status_code": STATUS_CODES.get(standing.code, "")}
    reason = REASONS.get(standing.event_type, {}).get(standing.reason or "")
    words = reason.zh if reason else ""
    if standing.code == "suspended":
        until = standing.until.isoformat() if standing.until else ""
        begun = {"suspended_from": standing.since.isoformat(), "suspended_until": until}
        return told | begun | {"suspension_reason": words}
    if standing.code == "revoked":
        return told | {"revocation_reason": words, "revoked_on": standing.since.isoformat()}
    return told
