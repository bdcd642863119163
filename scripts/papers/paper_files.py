"""What a holder is given on paper, as bytes, and the folder that it is written to: several commands write them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from certs.documents.marks import kit_facts
from certs.documents.marks.kit_facts import KitFacts
from certs.instance import whole_files
from certs.instance.settings import Settings
from certs.register.answers.certificate_answer import Answer
from certs.register.store.reader import Reader


def certificate_pdfs(reader: Reader, certificate: Answer, own_fonts: Path) -> dict[str, tuple[bytes, str]]:
    """Set the certificate in both languages, whatever that of the terminal: by name each PDF with its language.

    What is not valid bears its status.
    """
    from certs.documents import certificate_paper, typesetting  # the fonts take long, and a bundle needs none

    typesetter = typesetting.Typesetter(own_fonts)
    record, version = certificate.record, certificate.version
    with reader.view() as view:
        papers = {
            name: certificate_paper.paper_of(view, record, version, language, certificate.today)
            for language, name in certificate_paper.FILE_NAMES.items()
        }
    return {
        name: (certificate_paper.set_certificate(typesetter, paper), paper.language) for name, paper in papers.items()
    }


def kit(certificate: Answer, settings: Settings) -> tuple[KitFacts, bytes]:
    """Make the kit of a certificate, read back on the way. Raises Refused where there is none for it today."""
    from certs.documents.marks import kit  # here, as compiler and readers are heavy, and end untidily once kept from gc

    facts = kit_facts.facts_of(certificate.number, certificate.status, certificate.version, settings)
    return facts, kit.make(facts)


def write_folder(folder: Path, files: Mapping[str, bytes], mode: int = whole_files.PUBLIC) -> None:
    """Make a new folder in one step; in one that exists, replace file by file. Raises OSError."""
    if folder.exists():
        for name, data in files.items():
            whole_files.write(folder / name, data, mode)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    beside.mkdir()
    try:
        for name, data in files.items():
            whole_files.write(beside / name, data, mode)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    whole_files.sync_folder(folder.parent)
