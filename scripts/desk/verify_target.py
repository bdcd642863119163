"""What `verify` was given: a number, a file, a paper, a QR text; told apart by form and content."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from certs import limits
from certs.certificate import number as numbers
from certs.documents.paper import waiting_child
from certs.errors import CouldNotCheck, Words
from certs.trust.verification import handed_in, sentences
from scripts.terminal import input_file

_PATH_LIKE: Final = re.compile(r"[./~\\].*|.*[/\\].*|.*\.[A-Za-z0-9]{1,5}", re.DOTALL)
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


def read(given: str, base_url: str) -> Target:
    """Read what the command was given. Raises CouldNotCheck if there is nothing to read, or nothing that is known."""
    if given == "-":
        return classify(sys.stdin.buffer.read(limits.IMAGE_FILE + 1), base_url)
    path = Path(given)
    if _is_there(path, Path.is_file):
        return classify(_bytes(path), base_url)
    target = _told_apart(given.encode("utf-8", "replace"), base_url)
    if target is not None:
        return target
    if given.strip() and _is_there(path, Path.exists):
        raise _nothing(f"{given} 不是普通文件。", f"{given} is no regular file.")
    if _PATH_LIKE.fullmatch(given) and "://" not in given:
        raise _nothing(f"找不到文件 {given}。", f"There is no file {given}.")
    raise _unrecognised(given.encode("utf-8", "replace"))


def classify(data: bytes, base_url: str) -> Target:
    """Tell a paper, a signed object, an address of ours and a number apart. Raises CouldNotCheck for all else."""
    if len(data) > limits.IMAGE_FILE:
        raise _nothing(f"内容超过 {limits.IMAGE_FILE} 字节。", f"The content is over {limits.IMAGE_FILE} bytes.")
    if waiting_child.is_paper(data):
        return Target(Kind.PAPER, data)
    target = _told_apart(data, base_url)
    if target is None:
        raise _unrecognised(data)
    return target


def _told_apart(data: bytes, base_url: str) -> Target | None:
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


def _is_there(path: Path, ask: Callable[[Path], bool]) -> bool:
    """Ask the file system about what may be no path at all: too long, or with a zero byte."""
    try:
        return ask(path)
    except (OSError, ValueError):
        return False


def _bytes(path: Path) -> bytes:
    try:
        return input_file.read(path, limits.IMAGE_FILE)
    except OSError as error:
        raise _nothing(f"读不了 {path}（{error.strerror}）。", f"{path} cannot be read ({error.strerror}).") from error


def _unrecognised(data: bytes) -> CouldNotCheck:
    words = next((words for form, words in _KNOWN if form.match(data[:_HEAD])), _WHAT_TO_GIVE)
    return _nothing(words.zh, words.en)


def _nothing(zh: str, en: str) -> CouldNotCheck:
    return CouldNotCheck(
        "target", f"{zh}没有核对，不说明证书真假。", f"{en} Nothing was checked; this says neither yes nor no."
    )
