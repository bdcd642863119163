"""The status lists (W3C Bitstring), as they were signed: the newest, or the one of a past day or instant."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, request

from certs.certificate.reading.asked_moment import read_moment
from certs.days import day_begins, day_ends
from certs.errors import Words
from certs.publication.files import status_list_versions
from certs.publication.files.status_list_versions import KeptList
from certs.register.store import status_bits
from certs.register.store.reader import View
from verify.headers import ASK_AGAIN, KEEP_FOR_EVER
from verify.open_answers import tagged
from verify.problem_documents import problem
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("status_lists", __name__)
_TYPE: Final = "application/vc"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_NONE: Final = Words(
    "没有这份状态列表：编号不对，或在所问的时间没有有效的列表。",
    "There is no such status list: the number is wrong, or none was in force at the time asked about.",
)


@reads(blueprint, *(f"/status/{purpose}/<number>" for purpose in status_bits.PURPOSES))
def status_list(number: str) -> Response:
    """One list. `at` takes an instant, or a day, which stands for the last list of that day."""
    purpose = request.path.split("/")[2]
    if _NUMBER.fullmatch(number) is None:
        return problem(404, "no_status_list", _NONE)
    here = service()
    now = here.now()
    first, last = _asked(request.args.get("at", ""), now)
    kept = here.register.read(lambda view: _kept(view, purpose, int(number), last))
    if kept is None or kept.valid_until < first:
        return problem(404, "no_status_list", _NONE)
    past = last < now and kept.valid_until < now
    return tagged(kept.raw, _TYPE, KEEP_FOR_EVER if past else ASK_AGAIN)


def _kept(view: View, purpose: str, number: int, at: datetime) -> KeptList | None:
    return status_list_versions.list_at(view.connection, purpose, number, at)


def _asked(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the span in which the list must have held: without a question, any that is the newest will do."""
    moment = read_moment(text)
    if moment is None:
        return now - timedelta(days=36_500), now
    if moment.instant is not None:
        return moment.instant, min(moment.instant, now)
    return day_begins(moment.day), min(day_ends(moment.day), now)
