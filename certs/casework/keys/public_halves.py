"""The public half of each key, beside its file: whether a key file is there and whole can be told without a passphrase.

Beside `certificate-1.pem` lies `certificate-1.pub`: the public key as a Multikey, and the SHA-256 of the key file as it
was written. A sealed file does not tell by itself which key is in it, nor that a byte of it was changed. Files of
instances from before have none; whoever opens a key with its passphrase, and finds it to be the one of the register,
leaves it there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certs import limits
from certs.casework.keys import key_tokens
from certs.casework.keys.private_files import read_private
from certs.errors import Malformed, StarmarkError, Words
from certs.instance import whole_files
from certs.trust.keys import PublicKey
from certs.trust.multikey import decode_multikey, encode_multikey

SUFFIX: Final = ".pub"
_FORM: Final = re.compile(r"(z\w{1,100})\nsha256 ([0-9a-f]{64})\n", re.ASCII)
PEM: Final = b"-----BEGIN"


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """What is the matter with a key file. `code` is `missing`, `changed`, `not_genuine`, `unreadable` or `unchecked`.

    `unchecked`: no public half lies beside it, so that it could not be told whether it is whole.
    """

    file: str
    code: str
    words: Words


def keep(folder: Path, name: str, data: bytes, raw: bytes) -> None:
    """Write the public half of a key whose file has these bytes, in place of one that is there. Raises OSError."""
    whole_files.write(folder / (name + SUFFIX), _text(data, raw), whole_files.PRIVATE)


def keep_if_new(folder: Path, name: str, data: bytes, raw: bytes) -> None:
    """Write it where it is missing or says something else; a folder that cannot be written is left as it is."""
    with suppress(OSError):
        if not whole_files.same(folder / (name + SUFFIX), _text(data, raw)):
            keep(folder, name, data, raw)


def _text(data: bytes, raw: bytes) -> bytes:
    return f"{encode_multikey(raw)}\nsha256 {hashlib.sha256(data).hexdigest()}\n".encode("ascii")


def look(folder: Path, file_of: Iterable[tuple[PublicKey, Path]]) -> list[KeyFinding]:
    """Hold the files of keys against what the register says of them. Nothing is unsealed, no passphrase is needed."""
    findings = []
    for key, path in file_of:
        finding = _look(folder, key, path)
        if finding is not None:
            findings.append(finding)
    return findings


def _look(folder: Path, key: PublicKey, path: Path) -> KeyFinding | None:
    try:
        data = read_private(path, limits.KEY_FILE)
        if not data.startswith(PEM):
            key_tokens.parse_reference(data, key.name)
    except StarmarkError as error:
        code = {"key_missing": "missing"}.get(error.code, "unreadable")
        return KeyFinding(path.name, code, error.words)
    beside = folder / (key.name + SUFFIX)
    if not beside.exists():
        return KeyFinding(path.name, "unchecked", _UNCHECKED)
    try:
        raw, digest = _parse(read_private(beside, limits.KEY_FILE))
    except StarmarkError as error:
        return KeyFinding(beside.name, "unreadable", error.words)
    if digest != hashlib.sha256(data).hexdigest():
        return KeyFinding(path.name, "changed", _CHANGED)
    if raw != key.raw:
        return KeyFinding(path.name, "not_genuine", _OTHER)
    return None


def _parse(data: bytes) -> tuple[bytes, str]:
    match = _FORM.fullmatch(data.decode("ascii", "replace"))
    if match is None:
        raise Malformed(
            "key_file",
            "公钥文件（.pub）读不懂。删掉它，再运行 starmark keys check。",
            "The file of the public half (.pub) cannot be read. Delete it, then run starmark keys check.",
        )
    return decode_multikey(match.group(1)), match.group(2)


_UNCHECKED: Final = Words(
    "旁边没有公钥文件，看不出它是不是完好。运行 starmark keys check，输入口令，即可核对并留下公钥。",
    "No public half lies beside it, so it cannot be told whether it is whole. Run starmark keys check, which takes the "
    "passphrase, to check it and leave one.",
)
_CHANGED: Final = Words(
    "它不是当初写下的样子：损坏了、被换过，或者重新密封过。运行 starmark keys check；打不开的，从备份恢复。",
    "It is not as it was written: damaged, exchanged or sealed anew. Run starmark keys check; restore it from a backup "
    "if it does not open.",
)
_OTHER: Final = Words(
    "里面不是登记簿承认的那一把密钥。看是不是拿错了实例的文件，或从备份恢复。",
    "The key in it is not the one of the register. See whether it is another instance's, or restore it from a backup.",
)
