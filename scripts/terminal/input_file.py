"""Reading what a command is given: regular files only, so that no pipe or device lets it wait for ever."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from certs import limits
from certs.errors import CouldNotCheck


def read(path: Path, most: int) -> bytes:
    """Return the file, or its first `most` + 1 bytes where it is longer. Raises OSError, also for what is no file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe without a writer would let us wait
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "不是普通文件 / not a regular file", str(path))
        return file.read(most + 1)


def checkpoint(path: Path) -> bytes:
    """Return a checkpoint that an earlier audit proved. Raises CouldNotCheck."""
    try:
        return read(path, limits.NOTE)
    except OSError as error:
        raise CouldNotCheck(
            "seen",
            f"读不了检查点 {path}（{error.strerror}），什么也没有看；请检查文件名和权限。",
            f"The checkpoint {path} cannot be read ({error.strerror}), so nothing was looked at; check its name and "
            "rights.",
        ) from error
