"""The page that holds a paper against the register: a file comes in, an answer goes out, nothing stays (decision 0046).

There is no session and no cookie, so that nobody else's page can make a reader's browser do anything in the reader's
name.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from flask import Blueprint, Response

from certs import limits
from certs.errors import Refused, Words
from certs.lifecycle.statuses import STATUSES
from certs.trust.verification.verdict import Check, Outcome
from verify import addresses, languages
from verify.document import offline_download
from verify.document.handed_file_request import TOO_LARGE, judged
from verify.headers import CHOOSE_SCRIPT, WAIT_SCRIPT, page_csp
from verify.routing import reads, takes
from verify.service import service

blueprint: Final = Blueprint("document", __name__)
_NOT_VALID: Final = frozenset({*STATUSES, "not_yet_valid"} - {"valid"})
_BITS: Final = {"revocation_bit": "revoked", "suspension_bit": "suspended"}  # as the signed status lists have them
_WORST_FIRST: Final = ("differs", "unread", "open", "same")


@reads(blueprint, "/verify/document", "/en/verify/document")
def ask() -> Response:
    """The form. While somebody chooses a file, the process that will judge it makes itself ready."""
    service().files.children.prepare()
    return _page(None)


@takes(blueprint, "/verify/document", "/en/verify/document")
def check() -> Response:
    """The answer, or the form with what is wrong with the file; 422 where nothing can be judged in it."""
    try:
        answered = judged(service(), "page")
    except Refused as refused:
        return _page(None, 413 if refused.code == TOO_LARGE else 400, refused.words)
    answer = orjson.loads(answered.answer)
    if not answered.is_read:
        return _page(None, 422, Words(**answer["message"]), code=answer["code"])
    return _page(answer)


def _page(answer: dict[str, Any] | None, status: int = 200, problem: Words | None = None, code: str = "") -> Response:
    here = service()
    shown = {} if answer is None else _shown(answer)
    response = here.renderer.page(
        "document.html",
        status,
        answer=answer,
        problem=problem,
        code=code,
        as_of=here.now(),
        most=limits.IMAGE_FILE // 1_048_576,
        scripts=(WAIT_SCRIPT, CHOOSE_SCRIPT),
        offline_size=offline_download.size_of(here.config.site_dir) / 1_048_576,
        **shown,
    )
    response.headers["Content-Security-Policy"] = page_csp(WAIT_SCRIPT, CHOOSE_SCRIPT)
    return response


def _shown(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows: by which sign, which fields first, which checks, and where to read on."""
    verdict, certificate = answer["verdict"], answer["certificate"]
    sign = verdict["overall"]
    if sign == "not_valid":
        codes = (_BITS.get(verdict["code"], verdict["code"]), verdict["status"])
        sign = next((code for code in codes if code in _NOT_VALID), "superseded")
    paper = answer["paper"]
    if sign == "valid" and paper and not paper["compared"] and not paper["is_report"]:
        sign = "to_compare"  # a photo whose level was altered has a genuine code: no green before somebody compared
    answer["fields"].sort(key=lambda row: _WORST_FIRST.index(row["state"]))
    prefix = languages.current().prefix
    return {
        "sign": sign,
        "message": Words(**verdict["message"]),
        "checks": [
            Check(one["number"], one["name"], Outcome(one["outcome"]), one["code"], Words(**one["message"]), {})
            for one in verdict["checks"]
        ],
        "href": f"{prefix}/c/{addresses.in_address(certificate['number'])}" if certificate else "",
        "counts": {state: sum(row["state"] == state for row in answer["fields"]) for state in _WORST_FIRST},
    }
