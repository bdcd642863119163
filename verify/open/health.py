"""Whether the service can answer, and whether its answers are of today: for whoever watches over it.

`/healthz` is 200 only while no address would answer 503; `/readyz` only while, besides, nothing is stale or behind.
What is wrong is said by code and by part of the register; the rest is in the log of the service, for staff.
"""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response

from certs.days import instant_text
from certs.errors import StarmarkError
from certs.publication.files.self_check import Cause
from verify.failures import retry_after
from verify.open_answers import answer_json
from verify.routing import reads
from verify.service import Service, service
from verify.watch.readiness import freshness_of

_LOG = logging.getLogger("starmark.verify")
blueprint: Final = Blueprint("health", __name__)


@reads(blueprint, "/healthz")
def healthz() -> Response:
    """Answer 200 and how many entries the log has, or 503 and the causes."""
    here = service()
    now = here.now()
    try:
        size, causes = here.register.read(lambda view: here.health.look(view, now), in_turn=False)
    except StarmarkError as error:
        _LOG.warning("could not check: %s", error, exc_info=error.__cause__)
        size, causes = 0, (Cause(error.code, "register"),)
    if not causes:
        return answer_json({"status": "ok", "entries": size, "as_of": instant_text(now)})
    _LOG.warning("the register is not whole: %s", _named(causes))
    return _unwell("could_not_check", causes, now)


@reads(blueprint, "/readyz")
def readyz() -> Response:
    """Answer 200, how far register and publication have come and until when the lists hold; or 503 and the causes."""
    here = service()
    now = here.now()
    try:
        size, causes, fresh = here.register.read(
            lambda view: (*here.health.look(view, now), freshness_of(view, here.config.home, now)), in_turn=False
        )
    except StarmarkError as error:
        _LOG.warning("could not check: %s", error, exc_info=error.__cause__)
        return _unwell("could_not_check", (Cause(error.code, "register"),), now)
    late = (*fresh.causes(now), *_replicas(here))
    if causes or late:
        _LOG.warning("not ready: %s", _named((*causes, *late)))
        return _unwell("could_not_check" if causes else "late", (*causes, *late), now)
    return answer_json(
        {
            "status": "ready",
            "entries": size,
            "recorded": instant_text(fresh.recorded),
            "published": fresh.published,
            "lists_until": instant_text(fresh.lists_until) if fresh.lists_until else None,
            "as_of": instant_text(now),
        }
    )


def _replicas(here: Service) -> list[Cause]:
    """Return what is wrong with the primary and the copies, by their place in the settings: 0 is the primary."""
    replicas = here.register.replicas
    return [] if replicas is None else [Cause(code, f"server {place}") for code, place in replicas.causes()]


def _unwell(status: str, causes: tuple[Cause, ...], now: datetime) -> Response:
    told: list[dict[str, Any]] = [cause._asdict() for cause in causes]
    response = answer_json({"status": status, "causes": told, "as_of": instant_text(now)})
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = retry_after(*(cause.code for cause in causes))
    return response


def _named(causes: tuple[Cause, ...]) -> str:
    return ", ".join(f"{cause.part}: {cause.code}" for cause in causes)
