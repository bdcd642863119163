"""The page behind the QR code on a certificate: the token's signature, the register, and what the two say of each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response

from certs import bounds
from certs.certificate import number as numbers
from certs.register.answers import Answer
from certs.register.record import Record, Version
from certs.trust.verdict import Overall, Verdict
from verify.claims import Row, rows_of
from verify.pages import predecessor_known
from verify.result import ResultView, code_of
from verify.routing import reads
from verify.service import service

blueprint: Final = Blueprint("scanned", __name__)


class ScannedView:
    """A signed QR code that is not ours, or that could not be judged. Its claims are a stranger's words."""

    scanned = True

    def __init__(self, verdict: Verdict, claims: Mapping[str, Any] | None, answer: Answer | None, as_of: datetime) -> None:
        self.verdict, self.claims, self.as_of = verdict, claims, as_of
        self.code = code_of(verdict)
        self.record: Record | None = answer.record if answer else None
        self.version: Version | None = answer.record.version_on(answer.day) if answer else None

    @property
    def number(self) -> str | None:
        """The number that the register knows; None for one that is only claimed."""
        return self.record.number if self.record else None

    @property
    def rows(self) -> list[Row]:
        """The lines of the tally."""
        return rows_of(self.claims or {}, self.version)


@reads(blueprint, "/q/<token>", "/Q/<token>", "/en/q/<token>")
def scanned(token: str) -> Response:
    """The verdict on a signed QR code, in place: its address is what the symbol holds."""
    here, now = service(), service().now()
    if len(token) > bounds.QR_TEXT:
        token = token[:bounds.QR_TEXT]  # too long for any symbol; what is left fails the first check
    checked = here.register.check(token.upper().encode("utf-8", "replace"), now)
    answer = checked.answer or _claimed(checked.claims, now)
    if checked.verdict.overall in {Overall.VALID, Overall.NOT_VALID} and answer is not None:
        view = ResultView(answer, now, verdict=checked.verdict, claims=checked.claims,
                          predecessor_known=predecessor_known(here, answer, now))
        return here.renderer.page("result.html", view=view)
    return here.renderer.page("not_genuine.html", view=ScannedView(checked.verdict, checked.claims, answer, now))


def _claimed(claims: Mapping[str, Any] | None, now: datetime) -> Answer | None:
    """Look up the number that a forged code claims, so that the reader can hold the two against each other."""
    claimed = (claims or {}).get("number")
    if not isinstance(claimed, str) or len(claimed) > bounds.NUMBER:
        return None
    found = service().register.answer(numbers.compact(claimed), now)
    return found if isinstance(found, Answer) else None


