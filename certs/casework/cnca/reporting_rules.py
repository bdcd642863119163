"""The rules that a row has to keep before it may be reported: upper case, no blanks, days, codes, the level in the
scope.

Pure. Everything wrong with a row is named at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from certs.casework.cnca.month import Month
from certs.casework.cnca.month_sheet import ACTIVITIES, COLUMNS, STATUS_CODES, named_levels
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.days import parse_day
from certs.errors import FieldError, Malformed, Words

_NEEDED: Final = ("number", "holder", "uscc", "address", "sites", "scope", "issued", "valid_until", "changed_on")
_DAYS: Final = (
    "renewed_on",
    "first_issued",
    "issued",
    "valid_until",
    "suspended_from",
    "suspended_until",
    "revoked_on",
    "changed_on",
)
_ORDER: Final = (
    ("first_issued", "issued"),
    ("issued", "valid_until"),
    ("suspended_from", "suspended_until"),
    ("suspended_until", "valid_until"),
)
_NUMBERS: Final = ("number", "main", "predecessor")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def faults(row: Mapping[str, str], level: str, month: Month) -> tuple[FieldError, ...]:
    """Return everything that keeps a row from being reported for a month. `level` is the Chinese name of its level."""
    return (*_form(row), *_days(row, month), *_codes(row), *_scope(row["scope"], level, row["number"]))


def _fault(row_number: str, name: str, value: str, code: str, zh: str, en: str) -> FieldError:
    head = COLUMNS[name][0]
    return FieldError(name, value, code, Words(f"{row_number} 的“{head}”{zh}", f"{name} of {row_number}: {en}"))


def _form(row: Mapping[str, str]) -> Iterator[FieldError]:
    for name in _NEEDED:
        if not row[name].strip():
            yield _fault(row["number"], name, "", "missing", "没有内容。", "it is empty.")
    for name, text in row.items():
        if text != text.strip() or _CONTROL.search(text):
            yield _fault(
                row["number"],
                name,
                text,
                "format",
                "前后有空格，或含有换行等控制字符；上报时不能有。",
                "blanks at its ends, or control characters: neither may be reported.",
            )
    for name in _NUMBERS:
        if row[name] and not numbers.is_taken_over_form(row[name]):
            yield _fault(
                row["number"],
                name,
                row[name],
                "format",
                "只能是大写字母、数字和 / _ -，中间没有空格。",
                "only upper case letters, digits and / _ -, without blanks.",
            )


def _days(row: Mapping[str, str], month: Month) -> Iterator[FieldError]:
    days = dict[str, date]()
    for name in _DAYS:
        if row[name]:
            try:
                days[name] = parse_day(row[name])
            except Malformed:
                yield _fault(
                    row["number"],
                    name,
                    row[name],
                    "format",
                    "不是日期，应如 2026-11-23。",
                    "no day such as 2026-11-23.",
                )
    for first, second in _ORDER:
        if first in days and second in days and days[first] > days[second]:
            yield _fault(
                row["number"],
                first,
                row[first],
                "conflict",
                f"晚于“{COLUMNS[second][0]}”{row[second]}。",
                f"it is later than {second}, {row[second]}.",
            )
    if days.get("changed_on", month.first) > month.last:
        yield _fault(
            row["number"],
            "changed_on",
            row["changed_on"],
            "range",
            f"晚于所报的月份 {month.text}。",
            f"it lies after the month {month.text}.",
        )


def _codes(row: Mapping[str, str]) -> Iterator[FieldError]:
    if row["uscc"] and not uscc.is_valid(row["uscc"]):
        yield _fault(
            row["number"], "uscc", row["uscc"], "check-digit", "校验不符，请对照营业执照。", "its check does not fit."
        )
    for name, allowed in (("activity", ACTIVITIES), ("status_code", {*STATUS_CODES.values(), ""})):
        if row[name] not in allowed:
            listed = "、".join(sorted(code for code in allowed if code))
            yield _fault(
                row["number"],
                name,
                row[name],
                "unknown",
                f"不是所用的代码（{listed}）。",
                f"no code in use ({listed}).",
            )


def _scope(text: str, level: str, number: str) -> Iterator[FieldError]:
    named = named_levels(text)
    others = sorted(named - {level})
    if level not in named:
        yield _fault(
            number, "scope", text, "missing", f"没有写明等级“{level}”。", f"it does not name the level, {level}."
        )
    if others:
        yield _fault(
            number,
            "scope",
            text,
            "conflict",
            f"写的等级是“{others[0]}”，证书的等级是“{level}”；请先换发改正。",
            f"it names the level {others[0]}, while the certificate has {level}: correct it by a reissue first.",
        )
