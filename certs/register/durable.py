"""Placing files so that a crash leaves the old one or the new one, never half of either.

Each file is written beside its place under a fixed hidden name, put on the disk, renamed over what stands there, and
the folder is put on the disk. Several files go through these steps together: a disk that is asked to settle once is
far faster than one asked a thousand times. What stands there already, byte for byte, is not touched.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_CROWD: Final = 24  # files from which on it is faster to settle the whole file system
AT_ONCE: Final = 500  # files that go through the steps together; each keeps a descriptor open meanwhile
_FILE_MODE: Final = 0o644  # public: the web and its server run as other users
_FOLDER_MODE: Final = 0o755


class Placer:
    """Places files below one folder, for one writer at a time: the caller holds a lock. Raises OSError."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: list[tuple[int, Path, Path]] = []
        self.written: list[str] = []

    def put(self, name: str, data: bytes) -> None:
        """Take a file up. It stands in its place after the next `flush` at the latest."""
        target = self._root / name
        if same(target, data):
            return
        make_folder(target.parent)
        beside = target.with_name(f".{target.name}.new")
        descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, _FILE_MODE)
        self._open.append((descriptor, beside, target))
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            os.fchmod(descriptor, _FILE_MODE)
            file.write(data)
        self.written.append(name)
        if len(self._open) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Put everything taken up into its place, and on the disk."""
        _settle([descriptor for descriptor, _, _ in self._open])
        folders = {target.parent for _, _, target in self._open}
        while self._open:
            descriptor, beside, target = self._open[0]
            beside.replace(target)
            self._open.pop(0)
            os.close(descriptor)
        for folder in folders:
            sync_folder(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            for descriptor, beside, _ in self._open:
                os.close(descriptor)
                beside.unlink(missing_ok=True)
            self._open.clear()


def _settle(descriptors: list[int]) -> None:
    """Put the files on the disk: each by itself, or a crowd by settling its file system once.

    The call for that (syncfs) tells of write errors from Linux 5.8 on.
    """
    settle = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if len(descriptors) < _CROWD or settle is None:
        for descriptor in descriptors:
            os.fsync(descriptor)
    elif settle(descriptors[0]) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), "syncfs")


def same(path: Path, data: bytes) -> bool:
    """Tell whether a file holds exactly these bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as file:
        return os.fstat(descriptor).st_size == len(data) and file.read() == data


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing, so that they survive a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    sync_folder(folder.parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder of files that nobody needs any more; one that is not there is no fault."""
    shutil.rmtree(folder, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk, so that a rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
