"""Where a publication is read from: a folder, or an address of the web."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from certs import limits
from certs.audit.catch_up import Read
from certs.errors import CouldNotCheck, Misuse
from certs.instance import mirror_note
from scripts.network.fetching import Origin
from scripts.network.stores import read_from_bucket


def source(given: str) -> Read:
    """Return what reads the files below a publication. Raises Misuse if it is neither a folder nor a web address."""
    if given.startswith("s3:"):
        return read_from_bucket(given)
    if "://" in given:
        return Origin(given)
    folder = Path(given)
    if not folder.is_dir():
        raise Misuse("log", f"{given} 既不是网址，也不是目录。", f"{given} is neither a web address nor a folder.")
    return _of_folder(folder)


def complete(read: Read) -> datetime | None:
    """Return until when the source is complete, where whoever sends to it says so; read before anything else of it."""
    try:
        return mirror_note.read_stamp(read(mirror_note.STAMP, limits.PUBLISHING_STATE))
    except CouldNotCheck as error:
        if error.code != "not_there":
            raise
        return None


def _of_folder(folder: Path) -> Read:
    def read(name: str, most: int) -> bytes:
        try:
            with (folder / name).open("rb") as file:
                data = file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _failed("not_there", name, str(error.strerror)) from error
        except OSError as error:
            raise _failed("log_unreachable", name, str(error.strerror)) from error
        if len(data) > most:
            raise _failed("log_unreachable", name, f"> {most} bytes")
        return data

    return read


def _failed(code: str, name: str, why: str) -> CouldNotCheck:
    return CouldNotCheck(
        code,
        f"读不到公开日志的 {name}（{why[:120]}）。什么也没有改动；请检查目录后重试。",
        f"{name} of the public log cannot be read ({why[:120]}). Nothing was changed; check the folder and try again.",
    )
