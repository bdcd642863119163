"""The log for people: its latest entries, page by page."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from verify import addresses
from verify.lists.log_rows import newest
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
