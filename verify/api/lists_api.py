"""Lists over the API: organisations, notices, the log, and the description of the whole interface."""

from __future__ import annotations

from typing import Final

import orjson
from flask import Blueprint, Response

from certs.days import instant_text
from certs.lifecycle.events import LoggedEvent
from certs.register.answers import directory
from certs.register.answers.directory import Organisation
from certs.register.answers.notices import notices
from certs.register.answers.own_judgement import UNKNOWN
from certs.register.store.directory_rows import Filters
from verify.contract import operations
from verify.contract.openapi_document import document
from verify.contract.operation import JSON, serves
from verify.lists.log_rows import newest
from verify.open_answers import answer_json, tagged
from verify.service import service

blueprint: Final = Blueprint("lists_api", __name__, url_prefix="/api/v1")


@serves(blueprint, operations.DIRECTORY)
def organisations(filters: Filters, most: int, after: str | None) -> Response:
    """The organisations with a certificate that fits, each with the first of them."""
    here = service()
    now = here.now()
    directory.require_code(after)
    page = here.register.read(lambda view: directory.organisations(view, filters, now, most, after))
    as_of = instant_text(now)
    items = [_organisation(one) for one in page.items]
    return answer_json({"items": items, "next": page.next, "as_of": as_of}, as_of)


def _organisation(one: Organisation) -> dict[str, object]:
    return {
        "uscc": one.uscc,
        "name": one.hits[0].holder,
        "count": one.count,
        "certificates": [hit.to_json() for hit in one.hits],
        "url": f"/directory/{one.uscc}",
    }


@serves(blueprint, operations.NOTICES)
def notice_list(most: int, before: int | None) -> Response:
    """Suspensions, restorations, revocations and endings, the newest first."""
    here = service()
    now = here.now()
    page = here.register.read(lambda view: notices(view, before, most))
    return answer_json(page.to_json(now), instant_text(now))


@serves(blueprint, operations.LOG)
def log_entries(most: int, before: int | None) -> Response:
    """The entries of the log, the newest first."""
    here = service()
    size, shown = here.register.read(lambda view: newest(view, most, before))
    onward = str(shown[-1].event.position) if shown and shown[-1].event.position > 0 else None
    as_of = instant_text(here.now())
    items = [_entry(event, holds=holds) for event, holds in shown]
    return answer_json({"items": items, "size": size, "next": onward, "as_of": as_of}, as_of)


def _entry(event: LoggedEvent, *, holds: bool) -> dict[str, object]:
    """Return an entry; of one that does not hold, no act is told."""
    return {
        "position": event.position,
        "type": event.type if holds else UNKNOWN,
        "number": event.number or None,
        "recorded": instant_text(event.recorded),
        "effective": event.effective.isoformat(),
        "reason": event.reason if holds else None,
        "until": event.until.isoformat() if event.until else None,
        "successor": event.body.get("successor"),
    }


@serves(blueprint, operations.OPENAPI)
def openapi() -> Response:
    """The description of the interface."""
    return tagged(orjson.dumps(document(service().config.settings.base_url)), JSON)
