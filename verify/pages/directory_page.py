"""The directory: organisations that hold certificates, narrowed by filters; one organisation, and its feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from certs import limits
from certs.certificate import uscc
from certs.certificate.regions import regions
from certs.errors import Words
from certs.register.answers import directory, organisation, typed_question
from certs.register.answers.hit_lines import Hit, Hits
from certs.register.answers.not_found import NotFound, nothing_found
from certs.register.store.directory_rows import Filters
from certs.register.store.reader import View
from verify import addresses, languages
from verify.lists.feed import Feed, FeedEntry
from verify.lists.feeds import ENDING, answer_feed
from verify.lists.list_filters import LEVELS, SCHEME_NAMES, shown_filters, words_of
from verify.pages.not_found_page import not_found
from verify.problem_documents import not_found_problem
from verify.rendering import pick
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("directory", __name__)


@reads(blueprint, "/directory", "/en/directory")
def listed() -> AnyResponse:
    """The organisations with a certificate that fits, page by page."""
    here = service()
    now, asked = here.now(), words_of(request.args)
    filters = shown_filters(asked)
    query = typed_question.question(request.args.get("q", ""), here.config.settings.base_url)
    after = addresses.cursor(request.args.get("after"))
    hits, counts, onward = _found(here, query, filters, now, after) if query else _listed(here, filters, now, after)
    question = {**({"q": query} if query else {}), **asked}
    return here.renderer.page(
        "directory.html",
        items=hits,
        counts=counts,
        query=query,
        asked=asked,
        narrowed=bool(question),
        first=addresses.with_query(request.path, question),
        next=addresses.with_query(request.path, {**question, "after": onward}) if onward else None,
        after=after,
        files=f"{languages.current().prefix}/directory/list.",
        question=addresses.with_query("", question),
        choices={"level": _said(LEVELS), "scheme": _said(SCHEME_NAMES), "region": _said(regions())},
        filters=filters,
        as_of=now,
    )


def _said(names: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Return codes and their names in the language of the page."""
    return [(code, pick(words, languages.current())) for code, words in names.items()]


def _listed(
    here: Service, filters: Filters, now: datetime, after: str | None
) -> tuple[Iterable[Hit], Mapping[str, int], str | None]:
    directory.require_code(after)
    page = here.register.read(lambda view: directory.organisations(view, filters, now, limits.PAGE, after))
    hits = [hit for one in page.items for hit in one.hits]
    return hits, {one.uscc: one.count for one in page.items}, page.next


def _found(
    here: Service, query: str, filters: Filters, now: datetime, after: str | None
) -> tuple[Iterable[Hit], Mapping[str, int], str | None]:
    hits = here.register.search(query, now, limits.PAGE, after, filters)
    return ((), {}, None) if isinstance(hits, NotFound) else (hits.items, {}, hits.next)


@reads(blueprint, "/directory/<code>", "/en/directory/<code>")
def one(code: str) -> AnyResponse:
    """One organisation with all its certificates, whatever their status."""
    here = service()
    now, own = here.now(), uscc.compact(code)
    if own != code and _is_code(own):
        return redirect(f"{languages.current().prefix}/directory/{own}", 303)
    after = addresses.cursor(request.args.get("after"))
    hits = _of_code(here, own, now, after)
    if isinstance(hits, NotFound):
        return not_found(here, hits, code[: limits.QUERY], now)
    told = here.register.read(lambda view: organisation.profile_of(view, own, hits.items))
    onward = addresses.with_query(request.path, {"after": hits.next}) if hits.next else None
    return here.renderer.page(
        "organisation.html", profile=told, items=hits.items, next=onward, first=request.path, after=after, as_of=now
    )


@reads(blueprint, f"/directory/<code>/feed{ENDING}")
def feed(code: str, form: str) -> AnyResponse:
    """The newest entries about an organisation's certificates as a feed."""
    here = service()

    def read(view: View) -> Feed | NotFound:
        told = organisation.newest_entries(view, code, limits.FEED) if _is_code(code) else []
        if not told:
            return nothing_found(view, code[: limits.QUERY], here.now())
        path = f"/directory/{quote(code)}"
        entries = [FeedEntry(each.event, each.holds, each.holder) for each in told]
        title = f"{told[0].holder} {code}"
        return Feed(title, f"{path}/feed", path, entries[0].event.recorded, entries)

    answer = here.register.read(read)
    if isinstance(answer, NotFound):
        return not_found_problem(answer, code)
    return answer_feed(here.config.settings, answer, form)


def _of_code(here: Service, code: str, now: datetime, after: str | None) -> Hits | NotFound:
    if not _is_code(code):
        return here.register.read(lambda view: nothing_found(view, code, now))
    hits = here.register.search(code, now, limits.PAGE_MOST, after)
    if isinstance(hits, Hits) and not all(hit.matched_field == "uscc" for hit in hits.items):
        return here.register.read(lambda view: nothing_found(view, code, now))  # a certificate of that very number
    return hits


def _is_code(text: str) -> bool:
    return len(text) == uscc.LENGTH and text.isascii() and text.isalnum() and text == text.upper()
