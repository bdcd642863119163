"""The page behind the QR code on a certificate: its signature, the register, and where the two part."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from certs import limits
from certs.trust.verification import handed_in
from certs.trust.verification.verdict import Overall
from verify.pages.certificate_page import WITHOUT_RECORD
from verify.pages.log_line import line_of
from verify.pages.related_certificates import code_of, related_to
from verify.pages.result_view import ResultView, UnprovenView
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("scanned", __name__)


@reads(blueprint, "/q/<token>", "/Q/<token>", "/en/q/<token>")
def scanned(token: str) -> Response:
    """The verdict on a signed QR code, in place: its address is what the symbol holds."""
    here = service()
    now = here.now()
    pasted = handed_in.token_of(token[: limits.QR_TEXT])
    checked = here.register.check(pasted.text.encode("utf-8", "replace"), now)
    answer = checked.answer
    if answer is not None and code_of(answer.verdict) in WITHOUT_RECORD:
        # The code may be genuine, but what the register holds beside it does not hold, and is not shown as if it did.
        return here.renderer.page("not_genuine.html", view=UnprovenView(answer.verdict, checked.claims, answer, now))
    if checked.verdict.overall in {Overall.VALID, Overall.NOT_VALID} and answer is not None:
        related = related_to(here, answer, now)
        view = ResultView(answer, now, related, line_of(here, answer), verdict=checked.verdict, claims=checked.claims)
        return here.renderer.page("result.html", view=view, taken_off=pasted.taken_off)
    unproven = UnprovenView(checked.verdict, checked.claims, answer, now)
    return here.renderer.page("not_genuine.html", view=unproven, taken_off=pasted.taken_off)
