"""The Atom feed that follows the log."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from certs import limits
from verify.lists.atom import Feed, FeedEntry, answer_feed
from verify.pages.log_entries import newest
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("feed", __name__)


@reads(blueprint, "/feed.atom")
def feed() -> Response:
    """The newest entries as an Atom feed (RFC 4287), in both languages at once."""
    here = service()
    _, shown = here.register.read(lambda view: newest(view, limits.FEED, None))
    entries = [FeedEntry(event, holds) for event, holds in shown]
    told = Feed("证书日志 Certificate log", "/feed.atom", "/log", entries[0].event.recorded, entries)
    return answer_feed(here.config.settings, told)
