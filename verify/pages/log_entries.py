"""The log for people: its latest entries, page by page."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint, Response, request

from certs import limits
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.register.answers.own_judgement import entry_holds
from certs.register.store.reader import View
from verify import addresses
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("entries", __name__)


@reads(blueprint, "/log", "/en/log")
def entries() -> Response:
    """The entries of the log, the newest first; `before` names the first entry of the page before."""
    here = service()
    now = here.now()
    before = addresses.position(request.args.get("before", ""), "before")
    size, shown = here.register.read(lambda view: newest(view, limits.PAGE, before))
    rows = [
        (event, ENTRY_TYPES[event.type].title, REASONS.get(event.type, {}).get(event.reason or ""), holds)
        for event, holds in shown
    ]
    onward = shown[-1].event.position if shown and shown[-1].event.position > 0 else None
    return here.renderer.page("log.html", rows=rows, size=size, onward=onward, before=before, as_of=now)


class Shown(NamedTuple):
    """An entry of the log, and whether its signature holds: else nobody may rely on what it says."""

    event: LoggedEvent
    holds: bool


def newest(view: View, count: int, before: int | None) -> tuple[int, list[Shown]]:
    """Return the size of the log and up to `count` entries below `before`, the newest first."""
    size = view.size
    end = size if before is None else min(before, size)
    start = max(0, end - count)
    events = view.events(start, end - start)[::-1]
    return size, [Shown(event, entry_holds(event, view.trust)) for event in events]
