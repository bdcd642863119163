"""The archive in a backup: a plain tar file that any tar opens (decision 0018), each byte of it known beforehand.

The first member is `manifest.json`, the last `manifest.sha256`; between them come the files in the manifest's order.
Reading composes every header again and compares it, so that no changed, missing or added byte goes unseen, and no
name, link or mode of somebody else's making is ever followed.
"""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from certs import canonical, limits
from certs.days import instant_text, parse_instant
from certs.errors import CouldNotCheck, Malformed, Refused

FORMAT: Final = 2  # of an increment; a whole backup is of format 1, which has no `since`
_WHOLE: Final = 1
TYPE: Final = "starmark-backup"
MANIFEST: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
_BLOCK: Final = 512
_CHUNK: Final = 1_048_576  # bytes copied in one go
_MODE: Final = 0o600
_NAME: Final = re.compile(r"(?:keys/|fonts/|evidence/)?[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FIELDS: Final = frozenset({"format", "type", "made", "base_url", "log", "files"})
_SINCE: Final = "since"
_FILE: Final = frozenset({"name", "size", "sha256"})


class Source(Protocol):
    """Where an archive is read from: exactly `size` bytes, or fewer at its end."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102


class Target(Protocol):
    """Where an archive is written to."""

    def write(self, data: bytes, /) -> object: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name in the archive, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when it was made, of which body, how far its log goes and the head that the log signed.

    `since` is the `digest` of the whole backup that an increment goes on from; "" of a whole one.
    """

    instant: datetime
    base_url: str
    size: int
    checkpoint: bytes
    files: tuple[Member, ...]
    since: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal: what an increment names the backup by."""
        return hashlib.sha256(self.encode()).hexdigest()

    def encode(self) -> bytes:
        """Return the file."""
        more = {_SINCE: self.since} if self.since else {}
        return canonical.dumps(
            {
                "format": FORMAT if self.since else _WHOLE,
                "type": TYPE,
                "made": instant_text(self.instant),
                "base_url": self.base_url,
                "log": {"size": self.size, "checkpoint": self.checkpoint.decode().split("\n")},
                "files": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in self.files],
                **more,
            }
        )


def measured(name: str, path: Path) -> Member:
    """Return a file's member. Raises Refused for a name that an archive does not take."""
    if _NAME.fullmatch(name) is None:
        raise Refused(
            "backup_name",
            f"文件名 {name[:80]} 不能放进备份（只用字母、数字、. _ -）。没有写出备份。",
            f"The file name {name[:80]} cannot go into a backup (letters, digits, . _ - only). No backup was written.",
        )
    with path.open("rb") as file:
        return Member(name, os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write(target: Target, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive. The files must not have changed since they were measured: raises CouldNotCheck if one has."""
    encoded = manifest.encode()
    _put(target, MANIFEST, encoded, manifest.instant)
    for member in manifest.files:
        target.write(_header(member.name, member.size, manifest.instant))
        digest, left = hashlib.sha256(), member.size
        with files[member.name].open("rb") as file:
            while left and (data := file.read(min(left, _CHUNK))):
                left -= len(data)
                digest.update(data)
                target.write(data)
        if left or digest.hexdigest() != member.sha256:
            raise CouldNotCheck(
                "backup_moved",
                f"{member.name} 在备份时变了，没有写出备份。请重做。",
                f"{member.name} changed while it was backed up, so no backup was written. Repeat it.",
            )
        target.write(bytes(-member.size % _BLOCK))
    _put(target, SEAL, _seal(encoded), manifest.instant)
    target.write(bytes(2 * _BLOCK))


def read(source: Source, folder: Path) -> Manifest:
    """Write the files of an archive below a folder and return its manifest; all bytes have been compared.

    Raises Malformed `backup_damaged`, or CouldNotCheck for a newer format. What was written until then is to be thrown
    away.
    """
    manifest = read_manifest(source)
    for member in manifest.files:
        _require(_exactly(source, _BLOCK) == _header(member.name, member.size, manifest.instant))
        _unpack(source, member, folder / member.name)
        _zeros(source, -member.size % _BLOCK)
    seal = _seal(manifest.encode())
    _require(_exactly(source, _BLOCK) == _header(SEAL, len(seal), manifest.instant))
    _require(_exactly(source, len(seal)) == seal)
    _zeros(source, -len(seal) % _BLOCK + 2 * _BLOCK)
    _require(source.read(1) == b"")
    return manifest


def read_manifest(source: Source) -> Manifest:
    """Read the first member of an archive, which tells what is in it. Raises as `read`."""
    first = _exactly(source, _BLOCK)
    try:
        size = tarfile.TarInfo.frombuf(first, "utf-8", "strict").size
    except tarfile.TarError as error:
        raise damaged() from error
    if not 0 < size <= limits.BACKUP_MANIFEST:
        raise damaged()
    manifest = parse(_exactly(source, size))
    _require(first == _header(MANIFEST, size, manifest.instant))
    _zeros(source, -size % _BLOCK)
    return manifest


def _unpack(source: Source, member: Member, path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        path.chmod(_MODE)
        for data in _chunks(source, member.size):
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _require(digest.hexdigest() == member.sha256)


def _chunks(source: Source, size: int) -> Iterator[bytes]:
    while size:
        data = _exactly(source, min(size, _CHUNK))
        size -= len(data)
        yield data


def parse(data: bytes) -> Manifest:
    """Read a manifest strictly. Raises Malformed, or CouldNotCheck for a newer format."""
    value = canonical.loads(data, limits.BACKUP_MANIFEST)
    if isinstance(value, dict) and type(value.get("format")) is int and value["format"] > FORMAT:
        raise CouldNotCheck(
            "backup_newer",
            "备份由更新版本的软件写成，本版本读不了。请更新 Starmark。",
            "The backup was written by a newer version of this software. Please update Starmark.",
        )
    _require(isinstance(value, dict))
    since = value.pop(_SINCE, "")
    _require(value.keys() == _FIELDS and value["type"] == TYPE)
    _require(type(since) is str and (not since or _DIGEST.fullmatch(since) is not None))
    log, files = value["log"], value["files"]
    _require(isinstance(log, dict) and log.keys() == {"size", "checkpoint"} and type(log["size"]) is int)
    _require(isinstance(log["checkpoint"], list) and all(type(line) is str for line in log["checkpoint"]))
    _require(type(value["made"]) is str and type(value["base_url"]) is str and isinstance(files, list))
    members = tuple(_member(each) for each in files)
    _require(len({member.name for member in members}) == len(members) <= limits.BACKUP_FILES)
    manifest = Manifest(
        parse_instant(value["made"]),
        value["base_url"],
        log["size"],
        "\n".join(log["checkpoint"]).encode(),
        members,
        since,
    )
    _require(manifest.encode() == data)
    return manifest


def _member(value: Any) -> Member:
    _require(isinstance(value, dict) and value.keys() == _FILE and type(value["size"]) is int and value["size"] >= 0)
    _require(type(value["name"]) is str and _NAME.fullmatch(value["name"]) is not None)
    _require(type(value["sha256"]) is str and value["name"] not in {MANIFEST, SEAL})
    return Member(value["name"], value["size"], value["sha256"])


def _put(target: Target, name: str, data: bytes, instant: datetime) -> None:
    target.write(_header(name, len(data), instant) + data + bytes(-len(data) % _BLOCK))


def _header(name: str, size: int, instant: datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, _MODE, int(instant.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def _seal(manifest: bytes) -> bytes:
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _exactly(source: Source, size: int) -> bytes:
    data = source.read(size)
    _require(len(data) == size)
    return data


def _zeros(source: Source, size: int) -> None:
    _require(_exactly(source, size) == bytes(size))


def _require(fits: bool) -> None:  # noqa: FBT001 - a plain condition
    if not fits:
        raise damaged()


def damaged() -> Malformed:
    """Return what to say of a backup that is not as it was written."""
    return Malformed(
        "backup_damaged",
        "备份文件不完整，或有字节被改动，没有恢复任何内容。请用另一份备份。",
        "The backup is cut short or some of its bytes were changed; nothing was restored. Use another copy.",
    )
