"""The page that says that a number or a search leads nowhere, and what comes nearest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Response

from certs.register.answers.not_found import NotFound
from verify import addresses, languages
from verify.lists.list_filters import filters_meant
from verify.pages.near_miss import near_misses
from verify.rendering import pick
from verify.service import Service
from verify.topics import topics_of


def not_found(here: Service, answer: NotFound, query: str, now: datetime) -> Response:
    """Say which kind of "not found" it is, with what comes nearest, and the site's pages where a question was typed."""
    near = near_misses(query, answer.suggestions) if answer.kind == "near-miss" else []
    filters = filters_meant(answer.unmet)
    return here.renderer.page(
        "not_found.html",
        404,
        filters=[pick(words, languages.current()) for _, words in filters.values()],
        filtered=_directory(answer, {name: code for name, (code, _) in filters.items()}),
        kind=answer.kind,
        words=answer.words,
        near=near,
        asked=query,
        topics=topics_of(here.config.site_dir, query),
        several=answer.several,
        suggestions=answer.suggestions,
        as_of=now,
    )


def _directory(answer: NotFound, filters: Mapping[str, str]) -> str:
    """Return the directory narrowed by what some words mean, searched for the others."""
    others = " ".join((*answer.met, *(word for word in answer.unmet if not filters_meant([word]))))
    question = {**({"q": others} if others else {}), **filters}
    return addresses.with_query(f"{languages.current().prefix}/directory", question)
