"""What somebody hands in to be looked up or verified, told apart by its form: for the web and the commands alike.

A number, an address of ours however it was copied, the token of a QR code, a certificate's file, a stranger's address,
one of these cut off or damaged, or nothing that is known here. What pasting adds is taken off and named. Nothing is
judged: of what is not known, nobody may conclude anything.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import parse_qs, unquote

from certs import canonical, limits
from certs.certificate import number, pasted_text
from certs.certificate.pasted_text import Pasted
from certs.errors import Malformed, Words
from certs.trust.qr import qr_token

_JWT: Final = re.compile(r"ey[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")  # `ey` begins what begins with {"
_JWT_BEGUN: Final = re.compile(r"ey[A-Za-z0-9_-]{20,}(?:\.[A-Za-z0-9_-]*\s?)*")
_TOKEN: Final = re.compile(r"[A-Za-z2-7]{61,}=*")  # no number is so long, and no token so short
_TOKEN_BEGUN: Final = re.compile(rf"{qr_token.BEGINNING}[A-Z2-7]*=*", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>[^/?#\s]+)(?P<path>/[^?#\s]*)?"
    r"(?:\?(?P<query>[^#\s]*))?(?P<fragment>#\S*)?",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+|\[[0-9a-f:.]+\])(?::[0-9]*)?")
_WITH_TOKEN: Final = re.compile(r"(?:[a-z]+://)?(?P<host>[^/?#\s]+)/(?:en/)?q/", re.IGNORECASE)
_OUR_PATH: Final = re.compile(r"(?:/en)?/[cq]/.+", re.IGNORECASE)
_ENDING: Final = re.compile(r"\.(?:json|jwt|svg|pdf|proof|bundle)$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?=.*[0-9])[0-9A-Z/_-]+")
_API: Final = ("api", "v1", "certificates")
# The words that a certificate's file has and no other file of ours. A damaged one is judged, and found damaged.
_MARKS: Final = (b"/ns/credentials/v2", b'"AfterSalesServiceCertificate"', b'"credentialSubject"', b'"starmark-bundle"')
_LIST: Final = "BitstringStatusListCredential"
_AROUND_JSON: Final = "\"'`“”‘’。，,;；…"
_SHAPELESS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_NO_HTTPS: Final = Words("不是 https 的开头", "a beginning other than https")
_QUERY: Final = Words("网址“?”或“#”后面的部分", "what stood after “?” or “#” in the address")
_PADDING: Final = Words("末尾的“=”", "“=” at the end")


class Kind(Enum):
    """What the form says. A `FOREIGN` address is one that leads to another host than ours.

    `DAMAGED` begins like an address, a token or a JWT of ours, or has one in it, and cannot be read to its end.
    """

    NUMBER = auto()
    TOKEN = auto()
    DOCUMENT = auto()
    FOREIGN = auto()
    DAMAGED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in. `text` is the number, the token in base32, or a foreign address' host; `data` the whole.

    `taken_off` names what pasting had added.
    """

    kind: Kind
    text: str
    data: bytes
    taken_off: tuple[Words, ...] = ()


def told_apart(data: bytes, base_url: str) -> Given:
    """Say what this is. A code read from a paper is held to its letter besides: see `printed_symbol`."""
    pasted = _without_additions(data)
    text, data = pasted.text, data if "\ufffd" in pasted.text else pasted.text.encode()
    if text[:1] == "{":
        return Given(Kind.DOCUMENT if _is_certificate(data) else Kind.OTHER, "", data, pasted.taken_off)
    if _JWT.fullmatch(text):
        return Given(Kind.DOCUMENT, "", data, pasted.taken_off)
    if len(text) > limits.QR_TEXT or _JWT_BEGUN.fullmatch(text):
        return Given(Kind.DAMAGED if _JWT_BEGUN.fullmatch(text) else Kind.OTHER, "", data)
    address = _ADDRESS.fullmatch(text)
    if address is not None and plain_host(address["host"]) == plain_host(base_url.removeprefix("https://")):
        return _on_our_host(address, pasted, data)
    if address is not None and address["scheme"]:
        return _elsewhere(address, data)
    return _bare_token(text, pasted, data, base_url) or _number(text, data, pasted.taken_off)


