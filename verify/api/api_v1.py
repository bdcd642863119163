"""Certificates over the API, version 1: the same answers as the pages, from the same calls."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import orjson
from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import Moment
from certs.days import instant_text
from certs.errors import FieldError, Refused, Words
from certs.register.answers import typed_question
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.own_judgement import UNKNOWN
from certs.register.store.directory_rows import Filters
from certs.register.store.reader import Look
from certs.register.store.stored_bytes import damaged
from verify.api import ready_certificate
from verify.api.certificate_json import certificate_json, coverage_json, history_json
from verify.contract import operations
from verify.contract.operation import serves
from verify.kept_answers import FAILED, TIME
from verify.lists.list_filters import NAMES
from verify.open_answers import answer_json, answer_with
from verify.problem_documents import not_found_problem
from verify.service import Service, service

blueprint: Final = Blueprint("api", __name__, url_prefix="/api/v1")


@serves(blueprint, operations.CERTIFICATE)
def certificate(number: str, moment: Moment | None, product: str | None) -> Response:
    """One certificate: its status at the moment, or today, and everything it says; of a product, if it covers that."""
    if FAILED in request.environ:  # the door asked, and nobody waits for the same answer twice
        raise request.environ[FAILED]
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    if moment is None and product is None:
        return _kept(here, look, now)
    return _fresh(here, here.register.answer_of(look, now, moment), now, product)


@serves(blueprint, operations.HISTORY)
def history(number: str) -> Response:
    """All entries about one certificate, the first one first."""
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    answer = here.register.answer_of(look, now)
    if answer.status == UNKNOWN:
        raise damaged()
    return answer_json(history_json(answer, instant_text(now)), instant_text(now))


@serves(blueprint, operations.COVERAGE)
def coverage(number: str, moment: Moment | None, product: str) -> Response:
    """Whether the version in force at the moment, or today, covers a product; `null` before the issue."""
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    answer = here.register.answer_of(look, now, moment)
    if answer.status == UNKNOWN:
        raise damaged()
    return answer_json(coverage_json(answer, product), as_of="")


def _kept(here: Service, look: Look, now: datetime) -> Response:
    """Answer as of today: from memory, if what the answer rests on is unchanged."""
    key = ready_certificate.key(look, now)
    kept = here.kept.get(key)
    if kept is None:
        answer = here.register.answer_of(look, now)
        if answer.status == UNKNOWN:
            return _fresh(here, answer, now)
        document = certificate_json(answer, here.register.kin(answer), here.config.settings.base_url, TIME)
        kept = here.kept.keep(key, orjson.dumps(document).decode())
    return answer_with(kept.at(instant_text(now)), kept.tag)


def _fresh(here: Service, answer: Answer, now: datetime, product: str | None = None) -> Response:
    as_of = instant_text(now)
    document = certificate_json(answer, here.register.kin(answer), here.config.settings.base_url, as_of, product)
    return answer_json(document, as_of)


@serves(blueprint, operations.CERTIFICATES)
def certificates(question: str, filters: Filters, most: int, after: str | None) -> Response:
    """Search, or list what fits the filters; `after` is the `next` of the page before."""
    here = service()
    now = here.now()
    query = typed_question.question(question, here.config.settings.base_url)
    if not query and (question.strip() or not filters):
        words = Words(
            f"缺少 q：要查的编号、信用代码，或名称的一部分。只按条件列出时可以不写 q，但至少要有一个条件：{'、'.join(NAMES)}。",
            "q is missing: a number, a USCC, or part of a name. A list by conditions alone needs no q, but at least "
            f"one of {', '.join(NAMES)}.",
        )
        raise Refused("bad_question", *words, errors=(FieldError("q", "", "missing", words),))
    if not query:
        return answer_json(here.register.listed(filters, now, most, after).to_json(now), instant_text(now))
    hits = here.register.search(query, now, most, after, filters)
    if isinstance(hits, NotFound):
        return not_found_problem(hits, query)
    return answer_json(hits.to_json(now), instant_text(now))
