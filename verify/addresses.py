"""Addresses and what comes in through them: bounded and cleaned here, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote, urlencode

from certs import limits
from certs.certificate import number
from certs.certificate.reading.written_days import read_day
from certs.days import beijing_day, instant_text, require_instant
from certs.errors import FieldError, Refused, StarmarkError, Words
from certs.trust.verification import handed_in

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+ -]\d{2}:\d{2})", re.ASCII)
_NOT_SEARCHED: Final = frozenset({handed_in.Kind.DOCUMENT, handed_in.Kind.TOKEN, handed_in.Kind.FOREIGN})
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def in_address(text: str) -> str:
    """Write a certificate number as a part of an address: `/` becomes `~`, and the rest needs no quoting."""
    return quote(number.in_address(text), safe="~")


def with_query(path: str, query: Mapping[str, str]) -> str:
    """Return a path with its query. Paths are our own; values are quoted."""
    return f"{quote(path, safe='/~')}?{urlencode(query)}" if query else quote(path, safe="/~")


def visible(text: str) -> str:
    """Return text as people see it: characters without a shape become blanks, and blanks at the ends go.

    What is pasted often brings such characters along; no name or number in the register holds one.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text).strip()


def token_in(text: str, base_url: str) -> str | None:
    """Return the token of a QR code that was put into the search: its address, or the bare base32."""
    given = handed_in.told_apart(visible(text).encode(), base_url)
    return given.text if given.kind is handed_in.Kind.TOKEN else None


def question(text: str, base_url: str) -> str:
    """Return a search as it is asked; an address of ours is read as the number in it.

    Raises Refused if it is longer than `limits.QUERY`, or is a signed thing or a strange address, which none finds.
    """
    query = visible(text)
    given = handed_in.told_apart(query.encode(), base_url)
    if given.kind in _NOT_SEARCHED:
        raise _refused("q", query, "format", _not_searched(given, base_url))
    if given.kind is handed_in.Kind.NUMBER:
        query = given.text
    if len(query) > limits.QUERY:
        raise _refused(
            "q",
            query,
            "range",
            Words(
                f"查询内容有 {len(query)} 个字符，最多 {limits.QUERY} 个。请只输入编号、信用代码，或名称的一部分。",
                f"The question has {len(query)} characters; {limits.QUERY} is the most. "
                "Type a number, a USCC, or part of a name.",
            ),
        )
    return query


def _not_searched(given: handed_in.Given, base_url: str) -> Words:
    if given.kind is handed_in.Kind.DOCUMENT:
        return Words(
            "这是证书的签名文件（JWT 或 JSON）。这里按编号、名称或二维码查，不核验文件，所以什么也没有核对。"
            "请输入证书编号，或用 starmark verify 核验文件。",
            "This is a certificate's signed file (JWT or JSON). Here one looks up numbers, names and QR codes; files "
            "are not judged, so nothing was checked. Enter the certificate's number, or verify the file with starmark "
            "verify.",
        )
    if given.kind is handed_in.Kind.TOKEN:
        return Words(
            f"这是证书二维码的内容，不能当作名称查。请打开 {base_url}/q/ 加上这段内容。",
            f"This is the content of a QR code, which no search finds. Open {base_url}/q/ followed by it.",
        )
    return Words(
        f"这个网址通向 {given.text}，不是本机构的地址。请不要依据它作决定；请输入证书编号查询。",
        f"This address leads to {given.text}, which is not ours. Do not rely on it; search by the number instead.",
    )


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
    words = visible(text)
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
