"""RFC 9457 problem documents: what machines are told when there is no answer."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response, request
from werkzeug.datastructures import Headers

from certs.errors import FieldError, Refused, Words
from certs.register.answers.not_found import NotFound
from verify.headers import KEEP_NOTHING, OPEN_DATA
from verify.routing import FORM

_MACHINE_PATHS = (
    "/api/",
    "/.well-known/",
    "/status/",
    "/contexts/",
    "/trust.json",
    "/healthz",
    "/readyz",
    "/log/checkpoint",
    "/log/tile/",
)
_LEAVES = ("/badge.svg", "/kit.zip", "/feed.atom", "/feed.json")
_OBJECTS = (".json", ".jwt", ".svg", ".proof", ".bundle")


def asked_by_machine(path: str) -> bool:
    """Say whether a path is one that answers in JSON, its errors included."""
    is_object = path.startswith("/c/") and path.endswith(_OBJECTS)
    return is_object or path.startswith(_MACHINE_PATHS) or path.endswith(_LEAVES)


def wants_problem() -> bool:
    """Say whether this request is answered in JSON, its errors included: by its address, or by what it accepts."""
    return asked_by_machine(request.path) or request.environ.get(FORM, "text/html") != "text/html"


def problem(status: int, code: str, words: Words, *, errors: Iterable[FieldError] = (), **more: Any) -> Response:
    """Answer with a problem document. `type` is `about:blank`: our own `code` says more, in a stable way."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": words.en,
        "message": words.to_json(),
        "instance": request.path[:300],
        **more,
        "errors": [error.to_json() for error in errors],
    }
    headers = Headers([*OPEN_DATA, ("Cache-Control", KEEP_NOTHING)])
    return Response(orjson.dumps(document), status, headers, content_type="application/problem+json")


def not_found_problem(answer: NotFound, query: str) -> Response:
    """Answer 404 with the kind of "not found" and what comes nearest."""
    return problem(
        404,
        "not_found",
        answer.words,
        kind=answer.kind,
        asked=query[:200],
        suggestions=[hit.to_json() for hit in answer.suggestions],
    )


def refused_problem(refused: Refused, status: int = 400) -> Response:
    """Answer with what is wrong with the question, field by field."""
    return problem(status, refused.code, refused.words, errors=refused.errors)
