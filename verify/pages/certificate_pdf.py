"""The certificate as PDF: at `/c/….pdf` in the reader's language, at `/en/c/….pdf` in English."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import read_moment
from certs.days import beijing_day
from certs.documents.certificate_paper import CertificatePaper, Language, paper_of
from certs.register.answers.not_found import NotFound
from certs.register.store.stored_bytes import damaged
from verify import languages
from verify.headers import ASK_AGAIN, OPEN_DATA, PAPER_CSP
from verify.languages import ENGLISH
from verify.open_answers import has_already
from verify.pages.not_found_page import not_found
from verify.papers import Papers
from verify.problem_documents import not_found_problem, wants_problem
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("paper", __name__)


@reads(blueprint, "/c/<number>.pdf", "/en/c/<number>.pdf")
def certificate_pdf(number: str) -> Response:
    """The version in force today, or on the day that `at` names. Across it stands its status of today, if not valid.

    Whoever holds a paper that was valid on some day still learns from it what it is worth now.
    """
    here = service()
    now = here.now()
    code = numbers.from_address(number[: limits.QUERY])
    moment = read_moment(request.args.get("at", ""))
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        shown = pasted_text.shown(code)
        return not_found_problem(look, shown) if wants_problem() else not_found(here, look, shown, now)
    answer = here.register.answer_of(look, now)
    if answer.status == "unknown":
        raise damaged()
    version = answer.record.version_on(moment.day if moment else beijing_day(now))
    language: Language = "en" if languages.current() is ENGLISH else "zh"
    paper = here.register.read(lambda view: paper_of(view, answer.record, version, language, answer.today))
    here.register.turn.give_back()  # others ask meanwhile: setting a paper takes long
    return _answered(paper, here.papers)


def _answered(paper: CertificatePaper, papers: Papers) -> Response:
    tag = papers.tag(paper)
    headers = [("ETag", tag), ("Cache-Control", ASK_AGAIN), *OPEN_DATA]
    if languages.answers_in_place(request.path):
        headers.append(("Vary", "Accept-Language, Cookie"))
    if has_already(tag):
        return Response(None, 304, headers)
    ending, tongue = (".en.pdf", "en") if paper.language == "en" else (".pdf", "zh-CN")
    name = numbers.in_address(paper.subject["number"]) + ending
    headers += [("Content-Type", "application/pdf"), ("Content-Disposition", f'inline; filename="{name}"')]
    headers += [("Content-Language", tongue), ("Content-Security-Policy", PAPER_CSP)]
    return Response(papers.pdf(paper, tag), 200, headers)
