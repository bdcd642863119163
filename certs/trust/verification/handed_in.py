"""What somebody hands in to be looked up or verified, told apart by its form: for the web and the commands alike.

A number, an address of ours however it was copied, the token of a QR code, a certificate's file, a stranger's address,
or nothing that is known here. Nothing is judged: of what is not known, nobody may conclude anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import parse_qs, unquote

from certs import canonical, limits
from certs.certificate import number
from certs.errors import Malformed

_BOM: Final = b"\xef\xbb\xbf"
_JWT: Final = re.compile(rb"ey[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")  # `ey` begins what begins with {"
_TOKEN: Final = re.compile(r"[A-Za-z2-7]{61,}")  # no number is so long, and no token so short
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*(?P<scheme>://))?(?P<host>[^/?#\s]+)(?P<path>/[^?#\s]*)?"
    r"(?:\?(?P<query>[^#\s]*))?(?:#\S*)?",
    re.IGNORECASE,
)
_OUR_PATH: Final = re.compile(r"(?:/en)?/[cq]/.+", re.IGNORECASE)
_ENDING: Final = re.compile(r"\.(?:json|jwt|svg|pdf|proof|bundle)$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?=.*[0-9])[0-9A-Z/_-]+")
_API: Final = ("api", "v1", "certificates")
# The words that a certificate's file has and no other file of ours. A damaged one is judged, and found damaged.
_MARKS: Final = (b'"AfterSalesServiceCertificate"', b'"credentialSubject"', b'"starmark-bundle"')
_LIST: Final = "BitstringStatusListCredential"


class Kind(Enum):
    """What the form says. A `FOREIGN` address is one that leads to another host than ours."""

    NUMBER = auto()
    TOKEN = auto()
    DOCUMENT = auto()
    FOREIGN = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in. `text` is the number, the token in base32, or a foreign address' host; `data` the whole."""

    kind: Kind
    text: str
    data: bytes


def told_apart(data: bytes, base_url: str) -> Given:
    """Say what this is. A code read from a paper is held to its letter besides: see `printed_symbol`."""
    data = data.removeprefix(_BOM).strip()
    if data[:1] == b"{":
        return Given(Kind.DOCUMENT if _is_certificate(data) else Kind.OTHER, "", data)
    if _JWT.fullmatch(data):
        return Given(Kind.DOCUMENT, "", data)
    text = data[: limits.QR_TEXT + 1].decode("utf-8", "replace")
    if len(text) > limits.QR_TEXT:
        return Given(Kind.OTHER, "", data)
    address = _ADDRESS.fullmatch(text)
    if address is not None:
        if _host(address["host"]) == _host(base_url.removeprefix("https://")):
            return _on_our_host(address["path"] or "", address["query"] or "", data)
        if address["scheme"]:
            leads_astray = _OUR_PATH.fullmatch(address["path"] or "")
            return Given(Kind.FOREIGN if leads_astray else Kind.OTHER, address["host"][:100], data)
    if _TOKEN.fullmatch(text):
        return Given(Kind.TOKEN, text.upper(), data)
    return _number(text, data)


def _host(text: str) -> str:
    return text.lower().removesuffix(":443").rstrip(".")


def _on_our_host(path: str, query: str, data: bytes) -> Given:
    """Read an address of ours: `/c/N`, `/q/TOKEN`, `/api/v1/certificates/N`, `/verify?q=N`, each also below `/en`."""
    parts = [unquote(part) for part in path.split("/") if part]
    if parts and parts[0].lower() == "en":
        del parts[0]
    head = parts[0].lower() if parts else ""
    if head == "q" and len(parts) == 2:
        return Given(Kind.TOKEN, parts[1].upper(), data)
    if head == "c" and parts[2:] in ([], ["report"]) and len(parts) > 1:
        return _number(_ENDING.sub("", parts[1]), data)
    if tuple(parts[:3]) == _API and len(parts) == 4:
        return _number(parts[3], data)
    return _number(parse_qs(query).get("q", [""])[0] if head == "verify" else "", data)


def _number(text: str, data: bytes) -> Given:
    compact = number.compact(text) if len(text) <= limits.QUERY else ""
    return Given(Kind.NUMBER, text, data) if _NUMBER.fullmatch(compact) else Given(Kind.OTHER, "", data)


def _is_certificate(data: bytes) -> bool:
    """Tell a certificate or a bundle, also a damaged one, from the other files that are JSON."""
    try:
        document = canonical.loads(data, limits.BUNDLE)
    except Malformed:
        return any(mark in data for mark in _MARKS)
    if not isinstance(document, dict):
        return False
    kinds = document.get("type")
    if isinstance(kinds, list) and _LIST in kinds:
        return False
    return "credentialSubject" in document or kinds == "starmark-bundle"
