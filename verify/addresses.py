"""Addresses and what comes in through them: bounded and cleaned here, before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote, urlencode

from certs import limits
from certs.certificate import number, pasted_text
from certs.certificate.reading.written_days import read_day
from certs.days import beijing_day, instant_text, require_instant
from certs.errors import FieldError, Refused, StarmarkError, Words

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})", re.ASCII)


def in_address(text: str) -> str:
    """Write a certificate number as a part of an address: `/` becomes `~`, and the rest needs no quoting."""
    return quote(number.in_address(text), safe="~")


def with_query(path: str, query: Mapping[str, str]) -> str:
    """Return a path with its query. Paths are our own; values are quoted."""
    return f"{quote(path, safe='/~')}?{urlencode(query)}" if query else quote(path, safe="/~")


def cursor(text: str | None) -> str | None:
    """Return a paging cursor, or None for the first page. Raises Refused for one that we cannot have written."""
    if not text:
        return None
    if len(text) > limits.CURSOR or not text.isascii() or not text.isprintable():
        raise _refused(
            "after",
            text,
            "format",
            Words(
                "翻页标记不对。请从第一页重新查起。",
                "This is no page mark of ours. Please start again from the first page.",
            ),
        )
    return text


def limit(text: str | None) -> int:
    """Return how many certificates one page of the API shall have. Raises Refused outside 1 to `limits.PAGE_MOST`."""
    if text is None:
        return limits.PAGE
    if re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= limits.PAGE_MOST:
        return int(text)
    raise _refused(
        "limit",
        text,
        "range",
        Words(
            f"limit 应是 1 到 {limits.PAGE_MOST} 的整数。", f"limit takes a whole number from 1 to {limits.PAGE_MOST}."
        ),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """What `at` asks about: a Beijing day, and the instant of it where one was given."""

    day: date
    instant: datetime | None = None

    @property
    def query(self) -> str:
        """The query that asks this again, as it stands in links and in print."""
        return "?" + urlencode({"at": instant_text(self.instant) if self.instant else self.day.isoformat()})


def read_moment(text: str) -> Moment | None:
    """Read `at`: a day in any of the usual forms, or an instant, which stands for its Beijing day. Raises Refused."""
    words = pasted_text.shown(text)
    if not words:
        return None
    if len(words) > 40:
        raise _no_day(words)
    try:
        instant = _instant(words) if _INSTANT.fullmatch(words) else None
        day = read_day(words) if instant is None else beijing_day(instant)
    except (StarmarkError, ValueError, OverflowError) as exc:
        raise _no_day(words) from exc
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _refused(
            "at",
            words,
            "range",
            Words(
                f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间。", f"The day must lie between {FIRST_DAY} and {LAST_DAY}."
            ),
        )
    return Moment(day, instant)


def _instant(text: str) -> datetime:
    """An address turns `+08:00` into ` 08:00`, so a blank before the offset is read as the plus it was."""
    head, tail = text[:10] + "T" + text[11:-6], text[-6:].replace(" ", "+")
    return require_instant(datetime.fromisoformat(text[:10] + "T" + text[11:] if text.endswith("Z") else head + tail))


def _no_day(text: str) -> Refused:
    return _refused(
        "at",
        text,
        "format",
        Words(
            f"“{text[:40]}”不是能看懂的日期。请写成 2026-11-23。",
            f"“{text[:40]}” is no day that we can read. Write 2026-11-23.",
        ),
    )


def _refused(name: str, value: str, code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError(name, value, code, words),))
