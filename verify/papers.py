"""Papers for those who ask the website: set by a child process, one of each process of the web, and kept for a while.

What is the same paper is known before it is set, so whoever has it already costs nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from certs import limits
from certs.documents import fonts, setting_process
from certs.documents.certificate_paper import CertificatePaper
from certs.documents.child_processes import Children
from certs.register.store.remembered import Remembered
from certs.version import VERSION

_PAPERS: Final = 1  # child processes: there is one process of the web a core already


class Papers:
    """Sets papers. `own_fonts` is the folder of the fonts that the body adds; None where there is no instance."""

    def __init__(self, own_fonts: Path | None) -> None:
        self._own_fonts = own_fonts
        self._kept = Remembered[str, bytes](limits.PAPERS_KEPT)
        self.children = Children(
            setting_process.MODULE, most=_PAPERS, waiting=limits.PAPER_QUEUE, seconds=limits.PAPER_SECONDS
        )

    def tag(self, paper: CertificatePaper) -> str:
        """Return what names the bytes of a paper: what it is made of, in this version, with these fonts."""
        digest = hashlib.sha256(VERSION.encode() + paper.encode())
        for file in fonts.own(self._own_fonts):
            stat = file.stat()
            digest.update(f"{file.name} {stat.st_size} {stat.st_mtime_ns}".encode())
        return f'"{digest.hexdigest()[:32]}"'

    def pdf(self, paper: CertificatePaper, tag: str) -> bytes:
        """Return the PDF. Raises CouldNotCheck where it cannot be made now: see `Children.ask`."""
        kept = self._kept.get(tag)
        if kept is not None:
            return kept
        made = self.children.ask(setting_process.question(paper, self._own_fonts))
        return made if len(made) > limits.PAPER_KEPT else self._kept.keep(tag, made)
