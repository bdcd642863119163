"""The one way to write a file: a crash leaves the old one or the new one, never half of either.

A file is written beside its place under a hidden name, put on the disk, renamed over what stands there, and the folder
is put on the disk: `write`. Where nothing may be overwritten it is linked into its place instead, which fails over a
file that is there: `write_new`. Many files of one folder go through these steps together (`Placer`): a disk that is
asked to settle once is far faster than one asked a thousand times.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from certs.errors import Refused

_CROWD: Final = 24  # files from which on it is faster to settle the whole file system
AT_ONCE: Final = 500  # files that go through the steps together; each keeps a descriptor open meanwhile
PUBLIC: Final = 0o644  # public: the web and its server run as other users
_FOLDER_MODE: Final = 0o755


PRIVATE: Final = 0o600  # for its owner's eyes only, whatever the umask says
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EACCES, errno.ENOSYS})  # such as a memory stick's FAT


def write(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Put the data in place of whatever stands there. Raises OSError; the old file is then untouched."""
    with _beside(path, mode, lambda file: file.write(data)) as (beside, _):
        beside.replace(path)


def write_new(path: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Write a file that must not exist yet. Raises Refused if it does: nothing of anybody's is overwritten."""
    fill_new(path, lambda file: file.write(data), mode)


def fill_new(path: Path, fill: Callable[[BinaryIO], object], mode: int = PUBLIC) -> int:
    """Let `fill` write a file that must not exist yet, and return its bytes. Raises Refused as `write_new` does."""
    with _beside(path, mode, fill) as (beside, size):
        try:
            _link(beside, path)
        except FileExistsError as error:
            raise file_exists(path) from error
    return size


def file_exists(path: Path) -> Refused:
    """Return the refusal to write over a file."""
    return Refused(
        "file_exists",
        f"{path} 已经存在，没有覆盖。请换一个文件名。",
        f"{path} exists already and was not overwritten. Choose another name.",
    )


def _link(beside: Path, path: Path) -> None:
    """Give a file its name, which fails over a file that is there, unlike a rename."""
    try:
        os.link(beside, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, PRIVATE))  # the name is ours now
        beside.replace(path)


@contextmanager
def _beside(path: Path, mode: int, fill: Callable[[BinaryIO], object]) -> Iterator[tuple[Path, int]]:
    """Lend a finished file beside its place, on the disk, with its bytes; put its folder on the disk in the end."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            if mode == PRIVATE:
                os.fchmod(descriptor, mode)
            fill(file)
            file.flush()
            os.fsync(descriptor)
            size = file.tell()
        yield beside, size
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


class Placer:
    """Places files below one folder, for one writer at a time: the caller holds a lock. Raises OSError.

    The hidden names are fixed, so that what a crash left is written over. What stands there already, byte for byte, is
    not touched.
    """

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
        descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, PUBLIC)
        self._open.append((descriptor, beside, target))
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            os.fchmod(descriptor, PUBLIC)
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


def put_in_place(beside: Path, folder: Path) -> None:
    """Give a whole folder its name, onto a missing or an empty folder only. Raises OSError; it is then where it was."""
    sync_folder(beside)
    beside.rename(folder)
    try:
        sync_folder(folder.parent)
    except OSError:
        folder.rename(beside)
        raise


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk, so that a rename survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
