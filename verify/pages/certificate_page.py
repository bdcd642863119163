"""The page of a certificate, by its number: in Chinese at `/c/…` and in English at `/en/c/…`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.days import beijing_day
from certs.errors import Refused
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Look
from verify import addresses, languages
from verify.log_line import line_of
from verify.pages.not_found_page import not_found
from verify.pages.result_view import ResultView, UnprovenView, code_of
from verify.remembered_pages import TIME, key_of
from verify.rendering import instant, switch_address
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("certificate", __name__)
WITHOUT_RECORD: Final = frozenset(
    {"not_genuine", "unknown"}
)  # verdicts under which nothing of the certificate is shown as true


@reads(blueprint, "/c/<number>", "/C/<number>", "/en/c/<number>")
def certificate(number: str) -> Response:
    """The certificate, today, and on the day that `at` names."""
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    if not request.query_string:
        look = here.register.look(code)
        if look.record is not None:
            return kept_page(here, look, now)
        code = addresses.visible(code)
    answer = here.register.answer(code, now)
    if isinstance(answer, NotFound):
        return not_found(here, answer, code, now)
    return result(here, answer, now)


def kept_page(here: Service, look: Look, now: datetime) -> Response:
    """Show a certificate asked for by its exact number: from memory, if what its page rests on is unchanged."""
    assert look.record is not None
    language = languages.current()
    witnessed = here.witnessed()
    cosigned = witnessed.raw if witnessed else b""
    key = key_of(language.code, beijing_day(now), look.size, cosigned, look.record)
    halves = here.pages.get(key)
    if halves is None:
        answer = here.register.answer(look.record.number, now)
        if not isinstance(answer, Answer) or code_of(answer.verdict) in WITHOUT_RECORD:
            return (
                result(here, answer, now)
                if isinstance(answer, Answer)
                else not_found(here, answer, look.record.number, now)
            )
        predecessor = predecessor_known(here, answer, now)
        view = ResultView(answer, TIME, predecessor_known=predecessor, logged=line_of(here, answer))
        html = here.renderer.html(language, "result.html", {"view": view, "switch": switch_address(language)})
        key = key_of(language.code, answer.day, answer.size, cosigned, answer.record)
        halves = here.pages.keep(key, html)
    return here.renderer.response(halves[0] + instant(now).encode() + halves[1], language)


def result(here: Service, answer: Answer, now: datetime) -> Response:
    """Show a certificate. A day that cannot be read is named beside its field, and the page is a 400."""
    if code_of(answer.verdict) in WITHOUT_RECORD:
        return here.renderer.page("not_genuine.html", view=UnprovenView(answer.verdict, None, answer, now))
    predecessor = predecessor_known(here, answer, now)
    view = ResultView(answer, now, predecessor_known=predecessor, logged=line_of(here, answer))
    status = 200
    try:
        day = addresses.asked_day(request.args.get("at", ""))
        if day is not None:
            view.ask(day)
    except Refused as refused:
        view.asked_error, status = refused.words, 400
    return here.renderer.page("result.html", status, view=view)


def predecessor_known(here: Service, answer: Answer, now: datetime) -> bool:
    """Say whether the certificate before this one is in the register; one taken over may come from elsewhere."""
    before = answer.record.predecessor
    return before is not None and isinstance(here.register.answer(before, now), Answer)
