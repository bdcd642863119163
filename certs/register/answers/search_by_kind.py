"""The answer to a search: what was typed is a number or several, a USCC, or part of a name."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date, datetime
from typing import Final

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.days import beijing_day
from certs.errors import Malformed
from certs.register.answers.hit_lines import Hits, Line, hits_of
from certs.register.answers.not_found import NotFound, nothing_found, several_numbers
from certs.register.answers.ranking import ranked
from certs.register.store import name_search
from certs.register.store.directory_rows import NONE, Filters, fitting
from certs.register.store.name_search import Match
from certs.register.store.reader import Reader, View

_CURSOR: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,6})")


def search(
    reader: Reader,
    text: str,
    *,
    now: datetime,
    limit: int = limits.PAGE,
    after: str | None = None,
    filters: Filters = NONE,
) -> Hits | NotFound:
    """Search by number, USCC, or any part of a name, brand or product. `after` is the cursor that a page gave.

    What does not fit the filters is left out; a page may be empty and still have a next one. Raises Malformed for a
    cursor that no page gave, CouldNotCheck if the register does not answer.
    """
    start = require_cursor(after)
    limit = max(1, min(limit, limits.PAGE_MOST))
    text = text[: limits.QUERY].strip()
    with reader.view() as view:
        view.require_whole()
        if after is None:
            named = _by_number(view, text, now)
            if named is not None:
                return _fitting(view, named, filters, beijing_day(now)) if isinstance(named, Hits) else named
        hits = _page(view, text, start, limit, now, filters)
        if hits.items or hits.next or after or (filters and _page(view, text, start, 1, now, NONE).items):
            return hits
        return nothing_found(view, text, now)


def _fitting(view: View, hits: Hits, filters: Filters, today: date) -> Hits:
    numbers = fitting(view.connection, filters, today, [hit.number for hit in hits.items])
    return Hits(tuple(hit for hit in hits.items if hit.number in numbers))


def _by_number(view: View, text: str, now: datetime) -> Hits | NotFound | None:
    number = numbers.compact(text)
    if 0 < len(number) <= limits.NUMBER and number in view.existing([number]):
        return Hits(hits_of(view, [Line(number, "number", number)], now))
    several = numbers.several(text, view.trust.body.number_prefix)
    if not several:
        return None
    if view.existing(several) >= set(several):
        return Hits(hits_of(view, [Line(one, "number", one) for one in several], now))
    return several_numbers(view, several, now)


def _page(view: View, text: str, start: tuple[int, int], limit: int, now: datetime, filters: Filters) -> Hits:
    """Put one run of matches in order and return a page of it; the cursor leads on in it, or to the next run.

    A run of which nothing fits the filters is passed over, but not more than `limits.FILTERED_RUNS` for one page.
    """
    (run, first), state = start, view.state
    lines, following = _ordered(view, text, run, beijing_day(now), filters, state)
    for _ in range(1, limits.FILTERED_RUNS):
        if lines or following is None:
            break
        run, first = following, 0
        lines, following = _ordered(view, text, run, beijing_day(now), filters, state)
    onward = None if following is None else f"{following}.0"
    if first + limit < len(lines):
        onward = f"{run}.{first + limit}"
    return Hits(hits_of(view, lines[first : first + limit], now), onward)


def _ordered(
    view: View, text: str, run: int, today: date, filters: Filters, state: Hashable
) -> tuple[list[Line], int | None]:
    return view.kept_lives.order(
        (name_search.fold(text), uscc.compact(text), run, limits.RANKED, state, today, filters),
        lambda: _run(view, text, run, today, filters),
    )


def _run(view: View, text: str, run: int, today: date, filters: Filters) -> tuple[list[Line], int | None]:
    """Return a run of matches that fit the filters, in their order, and where the next one begins."""
    code = uscc.compact(text)
    if len(code) == uscc.LENGTH and code.isascii():
        matches = [Match(number, "uscc", code, 0) for number in view.of_uscc(code, limit=limits.RANKED)]
        following = None
    else:
        matches, following = view.find(text, limit=limits.RANKED, before=run or None)
    if filters:
        numbers = fitting(view.connection, filters, today, [match.number for match in matches])
        matches = [match for match in matches if match.number in numbers]
    return ranked(view, matches, today), following


def require_cursor(after: str | None) -> tuple[int, int]:
    """Return the run of matches that a cursor names by the place before which it begins (0: the first), and the line.

    Raises Malformed for a cursor that no page gave.
    """
    if after is None:
        return 0, 0
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise Malformed(
            "cursor",
            "翻页参数不对。请从第一页重新查询。",
            "The page cursor is malformed. Start again from the first page.",
        )
    return int(match[1]), int(match[2])
