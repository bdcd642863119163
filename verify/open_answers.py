"""Answers that anyone may read, from any page of theirs: JSON, and bytes under a tag."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from flask import Response, request

from certs import limits
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.problem_documents import asked_by_machine


def answer_json(document: dict[str, Any] | None, as_of: str | None = None) -> Response:
    """Answer with JSON that anyone may read.

    With `as_of`, the time of the check as it stands there ("" where it does not), under a tag that stays while nothing
    but that time has changed.
    """
    data = orjson.dumps(document)
    if as_of is None:
        return answer_with(data)
    return answer_with(data, weak_tag(data.replace(as_of.encode(), b"") if as_of else data))


def answer_with(data: bytes, tag: str = "") -> Response:
    """Answer with JSON that is ready; 304 where the asker has what this tag names."""
    headers = [("Cache-Control", ASK_AGAIN), *OPEN_DATA, *([("ETag", tag)] if tag else [])]
    if tag and has_already(tag):
        return Response(None, 304, headers)
    return Response(data, 200, [("Content-Type", "application/json"), *headers])


def is_preflight() -> bool:
    """Tell whether a browser asks, for a page of somebody else, whether that may ask us (Fetch, CORS preflight)."""
    headers = request.headers
    asks = request.method == "OPTIONS" and "Origin" in headers and "Access-Control-Request-Method" in headers
    return asks and asked_by_machine(request.path)


def preflight(methods: str) -> Response:
    """Answer that any page may ask so, without a cookie or a name of its reader: there is nothing here to be abused."""
    headers = [
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match"),
        ("Access-Control-Max-Age", str(limits.PREFLIGHT_SECONDS)),
    ]
    return Response(None, 204, [*OPEN_DATA, *headers])


def weak_tag(data: bytes) -> str:
    """Return the ETag of an answer that says this, whatever the time of the check (RFC 9110, 8.8.1)."""
    return f"W/{tag_of(data)}"


def has_already(tag: str) -> bool:
    """Tell whether the asker has these bytes: it names their tag, or `*`, which stands for any (RFC 9110, 13.1.2)."""
    named: str = request.environ.get("HTTP_IF_NONE_MATCH", "")
    return bool(named) and (tag in named or named.strip() == "*")


def tagged(data: bytes, content_type: str, cache: str = ASK_AGAIN) -> Response:
    """Answer with open data under its digest as ETag; 304 where the asker has these bytes already."""
    return under_tag(tag_of(data), data, content_type, cache)


def tag_of(data: bytes) -> str:
    """Return the ETag of these bytes."""
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'


def under_tag(tag: str, data: bytes, content_type: str, cache: str) -> Response:
    """Answer with open data whose tag is known; 304 where the asker has these bytes already."""
    headers = [("ETag", tag), ("Cache-Control", cache), *OPEN_DATA]
    if has_already(tag):
        return Response(None, 304, headers)
    return Response(data, 200, [("Content-Type", content_type), *headers])
