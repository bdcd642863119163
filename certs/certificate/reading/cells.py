"""One cell of a sheet as the value that a TOML file would have: what Excel made of it is undone or refused by name.

Numbers that Excel kept as floating point come back as the decimal they were typed as; what it changed on the way (a
model number into a date, a long code into 9.14E+17) cannot be undone and is refused with what to do.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from certs.certificate.field_kinds import LISTS, NUMERIC, Kind
from certs.certificate.reading.field_reader import NO_DAY
from certs.certificate.reading.tidy_text import UNREADABLE
from certs.certificate.reading.written_days import day_of_serial

if TYPE_CHECKING:
    from certs.certificate.field_kinds import Field
    from certs.certificate.reading.findings import Findings, Place

_SPLIT = re.compile(r"[；;\n]")
_APART = re.compile(r"[、，,﹐﹑､]")
_QUOTED = re.compile(r"""\s*["“]([^"“”]+)["”]\s*""")
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXACT: Final = 10**15  # beyond this Excel has dropped digits
_AS_TEXT_ZH: Final = "请把单元格格式设为“文本”后重新键入。"
_AS_TEXT_EN: Final = "set the cell's format to text and type it again."


def cell_value(cell: Any, field: Field, place: Place, findings: Findings, *, serials: bool) -> object:
    """Return the value of a cell for `field`: None if empty, UNREADABLE after noting an error.

    `serials` says that a bare number may be a day of the 1900 system, which holds for all but old Mac workbooks.
    """
    value = cell.value
    if value is None or (isinstance(value, str) and cell.data_type == "s" and not value.strip()):
        return None
    if cell.data_type == "f":
        return _refuse_formula(value, place, findings)
    if cell.data_type == "e":
        return _refuse(
            place,
            findings,
            value,
            "format",
            f"单元格是 Excel 错误值 {value}，请重新填写。",
            f"the cell is the Excel error {value}; fill it in again.",
        )
    if isinstance(value, bool):
        return _refuse(
            place,
            findings,
            value,
            "type",
            "单元格是 TRUE/FALSE，请填写内容。",
            "the cell is TRUE or FALSE; fill in the content.",
        )
    if isinstance(value, str):
        return _from_text(value, field, place, findings)
    if isinstance(value, (datetime, date, time, timedelta)):
        return _from_date(value, field, place, findings)
    if isinstance(value, (int, float)):
        return _from_number(cell, value, field, place, findings, serials)
    return _refuse(
        place,
        findings,
        str(value),
        "type",
        f"单元格的内容读不懂，{_AS_TEXT_ZH}",
        f"the cell cannot be understood; {_AS_TEXT_EN}",
    )


def _refuse_formula(value: object, place: Place, findings: Findings) -> object:
    if "DISPIMG" in str(value):  # how WPS puts a picture into a cell
        zh, en = "这里是一张图片，请改成文字。", "this is a picture; write the content as text."
        return _refuse(place, findings, "图片", "type", zh, en)
    return _refuse(
        place,
        findings,
        "公式",
        "type",
        "这里是公式，请改成数值：复制后用“选择性粘贴—数值”。",
        "this is a formula; paste it as a value instead.",
    )


def _refuse(place: Place, findings: Findings, value: object, code: str, zh: str, en: str) -> object:
    findings.add(place, value, code, zh, en)
    return UNREADABLE


def _from_text(value: str, field: Field, place: Place, findings: Findings) -> object:
    text = _ESCAPE.sub(_unescape, value).replace("\r\n", "\n").replace("\r", "\n")
    if field.kind not in LISTS:
        return text
    entries = [piece for piece in _SPLIT.split(text) if piece.strip()]
    for number, entry in enumerate(entries):
        if not _is_joined(entry, field):
            continue
        quoted = _QUOTED.fullmatch(entry)
        if quoted is None:
            _note_joined(entry, place.entry(number), findings)
        else:
            entries[number] = quoted[1]
    return entries


