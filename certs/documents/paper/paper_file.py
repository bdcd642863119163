"""What a child process reads in a file: runs of visible text, QR codes, attachments, links. Nothing is judged.

It comes back as JSON and is taken apart strictly: whoever takes the child over by a hostile file gains no more than to
say what is in that file.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from certs.errors import CouldNotCheck

NO_MEMORY: Final = 70  # the exit code of a child that ran out of memory


class Run(NamedTuple):
    """Text that stands together on one line. The box is in points from the lower left of its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `hidden` counts letters that a reader of the page does not see: invisible, tiny, covered or outside."""

    runs: tuple[Run, ...] = ()
    hidden: int = 0


class Code(NamedTuple):
    """One QR code and the page that it stands on, from 1. `data` is None where it is there and cannot be read."""

    page: int
    data: bytes | None


class Link(NamedTuple):
    """An address that a page leads to where somebody clicks, and the page, from 1."""

    page: int
    address: str


class Attachment(NamedTuple):
    """One file within the file."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file as it was read. A picture has one page without text."""

    is_picture: bool
    pages: tuple[Page, ...]
    codes: tuple[Code, ...]
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether anything can be read on any page: a scan has none."""
        return any(page.runs for page in self.pages)

    def to_bytes(self) -> bytes:
        """Return the JSON that the child writes."""
        return json.dumps(
            {
                "is_picture": self.is_picture,
                "pages": [{"runs": page.runs, "hidden": page.hidden} for page in self.pages],
                "codes": [[code.page, None if code.data is None else _packed(code.data)] for code in self.codes],
                "attachments": [[one.name, _packed(one.data)] for one in self.attachments],
                "links": self.links,
            }
        ).encode("ascii")


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def parse(raw: bytes) -> PaperFile:
    """Read what a child wrote. Raises CouldNotCheck with the child's own reason, or `paper_broken`."""
    try:
        value = json.loads(raw)
        if "refused" in value:
            reason = value["refused"]
            raise CouldNotCheck(str(reason["code"]), str(reason["zh"]), str(reason["en"]))
        return _read(value)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, binascii.Error, RecursionError) as error:
        raise broken() from error


def _read(value: dict[str, Any]) -> PaperFile:
    pages = tuple(
        Page(tuple(Run(str(run[0]), *map(float, run[1:5])) for run in page["runs"]), int(page["hidden"]))
        for page in value["pages"]
    )
    codes = tuple(Code(int(page), None if data is None else _unpacked(data)) for page, data in value["codes"])
    attachments = tuple(Attachment(str(name), _unpacked(data)) for name, data in value["attachments"])
    links = tuple(Link(int(page), str(address)) for page, address in value["links"])
    return PaperFile(value["is_picture"] is True, pages, codes, attachments, links)


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def broken() -> CouldNotCheck:
    """The refusal of a file that cannot be read as what it says it is."""
    return CouldNotCheck(
        "paper_broken",
        "文件损坏，读不了。没有核对，不说明证书真假。请重新下载或索取原文件，或按证书编号查询。",
        "The file is damaged and cannot be read. Nothing was checked; this says neither yes nor no. Fetch it again or "
        "ask for the original, or look the certificate up by its number.",
    )


def too_large(zh: str, en: str) -> CouldNotCheck:
    """The refusal of a file beyond a bound; the words name the bound, each as a clause."""
    return CouldNotCheck(
        "paper_large",
        f"文件太大：{zh}。没有核对，不说明证书真假。请只交证书的那几页，或按证书编号查询。",
        f"The file is too large: {en}. Nothing was checked; this says neither yes nor no. Hand in the pages of the "
        "certificate only, or look it up by its number.",
    )
