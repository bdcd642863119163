"""Writing JSON Feeds (jsonfeed.org, version 1.1), each entry with what programs ask of it under `_starmark`."""

from __future__ import annotations

from typing import Any, Final

import orjson

from certs.days import instant_text
from certs.instance.settings import Settings
from verify.lists.feed import Feed, FeedEntry

CONTENT_TYPE: Final = "application/feed+json"
_VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(settings: Settings, feed: Feed) -> bytes:
    """Return a feed as JSON."""
    base_url, name = settings.base_url, settings.body.name
    document: dict[str, Any] = {
        "version": _VERSION,
        "title": f"{name}：{feed.title}",
        "home_page_url": base_url + feed.page,
        "feed_url": f"{base_url}{feed.path}.json",
        "language": "zh-CN",
        "authors": [{"name": name}],
        "items": [_item(base_url, one) for one in feed.entries],
    }
    return orjson.dumps(document)


def _item(base_url: str, one: FeedEntry) -> dict[str, Any]:
    """Return an entry. Of one that does not hold, nobody may rely on what it says: its type is `unknown`."""
    event = one.event
    return {
        "id": one.name(base_url),
        "url": one.address(base_url),
        "title": one.title(),
        "content_text": one.summary(),
        "date_published": instant_text(event.recorded),
        "_starmark": {
            "type": event.type if one.holds else "unknown",
            "number": event.number or None,
            "reason": event.reason if one.holds else None,
            "effective": event.effective.isoformat(),
            "position": event.position,
        },
    }
