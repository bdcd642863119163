"""The JSON API, version 1: the same answers as the pages, from the same calls."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import orjson
from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.coverage.product_question import read_question
from certs.certificate.reading.asked_moment import read_moment
from certs.days import beijing_day, instant_text
from certs.errors import FieldError, Refused, Words
from certs.register.answers import typed_question
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.notices import notices
from certs.register.answers.own_judgement import UNKNOWN
from certs.register.store.reader import Look
from certs.register.store.stored_bytes import damaged
from verify import addresses
from verify.api.certificate_json import certificate_json, coverage_json
from verify.kept_answers import TIME, key_of
from verify.lists.list_filters import NAMES, read_filters
from verify.open_answers import answer_json, answer_with
from verify.problem_documents import not_found_problem
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("api", __name__, url_prefix="/api/v1")


@reads(blueprint, "/certificates/<number>")
def certificate(number: str) -> Response:
    """One certificate: its status on the day that `at` names, or today, and everything it says.

    With `product`, also whether it covers that. Raises Refused for what is no day, and for what is no product.
    """
    here = service()
    now = here.now()
    moment, product = read_moment(request.args.get("at", "")), request.args.get("product")
    if product is not None:
        read_question(product)
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    if moment is None and product is None:
        return _kept(here, look, now)
    return _fresh(here, here.register.answer_of(look, now, moment), now, product)


@reads(blueprint, "/certificates/<number>/coverage")
def coverage(number: str) -> Response:
    """Whether the version in force on the day that `at` names, or today, covers `product`; `null` before the issue.

    Raises Refused for what is no day, and for what is no product.
    """
    here = service()
    now = here.now()
    moment, product = read_moment(request.args.get("at", "")), read_question(request.args.get("product", "")).shown
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    answer = here.register.answer_of(look, now, moment)
    if answer.status == UNKNOWN:
        raise damaged()
    return answer_json(coverage_json(answer, product))


def _kept(here: Service, look: Look, now: datetime) -> Response:
    """Answer as of today: from memory, if what the answer rests on is unchanged."""
    assert look.record is not None
    key = key_of("json", beijing_day(now), look.size, b"", look.record)
    pieces = here.kept.get(key)
    if pieces is None:
        answer = here.register.answer_of(look, now)
        if answer.status == UNKNOWN:
            return _fresh(here, answer, now)
        document = certificate_json(answer, here.config.settings.base_url, TIME)
        pieces = here.kept.keep(key, orjson.dumps(document).decode())
    return answer_with(instant_text(now).encode().join(pieces))


def _fresh(here: Service, answer: Answer, now: datetime, product: str | None = None) -> Response:
    return answer_json(certificate_json(answer, here.config.settings.base_url, instant_text(now), product))


@reads(blueprint, "/certificates")
def certificates() -> Response:
    """Search, or list what fits the filters; `after` takes the `next` of the page before."""
    here = service()
    now = here.now()
    given, filters = request.args.get("q", ""), read_filters(request.args)
    query = typed_question.question(given, here.config.settings.base_url)
    if not query and (given.strip() or not filters):
        words = Words(
            f"缺少 q：要查的编号、信用代码，或名称的一部分。只按条件列出时可以不写 q，但至少要有一个条件：{'、'.join(NAMES)}。",
            "q is missing: a number, a USCC, or part of a name. A list by conditions alone needs no q, but at least "
            f"one of {', '.join(NAMES)}.",
        )
        raise Refused("bad_question", *words, errors=(FieldError("q", "", "missing", words),))
    most, after = addresses.limit(request.args.get("limit")), addresses.cursor(request.args.get("after"))
    if not query:
        return answer_json(here.register.listed(filters, now, most, after).to_json(now))
    hits = here.register.search(query, now, most, after, filters)
    if isinstance(hits, NotFound):
        return not_found_problem(hits, query)
    return answer_json(hits.to_json(now))


@reads(blueprint, "/notices")
def notice_list() -> Response:
    """Suspensions, restorations, revocations and endings, the newest first; `after` takes the `next` of before."""
    here = service()
    most = addresses.limit(request.args.get("limit"))
    before = addresses.position(request.args.get("after", ""), "after")
    return answer_json(here.register.read(lambda view: notices(view, before, most)).to_json(here.now()))
