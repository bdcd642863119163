"""The child process that sets certificates for the website: `python -m certs.documents.setting_process`.

Each question is the folder of the body's own fonts, a zero byte, and a paper as JSON; the answer is its PDF.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from certs import limits
from certs.documents import certificate_paper, child_processes

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

MODULE = "certs.documents.setting_process"


def question(paper: certificate_paper.CertificatePaper, own_fonts: Path | None) -> bytes:
    """Return what the child is asked."""
    return (str(own_fonts).encode() if own_fonts else b"") + b"\0" + paper.encode()


def answer(data: bytes) -> bytes:
    """Return the PDF."""
    folder, _, paper = data.partition(b"\0")
    return certificate_paper.set_certificate(_typesetter(folder.decode()), certificate_paper.decode(paper))


@lru_cache(maxsize=1)
def _typesetter(folder: str) -> Typesetter:
    from certs.documents.typesetting import Typesetter  # the parent names this module, and sets nothing

    return Typesetter(Path(folder) if folder else None)


if __name__ == "__main__":
    child_processes.serve(answer, limits.PAPER_MEMORY)
