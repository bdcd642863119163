"""What somebody hands in to be verified, told apart by form and content: a number, something signed, a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from certs import limits
from certs.certificate import number as numbers
from certs.documents.paper import waiting_child
from certs.errors import CouldNotCheck, Words
from certs.trust.verification import handed_in, sentences

_HEAD: Final = 1_024  # bytes in which a file shows what it is
# What people have at hand beside a certificate's own files, and what to give in its place.
_KNOWN: Final = (
    (
        re.compile(rb"\s*(?:<\?xml.*)?<svg", re.DOTALL),
        Words(
            "这是 SVG 图形，不能直接读出二维码。请改给 qr.png，或二维码的文字（qr.txt）。",
            "This is an SVG drawing, from which no code is read. Give qr.png, or the text of the code (qr.txt).",
        ),
    ),
    (
        re.compile(rb"c2sp\.org/tlog-proof"),
        Words(
            "这是日志证明（certificate.proof），不是证书。请给出 certificate.json 或离线核验文件（bundle）。",
            "This is a proof of the log (certificate.proof) and no certificate. Give certificate.json, or the bundle.",
        ),
    ),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*\{"),
        Words(
            "这个 JSON 文件不是证书（可能是 trust.json、did.json 或别的资料）。请给出 certificate.json 或离线核验文件（bundle）。",
            "This JSON file is no certificate; it may be trust.json, did.json or something else. Give "
            "certificate.json, or "
            "the bundle.",
        ),
    ),
)
_WHAT_TO_GIVE: Final = Words(
    "认不出这是什么。请给出证书编号、证书的 PDF 或图片（PNG、JPEG、WebP、HEIC）、证书文件（JSON、JWT）、离线核验文件（bundle），或二维码的文字。",
    "It is not clear what this is. Give a certificate's number, its PDF or a picture of it (PNG, JPEG, WebP, HEIC), "
    "its file (JSON or JWT), a bundle, or the text of a QR code.",
)


class Kind(Enum):
    """What is to be judged: something signed, the number that stands in its place, or a paper (PDF or picture)."""

    OBJECT = auto()
    NUMBER = auto()
    PAPER = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """The thing to judge: a signed object's or a file's bytes, or a number.

    `taken_off` names what pasting had added to a text.
    """

    kind: Kind
    data: bytes = b""
    number: str = ""
    taken_off: tuple[Words, ...] = ()


def classify(data: bytes, base_url: str) -> Target:
    """Tell a paper, a signed object, an address of ours and a number apart. Raises CouldNotCheck for all else."""
    if len(data) > limits.IMAGE_FILE:
        raise nothing(f"内容超过 {limits.IMAGE_FILE} 字节。", f"The content is over {limits.IMAGE_FILE} bytes.")
    if waiting_child.is_paper(data):
        return Target(Kind.PAPER, data)
    target = told_apart(data, base_url)
    if target is None:
        raise unrecognised(data)
    return target


def told_apart(data: bytes, base_url: str) -> Target | None:
    """Return what a text is, None where it is nothing known. Raises CouldNotCheck (`damaged`) for a part of one."""
    given = handed_in.told_apart(data, base_url)
    match given.kind:
        case handed_in.Kind.NUMBER:
            return Target(Kind.NUMBER, number=numbers.compact(given.text), taken_off=given.taken_off)
        case handed_in.Kind.TOKEN:
            return Target(Kind.OBJECT, given.text.encode("utf-8", "replace"), taken_off=given.taken_off)
        case handed_in.Kind.DOCUMENT | handed_in.Kind.FOREIGN:
            return Target(Kind.OBJECT, given.data, taken_off=given.taken_off)
        case handed_in.Kind.DAMAGED:
            raise CouldNotCheck("damaged", *sentences.DAMAGED)
        case handed_in.Kind.OTHER:
            return None


def unrecognised(data: bytes) -> CouldNotCheck:
    """The refusal of what is nothing known; it says what to give instead."""
    words = next((words for form, words in _KNOWN if form.match(data[:_HEAD])), _WHAT_TO_GIVE)
    return nothing(words.zh, words.en)


def nothing(zh: str, en: str) -> CouldNotCheck:
    """The refusal (`target`) of what there is nothing to judge in."""
    return CouldNotCheck(
        "target", f"{zh}没有核对，不说明证书真假。", f"{en} Nothing was checked; this says neither yes nor no."
    )
