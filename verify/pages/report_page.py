"""The verification report of a certificate: one sheet to print and file, at `/c/…/report`."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import Moment, read_moment
from certs.documents.report import report_words
from certs.documents.report.report_answer import Report, report_of
from certs.documents.report.report_sheet import Sheet
from certs.errors import FieldError, Refused, Words
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import View
from verify import addresses, languages
from verify.pages.not_found_page import not_found
from verify.pages.result_view import UnprovenView
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("reported", __name__)
_NO_PRODUCT: Final = Words(
    "报告还不能回答是否覆盖某个产品。请去掉 product 再打开，并对照报告里的认证范围。",
    "A report cannot answer yet whether a product is covered. Open it without product, and read the scope on it.",
)


@reads(blueprint, "/c/<number>/report", "/en/c/<number>/report")
def report(number: str) -> Response:
    """The report on the day that `at` names, or today. Raises Refused where `at` is no day."""
    here = service()
    now = here.now()
    moment = question()
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, now)
    if isinstance(look, NotFound):
        return not_found(here, look, pasted_text.shown(code), now)
    assert look.record is not None
    witnessed = here.witnessed()
    cosigned = witnessed.raw if witnessed else None
    exact = look.record.number

    def asked(view: View) -> Report:
        record = view.record(exact)
        assert record is not None  # nothing ever leaves the register
        return report_of(view, record, now, moment, cosigned)

    answered = here.register.read(asked)
    if not answered.proven:
        answer = answered.answer
        return here.renderer.page("not_genuine.html", view=UnprovenView(answer.verdict, None, answer, now))
    sheet = Sheet(answered, languages.current().code, here.config.settings.body.is_sample)
    query = addresses.with_query("", {"at": moment.text}) if moment else ""
    result = f"/c/{addresses.in_address(answered.answer.number)}{query}"
    return here.renderer.page("report.html", sheet=sheet, words=report_words, result=result)


def question() -> Moment | None:
    """Return what `at` asks about. Raises Refused for what is no day, and for a product, which cannot be asked yet."""
    product = request.args.get("product", "")
    if product:
        error = FieldError("product", product[: limits.QUERY], "unknown", _NO_PRODUCT)
        raise Refused("bad_question", *_NO_PRODUCT, errors=(error,))
    return read_moment(request.args.get("at", ""))
