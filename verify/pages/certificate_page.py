"""The page of a certificate, by its number: in Chinese at `/c/…` and in English at `/en/c/…`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.days import beijing_day
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Look
from verify import languages
from verify.kept_answers import TIME, key_of
from verify.pages.log_line import line_of
from verify.pages.not_found_page import not_found
from verify.pages.page_question import NOTHING, PageQuestion, page_question
from verify.pages.related_certificates import code_of, newest_of, related_to
from verify.pages.result_view import ResultView, UnprovenView
from verify.rendering import instant, switch_address
from verify.routing import FORMS, in_forms, reads
from verify.service import Service, service

blueprint: Final = Blueprint("certificate", __name__)
WITHOUT_RECORD: Final = frozenset(
    {"not_genuine", "unknown"}
)  # verdicts under which nothing of the certificate is shown as true


@reads(blueprint, "/c/<number>", "/C/<number>", "/en/c/<number>")
@in_forms("text/html", {**FORMS, "application/json": "objects.credential"})
def certificate(number: str) -> Response:
    """The certificate on the day that `at` names, or today, and whether it covers `product`.

    A parameter that we do not know changes nothing.
    """
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found(here, look, pasted_text.shown(code), now)
    question = page_question()
    if not question.asks:
        return kept_page(here, look, now)
    return result(here, here.register.answer_of(look, now, question.moment), now, question)


def kept_page(here: Service, look: Look, now: datetime) -> Response:
    """Show a certificate as it stands today: from memory, if what its page rests on is unchanged."""
    assert look.record is not None
    language = languages.current()
    witnessed = here.witnessed()
    cosigned = witnessed.raw if witnessed else b""
    key = key_of(language.code, beijing_day(now), look.size, cosigned, look.record, newest_of(here, look.record))
    kept = here.kept.get(key)
    if kept is None:
        answer = here.register.answer_of(look, now)
        if code_of(answer.verdict) in WITHOUT_RECORD:
            return result(here, answer, now)
        view = ResultView(answer, TIME, related_to(here, answer, now), line_of(here, answer))
        switch = switch_address(language, view.address, {})
        kept = here.kept.keep(key, here.renderer.html(language, "result.html", {"view": view, "switch": switch}))
    return here.renderer.response(kept.at(instant(now)), language)


def result(here: Service, answer: Answer, now: datetime, question: PageQuestion = NOTHING) -> Response:
    """Show a certificate. A question that cannot be read is named before the rest, and the page is a 400."""
    if code_of(answer.verdict) in WITHOUT_RECORD:
        return here.renderer.page("not_genuine.html", view=UnprovenView(answer.verdict, None, answer, now))
    view = ResultView(answer, now, related_to(here, answer, now), line_of(here, answer), question)
    wrong = question.moment_error or question.product_error
    return here.renderer.page("result.html", 400 if wrong else 200, view=view)
