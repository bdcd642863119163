"""The files of a mirror's instance: settings made from the body's own entry, where it copies from, and evidence.

The register is an ordinary one, so the same service serves it. A mirror has no keys and no staff journal.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from certs import limits
from certs.days import instant_text
from certs.errors import CouldNotCheck, Misuse, Refused, StarmarkError
from certs.instance import mirror_note, whole_files
from certs.instance.folder import SETTINGS_NAME
from certs.instance.settings import parse_settings
from certs.register.store import database
from certs.trust.trust_list.trust_list import TrustList

FOLDER: Final = mirror_note.FOLDER
SOURCE: Final = "source.json"
# What stands below it in the settings is left as it is.
_OWN: Final = (
    b"# Yours, below this line: mirror_seconds, proxies and the like of [service]; then tables such as [documents]."
)


def prepare(home: Path) -> Path:
    """Return the mirror's own folder, made where there is none. Raises Refused where the home is another instance."""
    folder = home / FOLDER
    if (home / SETTINGS_NAME).exists() and not folder.is_dir():
        raise Refused(
            "no_mirror",
            f"{home} 是一个登记实例，不是镜像，没有改动它。请给镜像一个新目录。",
            f"{home} is an instance and no mirror; it was not touched. Give the mirror a new folder.",
        )
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the mirror for one process."""
    with (folder / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CouldNotCheck(
                "mirror_busy",
                "另一个进程正在更新这个镜像。没有改动。",
                "Another process is updating this mirror. Nothing was changed.",
            ) from error
        yield


def opened_register(home: Path) -> database.Store:
    """Open the mirror's register for writing; an empty one is made the first time."""
    url = f"sqlite:///{(home / 'register.db').resolve()}"
    try:
        return database.open_store(url, write=True)
    except StarmarkError as error:
        if error.code != "no_register":
            raise
        return database.create(url)


def source(folder: Path) -> dict[str, str]:
    """Return the URL and the root (Multikey) that this mirror was made with; empty before its first round."""
    try:
        fields = json.loads((folder / SOURCE).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CouldNotCheck(
            "mirror_source",
            f"读不了 {folder / SOURCE}（{error}），不知道镜像的根公钥。请从备份恢复它，或用 --pin 重新建立镜像。",
            f"{folder / SOURCE} cannot be read ({error}), so the mirror's root key is not known. Restore it, or make "
            "the mirror anew with --pin.",
        ) from error
    return {str(name): str(value) for name, value in fields.items()}


def settle(home: Path, url: str, root: str, trust: TrustList) -> None:
    """Write the settings and the source, where they are new: then the mirror is an instance that can be served."""
    whole_files.write(home / FOLDER / SOURCE, json.dumps({"url": url, "root": root}).encode() + b"\n")
    (home / "public").mkdir(mode=0o755, exist_ok=True)
    made = settings(trust)
    path = home / SETTINGS_NAME
    kept = path.read_bytes() if path.exists() else b""
    _, mark, own = kept.partition(_OWN)
    data = made + (own if mark else b"\n")
    parse_settings(data)
    if kept != data:
        whole_files.write(path, data)


def settings(trust: TrustList) -> bytes:
    """Return the settings file for what the log says of the body."""
    lines = ["# A mirror, made by `starmark mirror` from the body's own log. It holds no key.", "[body]"]
    lines += [f"{name} = {_text(value)}" for name, value in trust.body.to_json().items()]
    lines += ["", "[service]", f"base_url = {_text(trust.base_url)}", "mirror = true", ""]
    return "\n".join(lines).encode() + _OWN


def _text(value: Any) -> str:
    """Write a TOML string: JSON's escapes are TOML's (toml.io 1.0, basic strings)."""
    if len(str(value)) > limits.STRING:
        raise Misuse("body", "机构信息过长。", "The facts about the body are too long.")
    return json.dumps(str(value), ensure_ascii=False)


def keep_evidence(folder: Path, report: str, now: datetime) -> Path:
    """Write the evidence beside what is there already, on the disk, and return where it lies."""
    stem = "evidence-" + instant_text(now).replace(":", "")
    path, number = folder / f"{stem}.txt", 1
    while path.exists():
        path, number = folder / f"{stem}-{number}.txt", number + 1
    whole_files.write(path, report.encode())
    return path
