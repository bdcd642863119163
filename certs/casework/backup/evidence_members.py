"""The evidence of cases in a backup: one member a case, a plain tar of its files, each named by its own hash."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from certs.casework.backup.tar_archive import damaged
from certs.casework.journal.casework_tables import FILES, TRAIL
from certs.errors import CouldNotCheck

EVIDENCE: Final = "evidence/"
_PLACE: Final = ("casework", "files")  # below the home of an instance
_CASE: Final = re.compile(r"A[0-9]{2}-[0-9]{5,8}", re.ASCII)


def place_in(home: Path) -> Path:
    """Return the folder of the evidence of all cases."""
    return home.joinpath(*_PLACE)


def pack(casework: Path, files: Path, folder: Path, begun: str = "") -> dict[str, Path]:
    """Write the member of each case that the copied database names files of, below a private folder, by its name.

    With `begun`, an instant as the trail writes it, only files that were handed in from then on. Raises CouldNotCheck
    where a file is missing or was changed: the backup would not be whole.
    """
    members = dict[str, Path]()
    for case, hashes in _cases(casework, begun).items():
        target = folder / EVIDENCE / f"{case}.tar"
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as archive:
            for sha256 in hashes:
                data = _whole(files / sha256, sha256)
                info = tarfile.TarInfo(sha256)
                info.size, info.mode = len(data), 0o600
                archive.addfile(info, io.BytesIO(data))
        members[f"{EVIDENCE}{case}.tar"] = target
    return members


def _cases(casework: Path, begun: str = "") -> Mapping[str, list[str]]:
    with closing(sqlite3.connect(casework)) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (FILES.name,)).fetchone()
        query = (  # names of ours
            f'SELECT f."case", f.sha256 FROM {FILES.name} f LEFT JOIN {TRAIL.name} t ON t.id = f.entry '  # noqa: S608
            "WHERE coalesce(t.recorded, '9') >= ? ORDER BY 1, 2"
        )
        rows = connection.execute(query, (begun,)).fetchall() if known else []
    cases: dict[str, list[str]] = {}
    for case, sha256 in rows:
        if _CASE.fullmatch(str(case)) is None:
            raise _not_whole(str(case))
        cases.setdefault(case, []).append(str(sha256))
    return cases


def _whole(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _not_whole(path.name) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _not_whole(path.name)
    return data


def _not_whole(name: str) -> CouldNotCheck:
    return CouldNotCheck(
        "evidence_missing",
        f"案件的材料 {name[:64]} 不在，或被改动过，备份就不完整，没有写出。请运行 starmark audit，查明以后重做。",
        f"The evidence {name[:64]} is missing or was changed; a backup would not be whole, so none was written. Run "
        "starmark audit, find out why, then repeat it.",
    )


def unpack(unpacked: Path, home: Path) -> None:
    """Put the evidence of an unpacked backup in its place below a home, hold all that is there against the database
    there, and delete what that no longer names. Raises Malformed where a file is missing.
    """
    packed, place = unpacked / EVIDENCE, place_in(home)
    present = {path.name for path in place.iterdir()} if place.is_dir() else set[str]()
    if packed.is_dir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        for archive in sorted(packed.iterdir()):
            present |= _unpack(archive, place)
        shutil.rmtree(packed)
    wanted = {sha256 for hashes in _cases(home / "casework.db").values() for sha256 in hashes}
    if wanted - present or (unpacked == home and present - wanted):
        raise damaged()
    for name in present - wanted:  # of a case that was forgotten since the whole backup
        (place / name).unlink()


def _unpack(path: Path, place: Path) -> set[str]:
    present = set[str]()
    with tarfile.open(path, "r:") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() else None
            data = file.read() if file else b""
            if hashlib.sha256(data).hexdigest() != member.name:
                raise damaged()
            (place / member.name).write_bytes(data)
            (place / member.name).chmod(0o600)
            present.add(member.name)
    return present
