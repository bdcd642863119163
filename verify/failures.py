"""What is answered when there is no answer. These pages are ready from the start: nothing that they need can fail."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    MethodNotAllowed,
    NotAcceptable,
    RequestTimeout,
    TooManyRequests,
)

from certs import limits
from certs.errors import Refused, StarmarkError, Words
from certs.register.store.stored_bytes import damaged
from verify import languages, papers
from verify.languages import BY_CODE, ENGLISH, Language
from verify.open_answers import is_preflight, preflight
from verify.pages.site_files import site_not_found
from verify.problem_documents import problem, refused_problem, wants_problem
from verify.rendering import Renderer, pick
from verify.service import service

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LOG = logging.getLogger("starmark.verify")
# What the register says of itself is for staff, and may name a path: the public hears this, the log the rest.
UNREACHABLE: Final = Words(
    "暂时取不到登记簿，没有查成。请几分钟后再查。",
    "The register is out of reach at present, so we could not check. Try again in a few minutes.",
)
NEWER: Final = Words(
    "登记簿的格式比本网站的程序新，没有查成。网站更新以后请再查；急用请到 cx.cnca.cn。",
    "The register has a format newer than this website, so we could not check. Try again once the website is updated; "
    "if it is urgent, look it up at cx.cnca.cn.",
)
PASSING: Final = Words(
    "现在查询的人很多，或登记簿正在更新，没有查成。请过几秒再查。",
    "Many are asking just now, or the register is being updated, so we could not check. Try again in a few seconds.",
)
_PASSES: Final = frozenset({"register_busy", "register_locked", "papers_busy", "stacks_busy", "files_busy"})
# Their words name nothing of ours.
_TOO_OLD: Final = frozenset({"replica_old", "mirror_old"})
_THEIR_OWN: Final = (
    frozenset({"papers_busy", "paper_too_long", "paper_no_memory", "paper_failed"}) | papers.CODES | _TOO_OLD
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A page for one HTTP status."""

    title: Words
    text: Words


# Refusals of a question; whatever else is refused while one is answered was read from our own store.
_OF_THE_ASKER: Final = frozenset({"bad_question", "bad_product", "cursor"})
FAULTS: Final = {
    400: Fault(
        Words("没有看懂要查什么", "We cannot read this question"),
        Words(
            "地址或输入不完整。请用下面的查询框重新查一次。",
            "The address or the input is not whole. Please search again below.",
        ),
    ),
    404: Fault(
        Words("没有这个页面", "There is no such page"),
        Words(
            "地址可能抄错了，或页面已经移走。证书请用编号或名称查。",
            "The address may be mistyped, or the page has moved. Look certificates up by number or name.",
        ),
    ),
    405: Fault(
        Words("这里只能查看", "This place is for reading only"),
        Words(
            "本网站只回答查询，不接受提交或修改。",
            "This site answers questions; it takes no submissions and no changes.",
        ),
    ),
    408: Fault(
        Words("上传太慢，没有收完", "The upload was too slow"),
        Words(
            "在限定的时间里没有收完您交来的内容，没有查，也没有留下。请换一个快一些的网络再交，或交小一些的文件，或按证书编号查询。",
            "What you sent did not come in within its time, so nothing was checked and nothing was kept. Send it again "
            "over a faster network, send a smaller file, or look the certificate up by its number.",
        ),
    ),
    429: Fault(
        Words("查得太快了", "Too many questions at once"),
        Words(
            "这个网络地址在短时间里问得太多，这一次没有查。请稍等几秒再查；要查很多张，请看“技术”栏“开放接口”里的公开文件。",
            "This network address has asked too often within a short time, so this question was not looked up. Wait a "
            "few seconds; for many certificates, see the public files under “Technical”, “Open interface”.",
        ),
    ),
    500: Fault(
        Words("我们这边出错了", "Something went wrong on our side"),
        Words(
            "这不说明证书有效或无效。请稍后再查；一直这样，请告诉我们。",
            "This says nothing about the certificate. Please try again later, and tell us if it goes on.",
        ),
    ),
}


