"""A report as PDF, with the offline bundle in it: the one thing that proves what the sheet says.

`report_data` is plain JSON on the way to whoever sets it: the website has that done by another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from certs.certificate.number import in_address
from certs.days import instant_text, parse_instant
from certs.documents.marks.badge import SIGNS
from certs.documents.marks.shapes import document
from certs.documents.marks.silhouettes import SILHOUETTES
from certs.documents.report import report_words as words
from certs.documents.report.report_sheet import Sheet
from certs.trust.qr import qr_symbol

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

TEMPLATE: Final = "report/report.typ"


def report_data(sheet: Sheet, bundle: bytes) -> dict[str, Any]:
    """Return all that the template prints, and the file that it attaches. Raises Refused for an address too long."""
    report = sheet.report
    qr = qr_symbol.svg(qr_symbol.page_symbol(report.address)).decode("ascii")
    return {
        "language": sheet.language,
        "instant": instant_text(report.time),
        "title": sheet.say(words.TITLE),
        "body": sheet.body_name,
        "approval_number": sheet.body.approval_number,
        "sample": sheet.sample,
        "number": report.answer.number,
        "query_number": report.query_number,
        "time": sheet.instant(report.time),
        "code": sheet.code,
        "word": sheet.word,
        "stamp": sheet.code != "valid",
        **_sign(sheet),
        "heading": sheet.heading,
        "holder": {"name": sheet.holder_name, "chinese": sheet.is_holder_chinese},
        "level": sheet.level_name,
        "product": [line for line in (sheet.product_heading, sheet.product_sentence) if line],
        "remarks": sheet.remarks,
        "qr": qr,
        "facts": [fact._asdict() for fact in sheet.facts],
        "annexed": sheet.annexed,
        "roomy": sheet.roomy,
        "scope": sheet.scope,
        "scope_notes": sheet.scope_notes,
        "sites": sheet.sites,
        "steps": [{**step._asdict(), "sign": _drawn(f"step-{step.outcome}", step.finding)} for step in sheet.steps],
        "checkpoint": sheet.checkpoint,
        "address": report.address,
        "words": _words(sheet),
        "file": {
            "name": f"{in_address(report.answer.number)}.bundle",
            "text": bundle.decode(),
            "description": sheet.say(words.BUNDLE),
        },
    }


def _sign(sheet: Sheet) -> dict[str, str]:
    """Return the sign beside the answer, and the word that it stands for."""
    shown = sheet.shown_as
    shape, word = (SIGNS[shown].shape, sheet.word) if shown == sheet.code else (shown, sheet.product_word)
    return {"sign": _drawn(shape, word), "sign_word": word}


def _drawn(shape: str, word: str) -> str:
    return document(word, (24, 24), SILHOUETTES[shape])


def _words(sheet: Sheet) -> dict[str, Any]:
    single = {
        "query_number": words.QUERY_NUMBER,
        "query_time": words.QUERY_TIME,
        "sample": words.SAMPLE,
        "certificate": words.CERTIFICATE,
        "number": words.NUMBER,
        "scope": words.SCOPE,
        "sites": words.SITES,
        "site": words.SITE,
        "site_address": words.SITE_ADDRESS,
        "annex": words.ANNEX,
        "checks": words.CHECKS,
        "again": words.AGAIN,
        "cnca": words.CNCA,
        "moment": words.MOMENT,
        "unsigned": words.UNSIGNED,
        "query_number_means": words.QUERY_NUMBER_MEANS,
        "qr_alt": words.QR_ALT,
    }
    return {
        **{name: sheet.say(pair) for name, pair in single.items()},
        "in_annex": sheet.say(words.IN_ANNEX, items=len(sheet.scope), sites=len(sheet.sites)),
        "filed_by": [sheet.say(pair) for pair in words.FILED_BY],
    }


def set_report(typesetter: Typesetter, data: Mapping[str, Any]) -> bytes:
    """Return the PDF, dated as the query. Raises StarmarkError where it cannot be set."""
    return typesetter.pdf(TEMPLATE, data, parse_instant(data["instant"]))
