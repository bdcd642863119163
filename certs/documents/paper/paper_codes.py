"""The QR codes and attachments of a paper, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from certs import limits
from certs.documents.paper.paper_file import Attachment, Code
from certs.publication.files import bundle_format
from certs.register.answers.certificate_answer import Answer
from certs.register.answers.not_found import NotFound
from certs.register.answers.object_verdict import Checked
from certs.trust.verification import handed_in, printed_symbol
from certs.trust.verification.printed_symbol import Kind, Symbol
from certs.trust.verification.verdict import Overall

_WORST_FIRST: Final = (Overall.NOT_GENUINE, Overall.NOT_VALID, Overall.UNKNOWN, Overall.VALID)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a paper is judged by: `check` judges something signed, `look_up` finds a certificate by its number.

    `prefix` is that of the body's own numbers. Without a register, `look_up` returns None.
    """

    base_url: str
    prefix: str
    check: Callable[[bytes], Checked]
    look_up: Callable[[str], Answer | NotFound | None]
    now: datetime


@dataclass(frozen=True, slots=True)
class JudgedCode:
    """One QR code of a paper: the page it stands on, what it says, to which host it leads, and what it is worth.

    `symbol` is None for a code that cannot be read; `checked` is given for a signed one. `number` is proven by the
    signature, or only named by the code of a mark.
    """

    page: int
    text: str
    host: str
    overall: Overall
    number: str | None
    symbol: Symbol | None
    checked: Checked | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "page": self.page,
            "text": self.text,
            "host": self.host,
            "overall": self.overall.value,
            "number": self.number,
        }


def judge_code(code: Code, asked: Asked) -> JudgedCode:
    """Judge one code by itself: held to its letter, and what is signed in it checked."""
    if code.data is None:
        return JudgedCode(code.page, "", "", Overall.UNKNOWN, None, None)
    symbol = printed_symbol.read_symbol(code.data, asked.base_url)
    text = code.data[: limits.QR_TEXT].decode("utf-8", "replace")
    match symbol.kind:
        case Kind.SIGNED:
            checked = asked.check(symbol.text.encode("utf-8", "replace"))
            verdict = checked.verdict
            is_doubtful = symbol.differs is not None and verdict.overall is Overall.VALID
            overall = Overall.UNKNOWN if is_doubtful else verdict.overall
            return JudgedCode(code.page, text, _host(text), overall, verdict.number, symbol, checked)
        case Kind.SHORT:
            return JudgedCode(code.page, text, _host(text), Overall.UNKNOWN, symbol.text, symbol)
        case Kind.FOREIGN:
            return JudgedCode(code.page, text, symbol.text, Overall.NOT_GENUINE, None, symbol)
        case Kind.OTHER:
            return JudgedCode(code.page, text, _host(text), Overall.UNKNOWN, None, symbol)


def _host(text: str) -> str:
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def judge_attachments(attachments: Iterable[Attachment], asked: Asked) -> tuple[Checked, ...]:
    """Judge each attached form of a certificate (JSON, JWT). What else is attached says nothing of it."""
    judged = []
    for one in attachments:
        given = handed_in.told_apart(one.data, asked.base_url)
        if given.kind is handed_in.Kind.DOCUMENT and not bundle_format.is_bundle(given.data):
            judged.append(asked.check(given.data))
    return tuple(judged)


def worst(judged: Iterable[Checked]) -> Checked | None:
    """Return the one that weighs most: what is not genuine, else not valid, else could not be checked."""
    return min(judged, key=lambda one: _WORST_FIRST.index(one.verdict.overall), default=None)
