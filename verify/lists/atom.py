"""Writing Atom feeds (RFC 4287), in both languages at once: a reader of feeds names no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Response

from certs.days import instant_text
from certs.instance.settings import Settings
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.events import LoggedEvent
from certs.lifecycle.reasons import REASONS
from verify import addresses
from verify.open_answers import tagged

_FALSE: Final = "签名没有通过，请不要采信 Signature does not hold, do not rely on it: "


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of the log as a feed tells it: whose certificate, where the name is known, and whether it holds."""

    event: LoggedEvent
    holds: bool
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it tells of, its address and that of the page beside it, when it was last changed, its entries."""

    title: str
    path: str
    page: str
    updated: datetime
    entries: Sequence[FeedEntry]


def answer_feed(settings: Settings, feed: Feed) -> Response:
    """Answer with a feed under its tag."""
    return tagged(_atom(settings, feed).encode(), "application/atom+xml; charset=utf-8")


def _atom(settings: Settings, feed: Feed) -> str:
    base_url, name = settings.base_url, settings.body.name
    own, page = quoteattr(base_url + feed.path), quoteattr(base_url + feed.page)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(f'{name}：{feed.title}')}</title>",
        f"<id>{escape(base_url + feed.path)}</id>",
        f'<link rel="self" href={own}/><link rel="alternate" href={page}/>',
        f"<updated>{instant_text(feed.updated)}</updated><author><name>{escape(name)}</name></author>",
        *(_entry(base_url, one) for one in feed.entries),
        "</feed>\n",
    ]
    return "\n".join(parts)


def _entry(base_url: str, one: FeedEntry) -> str:
    event = one.event
    kind = ENTRY_TYPES[event.type].title
    address = f"{base_url}/c/{addresses.in_address(event.number)}" if event.number else f"{base_url}/log"
    reason = REASONS.get(event.type, {}).get(event.reason or "")
    told = f"{'' if one.holds else _FALSE}{kind.zh} {kind.en} {event.number} {one.holder}".strip()
    why = f" {reason.zh} {reason.en}" if reason else ""
    # RFC 4151: the entry keeps this name wherever the log is copied to.
    name = f"tag:{base_url.removeprefix('https://')},{event.recorded.date().isoformat()}:log/{event.position}"
    return (
        f"<entry><title>{escape(told)}</title><id>{escape(name)}</id>"
        f'<updated>{instant_text(event.recorded)}</updated><link rel="alternate" href={quoteattr(address)}/>'
        f"<summary>{escape(f'#{event.position} {event.effective.isoformat()}.{why}')}</summary></entry>"
    )
