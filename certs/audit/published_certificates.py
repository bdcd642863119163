"""Whether the published files of a certificate are those of its entry: looked at on the core that proves the entry.

It is a short cut only: what agrees need not be folded and composed again. A certificate with several versions, or whose
files differ in anything, is looked at with its whole record.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from certs import limits
from certs.errors import StarmarkError
from certs.lifecycle.record import Record
from certs.publication.certificate_paths import ENDINGS, SHARED_OUT, stem_of
from certs.publication.publish import certificate_files


@dataclass(frozen=True, slots=True)
class PublishedCertificates:
    """The folder of the publication, and the base URL that the QR texts in it begin with."""

    public: Path
    base_url: str
    layout: int = SHARED_OUT

    def agree(self, record: Record) -> bool:
        """Tell whether the files of a certificate are exactly what its first entry makes."""
        try:
            files = certificate_files(record, self.base_url, record.versions[0].effective, self.layout)
            return all(_content(f"{self.public}/{name}") == data for name, data in files)
        except (StarmarkError, OSError):
            return False


def names_of(number: str, layout: int) -> Iterable[str]:
    """Return the names of a certificate's published files."""
    return (f"{stem_of(number, layout)}.{ending}" for ending in ENDINGS)


def _content(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        return os.read(descriptor, limits.EVENT * 2)
    finally:
        os.close(descriptor)
