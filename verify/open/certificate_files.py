"""The files of a certificate: JSON, JWT, QR symbol, proof and offline bundle, composed from the log, never signed.

Each is of the version in force today, or on the day that `at` names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from flask import Blueprint, Response, request

from certs import limits
from certs.certificate import number as numbers
from certs.certificate import pasted_text
from certs.certificate.reading.asked_moment import read_moment
from certs.days import beijing_day
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Version
from certs.publication.files import bundle_format, compose_bundle, log_files
from certs.publication.files.accepted_witnesses import Witnessed
from certs.register.answers.not_found import NotFound
from certs.register.store.reader import View
from certs.trust.qr import qr_symbol
from verify.open_answers import tagged
from verify.problem_documents import not_found_problem
from verify.routing import reads
from verify.service import Service, service

blueprint: Final = Blueprint("objects", __name__)


@reads(blueprint, "/c/<number>.json")
def credential(number: str) -> Response:
    """The W3C credential with its embedded proof, in canonical bytes."""
    return object_of(number, "application/vc", lambda version, *_: signed_objects.credential_bytes(version))


@reads(blueprint, "/c/<number>.jwt")
def jwt(number: str) -> Response:
    """The same credential as a compact `vc+jwt`."""
    return object_of(number, "application/vc+jwt", lambda version, *_: signed_objects.jwt_text(version).encode("ascii"))


@reads(blueprint, "/c/<number>.svg")
def symbol(number: str) -> Response:
    """The QR symbol printed on the certificate, read back before it is sent."""
    return object_of(number, "image/svg+xml", _symbol)


def _symbol(version: Version, here: Service, _: date) -> bytes:
    return _drawn(signed_objects.qr_text(version, here.config.settings.base_url))


@lru_cache(maxsize=256)
def _drawn(text: str) -> bytes:
    return qr_symbol.svg(qr_symbol.certificate_symbol(text))


@reads(blueprint, "/c/<number>.proof")
def proof(number: str) -> Response:
    """The proof that the version is in the log, under the newest checkpoint."""
    return object_of(number, "text/plain; charset=utf-8", _proof)


def _proof(version: Version, here: Service, _: date) -> bytes:
    return here.register.read(lambda view: log_files.newest_proof(view.connection, version.position, here.cosigned))


@reads(blueprint, "/c/<number>.bundle")
def offline_file(number: str) -> Response:
    """The one file that verifies with no network: certificate, entries, proofs, checkpoint, status evidence, keys."""
    return object_of(number, "application/json", _bundle)


def _bundle(version: Version, here: Service, day: date) -> bytes:
    witnessed = here.witnessed()
    return here.register.read(lambda view: _bundle_in(view, version.subject["number"], here, witnessed, day))


def _bundle_in(view: View, number: str, here: Service, witnessed: Witnessed | None, day: date) -> bytes:
    record = view.record(number)
    if record is None:
        raise AssertionError("nothing ever leaves the register")
    published = witnessed.raw if witnessed else None
    return bundle_format.encode(compose_bundle.compose(view, record, here.now(), published, day=day))


def object_of(number: str, content_type: str, make: Callable[[Version, Service, date], bytes]) -> Response:
    """Answer with the version in force on the day. Whoever gets it checks its signature; here it is only put together.

    Raises Refused where `at` is no day.
    """
    here = service()
    moment = read_moment(request.args.get("at", ""))
    day = moment.day if moment else beijing_day(here.now())
    code = numbers.from_address(number[: limits.QUERY])
    look = here.register.find(code, here.now())
    if isinstance(look, NotFound):
        return not_found_problem(look, pasted_text.shown(code))
    assert look.record is not None
    return tagged(make(look.record.version_on(day), here, day), content_type)
