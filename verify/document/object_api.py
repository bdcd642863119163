"""A code, a certificate's own file or a bundle over the API: answered as `starmark verify --json` answers it.

A text is judged where pages are answered: it is short. A bundle of many entries is judged by the child that judges
files.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from certs import limits
from certs.certificate.reading.asked_moment import Moment
from certs.days import instant_text
from certs.documents.judging import handed_file
from certs.documents.judging.judge_file import accepted_witnesses, not_judged
from certs.documents.judging.judging_process import Asked
from certs.errors import CouldNotCheck, FieldError, Refused, Words
from certs.publication.files import bundle_format
from verify.contract import operations
from verify.contract.operation import serves
from verify.open_answers import answer_json, answer_with
from verify.problem_documents import refused_problem
from verify.service import Service, service

blueprint: Final = Blueprint("object_api", __name__, url_prefix="/api/v1")
_TOO_LARGE: Final = Words(
    f"内容超过上限：文字最多 {limits.HANDED_TEXT} 个字符，离线核验文件最多 {limits.BUNDLE} 字节。没有核对。",
    f"It is too large: a text has at most {limits.HANDED_TEXT} characters, a bundle {limits.BUNDLE} bytes. Nothing was "
    "checked.",
)
_NEITHER: Final = Words(
    '请求应是 JSON：{"text": "二维码文字、证书 JSON 或 JWT"}，或者就是离线核验文件本身。没有核对。',
    'The request must be JSON: {"text": "the text of a code, a certificate\'s JSON or JWT"}, or the bundle itself. '
    "Nothing was checked.",
)


@serves(blueprint, operations.VERIFY)
def verify_object(moment: Moment | None, product: str | None) -> Response:
    """The verdict on a text or a bundle; 413 where it is too large, 400 where it is neither."""
    here = service()
    try:
        with here.files.coming_in():
            body = _body()
        data = _handed_in(body)
    except Refused as refused:
        return refused_problem(refused, 413 if refused.errors[0].code == "range" else 400)
    if len(data) > limits.HANDED_TEXT:
        return answer_with(_by_child(here, data, moment, product))
    return answer_json(_judged(here, data, moment, product))


def _body() -> bytes:
    """Return the body of this request. Raises Refused for one that is larger than any that is taken."""
    request.max_content_length = limits.BUNDLE
    if (request.content_length or 0) > limits.BUNDLE:
        raise _refused("range", _TOO_LARGE)
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _refused("range", _TOO_LARGE) from error


def _handed_in(body: bytes) -> bytes:
    """Return what is to be judged: the text, or the bundle that the body is. A large body is not read here."""
    if len(body) > limits.HANDED_BODY:
        if not body.lstrip().startswith(b"{"):
            raise _refused("format", _NEITHER)
        return body
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _refused("format", _NEITHER) from error
    if not isinstance(value, dict):
        raise _refused("type", _NEITHER)
    if value.get("type") == bundle_format.TYPE:
        return body
    text = value.get("text")
    if value.keys() != {"text"} or not isinstance(text, str):
        raise _refused("missing" if "text" not in value else "type" if len(value) == 1 else "unknown", _NEITHER)
    if len(text) > limits.HANDED_TEXT:
        raise _refused("range", _TOO_LARGE)
    return text.encode()


def _judged(here: Service, data: bytes, moment: Moment | None, product: str | None) -> dict[str, Any]:
    """Judge what is short. What is nothing known, or a part of something, is `unknown`."""
    now, home = here.now(), here.config.home
    try:
        target = handed_file.told_apart(data, here.config.settings.base_url)
        if target is None:
            raise handed_file.unrecognised(data)
    except CouldNotCheck as error:
        return not_judged(error, now).to_json()
    witnesses = accepted_witnesses(home) if home and data.lstrip().startswith(b"{") else ()
    return here.register.judge(target, now, moment, witnesses).about(product or "").to_json()


def _by_child(here: Service, data: bytes, moment: Moment | None, product: str | None) -> bytes:
    home, now = here.config.home, instant_text(here.now())
    at = moment.text if moment else ""
    asked = Asked(here.config.register_url, str(home) if home else "", now, "api", at, product or "")
    return here.files.judge(asked, data).answer


def _refused(code: str, words: Words) -> Refused:
    return Refused("bad_question", *words, errors=(FieldError("text", "", code, words),))
