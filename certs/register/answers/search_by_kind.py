"""The answer to a search: what was typed is a number or several, a USCC, or part of a name."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date, datetime
from typing import Final, NamedTuple

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.days import beijing_day
from certs.errors import Malformed
from certs.register.answers.hit_lines import Hits, Line, hits_of
from certs.register.answers.near_names import one_slip_away
from certs.register.answers.not_found import NotFound, nothing_found, several_numbers
from certs.register.answers.ranking import ranked
from certs.register.store.directory_rows import NONE, Filters, fitting
from certs.register.store.name_search import FIRST, Match, Place
from certs.register.store.question_met import Closeness
from certs.register.store.reader import Reader, View

_CURSOR: Final = re.compile(r"(?:0|([0-7])-([0-9]{1,18}))\.([0-9]{1,6})")


class Cursor(NamedTuple):
    """A page by the run of matches in which it lies, which is named by the place where it begins, and its line."""

    run: Place
    line: int = 0

    def __str__(self) -> str:
        """Write it as `require_cursor` reads it."""
        run = "0" if self.run == FIRST else f"{self.run.closeness:d}-{self.run.before}"
        return f"{run}.{self.line}"


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


def _page(view: View, text: str, start: Cursor, limit: int, now: datetime, filters: Filters) -> Hits:
    """Put one run of matches in order and return a page of it; the cursor leads on in it, or to the next run.

    A run of which nothing fits the filters is passed over, but not more than `limits.FILTERED_RUNS` for one page.
    """
    (run, line), state = start, view.state
    lines, following = _ordered(view, text, run, beijing_day(now), filters, state)
    for _ in range(1, limits.FILTERED_RUNS):
        if lines or following is None:
            break
        run, line = following, 0
        lines, following = _ordered(view, text, run, beijing_day(now), filters, state)
    onward = None if following is None else Cursor(following)
    if line + limit < len(lines):
        onward = Cursor(run, line + limit)
    return Hits(hits_of(view, lines[line : line + limit], now), str(onward) if onward else None)


def _ordered(
    view: View, text: str, run: Place, today: date, filters: Filters, state: Hashable
) -> tuple[list[Line], Place | None]:
    return view.kept_lives.order(
        (text, run, limits.RANKED, state, today, filters), lambda: _run(view, text, run, today, filters)
    )


def _run(view: View, text: str, run: Place, today: date, filters: Filters) -> tuple[list[Line], Place | None]:
    """Return a run of matches that fit the filters, in their order, and where the next one begins."""
    matches, following = _matches(view, text, run)
    if filters:
        numbers = fitting(view.connection, filters, today, [match.number for match in matches])
        matches = [match for match in matches if match.number in numbers]
    return ranked(view, matches, today), following


def _matches(view: View, text: str, run: Place) -> tuple[list[Match], Place | None]:
    """Return a run of matches. Names that are only near are asked for where nothing else is found.

    The first run goes on where enough was looked at without a match. Of words that never stand together it gives up in
    the end; but what has the question in it is never said not to be there before all was looked at.
    """
    code = uscc.compact(text)
    if len(code) == uscc.LENGTH and code.isascii():
        return [
            Match(number, "uscc", code, Closeness.EXACT) for number in view.of_uscc(code, limit=limits.RANKED)
        ], None
    matches, following = view.find(text, limit=limits.RANKED, before=run)
    if run != FIRST:
        return matches, following
    for _ in range(1, limits.EMPTY_RUNS):
        if matches or following is None:
            break
        matches, following = view.find(text, limit=limits.RANKED, before=following)
    if matches or (following is not None and following.closeness < Closeness.WORDS):
        return matches, following
    return one_slip_away(view, text, least=limits.NEAR_NAME), None


def require_cursor(after: str | None) -> Cursor:
    """Read the cursor that a page gave: None leads to the first page. Raises Malformed for one that no page gave."""
    if after is None:
        return Cursor(FIRST)
    match = _CURSOR.fullmatch(after)
    if match is None:
        raise Malformed(
            "cursor",
            "翻页参数不对。请从第一页重新查询。",
            "The page cursor is malformed. Start again from the first page.",
        )
    return Cursor(Place(int(match[1]), int(match[2])) if match[1] else FIRST, int(match[3]))
