"""The forgiving reader of days in staff input: forgiving in form, strict in meaning (meanings.md, "Input").

Taken are 2026-11-23, 2026/11/23, 2026.11.23, 20261123, 2026年11月23日, the same in full-width digits, and the dates of
TOML and Excel. Refused is what could mean two days: a two-digit year, the day or month first, an instant with a time
zone, a time of day: programs that export in UTC leave 16:00 of the day before where a day was typed, and some, by the
local time of 1900, 23:59:17. `certs.days.parse_day` is the strict reader of our own formats.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Final

from certs import limits
from certs.errors import Malformed, Words

_TEXT = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})"
    r"|年(?P<zm>[0-9]{1,2})月(?P<zd>[0-9]{1,2})[日号]?"
    r"|(?P<pm>[0-9]{2})(?P<pd>[0-9]{2}))"
    r"(?:(?:[Tt ]|(?<=[日号]))(?P<hour>[0-9]{1,2})[:时点](?P<minute>[0-9]{1,2})"
    r"(?:[:分](?:(?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?)?(?P<zone> ?(?:[Zz]|[-+][0-9]{2}:?[0-9]{2}))?)?"
)
_LOOSE_BLANK = re.compile(r" ?([-/.年月日号]) ?(?!0?[0-9]:)")  # a blank inside a number is left, and refused
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}")
_EPOCH: Final = date(1899, 12, 30)  # day 0 of Excel's 1900 system, from 1 March 1900 on
_SERIALS: Final = (36526, 73050)  # 2000-01-01 to 2099-12-31; a number outside could be anything
_MIDNIGHT: Final = time(0)
_LATE: Final = time(15, 50)  # from then on it is the next day in Beijing, eight hours on and some minutes of 1900


def read_day(value: object, *, timed: bool = False) -> date:
    """Return the day that a cell or a TOML value means. Raises Malformed (`type`, `format`).

    `timed` takes a time of day along where it leaves no doubt of the day: bids are opened at an hour.
    """
    if isinstance(value, datetime):
        return _day_of_datetime(value, timed=timed)
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _day_of_text(value, timed=timed)
    raise Malformed(
        "type",
        f"“{str(value)[:40]}”不是日期；请按“四位年份-月-日”写。",
        f"“{str(value)[:40]}” is no day; write year-month-day, with four digits of the year.",
    )


def day_of_serial(serial: float) -> date:
    """Return the day that an Excel cell without a date format holds as its serial number (1900 system).

    Only days in 2000 to 2099 are taken, and no time of day; 20261123 is read as it is written. Raises Malformed.
    """
    if _SERIALS[0] <= serial < _SERIALS[1] + 1:
        return _day_of_datetime(datetime.combine(_EPOCH, _MIDNIGHT) + timedelta(seconds=round(serial * 86_400)))
    if serial == int(serial):
        return _day_of_text(str(int(serial)))
    raise Malformed(
        "format",
        f"数字 {serial} 不能确定是哪一天；请按“四位年份-月-日”写。",
        f"the number {serial} does not say which day it is; write year-month-day, with four digits of the year.",
    )


def _day_of_datetime(value: datetime, *, timed: bool = False) -> date:
    if value.tzinfo is not None:
        raise _zoned(value.isoformat())
    if value.time() != _MIDNIGHT and not (timed and value.time() < _LATE):
        raise Malformed("format", *_timed(value))
    return value.date()


def _zoned(text: str) -> Malformed:
    return Malformed(
        "format",
        f"“{text}”带有时区，可能指两个日期；请只写年、月、日。",
        f"“{text}” has a time zone and could mean two days; write year, month and day alone.",
    )


def _timed(value: datetime) -> Words:
    """Say which days a time of day leaves open: its own, and the next where a program may have taken hours off."""
    day, shown = value.date(), f"{value:%Y-%m-%d %H:%M:%S}"
    if value.time() < _LATE or day == date.max:
        return Words(
            f"“{shown}”带有时刻；如果就是 {day}，请只写 {day}。",
            f"“{shown}” has a time of day; if {day} is meant, write {day} alone.",
        )
    next_day = day + timedelta(days=1)
    return Words(
        f"“{shown}”带有时刻，可能是 {day}，也可能是 {next_day}（有的软件导出日期时会差几小时，变成前一天）；请核对后只写日期，如 {next_day}。",
        f"“{shown}” has a time of day and could be {day} or {next_day} (some programs take hours off a date that they "
        f"export, so that it falls on the day before); check it and write the day alone, such as {next_day}.",
    )


def _day_of_text(text: str, *, timed: bool = False) -> date:
    plain = " ".join(unicodedata.normalize("NFKC", text[: limits.DAY_TEXT + 1]).split())
    match = _TEXT.fullmatch(_LOOSE_BLANK.sub(r"\1", plain))
    if match is None:
        raise Malformed("format", *_unread(plain))
    month, day = (int(match["m"] or match["zm"] or match["pm"]), int(match["d"] or match["zd"] or match["pd"]))
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    try:
        value = datetime.combine(date(int(match["y"]), month, day), time(hour, minute, second))
    except ValueError as error:
        raise Malformed(
            "format", f"“{plain}”不存在，请核对年月日。", f"there is no “{plain}”; check year, month and day."
        ) from error
    if match["zone"]:
        raise _zoned(plain)
    return _day_of_datetime(value, timed=timed)


def _unread(plain: str) -> Words:
    if _DAY_FIRST.fullmatch(plain) is None:
        return Words(
            f"“{plain[: limits.DAY_TEXT]}”不是日期；请按“四位年份-月-日”写。",
            f"“{plain[: limits.DAY_TEXT]}” is no day; write year-month-day, with four digits of the year.",
        )
    days = _meant(plain)
    zh, en = "、".join(map(str, days)), " or ".join(map(str, days))
    could = Words(f"（可能是 {zh}）", f" (it could be {en})") if days else Words("", "")
    return Words(
        f"“{plain}”分不清年、月、日{could.zh}；请按“四位年份-月-日”写。",
        f"“{plain}” does not tell year, month and day apart{could.en}; write year-month-day, with four digits of the "
        "year.",
    )


def _meant(plain: str) -> list[date]:
    """Return the days that three numbers may mean: year, day or month first."""
    one, two, three = (int(part) for part in re.split("[-/.]", plain))
    days = []
    for year, month, day in ((one, two, three), (three, one, two), (three, two, one)):
        with suppress(ValueError):
            days.append(date(year + 2000 if year < 100 else year, month, day))
    return sorted({day for day in days if day.year >= 2000})
