"""Evidence that came in: taken by its content, kept under its hash for the owner's eyes only, and counted.

The file is on the disk before its row; a file without a row is what an interrupted act left, and the next act, which
alone may write then, clears it away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from certs import limits
from certs.canonical import dumps, loads
from certs.casework.cases.case_store import Case
from certs.casework.cases.evidence_count import Piece
from certs.casework.journal.casework_tables import FILES
from certs.errors import CouldNotCheck, Words
from certs.instance import whole_files

_ZIP: Final = b"PK\x03\x04"
_MAGIC: Final = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A file that belongs to an item of the list: its bytes and what is said of it."""

    name: str
    data: bytes
    kind: str
    item: str
    copies: int
    products: tuple[str, ...]
    valid_until: date | None

    @property
    def sha256(self) -> str:
        """The hash under which it is kept."""
        return hashlib.sha256(self.data).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return what the trail binds: never its name, which may be a person's."""
        until = self.valid_until.isoformat() if self.valid_until else ""
        rest = {"copies": self.copies, "products": list(self.products), "until": until}
        return {"sha256": self.sha256, "item": self.item, **rest}


def kind_of(data: bytes) -> str | Words:
    """Return what kind of file this is, by its content; or why it is not taken."""
    if not data:
        return Words("文件是空的。", "The file is empty.")
    if len(data) > limits.EVIDENCE_FILE:
        most = limits.EVIDENCE_FILE // 1_048_576
        return Words(f"超过 {most} MB；请分开或压缩后再交。", f"It is over {most} MB; split it or make it smaller.")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in {b"heic", b"heix", b"mif1"} else "mp4"
    if data.startswith(_ZIP):
        return _office(data)
    if _is_text(data):
        return "text"
    return Words(
        "不是能收的文件：只收 PDF、图片、文字、Word、Excel（不带宏）和视频。程序和压缩包不收。",
        "It is not taken: PDF, pictures, text, Word and Excel without macros, and video are. No programs or archives.",
    )


def _office(data: bytes) -> str | Words:
    if b"vbaProject" in data or b"macroEnabled" in data:
        return Words("文件里有宏；请另存为不带宏的格式。", "It has macros; save it without.")
    for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
        if mark in data and b"[Content_Types].xml" in data:
            return kind
    return Words("是压缩包；请解开后再交。", "It is an archive; unpack it first.")


def _is_text(data: bytes) -> bool:
    if b"\x00" in data or data.startswith(b"#!"):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def pieces_of(connection: sa.Connection, case: Case) -> tuple[Piece, ...]:
    """Return what came in for a case, to be counted."""
    query = sa.select(FILES).where(FILES.c.case == case.identifier).order_by(FILES.c.entry, FILES.c.sha256)
    return tuple(
        Piece(row.item, row.copies, tuple(loads(row.products.encode(), limits.PAPER)), _day(row.valid_until))
        for row in connection.execute(query)
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def place(connection: sa.Connection, folder: Path, case: Case, files: Sequence[Placed], entry: int) -> None:
    """Keep files and their rows in the caller's transaction; one that is there already is renewed.

    Raises CouldNotCheck where the disk does not take them.
    """
    try:
        make_private(folder)
        sweep(connection, folder)
        for file in files:
            path = folder / file.sha256
            if not whole_files.same(path, file.data):
                whole_files.write(path, file.data, whole_files.PRIVATE)
    except OSError as error:
        raise CouldNotCheck(
            "evidence_disk",
            f"材料写不进 {folder}（{error.strerror}）。什么也没有办理；请检查磁盘空间和权限后重做。",
            f"The evidence could not be written to {folder} ({error.strerror}). Nothing was done; check disk space and "
            "rights, then repeat it.",
        ) from error
    for file in files:
        own = FILES.c.case == case.identifier, FILES.c.sha256 == file.sha256
        connection.execute(sa.delete(FILES).where(*own))
        connection.execute(sa.insert(FILES), _row(case, file, entry))


def _row(case: Case, file: Placed, entry: int) -> dict[str, object]:
    return {
        "case": case.identifier,
        "sha256": file.sha256,
        "entry": entry,
        "name": file.name[:200],
        "kind": file.kind,
        "size": len(file.data),
        "item": file.item,
        "copies": file.copies,
        "products": dumps(list(file.products)).decode(),
        "valid_until": file.valid_until.isoformat() if file.valid_until else None,
    }


def make_private(folder: Path) -> None:
    """Make a folder of the casework that only its owner comes into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (folder, folder.parent):
        each.chmod(0o700)


def sweep(connection: sa.Connection, folder: Path) -> None:
    """Clear away the files that have no row, in a transaction of the caller's: nobody else writes meanwhile."""
    if not folder.is_dir():
        return
    kept = set(connection.execute(sa.select(FILES.c.sha256)).scalars())
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink(missing_ok=True)


def forget(connection: sa.Connection, case: str) -> tuple[str, ...]:
    """Delete the rows of a case's files and return their hashes; the files go in the next `sweep`."""
    own = FILES.c.case == case
    hashes = tuple(connection.execute(sa.select(FILES.c.sha256).where(own).order_by(FILES.c.sha256)).scalars())
    connection.execute(sa.delete(FILES).where(own))
    return hashes
