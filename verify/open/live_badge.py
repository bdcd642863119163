"""The live badge of a certificate, for its holder's own pages: `/c/<number>/badge.svg`, in English below `/en`.

It tells today's status to whoever sees it there, and may be some minutes old. No answer of this address shows a mark
but that of a valid certificate whose record holds: where nothing could be checked, the picture says so.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.days import beijing_day
from certs.documents.marks.badge import badge
from certs.documents.marks.numbered_mark import short_code
from certs.errors import StarmarkError
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import UNKNOWN
from certs.register.store.remembered import Remembered
from certs.scheme.schemes import SCHEMES
from verify.headers import KEEP_MINUTES, KEEP_NOTHING, OPEN_DATA
from verify.kept_answers import Key, key_of
from verify.open_answers import tag_of, tagged, under_tag
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("badge", __name__)
_LOG: Final = logging.getLogger("starmark.verify")
MISSING: Final = "missing"
_TYPE: Final = "image/svg+xml"
_KEPT: Final = Remembered[Key, tuple[str, bytes]](limits.BADGES_KEPT)


@reads(blueprint, "/c/<number>/badge.svg", "/en/c/<number>/badge.svg")
def live_badge(number: str) -> Response:
    """The status of a certificate as a picture: with its mark while it is valid, else hollow and without any star."""
    here = service()
    now = here.now()
    day, language = beijing_day(now), _language()
    look = here.register.find(numbers.from_address(number[: limits.QUERY]), now)
    if isinstance(look, NotFound):
        return _picture(_without_number(MISSING, day, language), 404, KEEP_MINUTES)
    assert look.record is not None
    key = key_of(f"{here.config.settings.base_url} {language}", day, look.size, b"", look.record)
    kept = _KEPT.get(key)
    if kept is None:
        answer = here.register.answer_of(look, now)
        if answer.status == UNKNOWN:  # is never kept
            return tagged(_without_number(UNKNOWN, day, language), _TYPE, KEEP_MINUTES)
        subject = answer.version.subject
        scheme = SCHEMES[subject["scheme"]]
        stars = scheme.level(subject["level"]).stars if scheme.has_mark else None
        short = short_code(answer.number, here.config.settings.base_url)
        drawn = badge(answer.status, day, language, short, stars).encode()
        kept = _KEPT.keep(key, (tag_of(drawn), drawn))
    return under_tag(*kept, _TYPE, KEEP_MINUTES)


@blueprint.errorhandler(StarmarkError)
def _not_checked(error: StarmarkError) -> Response:
    """Show that nothing could be checked; a problem document would be a broken picture on somebody's page."""
    _LOG.warning("could not check: %s", error, exc_info=error.__cause__)
    response = _picture(_without_number(UNKNOWN, beijing_day(service().now()), _language()), 503, KEEP_NOTHING)
    response.headers["Retry-After"] = str(limits.RETRY_SECONDS)
    return response


def _language() -> str:
    """Return the language of the address: what is embedded is the same for every reader."""
    return "en" if request.path.startswith("/en/") else "zh"


def _picture(data: bytes, status: int, cache: str) -> Response:
    """Answer with a picture that stands for no certificate; it is shown by those who embed it all the same."""
    return Response(data, status, [("Content-Type", _TYPE), ("Cache-Control", cache), *OPEN_DATA])


def _without_number(status: str, day: date, language: str) -> bytes:
    return badge(status, day, language, None, None).encode()
