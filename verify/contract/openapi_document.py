"""The interface as an OpenAPI document (3.1), written from its table."""

from __future__ import annotations

from typing import Any, Final

from certs.errors import Words
from certs.version import VERSION
from verify.contract.json_shapes import SHAPES, of
from verify.contract.open_files import OPEN_FILES
from verify.contract.operation import Operation, Parameter, Refusal
from verify.contract.operations import API

_TEXT: Final = {"type": "string"}
_SIGNED: Final = "SignedDocument"
_SIGNED_FORMS: Final = frozenset({"application/vc", "application/ld+json"})
PROBLEM: Final = "application/problem+json"
GROUPS: Final = {
    "certificates": Words("证书", "Certificates"),
    "search": Words("查询和名录", "Search and directory"),
    "verify": Words("核验交来的东西", "Verify what is handed in"),
    "log": Words("日志和公告", "Log and notices"),
    "files": Words("签名文件", "Signed files"),
    "keys": Words("公钥", "Keys"),
    "feeds": Words("订阅", "Feeds"),
}
OPERATIONS: Final = (*API, *OPEN_FILES)
ALWAYS: Final = (
    Refusal(
        429, Words("问得太多，Retry-After 是要等的秒数。", "Too many questions: `Retry-After` has the seconds to wait.")
    ),
    Refusal(
        503,
        Words("没有查成，请稍后再问；不是无效。", "We could not check: ask again later. It does not mean “not valid”."),
    ),
)
_SLOW: Final = Refusal(408, Words("上传太慢，没有收完。", "The upload was too slow to come in."))
_ABOUT: Final = Words(
    "接口只读，不用注册，不用密钥，任何网页都可以跨站读取。unknown 和请求失败都不是“无效”。",
    "The interface is read-only, without registration and without keys, and any web page may read it. Neither "
    "`unknown` nor a request that failed means “not valid”.",
)


def document(base_url: str) -> dict[str, Any]:
    """Return the whole description of the interface of a service at this address."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Starmark", "version": VERSION, "description": both(_ABOUT)},
        "servers": [{"url": base_url}],
        "tags": [{"name": name, "description": both(words)} for name, words in GROUPS.items()],
        "paths": paths,
        "components": {"schemas": SHAPES},
    }


def both(words: Words) -> str:
    """Return a sentence in both languages at once: the description names no language."""
    return f"{words.zh} {words.en}"


def _operation(operation: Operation) -> dict[str, Any]:
    handed_in = (_SLOW,) if operation.body else ()
    given: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.group],
        "summary": both(operation.words),
        "parameters": [
            *(_parameter(one, "path") for one in operation.places),
            *(_parameter(one, "query") for one in operation.parameters),
        ],
        "responses": {
            "200": {
                "description": both(operation.words),
                "content": {
                    operation.content_type: _media(operation),
                    **{form: {"schema": of(_SIGNED) if form in _SIGNED_FORMS else _TEXT} for form in operation.forms},
                },
            },
            **{str(one.status): _refusal(one) for one in (*operation.refusals, *handed_in, *ALWAYS)},
        },
    }
    if operation.tagged:
        given["responses"]["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
    body = operation.body
    if body is not None:
        media: dict[str, Any] = {"schema": of(body.shape)}
        if body.example is not None:
            media["example"] = body.example
        given["requestBody"] = {
            "required": True,
            "description": both(body.words),
            "content": {body.content_type: media},
        }
    return given


def _media(operation: Operation) -> dict[str, Any]:
    return {"schema": of(operation.shape) if operation.shape else _TEXT}


def _parameter(one: Parameter, where: str) -> dict[str, Any]:
    example = {} if one.example is None else {"example": one.example}
    required = one.required or where == "path"
    told = {"name": one.name, "in": where, "description": both(one.words), "required": required}
    return {**told, "schema": dict(one.schema), **example}


def _refusal(one: Refusal) -> dict[str, Any]:
    return {"description": both(one.words), "content": {PROBLEM: {"schema": of("Problem")}}}
