"""The feeds of what changed: the whole log, and one certificate."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.register.answers import organisation
from certs.register.answers.not_found import NotFound
from verify import addresses
from verify.lists.feed import Feed, FeedEntry
from verify.lists.feeds import ENDING, answer_feed
from verify.lists.log_rows import newest
from verify.problem_documents import not_found_problem
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("feed", __name__)


@reads(blueprint, f"/feed{ENDING}")
def feed(form: str) -> Response:
    """The newest entries of the log as a feed."""
    here = service()
    _, shown = here.register.read(lambda view: newest(view, limits.FEED, None))
    entries = [FeedEntry(event, holds) for event, holds in shown]
    told = Feed("证书日志 Certificate log", "/feed", "/log", entries[0].event.recorded, entries)
    return answer_feed(here.config.settings, told, form)


@reads(blueprint, f"/c/<number>/feed{ENDING}")
def feed_of_one(number: str, form: str) -> Response:
    """The newest entries about one certificate as a feed, whatever its status."""
    here = service()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, here.now())
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    assert look.record is not None
    own = look.record.number
    told = here.register.read(lambda view: organisation.entries_about(view, [own], limits.FEED))
    entries = [FeedEntry(one.event, one.holds, one.holder) for one in told]
    path = f"/c/{addresses.in_address(own)}"
    about = Feed(f"{told[0].holder} {own}", f"{path}/feed", path, told[0].event.recorded, entries)
    return answer_feed(here.config.settings, about, form)
