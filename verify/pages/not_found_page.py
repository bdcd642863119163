"""The page that says that a number or a search leads nowhere, and what comes nearest."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from certs.register.answers.not_found import NotFound
from verify.pages.near_miss import near_misses
from verify.service import Service
from verify.topics import topics_of


def not_found(here: Service, answer: NotFound, query: str, now: datetime) -> Response:
    """Say which kind of "not found" it is, with what comes nearest, and the site's pages where a question was typed."""
    near = near_misses(query, answer.suggestions) if answer.kind == "near-miss" else []
    return here.renderer.page(
        "not_found.html",
        404,
        kind=answer.kind,
        words=answer.words,
        near=near,
        asked=query,
        topics=topics_of(here.config.site_dir, query),
        several=answer.several,
        suggestions=answer.suggestions,
        as_of=now,
    )
