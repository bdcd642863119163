"""Days and instants: what "valid until" means, the same everywhere (meanings.md, "Days and times").

A day is a Beijing day. China has kept one offset, UTC+8 and no summer time, since 1992, so the zone is a constant here
and no time-zone file is read. Instants are aware datetimes in UTC with whole seconds. What is read and written is
remembered: certificates are full of the same few days.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from certs import limits
from certs.errors import Malformed

BEIJING: Final = timezone(timedelta(hours=8), "UTC+8")
_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


def require_instant(now: datetime) -> datetime:
    """Return `now` in UTC with whole seconds. A naive datetime is a bug of the caller and raises ValueError."""
    if now.tzinfo is UTC and now.microsecond == 0:
        return now
    if now.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return now.astimezone(UTC).replace(microsecond=0)


@lru_cache(maxsize=1_024)
def instant_text(instant: datetime) -> str:
    """Write an instant as `2026-11-23T07:02:41Z`."""
    return require_instant(instant).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1_024)
def parse_instant(text: str) -> datetime:
    """Read `2026-11-23T07:02:41Z`, and nothing else. Raises Malformed."""
    match = _INSTANT.fullmatch(text)
    if match is not None:
        try:
            return datetime(*map(int, match.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]
        except ValueError:
            pass
    raise Malformed(
        "instant",
        f"“{text[:40]}”不是 UTC 时刻，应写成 2026-11-23T07:02:41Z。",
        f"“{text[:40]}” is no UTC instant; write 2026-11-23T07:02:41Z.",
    )


@lru_cache(maxsize=4_096)
def instant_and_day(text: str) -> tuple[datetime, date]:
    """Read an instant as `parse_instant` does, and return it with the Beijing day that it falls in."""
    instant = parse_instant(text)
    return instant, beijing_day(instant)


@lru_cache(maxsize=1_024)
def parse_day(text: str) -> date:
    """Read `2026-11-23`, and nothing else. Raises Malformed. (The forgiving reader is in `certificate/`.)"""
    match = _DAY.fullmatch(text)
    if match is not None:
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            pass
    raise Malformed(
        "day", f"“{text[:40]}”不是日期，应写成 2026-11-23。", f"“{text[:40]}” is no date; write 2026-11-23."
    )


@lru_cache(maxsize=1_024)
def beijing_day(instant: datetime) -> date:
    """Return the Beijing day that an instant falls in."""
    return require_instant(instant).astimezone(BEIJING).date()


@lru_cache(maxsize=1_024)
def day_begins(day: date) -> datetime:
    """Return the first instant of a Beijing day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)


@lru_cache(maxsize=1_024)
def day_ends(day: date) -> datetime:
    """Return the last second of a Beijing day, in UTC: 15:59:59Z."""
    return day_begins(day) + timedelta(hours=23, minutes=59, seconds=59)


def beijing_text(text: str) -> str:
    """Write an instant, as `instant_text` has it, for people: `2026-11-23 15:02`, Beijing time."""
    return parse_instant(text).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def last_day_of_validity(issued: date, years: int = limits.VALIDITY_YEARS) -> date:
    """Return the last day, included: three years from 2026-11-23 end with 2029-11-22, from 29 February with 28
    February.
    """
    year = issued.year + years
    if (issued.month, issued.day) == (2, 29):
        return date(year, 2, 28)
    return issued.replace(year=year) - timedelta(days=1)


@lru_cache(maxsize=4_096)
def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
