"""The signed objects beside a certificate: JSON, JWT and QR symbol, composed from the logged event, never signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, request

from certs import bounds
from certs.certificate import number as numbers
from certs.days import beijing_day
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Version
from certs.register.answers.not_found import NotFound
from certs.trust.qr import qr_symbol
from verify import addresses
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.problems import not_found_problem
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("objects", __name__)


def tagged(data: bytes, content_type: str, cache: str = ASK_AGAIN) -> Response:
    """Answer with open data under its digest as ETag; 304 where the asker has these bytes already."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = [("ETag", tag), ("Cache-Control", cache), *OPEN_DATA]
    if tag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
        return Response(None, 304, headers)
    return Response(data, 200, [("Content-Type", content_type), *headers])


@reads(blueprint, "/c/<number>.json")
def credential(number: str) -> Response:
    """The W3C credential with its embedded proof, in canonical bytes."""
    return object_of(number, "application/vc", lambda version, _: signed_objects.credential_bytes(version))


@reads(blueprint, "/c/<number>.jwt")
def jwt(number: str) -> Response:
    """The same credential as a compact `vc+jwt`."""
    return object_of(number, "application/vc+jwt", lambda version, _: signed_objects.jwt_text(version).encode("ascii"))


@reads(blueprint, "/c/<number>.svg")
def symbol(number: str) -> Response:
    """The QR symbol printed on the certificate, read back before it is sent."""
    return object_of(number, "image/svg+xml", _symbol)


def _symbol(version: Version, here: Service) -> bytes:
    return _drawn(signed_objects.qr_text(version, here.config.settings.base_url))


@lru_cache(maxsize=256)
def _drawn(text: str) -> bytes:
    return qr_symbol.svg(qr_symbol.certificate_symbol(text))


def object_of(number: str, content_type: str, make: Callable[[Version, Service], bytes]) -> Response:
    """Answer with the version in force today. Whoever gets it checks its signature; here it is only put together."""
    here = service()
    asked = numbers.from_address(number[: bounds.QUERY])
    record = here.register.look(asked).record
    if record is None:  # not written as it stands in the register
        asked = addresses.visible(asked)
        found = here.register.answer(asked, here.now())
        if isinstance(found, NotFound):
            return not_found_problem(found, asked)
        record = found.record
    only = len(record.versions) == 1
    version = record.latest if only else record.version_on(beijing_day(here.now()))
    return tagged(make(version, here), content_type)
