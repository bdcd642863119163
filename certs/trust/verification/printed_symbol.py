"""QR symbols read from a paper or a picture, held to their letter (meanings.md, "Answers").

We print two: `https://host/Q/<BASE32>` on the certificate and `https://host/C/<NUMBER>` on the mark. A camera opens
whatever stands there, so that another scheme, a query or a port make it somebody else's symbol, also around a genuine
token: it is named, and nothing that rests on it is valid. What people paste is read forgivingly instead: `handed_in`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final
from urllib.parse import SplitResult, urlsplit

from certs import limits
from certs.certificate import number as numbers
from certs.errors import CouldNotCheck, Words
from certs.trust.qr import qr_token
from certs.trust.verification import checks, handed_in
from certs.trust.verification.verdict import Check, Outcome

_SHOWN: Final = 60  # characters of a stranger's text that a sentence repeats
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB: Final = frozenset({"http", "https"})
_AS_BROWSERS_READ: Final = str.maketrans({"\t": "", "\r": "", "\n": "", "\\": "/"})  # WHATWG URL, 4.4
_FORM: Final = checks.PASSED[0]


class Kind(Enum):
    """What a symbol is: signed, the short one of the mark, one that leads to another host, or nothing that is ours."""

    SIGNED = auto()
    SHORT = auto()
    FOREIGN = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol. `text` is the token in base32, the number, the other host, or the beginning of what it says.

    `differs` names what is not as we print it; None where it is so to the letter.
    """

    kind: Kind
    text: str
    differs: Words | None = None


def read_symbol(data: bytes, base_url: str) -> Symbol:
    """Read the bytes of one symbol. Its letters are held against ours; what it holds is not yet judged."""
    text = data[: limits.QR_TEXT + 1].decode("utf-8", "replace")
    address = _as_a_browser(text)
    if address is not None:
        host = handed_in.plain_host(address.hostname or "")
        if host != urlsplit(base_url).hostname:
            return Symbol(Kind.FOREIGN if address.scheme in _WEB else Kind.OTHER, host[:_SHOWN])
        data = f"{base_url}{address.path}".encode("utf-8", "replace")
    given = handed_in.told_apart(data, base_url)
    match given.kind:
        case handed_in.Kind.TOKEN:
            kind, content, ours = Kind.SIGNED, given.text, f"{base_url}{qr_token.PATH}{given.text}"
        case handed_in.Kind.NUMBER:
            kind, content = Kind.SHORT, numbers.compact(given.text)
            ours = qr_token.short_text(base_url, content)
        case _:
            return Symbol(Kind.OTHER, text[:_SHOWN])
    return Symbol(kind, content, None if text == ours else _difference(text, address, base_url))


def _as_a_browser(text: str) -> SplitResult | None:
    """Take an address apart as a browser would that opens it; None where it leads to no host."""
    read = text.strip().translate(_AS_BROWSERS_READ)
    try:
        address = urlsplit(read) if _SCHEME.match(read) else None
        return address if address is not None and address.hostname else None
    except ValueError:  # a host that nobody can read
        return None


def _difference(text: str, address: SplitResult | None, base_url: str) -> Words:
    """Name the first thing that is not as in the symbol that we print."""
    if address is None:
        return Words("它不是网址", "it holds no address")
    parts = (
        (address.scheme != "https", "协议", "the scheme", f"{address.scheme}:"),
        (address.netloc != base_url.removeprefix("https://"), "主机一段", "the host part", address.netloc),
        (bool(address.query), "问号以后", "what follows the question mark", address.query),
        (bool(address.fragment), "井号以后", "what follows the hash", address.fragment),
    )
    zh, en, what = next((part[1:] for part in parts if part[0]), ("全文", "the whole", text))
    return Words(f"{zh}是“{what[:_SHOWN]}”", f"{en} is “{what[:_SHOWN]}”")


def form_of(symbols: Sequence[Symbol]) -> Check:
    """Return check 1 for the symbols of one paper: each is to the letter as we print it, or a stranger's and named."""
    differences = [symbol.differs for symbol in symbols if symbol.differs is not None]
    if differences:
        return _in_doubt(_altered(differences))
    beside = "、".join(dict.fromkeys(s.text for s in symbols if s.kind in {Kind.FOREIGN, Kind.OTHER}))
    return _FORM._replace(message=_beside(beside), evidence={"beside": beside}) if beside else _FORM


def _in_doubt(error: CouldNotCheck) -> Check:
    return Check(1, _FORM.name, Outcome.UNKNOWN, error.code, error.words)


def _altered(differences: Sequence[Words]) -> CouldNotCheck:
    zh, en = ("；".join(one.zh for one in differences), "; ".join(one.en for one in differences))
    return CouldNotCheck(
        "symbol_altered",
        f"二维码不是本机构印的写法：{zh}。这枚二维码是别人做的，里面的内容可能是从别处抄来的。请不要打开它，请按证书编号查询。",
        f"The QR code is not as we print it: {en}. Somebody else made this code, and what it holds may be copied from "
        "another paper. Do not open it; search by the certificate number.",
    )


def _beside(texts: str) -> Words:
    return Words(
        f"纸上还有别的二维码，不是本机构的，没有核对：{texts}。",
        f"The paper also bears codes that are not ours and were not judged: {texts}.",
    )
