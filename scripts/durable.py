"""Writing files so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from certs.errors import Refused, Words


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put the data in place of whatever stands there: a new file beside it, on the disk, then renamed over it."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file that must not exist yet. Raises Refused if it does: nothing of anybody's is overwritten."""
    if path.exists():
        raise Refused(
            "file_exists",
            Words(
                f"{path} 已经存在，没有覆盖。请换一个文件名。",
                f"{path} exists already and was not overwritten. Choose another name.",
            ),
        )
    write(path, data, mode)


def sync_folder(folder: Path) -> None:
    """Put the folder's own entries on the disk, so that a rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
