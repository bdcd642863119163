"""The JSON API, version 1: the same answers as the pages, from the same calls."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import read_moment
from certs.errors import FieldError, Refused, Words
from certs.register.answers import typed_question
from certs.register.answers.not_found import NotFound
from verify import addresses
from verify.api.certificate_json import certificate_json
from verify.open_answers import answer_json
from verify.problem_documents import not_found_problem
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("api", __name__, url_prefix="/api/v1")


@reads(blueprint, "/certificates/<number>")
def certificate(number: str) -> Response:
    """One certificate: its status on the day that `at` names, or today, and everything it says."""
    here = service()
    now = here.now()
    moment = read_moment(request.args.get("at", ""))
    code = pasted_text.shown(numbers.from_address(number[: limits.QUERY]))
    answer = here.register.answer(code, now, moment)
    if isinstance(answer, NotFound):
        return not_found_problem(answer, code)
    return answer_json(certificate_json(answer, here.config.settings.base_url, now))


@reads(blueprint, "/certificates")
def certificates() -> Response:
    """Search; `after` takes the `next` of the page before."""
    here = service()
    now = here.now()
    query = typed_question.question(request.args.get("q", ""), here.config.settings.base_url)
    if not query:
        words = Words(
            "缺少 q：要查的编号、信用代码，或名称的一部分。", "q is missing: a number, a USCC, or part of a name."
        )
        raise Refused("bad_question", *words, errors=(FieldError("q", "", "missing", words),))
    most, after = addresses.limit(request.args.get("limit")), addresses.cursor(request.args.get("after"))
    hits = here.register.search(query, now, most, after)
    if isinstance(hits, NotFound):
        return not_found_problem(hits, query)
    return answer_json(hits.to_json(now))
