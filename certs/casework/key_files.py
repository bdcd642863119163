"""Private keys on the staff host: one encrypted file a key, for its owner's eyes only (design section 4).

The files are encrypted PKCS#8 in PEM, mode 0600, in a folder of mode 0700. `root` is written apart, in a folder that is
to be moved off the host after `init`. Keys and passphrases are never named in messages, logs, arguments or the
environment.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from certs import bounds
from certs.errors import CouldNotCheck, Refused, Words
from certs.trust.signing import Keyring, unseal

SUFFIX: Final = ".pem"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make the folder, mode 0700 whatever the umask. It must not exist."""
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)


def write(folder: Path, sealed: Mapping[str, bytes]) -> None:
    """Write each sealed key as `<name>.pem`, mode 0600, on the disk when this returns. Nothing is overwritten."""
    for name, pem in sealed.items():
        descriptor = os.open(folder / (name + SUFFIX), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(pem)
            file.flush()
            os.fsync(descriptor)


def read(folder: Path, name: str) -> bytes:
    """Return one sealed key. Raises CouldNotCheck if it is not there, Refused if others may read it or it is too
    large.
    """
    path = folder / (name + SUFFIX)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as error:
        raise CouldNotCheck("key_missing", Words(
            f"打不开密钥文件 {path.name}（{error.strerror}）。什么也没有办理；请在发证主机上、用工作人员账户运行。",
            f"The key file {path.name} cannot be opened ({error.strerror}). Nothing was done; run this on the staff "
            "host, as the staff user.")) from error
    with os.fdopen(descriptor, "rb") as file:
        _require_private(path, os.fstat(descriptor))
        pem = file.read(bounds.KEY_FILE + 1)
    if len(pem) > bounds.KEY_FILE:
        raise Refused("key_file", Words(f"{path.name} 超过 {bounds.KEY_FILE} 字节，不是密钥文件。请从备份恢复。",
                                        f"{path.name} is over {bounds.KEY_FILE} bytes and no key file. Restore it from "
                                        "the backup."))
    return pem


def _require_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Refused("key_file", Words(f"{path.name} 不是普通文件，不会使用。",
                                        f"{path.name} is no regular file and is not used."))
    if found.st_mode & _OTHERS:
        mode = f"{stat.S_IMODE(found.st_mode):04o}"
        raise Refused("key_open_to_others", Words(
            f"别的账户可以读取密钥文件 {path.name}（权限 {mode}），不会使用。先查明谁读过它，再运行 chmod 600。",
            f"Other accounts may read the key file {path.name} (mode {mode}), so it is not used. Find out who has read "
            "it, then run chmod 600."))


def unlock(folder: Path, names: Iterable[str], passphrase: str) -> Keyring:
    """Unlock the named keys. Raises Refused for a wrong passphrase, and whatever `read` raises."""
    keys = [unseal(read(folder, name), passphrase, name) for name in names]
    return Keyring({key.purpose: key for key in keys})
