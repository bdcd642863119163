"""Whether the service is up: for whoever watches over it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response

from certs.days import instant_text
from verify.open_answers import answer_json
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("health", __name__)


@reads(blueprint, "/healthz")
def healthz() -> Response:
    """Answer 200 when the register answers, else 503 as a problem document."""
    here = service()
    size: int = here.register.read(lambda view: view.size)
    document: dict[str, Any] = {"status": "ok", "entries": size, "as_of": instant_text(here.now())}
    return answer_json(document)
