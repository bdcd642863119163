"""The log for people: its latest entries, page by page."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.errors import FieldError, Refused, Words
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.register.store.reader import View
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("entries", __name__)
_POSITION: Final = re.compile(r"[1-9][0-9]{0,14}")


@reads(blueprint, "/log", "/en/log")
def entries() -> Response:
    """The entries of the log, the newest first; `before` names the first entry of the page before."""
    here = service()
    now = here.now()
    before = _before(request.args.get("before", ""))
    size, events = here.register.read(lambda view: newest(view, limits.PAGE, before))
    rows = [
        (event, ENTRY_TYPES[event.type].title, REASONS.get(event.type, {}).get(event.reason or "")) for event in events
    ]
    onward = events[-1].position if events and events[-1].position > 0 else None
    return here.renderer.page("log.html", rows=rows, size=size, onward=onward, before=before, as_of=now)


def _before(text: str) -> int | None:
    if not text:
        return None
    if _POSITION.fullmatch(text) is None:
        words = Words(
            "翻页标记不对。请从第一页看起。", "This is no page mark of ours. Please start from the first page."
        )
        raise Refused("bad_question", *words, errors=(FieldError("before", text, "format", words),))
    return int(text)


def newest(view: View, count: int, before: int | None) -> tuple[int, list[LoggedEvent]]:
    """Return the size of the log and up to `count` entries below `before`, the newest first."""
    size = view.size
    end = size if before is None else min(before, size)
    start = max(0, end - count)
    return size, view.events(start, end - start)[::-1]
