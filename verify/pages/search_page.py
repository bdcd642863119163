"""The page of the search: at `/verify` in Chinese and at `/en/verify` in English."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from certs import limits
from certs.register.answers import typed_question
from certs.register.answers.not_found import NotFound
from verify import addresses, languages
from verify.pages.not_found_page import not_found
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("search", __name__)


@reads(blueprint, "/verify", "/en/verify")
def search() -> AnyResponse:
    """The search. A number that exists leads to its certificate, with a lasting address; a QR code to its verdict."""
    here = service()
    now = here.now()
    given, base_url = request.args.get("q", ""), here.config.settings.base_url
    token = typed_question.token_in(given, base_url)
    if token is not None:
        return redirect(f"{languages.current().prefix}/q/{quote(token, safe='')}", 303)
    query = typed_question.question(given, base_url)
    if not query:
        return here.renderer.page("search.html")
    after = addresses.cursor(request.args.get("after"))
    hits = here.register.search(query, now, limits.PAGE, after)
    if isinstance(hits, NotFound):
        return not_found(here, hits, query, now)
    if after is None and len(hits.items) == 1 and hits.items[0].matched_field == "number":
        path = f"{languages.current().prefix}/c/{addresses.in_address(hits.items[0].number)}"
        return redirect(path, 303)
    first = addresses.with_query(request.path, {"q": query})
    onward = addresses.with_query(request.path, {"q": query, "after": hits.next}) if hits.next else None
    return here.renderer.page(
        "hits.html", asked=query, items=hits.items, next=onward, first=first, after=after, as_of=now
    )
