"""The signed objects beside a certificate: JSON, JWT and QR symbol, put together from the logged event and never signed here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import Headers

from certs import bounds
from certs.certificate import number as numbers
from certs.register import answers
from certs.register.answers import Answer
from certs.register.record import Version
from certs.trust import qr_symbol
from verify import addresses
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.problems import not_found_problem
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("objects", __name__)


def tagged(data: bytes, content_type: str, cache: str = ASK_AGAIN) -> Response:
    """Answer with open data under its digest as ETag; 304 where the asker has these bytes already."""
    return conditional(data, f'"{hashlib.sha256(data).hexdigest()[:32]}"', content_type, cache)


def conditional(data: bytes, tag: str, content_type: str, cache: str = ASK_AGAIN) -> Response:
    """Answer with open data whose ETag is known."""
    headers = Headers([("ETag", tag), ("Cache-Control", cache), *OPEN_DATA])
    if tag in request.headers.get("If-None-Match", ""):
        return Response(None, 304, headers)
    return Response(data, 200, headers, content_type=content_type)


@reads(blueprint, "/c/<number>.json")
def credential(number: str) -> Response:
    """The W3C credential with its embedded proof, in canonical bytes."""
    return _object(number, "json", "application/vc", lambda version, _: answers.credential_bytes(version))


@reads(blueprint, "/c/<number>.jwt")
def jwt(number: str) -> Response:
    """The same credential as a compact `vc+jwt`."""
    return _object(number, "jwt", "application/vc+jwt", lambda version, _: answers.jwt_text(version).encode("ascii"))


@reads(blueprint, "/c/<number>.svg")
def symbol(number: str) -> Response:
    """The QR symbol printed on the certificate, read back before it is sent."""
    return _object(number, "svg", "image/svg+xml", _symbol)


def _symbol(version: Version, here: Service) -> bytes:
    text = answers.qr_text(version, here.config.settings.base_url)
    return qr_symbol.svg(qr_symbol.certificate_symbol(text))


def _object(number: str, kind: str, content_type: str, make: Callable[[Version, Service], bytes]) -> Response:
    here, now = service(), service().now()
    asked = addresses.visible(numbers.from_address(number[:bounds.QUERY]))
    answer = here.register.answer(asked, now)
    if not isinstance(answer, Answer):
        return not_found_problem(answer, asked)
    version = answer.record.version_on(answer.day)
    data, tag = here.register.remember((kind, answer.number, version.version), lambda: _with_tag(make(version, here)))
    return conditional(data, tag, content_type)


def _with_tag(data: bytes) -> tuple[bytes, str]:
    return data, f'"{hashlib.sha256(data).hexdigest()[:32]}"'
