"""Backing an instance up while it is in use: register, casework, settings, key files, fonts, in one private file.

The register is copied first and the journal after it: an act writes its row before its event, so every event in the
copy has its row. Key files go in as they lie there, which is sealed; a clear key stops the backup. `public/` is left
out: `starmark publish` makes it again. The root key is left out too: it is not on this host.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from certs import limits
from certs.audit import register_copy
from certs.casework.backup import evidence_members, increment, tar_archive
from certs.casework.backup.backup_encryption import Sealer
from certs.casework.backup.backup_members import CASEWORK, FONTS, KEYS, LATER, REGISTER
from certs.casework.backup.tar_archive import Manifest, Member
from certs.casework.journal import journal_copy
from certs.casework.keys import key_files, public_halves
from certs.casework.keys.private_files import read_private
from certs.casework.keys.public_halves import KeyFinding
from certs.days import instant_text, require_instant
from certs.errors import CouldNotCheck, Refused
from certs.instance import whole_files
from certs.instance.folder import SETTINGS_NAME, Instance
from certs.register.store.database import sqlite_path

_WORKSHOP: Final = ".backup-"
_SEALED: Final = b"ENCRYPTED PRIVATE KEY-----"
_CLEAR: Final = b"PRIVATE KEY-----"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was written: its manifest, how many bytes the file has, whether it is encrypted, and what is the matter with
    the keys in use.
    """

    manifest: Manifest
    size: int
    sealed: bool
    keys: tuple[KeyFinding, ...]


def back_up(
    place: Instance, target: Path, now: datetime, passphrase: str | None = None, base: Manifest | None = None
) -> BackedUp:
    """Write the backup to a new file, mode 0600, whole and on the disk when this returns, or not there at all.

    With the manifest of a whole backup, `base`, what came after it alone: an increment. Raises Refused if the file
    exists, a key is not sealed or the register is not the one that was signed; CouldNotCheck if something cannot be
    read or written.
    """
    if target.exists():
        raise whole_files.file_exists(target)
    now = require_instant(now)
    try:
        with _workshop(place.home) as folder:
            files, members, (size, checkpoint) = _copied(place, folder, base)
            since = "" if base is None else base.digest
            manifest = Manifest(now, place.settings.base_url, size, checkpoint, members, since)

            def fill(file: BinaryIO) -> None:
                if passphrase is None:
                    tar_archive.write(file, manifest, files)
                    return
                sealer = Sealer(file, passphrase)
                tar_archive.write(sealer, manifest, files)
                sealer.close()

            size_on_disk = whole_files.fill_new(target, fill, whole_files.PRIVATE)
            keys = key_files.look(folder / KEYS, register_copy.keys_in_use(place.register_url))
            return BackedUp(manifest, size_on_disk, passphrase is not None, tuple(keys))
    except OSError as error:
        raise CouldNotCheck(
            "backup_failed",
            f"备份没有完成（{error.strerror}）：{error.filename or target}。没有写出备份；请检查磁盘空间和权限后重做。",
            f"The backup was not finished ({error.strerror}): {error.filename or target}. None was written; check disk "
            "space and rights, then repeat it.",
        ) from error


def _copied(
    place: Instance, folder: Path, base: Manifest | None
) -> tuple[dict[str, Path], tuple[Member, ...], tuple[int, bytes]]:
    """Copy all into a folder: return the files and members by name, and how far the log goes, with its head."""
    register = folder / (REGISTER if base is None else LATER)
    if base is None:
        head = register_copy.take(place.register_url, register)
    else:
        head = register_copy.take_later(place.register_url, register, base.checkpoint, increment.begun(base))
    with ThreadPoolExecutor() as pool:
        measuring = pool.submit(tar_archive.measured, register.name, register)  # the largest, while the rest is copied
        journal = sqlite_path(place.casework_url)
        if journal is not None:
            _require_there(journal)
        journal_copy.take(place.casework_url, folder / CASEWORK)
        files = {CASEWORK: folder / CASEWORK, **_others(place, folder)}
        begun = "" if base is None else instant_text(increment.begun(base))
        files |= evidence_members.pack(folder / CASEWORK, evidence_members.place_in(place.home), folder, begun)
        members = tuple(pool.map(tar_archive.measured, files.keys(), files.values()))
        return {register.name: register, **files}, (measuring.result(), *members), head


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """Lend a private folder in the instance, where clear copies may lie; what a crash left there is cleared away."""
    for left in home.glob(f"{_WORKSHOP}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = home / f"{_WORKSHOP}{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_there(path: Path) -> None:
    if not path.is_file():
        raise CouldNotCheck(
            "journal_missing",
            f"找不到工作日志 {path.name}，备份就不完整，没有写出。请先查明它在哪里。",
            f"The staff journal {path.name} is missing; a backup would not be whole, so none was written. Find out "
            "first where it is.",
        )


def _others(place: Instance, folder: Path) -> dict[str, Path]:
    """Copy the small files, so that what was looked at is what is written."""
    files = {SETTINGS_NAME: folder / SETTINGS_NAME}
    shutil.copyfile(place.home / SETTINGS_NAME, files[SETTINGS_NAME])
    (folder / KEYS).mkdir(mode=0o700)
    for path in sorted(place.keys.iterdir()):
        if path.suffix in {key_files.SUFFIX, key_files.IN_TOKEN, public_halves.SUFFIX} and not path.name.startswith(
            "."
        ):
            files[KEYS + path.name] = folder / KEYS / path.name
            files[KEYS + path.name].write_bytes(sealed_only(path.name, read_private(path, limits.KEY_FILE)))
            files[KEYS + path.name].chmod(whole_files.PRIVATE)
    if place.fonts.is_dir():
        files |= {FONTS + path.name: path for path in sorted(place.fonts.iterdir()) if path.is_file()}
    return files


def sealed_only(name: str, data: bytes) -> bytes:
    """Return a key file that holds no clear private key. Raises Refused."""
    if _CLEAR in data.replace(_SEALED, b""):
        raise Refused(
            "key_not_sealed",
            f"密钥文件 {name} 没有加密，不会放进备份，没有写出备份。请先查明谁写了它，并轮换这把密钥。",
            f"The key file {name} is not encrypted and goes into no backup; none was written. Find out who wrote it, "
            "and rotate that key.",
        )
    return data
