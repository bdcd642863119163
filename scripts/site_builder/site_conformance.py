"""The conformance kit on the site: its files beside its page, the archive with its digest, and how many of each kind.

The archive is made by `tests/vectors/conformance_kit.py` from keys that are in no kit, and lies in `site/_data`: its
bytes are published as they stand there (decision 0049).
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from certs.errors import Words
from scripts.site_builder.site_rules import row, said
from scripts.site_builder.site_tables import LANGUAGES, ROOT, data_table

ARCHIVE: Final = ROOT / "site" / "_data" / "conformance.tar.xz"
PAGE: Final = "developers/conformance"
_TOP: Final = "conformance/"
_FINE: Final = frozenset({"valid", "status_not_known"})
_HEADS: Final = (
    Words("种类", "Kind"),
    Words("共有", "Vectors"),
    Words("成立的", "Good"),
    Words("不成立的，代码", "Refused, by code"),
)


@cache
def files() -> dict[str, bytes]:
    """Return the files of the archive by their paths. Raises ValueError for a name that leads out of it."""
    held = {}
    with tarfile.open(fileobj=io.BytesIO(ARCHIVE.read_bytes())) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if not member.name.startswith(_TOP) or ".." in member.name or file is None:
                raise ValueError(f"conformance.tar.xz: {member.name} leads elsewhere")
            held[member.name.removeprefix(_TOP)] = file.read()
    return held


def digest() -> str:
    """Return the SHA-256 of the archive."""
    return hashlib.sha256(ARCHIVE.read_bytes()).hexdigest()


def write(site: Path) -> None:
    """Write the files, the archive and its digest beside the page; both languages link there."""
    folder = site / PAGE
    for path, data in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / ARCHIVE.name).write_bytes(ARCHIVE.read_bytes())
    (folder / f"{ARCHIVE.name}.sha256").write_text(f"{digest()}  {ARCHIVE.name}\n", encoding="ascii")


def snippets() -> dict[str, str]:
    """Return the table of kinds and the digest in both languages, by their paths below the snippet folder."""
    return {
        path: text
        for language in LANGUAGES
        for path, text in (
            (f"{language}/conformance.md", kinds(language)),
            (f"{language}/conformance-digest.md", f"```text\n{digest()}  {ARCHIVE.name}\n```\n"),
        )
    }


def kinds(language: str) -> str:
    """Return how many vectors there are of each kind, and by which codes they are refused."""
    vectors: list[dict[str, Any]] = json.loads(files()["vectors.json"])
    heads = [said(words, language) for words in _HEADS]
    rows = []
    for kind in dict.fromkeys(vector["kind"] for vector in vectors):
        codes = Counter(vector["code"] for vector in vectors if vector["kind"] == kind)
        good = sum(count for code, count in codes.items() if code in _FINE)
        refused = " ".join(f"<code>{escape(code)}</code> {n}" for code, n in sorted(codes.items()) if code not in _FINE)
        rows.append(row(f"<code>{kind}</code>", [str(codes.total()), str(good), refused], heads))
    return data_table(heads, rows)
