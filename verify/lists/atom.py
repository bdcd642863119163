"""Writing Atom feeds (RFC 4287)."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from certs.days import instant_text
from certs.instance.settings import Settings
from verify.lists.feed import Feed, FeedEntry

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"


def atom(settings: Settings, feed: Feed) -> str:
    """Return a feed as XML."""
    base_url, name = settings.base_url, settings.body.name
    address = f"{base_url}{feed.path}.atom"
    own, page = quoteattr(address), quoteattr(base_url + feed.page)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(f'{name}：{feed.title}')}</title>",
        f"<id>{escape(address)}</id>",
        f'<link rel="self" href={own}/><link rel="alternate" href={page}/>',
        f"<updated>{instant_text(feed.updated)}</updated><author><name>{escape(name)}</name></author>",
        *(_entry(base_url, one) for one in feed.entries),
        "</feed>\n",
    ]
    return "\n".join(parts)


def _entry(base_url: str, one: FeedEntry) -> str:
    return (
        f"<entry><title>{escape(one.title())}</title><id>{escape(one.name(base_url))}</id>"
        f"<updated>{instant_text(one.event.recorded)}</updated>"
        f'<link rel="alternate" href={quoteattr(one.address(base_url))}/>'
        f"<summary>{escape(one.summary())}</summary></entry>"
    )
