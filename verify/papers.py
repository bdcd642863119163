"""Papers and kits for those who ask the website: made by child processes, one of each kind, and kept for a while.

What is the same paper is known before it is set, so whoever has it already costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from certs import limits
from certs.documents import fonts, kit_process, setting_process
from certs.documents.certificate_paper import CertificatePaper
from certs.documents.child_processes import Children
from certs.documents.marks.kit_facts import KitFacts
from certs.register.store.remembered import Remembered
from certs.version import VERSION

_CHILDREN: Final = 1  # child processes: there is one process of the web a core already


class Papers:
    """Sets papers. `own_fonts` is the folder of the fonts that the body adds; None where there is no instance."""

    def __init__(self, own_fonts: Path | None) -> None:
        self._own_fonts = own_fonts
        self._kept = Remembered[str, bytes](limits.PAPERS_KEPT)
        self.children = Children(
            setting_process.MODULE, most=_CHILDREN, waiting=limits.PAPER_QUEUE, seconds=limits.PAPER_SECONDS
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

    def sheet(self, template: str, data: Mapping[str, Any]) -> bytes:
        """Return a sheet that is of this moment only, and so never kept. Raises CouldNotCheck as `pdf` does."""
        return self.children.ask(setting_process.sheet_question(template, data, self._own_fonts))


class Kits:
    """Makes kits. What is the same kit is known before it is made, so whoever has it already costs nothing."""

    def __init__(self) -> None:
        self._kept = Remembered[str, bytes](limits.KITS_KEPT)
        self.children = Children(
            kit_process.MODULE, most=_CHILDREN, waiting=limits.PAPER_QUEUE, seconds=limits.PAPER_SECONDS
        )

    def tag(self, facts: KitFacts) -> str:
        """Return what names the bytes of a kit: what it is made of, in this version of the program."""
        return f'"{hashlib.sha256(VERSION.encode() + kit_process.question(facts)).hexdigest()[:32]}"'

    def zip_file(self, facts: KitFacts, tag: str) -> bytes:
        """Return the ZIP file. Raises Refused for an address too long for the QR code, else as `Children.ask`."""
        kept = self._kept.get(tag)
        return kept if kept is not None else self._kept.keep(tag, self.children.ask(kit_process.question(facts)))
