"""The answer to a search: what was typed is a number, a USCC, or part of a name."""

from __future__ import annotations

from datetime import datetime

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import uscc
from certs.errors import Malformed
from certs.register.answers.hit_lines import Hits, hits_of
from certs.register.answers.not_found import NotFound, nothing_found
from certs.register.store.reader import Reader, View


def search(
    reader: Reader, text: str, *, now: datetime, limit: int = limits.PAGE, after: str | None = None
) -> Hits | NotFound:
    """Search by number, USCC, or any part of a name, brand or product. `after` is the cursor that a page gave.

    Raises Malformed for a cursor that no page gave, CouldNotCheck if the register does not answer.
    """
    require_cursor(text, after)
    limit = max(1, min(limit, limits.PAGE_MOST))
    text = text[: limits.QUERY].strip()
    with reader.view() as view:
        number = numbers.compact(text)
        if after is None and 0 < len(number) <= limits.NUMBER and number in view.existing([number]):
            return Hits(hits_of(view, [(number, "number", number)], now))
        if _is_uscc(text):
            hits = _by_uscc(view, uscc.compact(text), now, limit, after or "")
        else:
            hits = _by_name(view, text, now, limit, after)
        return hits if hits.items or after else nothing_found(view, text, now)


def require_cursor(text: str, after: str | None) -> None:
    """Raise Malformed for a cursor that no page of results for this text gave."""
    names = not _is_uscc(text[: limits.QUERY].strip())
    if names and after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Malformed(
            "cursor",
            "翻页参数不对。请从第一页重新查询。",
            "The page cursor is malformed. Start again from the first page.",
        )


def _is_uscc(text: str) -> bool:
    return len(uscc.compact(text)) == uscc.LENGTH and uscc.compact(text).isascii()


def _by_uscc(view: View, code: str, now: datetime, limit: int, after: str) -> Hits:
    numbers = view.of_uscc(code, limit=limit + 1, after=after)
    shown = numbers[:limit]
    return Hits(hits_of(view, [(n, "uscc", code) for n in shown], now), shown[-1] if len(numbers) > limit else None)


def _by_name(view: View, text: str, now: datetime, limit: int, after: str | None) -> Hits:
    matches, following = view.find(text, limit=limit, after=int(after or 0))
    return Hits(
        hits_of(view, [(m.number, m.field, m.text) for m in matches], now),
        None if following is None else str(following),
    )
