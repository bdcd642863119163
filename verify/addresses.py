"""Addresses and what comes in through them: bounded and cleaned here, before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode

from certs import limits
from certs.certificate import number
from certs.errors import FieldError, Refused, Words

_POSITION: Final = re.compile(r"[1-9][0-9]{0,14}")


@lru_cache(maxsize=4_096)
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


def position(text: str, name: str) -> int | None:
    """Return the entry of the log at which the page before ended, or None for the first page. Raises Refused."""
    if not text:
        return None
    if _POSITION.fullmatch(text) is None:
        words = Words(
            "翻页标记不对。请从第一页看起。", "This is no page mark of ours. Please start from the first page."
        )
        raise _refused(name, text[: limits.CURSOR], "format", words)
    return int(text)


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


def _refused(name: str, value: str, code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError(name, value, code, words),))
