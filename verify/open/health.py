"""Whether the service can answer: for whoever watches over it.

The answer is 200 only while no address would answer 503. What is wrong is said by code and by part of the register; the
rest is in the log of the service, for staff.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response

from certs.days import instant_text
from certs.errors import StarmarkError
from certs.publication.files.self_check import Cause
from verify.open_answers import answer_json
from verify.routing import reads
from verify.service import service

_LOG = logging.getLogger("starmark.verify")
blueprint: Final = Blueprint("health", __name__)


@reads(blueprint, "/healthz")
def healthz() -> Response:
    """Answer 200 and how many entries the log has, or 503 and the causes."""
    here = service()
    now = here.now()
    try:
        size, causes = here.register.read(lambda view: here.health.look(view, now))
    except StarmarkError as error:
        _LOG.warning("could not check: %s", error, exc_info=error.__cause__)
        size, causes = 0, (Cause(error.code, "register"),)
    as_of = instant_text(now)
    if not causes:
        return answer_json({"status": "ok", "entries": size, "as_of": as_of})
    _LOG.warning("the register is not whole: %s", ", ".join(f"{cause.part}: {cause.code}" for cause in causes))
    told: list[dict[str, Any]] = [cause._asdict() for cause in causes]
    response = answer_json({"status": "could_not_check", "causes": told, "as_of": as_of})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response