class FailurePages:
    """The pages of `FAULTS`, rendered once at the start, in both languages."""

    def __init__(self, renderer: Renderer) -> None:
        self._pages = {
            (status, code): renderer.html(
                language,
                "problem.html",
                {"title": pick(fault.title, language), "text": pick(fault.text, language), "switch": ""},
            )
            for status, fault in FAULTS.items()
            for code, language in BY_CODE.items()
        }

    def response(self, status: int, language: Language) -> Response:
        """Return the page of a status; one without a page of its own takes that of its class."""
        page = status if status in FAULTS else 400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500
        return Response(self._pages[page, language.code], status, content_type="text/html; charset=utf-8")


def install(app: Flask, pages: FailurePages) -> None:
    """Give every failure its answer: a page for people, a problem document for machines."""
    app.before_request(_require_host)

    def answered(status: int) -> Response:
        if wants_problem():
            fault = FAULTS.get(status, FAULTS[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
            return problem(status, HTTPStatus(status).name.lower(), fault.text)
        return pages.response(status, _language())

    # Refused has its own handler below; whatever else goes wrong on purpose is no answer.
    @app.errorhandler(StarmarkError)
    def _could_not_check(error: StarmarkError) -> Response:
        _LOG.warning("could not check: %s", error, exc_info=error.__cause__)
        return could_not_check(error)

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> Response:
        if error.code not in _OF_THE_ASKER:  # what nobody asked cannot be wrong with a question: it was in our store
            own = damaged()
            own.__cause__ = error
            return _could_not_check(own)
        if wants_problem():
            return refused_problem(error)
        renderer = service().renderer
        title = pick(FAULTS[400].title, languages.current())
        return renderer.page("problem.html", 400, title=title, text=pick(error.words, languages.current()))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or 500
        if status == HTTPStatus.NOT_FOUND and not wants_problem():
            return site_not_found(service().config.site_dir, request.path) or answered(status)
        if isinstance(error, NotAcceptable):
            return _not_acceptable(error)
        if isinstance(error, MethodNotAllowed) and is_preflight():
            return preflight(_methods(error))
        return _with_headers(answered(status), error)

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> Response:
        _LOG.error("fault while answering", exc_info=error)
        return answered(500)


def _with_headers(response: Response, error: HTTPException) -> Response:
    """Say in the headers of a failure what else may be asked, or when."""
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = _methods(error)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, RequestTimeout):
        response.headers["Connection"] = "close"  # the rest of it is not waited for
    return response


def _methods(error: MethodNotAllowed) -> str:
    return ", ".join(sorted(error.valid_methods or ("GET", "HEAD")))


def _not_acceptable(error: NotAcceptable) -> Response:
    """Name the forms that there are; `Accept` decides."""
    forms = error.description or ""
    words = Words(
        f"请求的 Accept 里没有我们有的格式。有的是：{forms}。",
        f"Nothing that Accept names is there. There is: {forms}.",
    )
    response = problem(406, "not_acceptable", words)
    response.vary.add("Accept")
    return response


def _require_host() -> None:
    """Refuse a request that names no host, or several, though none of our answers hangs on it."""
    if not names_one_host(request.environ):
        raise BadRequest


def names_one_host(environ: WSGIEnvironment) -> bool:
    """Tell whether a request names its host, and only one (RFC 9112, 3.2)."""
    host = environ.get("HTTP_HOST", "")
    return "," not in host and (bool(host) or environ.get("SERVER_PROTOCOL") != "HTTP/1.1")


def could_not_check(error: StarmarkError) -> Response:
    """Say honestly that the register did not answer: 503, and neither yes nor no."""
    words = NEWER if error.code == "format_newer" else PASSING if error.code in _PASSES else UNREACHABLE
    if error.code in _THEIR_OWN:
        words = error.words
    if wants_problem():
        response = problem(503, "could_not_check", words)
    else:
        here = service()
        response = here.renderer.page("unknown.html", 503, words=words, as_of=here.now())
    response.headers["Retry-After"] = retry_after(error.code)
    return response


def retry_after(*codes: str) -> str:
    """Return after how many seconds to ask again, as a header says it, where nothing was checked for these causes."""
    return str(limits.RETRY_SOON_SECONDS if _PASSES.issuperset(codes) else limits.RETRY_SECONDS)


def _language() -> Language:
    """Choose without asking anything that may itself have failed."""
    try:
        return languages.current()
    except Exception:  # noqa: BLE001 - the last resort of the last resort
        return ENGLISH if request.path.startswith("/en/") else BY_CODE["zh"]
