"""Answering with a feed, as Atom or as JSON Feed: the same entries, whichever is asked for."""

from __future__ import annotations

from typing import Final

from flask import Response

from certs.instance.settings import Settings
from verify.lists import atom, json_feed
from verify.lists.feed import Feed
from verify.open_answers import tagged

ENDING: Final = ".<any(atom,json):form>"  # of the address of each feed


def answer_feed(settings: Settings, feed: Feed, form: str) -> Response:
    """Answer with a feed in the form that its address names, under its tag."""
    if form == "json":
        return tagged(json_feed.json_feed(settings, feed), json_feed.CONTENT_TYPE)
    return tagged(atom.atom(settings, feed).encode(), atom.CONTENT_TYPE)
