"""A certificate over the API as it is kept, for the door to answer: what Flask does for a request, from its address to
the bytes of its answer, takes several times as long as to read the register and to see that nothing has changed.

Only the plainest question is answered so; every other goes to the view, and so does this one where nothing is kept.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from certs.certificate import number as numbers
from certs.days import beijing_day, instant_text
from certs.register.store.reader import Look
from verify.contract import operations
from verify.headers import ASK_AGAIN, OPEN_DATA
from verify.kept_answers import Key, Ready, key_of
from verify.service import Service

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

ROUTE: Final = operations.CERTIFICATE.path.replace("{", "<").replace("}", ">")
_PREFIX: Final = ROUTE.partition("<")[0]
_NUMBER: Final = re.compile(r"[0-9A-Z_~-]{6,40}")  # as it stands in addresses
_ANY_FORM: Final = frozenset({"", "*/*", operations.CERTIFICATE.content_type})
_HEADERS: Final = (("Content-Type", operations.CERTIFICATE.content_type), ("Cache-Control", ASK_AGAIN), *OPEN_DATA)
_VARY: Final = ("Vary", "Accept")


def asked(environ: WSGIEnvironment) -> str | None:
    """Return the number that is asked about, exactly as it is stored and with no more to the question; else None."""
    path = environ.get("PATH_INFO", "")
    if not path.startswith(_PREFIX) or environ.get("REQUEST_METHOD") != "GET" or environ.get("QUERY_STRING"):
        return None
    if environ.get("HTTP_ACCEPT", "") not in _ANY_FORM or "HTTP_IF_NONE_MATCH" in environ:
        return None
    number = path[len(_PREFIX) :]
    return numbers.from_address(number) if _NUMBER.fullmatch(number) else None


def answer(here: Service, number: str) -> Ready | None:
    """Return the answer as of now, if it is kept and what it rests on is unchanged. Raises CouldNotCheck."""
    now = here.now()
    look = here.register.look(number)
    if look.record is None:
        return None
    kept = here.kept.get(key(look, now))
    if kept is None:
        return None
    return Ready(ROUTE, (*_HEADERS, ("ETag", kept.tag), _VARY), kept.at(instant_text(now)))


def key(look: Look, now: datetime) -> Key:
    """Return what the answer about a certificate that was found rests on."""
    assert look.record is not None
    return key_of("json", beijing_day(now), look.size, b"", look.record)
