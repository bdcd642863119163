"""The lists of the directory: certificates by status, level, scheme and region, and the organisations that hold them.

Which certificates stand in a list is asked of what the register has folded; each line that is shown is judged by its
own record, like everywhere, and a record from which something was kept, or folded otherwise, is missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from certs.certificate import uscc as codes
from certs.days import beijing_day
from certs.errors import Malformed
from certs.register.answers.hit_lines import Hit, Hits, Line, hits_of
from certs.register.store import directory_rows, standings
from certs.register.store.directory_rows import Filters, Key
from certs.register.store.reader import View
from certs.register.store.stored_bytes import damaged

LISTED: Final = "listed"  # how a certificate was met that no text was asked about
SHOWN: Final = 5  # certificates of one organisation in a list of organisations; its own page has them all
_KEY: Final = re.compile(r"([0-9A-Z]{18})\.([0-9A-Z][0-9A-Z/_-]{0,39})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation of the directory: how many of its certificates fit, and the first of them."""

    uscc: str
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Organisations:
    """A page of the directory, and the code behind which the next one begins."""

    items: tuple[Organisation, ...]
    next: str | None = None


def certificates(view: View, filters: Filters, now: datetime, limit: int, after: str | None) -> Hits:
    """Return a page of the certificates that fit, by organisation and number. Raises Malformed for no mark of ours."""
    key = require_key(after)
    view.require_whole()
    rows = directory_rows.certificates(view.connection, filters, beijing_day(now), key, limit + 1)
    shown = rows[:limit]
    onward = f"{shown[-1].uscc}.{shown[-1].number}" if len(rows) > limit else None
    return Hits(judged(view, [row.number for row in shown], now), onward)


def organisations(view: View, filters: Filters, now: datetime, limit: int, after: str | None) -> Organisations:
    """Return a page of the organisations with a certificate that fits. Raises Malformed for no cursor of ours."""
    code = require_code(after)
    view.require_whole()
    today = beijing_day(now)
    usccs = directory_rows.organisations(view.connection, filters, today, code, limit + 1)
    shown = usccs[:limit]
    fitting = directory_rows.of_organisations(view.connection, filters, today, shown, SHOWN)
    hits = iter(judged(view, [number for code in shown for number in fitting[code][1]], now))
    items = tuple(
        Organisation(code, count, tuple(next(hits) for _ in numbers))
        for code, (count, numbers) in ((code, fitting[code]) for code in shown)
    )
    return Organisations(items, shown[-1] if len(usccs) > limit else None)


def judged(view: View, numbers: Sequence[str], now: datetime) -> tuple[Hit, ...]:
    """Return the lines of these certificates. Raises CouldNotCheck where a list was folded otherwise than they say."""
    if not standings.are_folded(view.connection, view.records(numbers).values()):
        raise damaged()
    return hits_of(view, [Line(number, LISTED, number) for number in numbers], now)


def require_key(after: str | None) -> Key:
    """Return the place that a cursor of a list of certificates names. Raises Malformed for one that no page gave."""
    if after is None:
        return Key()
    match = _KEY.fullmatch(after)
    if match is None:
        raise no_cursor()
    return Key(*match.groups())


def require_code(after: str | None) -> str:
    """Return the code that a cursor of a list of organisations names. Raises Malformed for one that no page gave."""
    if after is None:
        return ""
    if len(after) != codes.LENGTH or not after.isascii() or not after.isalnum():
        raise no_cursor()
    return after


def no_cursor() -> Malformed:
    """Return the refusal of a mark of a page that we did not give."""
    return Malformed(
        "cursor", "翻页参数不对。请从第一页重新查询。", "The page cursor is malformed. Start again from the first page."
    )
