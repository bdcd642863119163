"""The verification report of a certificate: one sheet to print and file, at `/c/…/report`, and as PDF beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.documents.report import report_words
from certs.documents.report.report_answer import Report, report_of
from certs.documents.report.report_pdf import TEMPLATE, report_data
from certs.documents.report.report_sheet import Sheet
from certs.publication.files import bundle_format, compose_bundle
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import Look, View
from certs.register.store.stored_bytes import damaged
from verify import addresses, languages
from verify.headers import PAPER_CSP
from verify.pages.not_found_page import not_found
from verify.pages.page_question import PageQuestion, required_question
from verify.pages.result_view import UnprovenView
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("reported", __name__)


@reads(blueprint, "/c/<number>/report", "/en/c/<number>/report")
def report(number: str) -> Response:
    """The report on the day that `at` names, or today, and whether `product` is covered. Raises Refused for neither."""
    here = service()
    now, question = here.now(), required_question()
    look = _found(here, number, now)
    if isinstance(look, Response):
        return look
    answered, _ = _asked(here, look, now, question)
    if not answered.proven:
        answer = answered.answer
        return here.renderer.page("not_genuine.html", view=UnprovenView(answer.verdict, None, answer, now))
    certificate = f"/c/{addresses.in_address(answered.answer.number)}"
    return here.renderer.page(
        "report.html", sheet=_sheet(here, answered), words=report_words, certificate=certificate, query=question.query
    )


@reads(blueprint, "/c/<number>/report.pdf", "/en/c/<number>/report.pdf")
def report_pdf(number: str) -> Response:
    """The same as PDF, with the bundle in it: set by a child process, never by the thread that answers."""
    here = service()
    now, question = here.now(), required_question()
    look = _found(here, number, now)
    if isinstance(look, Response):
        return look
    answered, bundle = _asked(here, look, now, question, bundled=True)
    if not answered.proven:
        raise damaged()
    here.register.turn.give_back()  # others ask meanwhile: setting a paper takes long
    pdf = here.papers.sheet(TEMPLATE, report_data(_sheet(here, answered), bundle))
    name = f"{numbers.in_address(answered.answer.number)}.report-{answered.day.isoformat()}.pdf"
    headers = [
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", f'inline; filename="{name}"'),
        ("Content-Language", languages.current().tag),
        ("Content-Security-Policy", PAPER_CSP),
    ]
    if languages.answers_in_place(request.path):
        headers.append(("Vary", "Accept-Language, Cookie"))
    return Response(pdf, 200, headers)


def _found(here: Service, number: str, now: datetime) -> Look | Response:
    """Look the certificate up; return the page that says why there is none."""
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    return not_found(here, look, pasted_text.shown(code), now) if isinstance(look, NotFound) else look


def _asked(
    here: Service, look: Look, now: datetime, question: PageQuestion, *, bundled: bool = False
) -> tuple[Report, bytes]:
    """Return the report, and the bundle that proves it where it is wanted, from one state of the register."""
    assert look.record is not None
    exact = look.record.number
    witnessed = here.witnessed()
    cosigned = witnessed.raw if witnessed else None

    def read(view: View) -> tuple[Report, bytes]:
        record = view.record(exact)
        assert record is not None  # nothing ever leaves the register
        report = report_of(view, record, now, question.moment, cosigned, question.product)
        if not bundled:
            return report, b""
        return report, bundle_format.encode(compose_bundle.compose(view, record, now, cosigned, day=report.day))

    return here.register.read(read)


def _sheet(here: Service, answered: Report) -> Sheet:
    return Sheet(answered, languages.current().code, here.config.settings.body.is_sample)
