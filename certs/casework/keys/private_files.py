"""Private files: read only if nobody else could have. They are written by `whole_files.write_new`, mode 0600."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from certs.errors import CouldNotCheck, Refused

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_private(path: Path, most: int) -> bytes:
    """Return a file of at most `most` bytes.

    Raises CouldNotCheck if it is not there, Refused if others may read it or it is too large.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe would keep us waiting
    except OSError as error:
        raise CouldNotCheck(
            "key_missing",
            f"打不开密钥文件 {path.name}（{error.strerror}）。什么也没有办理；请在发证主机上、用工作人员账户运行。",
            f"The key file {path.name} cannot be opened ({error.strerror}). Nothing was done; run this on the staff "
            "host, as the staff user.",
        ) from error
    try:
        _require_private(path, os.fstat(descriptor))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(most + 1)
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise Refused(
            "key_file",
            f"{path.name} 超过 {most} 字节，不是密钥文件。请从备份恢复。",
            f"{path.name} is over {most} bytes and no key file. Restore it from the backup.",
        )
    return data


def _require_private(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refused(
            "key_file", f"{path.name} 不是普通文件，不会使用。", f"{path.name} is no regular file and is not used."
        )
    if status.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        raise Refused(
            "key_open_to_others",
            f"别的账户可以读取密钥文件 {path.name}（权限 {mode}），不会使用。先查明谁读过它，再运行 chmod 600。",
            f"Other accounts may read the key file {path.name} (mode {mode}), so it is not used. Find out who has read "
            "it, then run chmod 600.",
        )