def _is_joined(entry: str, field: Field) -> bool:
    """Tell whether an entry may be several: in a text, what stands in brackets only explains it."""
    if not field.apart:
        return False
    return _APART.search(entry if field.kind is Kind.PATTERNS else _BRACKETS.sub("", entry)) is not None


def _note_joined(entry: str, place: Place, findings: Findings) -> None:
    apart = "；".join(filter(None, map(str.strip, _APART.split(entry))))
    findings.add(
        place,
        entry,
        "format",
        f"“{entry.strip()}”里有顿号或逗号，看不出是一项还是几项；是几项的，用；分开：{apart}。确是一项的，整项放在双引号里。",
        f"“{entry.strip()}” has a comma or 、 in it and could be one entry or several; if several, separate them by ；: "
        f"{apart}. If it really is one, put it into double quotes.",
    )


def _unescape(match: re.Match[str]) -> str:
    """Undo Excel's way of writing a line break; other escapes stay as they are, since text may look like this."""
    return "\n" if match[1].upper() in {"000D", "000A"} else " " if match[1] == "0009" else match[0]


def _from_date(value: object, field: Field, place: Place, findings: Findings) -> object:
    if isinstance(value, (datetime, date)):
        if field.kind is Kind.DAY:
            return value
        return _refuse(
            place,
            findings,
            value,
            "type",
            f"Excel 把内容变成了日期 {value:%Y-%m-%d}，{_AS_TEXT_ZH}",
            f"Excel turned the content into the date {value:%Y-%m-%d}; {_AS_TEXT_EN}",
        )
    if field.kind is Kind.DAY:
        return _refuse(
            place,
            findings,
            value,
            "type",
            "单元格是时间，不是日期；请写成 2026-11-23。",
            "the cell is a time; write a day such as 2026-11-23.",
        )
    return _refuse(
        place,
        findings,
        value,
        "type",
        f"Excel 把内容当成了时间，{_AS_TEXT_ZH}",
        f"Excel took the content for a time; {_AS_TEXT_EN}",
    )


def _from_number(
    cell: Any,
    value: float,
    field: Field,
    place: Place,
    findings: Findings,
    serials: bool,  # noqa: FBT001
) -> object:
    if not -_EXACT < value < _EXACT:  # also inf and nan
        value = _EXACT
    if field.kind in NUMERIC:
        if "%" in cell.number_format:
            return _refuse(
                place,
                findings,
                value,
                "format",
                "单元格是百分比格式，实际存的是百分之一；请改成“常规”格式，重新键入如 96.5。",
                "the cell has a percent format and holds a hundredth; set it to general and type it again, "
                "such as 96.5.",
            )
        return int(value) if value == int(value) else Decimal(repr(value))
    if field.kind is Kind.DAY:
        return _day_of_number(value, place, findings, serials)
    if field.kind in {Kind.USCC, Kind.NUMBER} or value != int(value) or abs(value) >= _EXACT:
        return _refuse(
            place,
            findings,
            value,
            "type",
            f"Excel 把内容当成了数字，可能丢了前导零或末尾几位；{_AS_TEXT_ZH}",
            f"Excel took the content for a number and may have dropped digits; {_AS_TEXT_EN}",
        )
    text = str(int(value))
    return [text] if field.kind in LISTS else text


def _day_of_number(value: float, place: Place, findings: Findings, serials: bool) -> object:  # noqa: FBT001
    if not serials:
        return _refuse(
            place,
            findings,
            value,
            "format",
            "这个工作簿用 1904 日期系统，数字不能确定是哪一天；请写成 2026-11-23。",
            "this workbook uses the 1904 date system, so a number does not say which day it is; write 2026-11-23.",
        )
    day = findings.try_to(place, value, lambda: day_of_serial(value), NO_DAY)
    return UNREADABLE if day == NO_DAY else day
