"""Checking a stack of bids: a list comes in as a file or as lines, its answer goes out as page, spreadsheet or PDF.

Nothing is kept between two requests (decision 0043): the page carries the rows that it shows, and its downloads hand
them in again.
There is no session and no cookie, so that nobody else's page can make a reader's browser do anything in the reader's
name.
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from certs import limits
from certs.certificate import pasted_text
from certs.days import beijing_day
from certs.documents.bids import bid_words, posted_bids
from certs.errors import FieldError, Refused, Words
from verify import addresses, languages
from verify.bids.bid_requests import TOO_LARGE, asked_of, bounded, refused
from verify.headers import PAPER_CSP, WAIT_SCRIPT, page_csp
from verify.routing import reads, takes
from verify.service import Service, service

blueprint: Final = Blueprint("bids", __name__)
_TYPES: Final = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}
_RUN: Final = re.compile(
    r"((?<![0-9A-Za-z/-])(?=[0-9A-Za-z/*-]{2,23}(?![0-9A-Za-z/*-]))[0-9A-Za-z]+(?:[/-][0-9A-Za-z*]+)+)"
)
_HEADERS: Final = (
    Words("投标单位", "Bidder"),
    Words("证书编号", "Certificate number"),
    Words("产品", "Product"),
    Words("开标日", "Bid day"),
)
_NOTHING: Final = Words(
    "没有收到名单。请选一个文件，或把内容粘贴进来。", "No list came in. Choose a file, or paste the lines."
)


@reads(blueprint, "/verify/batch", "/en/verify/batch")
def ask() -> Response:
    """The form."""
    return _page(service(), None)


@reads(blueprint, "/verify/batch/template.csv", "/en/verify/batch/template.csv")
def template() -> Response:
    """An empty list to fill in, which every spreadsheet program opens."""
    heads = ",".join(head.zh if languages.current() is languages.CHINESE else head.en for head in _HEADERS)
    data = f"\ufeff{heads}\r\n".encode()
    return Response(data, 200, [("Content-Type", "text/csv; charset=utf-8"), _named("bids.csv", "attachment")])


@takes(blueprint, "/verify/batch", "/en/verify/batch")
def check() -> Response:
    """The answer: a page, or with `as` a spreadsheet or a PDF."""
    here = service()
    wanted = request.args.get("as", "page")
    if wanted not in {"page", *_TYPES}:
        words = Words("as 只能是 xlsx 或 pdf。", "as takes xlsx or pdf.")
        raise Refused("bad_question", *words, errors=(FieldError("as", wanted, "unknown", words),))
    given, name, data = "", "", b""
    try:
        given, name, data = _handed_in(here)
        answer = here.stacks.answer(asked_of(here, given=given, wanted=wanted, name=name), data)
    except Refused as error:
        status = 413 if error.words == TOO_LARGE else 400
        return _page(here, None, status=status, problem=error.words, typed=data.decode() if given == "text" else "")
    if wanted == "page":
        return _page(here, orjson.loads(answer), name=name)
    file = f"bids-{beijing_day(here.now()).isoformat()}.{wanted}"
    headers = [("Content-Type", _TYPES[wanted]), ("Content-Language", languages.current().tag)]
    if wanted == "pdf":
        headers.append(("Content-Security-Policy", PAPER_CSP))
    return Response(answer, 200, [*headers, _named(file, "inline" if wanted == "pdf" else "attachment")])


def _named(file: str, how: str) -> tuple[str, str]:
    return "Content-Disposition", f'{how}; filename="{file}"'


def _handed_in(here: Service) -> tuple[str, str, bytes]:
    """Return in what form the list came, the name of its file, and the list. Raises Refused where there is none."""
    with here.stacks.coming_in():
        bounded()
        try:
            file, form = request.files.get("file"), request.form
        except RequestEntityTooLarge as error:
            raise refused(TOO_LARGE) from error
        data = file.read() if file is not None else b""
    if file is not None and (data or file.filename):
        return "file", pasted_text.shown(file.filename or "")[: limits.QUERY], data
    name = pasted_text.shown(form.get("name", ""))[: limits.QUERY]
    match bool(form.get("rows", "").strip()), bool(form.get("text", "").strip()):
        case True, True:
            return "mended", name, posted_bids.with_text(form["rows"], form["text"])
        case True, False:
            return "rows", name, form["rows"].encode("utf-8", "replace")
        case False, True:
            return "text", "", form["text"].encode("utf-8", "replace")
        case _:
            raise refused(_NOTHING)


def _page(
    here: Service,
    answer: dict[str, Any] | None,
    *,
    status: int = 200,
    problem: Words | None = None,
    typed: str = "",
    name: str = "",
) -> Response:
    if answer is not None:
        for row in answer["rows"]:
            for each in (row, *row["near"], *filter(None, [row["successor"]])):
                each["href"] = _address(each, row["at"])
        typed = answer["to_mend"]
    response = here.renderer.page(
        "bids.html",
        status,
        answer=answer,
        problem=problem,
        typed=typed,
        file_name=name,
        words=bid_words,
        unbroken=_unbroken,
        most=limits.BIDS,
        as_of=here.now(),
        wait_script=WAIT_SCRIPT,
    )
    response.headers["Content-Security-Policy"] = page_csp(WAIT_SCRIPT)
    return response


def _address(of: dict[str, Any], at: str) -> str:
    if of["number"] is None:
        return ""
    query = {"at": at, "product": of["asked_product"]}
    path = f"{languages.current().prefix}/c/{addresses.in_address(of['number'])}"
    return addresses.with_query(path, {name: value for name, value in query.items() if value})


def _unbroken(text: str) -> Markup:
    """Return a text whose models, numbers and days do not break at their hyphens; longer runs may."""
    pieces = _RUN.split(text)
    return Markup("").join(
        Markup('<span class="nb">{}</span>').format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )
