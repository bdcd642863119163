"""The log for people: its latest entries, page by page, and a feed that follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request

from certs import bounds
from certs.days import instant_text
from certs.errors import FieldError, Refused, Words
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from certs.register.store.reader import View
from verify import addresses
from verify.open.certificate_files import tagged
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("entries", __name__)
_POSITION: Final = re.compile(r"[1-9][0-9]{0,14}")
_IN_FEED: Final = 50  # entries


@reads(blueprint, "/log", "/en/log")
def entries() -> Response:
    """The entries of the log, the newest first; `before` names the first entry of the page before."""
    here = service()
    now = here.now()
    before = _before(request.args.get("before", ""))
    size, found = here.register.read(lambda view: _newest(view, bounds.PAGE, before))
    rows = [
        (event, ENTRY_TYPES[event.type].title, REASONS.get(event.type, {}).get(event.reason or "")) for event in found
    ]
    onward = found[-1].position if found and found[-1].position > 0 else None
    return here.renderer.page("log.html", rows=rows, size=size, onward=onward, before=before, as_of=now)


@reads(blueprint, "/feed.atom")
def feed() -> Response:
    """The newest entries as an Atom feed (RFC 4287), in both languages at once."""
    here = service()
    _, found = here.register.read(lambda view: _newest(view, _IN_FEED, None))
    settings = here.config.settings
    return tagged(_atom(settings.base_url, settings.body.name, found).encode(), "application/atom+xml; charset=utf-8")


def _before(text: str) -> int | None:
    if not text:
        return None
    if _POSITION.fullmatch(text) is None:
        words = Words(
            "翻页标记不对。请从第一页看起。", "This is no page mark of ours. Please start from the first page."
        )
        raise Refused("bad_question", words, (FieldError("before", text, "format", words),))
    return int(text)


def _newest(view: View, count: int, before: int | None) -> tuple[int, list[LoggedEvent]]:
    """Return the size of the log and up to `count` entries below `before`, the newest first."""
    size = view.size
    end = size if before is None else min(before, size)
    start = max(0, end - count)
    return size, view.events(start, end - start)[::-1]


def _atom(base_url: str, name: str, found: Sequence[LoggedEvent]) -> str:
    host = base_url.removeprefix("https://")
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(name)}：证书日志 Certificate log</title>",
        f"<id>{base_url}/feed.atom</id>",
        f'<link rel="self" href="{base_url}/feed.atom"/><link rel="alternate" href="{base_url}/log"/>',
        f"<updated>{instant_text(found[0].recorded)}</updated><author><name>{escape(name)}</name></author>",
        *(_entry(base_url, host, event) for event in found),
        "</feed>\n",
    ]
    return "\n".join(parts)


def _entry(base_url: str, host: str, event: LoggedEvent) -> str:
    kind = ENTRY_TYPES[event.type].title
    address = f"{base_url}/c/{addresses.in_address(event.number)}" if event.number else f"{base_url}/log"
    reason = REASONS.get(event.type, {}).get(event.reason or "")
    told = f"{kind.zh} {kind.en} {event.number}".strip()
    why = f" {reason.zh} {reason.en}" if reason else ""
    # RFC 4151: the entry keeps this name wherever the log is copied to.
    name = f"tag:{host},{event.recorded.date().isoformat()}:log/{event.position}"
    return (
        f"<entry><title>{escape(told)}</title><id>{escape(name)}</id>"
        f'<updated>{instant_text(event.recorded)}</updated><link rel="alternate" href={quoteattr(address)}/>'
        f"<summary>{escape(f'#{event.position} {event.effective.isoformat()}.{why}')}</summary></entry>"
    )