def _bare_token(text: str, pasted: Pasted, data: bytes, base_url: str) -> Given | None:
    """Read the token of a code, or what is left of one; None where the text is neither."""
    if _TOKEN.fullmatch(text) or _TOKEN_BEGUN.fullmatch(text):
        return Given(Kind.TOKEN, *_token(text, pasted.taken_off, data))
    begun = _WITH_TOKEN.match(text)
    ours = begun is not None and plain_host(begun["host"]) == plain_host(base_url.removeprefix("https://"))
    return Given(Kind.DAMAGED, "", data) if ours or qr_token.BEGINNING in text.upper() else None


def token_of(text: str) -> Pasted:
    """Return the token that stands in an address of ours, without what pasting adds to it."""
    pasted = pasted_text.tidy(text)
    token, _, taken_off = _token(pasted.text, pasted.taken_off, b"")
    return Pasted(token, taken_off)


def _without_additions(data: bytes) -> Pasted:
    """Take off what pasting adds to a file's text, or to a line."""
    text = data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\0")
    bare = text.strip(_AROUND_JSON + " \t\r\n\0")
    if bare.startswith("{"):
        whole = _SHAPELESS.sub("", bare)
        marks = (pasted_text.MARKS,) if bare != text.rstrip() else ()
        return Pasted(whole, (*marks, pasted_text.INVISIBLE) if whole != bare else marks)
    if len(text) > limits.JWT:
        return Pasted(text)
    whole_line = pasted_text.joined(text)
    pasted = pasted_text.tidy(whole_line.text)
    return Pasted(pasted.text, (*whole_line.taken_off, *pasted.taken_off))


def plain_host(text: str) -> str:
    """Return a host in one form; browsers read the other full stops as a dot (UTS 46, 2.3)."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    return plain.lower().removesuffix(":443").rstrip(".")


def _elsewhere(address: re.Match[str], data: bytes) -> Given:
    """Read an address that is not ours. One without the form of a host was damaged, and leads nowhere."""
    if not _OUR_PATH.fullmatch(address["path"] or ""):
        return Given(Kind.OTHER, address["host"][:100], data)
    return Given(Kind.FOREIGN if _is_host(address["host"]) else Kind.DAMAGED, address["host"][:100], data)


def _is_host(text: str) -> bool:
    return _HOST.fullmatch(plain_host(text.rpartition("@")[2])) is not None


def other_host(text: str, base_url: str) -> str | None:
    """Return the host to which an address leads, where it is one and not ours."""
    address = _ADDRESS.fullmatch(text)
    if address is None or not address["scheme"] or not _is_host(address["host"]):
        return None
    return None if plain_host(address["host"]) == plain_host(base_url.removeprefix("https://")) else address["host"]


def _on_our_host(address: re.Match[str], pasted: Pasted, data: bytes) -> Given:
    """Read an address of ours: `/c/N`, `/q/TOKEN`, `/api/v1/certificates/N`, `/verify?q=N`, each also below `/en`."""
    parts = [unquote(part) for part in (address["path"] or "").split("/") if part]
    if parts and parts[0].lower() == "en":
        del parts[0]
    head = parts[0].lower() if parts else ""
    taken_off = pasted.taken_off
    if (address["scheme"] or "https").lower() != "https":
        taken_off = (*taken_off, _NO_HTTPS)
    if head == "verify":
        return _number(parse_qs(address["query"] or "").get("q", [""])[0], data, taken_off)
    if address["query"] or address["fragment"]:
        taken_off = (*taken_off, _QUERY)
    if head in {"c", "q"} and len(parts) == 1:
        return Given(Kind.DAMAGED, "", data)
    if head == "q" and len(parts) > 1:
        return Given(Kind.TOKEN, *_token("".join(parts[1:]), taken_off, data))
    if head == "c" and parts[2:] in ([], ["report"]) and len(parts) > 1:
        return _number(_ENDING.sub("", parts[1]), data, taken_off)
    if tuple(parts[:3]) == _API and len(parts) == 4:
        return _number(parts[3], data, taken_off)
    return Given(Kind.OTHER, "", data)


def _token(text: str, taken_off: tuple[Words, ...], data: bytes) -> tuple[str, bytes, tuple[Words, ...]]:
    whole = text.rstrip("=")
    return whole.upper(), data, (*taken_off, _PADDING) if whole != text else taken_off


def _number(text: str, data: bytes, taken_off: tuple[Words, ...]) -> Given:
    compact = number.compact(text) if len(text) <= limits.QUERY else ""
    if not _NUMBER.fullmatch(compact):
        return Given(Kind.OTHER, "", data)
    return Given(Kind.NUMBER, text, data, taken_off)


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
