"""The child process that sets papers for the website: `python -m certs.documents.setting_process`.

Each question is the folder of the body's own fonts and a template, each with a zero byte behind it, and JSON; the
answer is the PDF. Without a template the JSON is a `CertificatePaper`; with one it is what to print, and the instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from certs import limits
from certs.days import parse_instant
from certs.documents import certificate_paper, child_processes

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

MODULE = "certs.documents.setting_process"


def question(paper: certificate_paper.CertificatePaper, own_fonts: Path | None) -> bytes:
    """Return what the child is asked for a certificate."""
    return _fonts(own_fonts) + b"\0\0" + paper.encode()


def sheet_question(template: str, data: Mapping[str, Any], own_fonts: Path | None) -> bytes:
    """Return what the child is asked for a sheet of another template, dated as `instant` of its data says."""
    return b"\0".join((_fonts(own_fonts), template.encode(), orjson.dumps(data)))


def _fonts(folder: Path | None) -> bytes:
    return str(folder).encode() if folder else b""


def answer(data: bytes) -> bytes:
    """Return the PDF."""
    folder, template, paper = data.split(b"\0", 2)
    typesetter = _typesetter(folder.decode())
    if not template:
        return certificate_paper.set_certificate(typesetter, certificate_paper.decode(paper))
    value = orjson.loads(paper)
    return typesetter.pdf(template.decode(), value, parse_instant(value["instant"]))


@lru_cache(maxsize=1)
def _typesetter(folder: str) -> Typesetter:
    from certs.documents.typesetting import Typesetter  # the parent names this module, and sets nothing

    return Typesetter(Path(folder) if folder else None)


if __name__ == "__main__":
    child_processes.serve(answer, limits.PAPER_MEMORY)
