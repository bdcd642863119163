"""The notices: what was suspended, restored, revoked or ended, as a page and as a feed."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.days import beijing_day
from certs.lifecycle.entry_types import ENTRY_TYPES
from certs.lifecycle.reasons import REASONS
from certs.register.answers.notices import notices
from certs.register.store.reader import View
from verify import addresses
from verify.lists.feed import Feed, FeedEntry
from verify.lists.feeds import ENDING, answer_feed
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("notices", __name__)
FEED: Final = "/notices/feed"


@reads(blueprint, "/notices", "/en/notices")
def page() -> Response:
    """The notices, the newest first; `after` names the last one of the page before."""
    here = service()
    now = here.now()
    after = addresses.position(request.args.get("after", ""), "after")
    told = here.register.read(lambda view: notices(view, after, limits.PAGE))
    return here.renderer.page(
        "notices.html",
        items=told.items,
        onward=told.next,
        after=after,
        types=ENTRY_TYPES,
        reasons=REASONS,
        today=beijing_day(now),
        as_of=now,
    )


@reads(blueprint, f"{FEED}{ENDING}")
def feed(form: str) -> Response:
    """The newest notices as a feed."""
    here = service()

    def read(view: View) -> Feed:
        entries = [FeedEntry(one.event, one.holds, one.holder) for one in notices(view, None, limits.FEED).items]
        updated = entries[0].event.recorded if entries else view.recorded
        return Feed("暂停、恢复、撤销、注销公告 Notices", FEED, "/notices", updated, entries)

    return answer_feed(here.config.settings, here.register.read(read), form)
