"""Encrypting a backup as a whole under a passphrase: scrypt, then AES-256-GCM in chunks.

Each chunk's nonce holds its place and whether it is the last, so that chunks can neither be dropped, doubled, put in
another order nor cut off. The salt is new for each file, so no nonce is ever used twice under one key. Before the first
chunk stands a code by which a wrong passphrase is told from a damaged file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from certs.casework.backup.tar_archive import Source, Target, damaged
from certs.errors import Refused

MAGIC: Final = b"starmark-backup sealed 1\n"
CHUNK: Final = 262_144  # bytes of plain text
_TAG: Final = 16
_SALT: Final = 32
_CODE: Final = 32
_COST: Final = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB, about half a second


def _keys(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """Return the cipher, and the code that stands before the first chunk."""
    derived = Scrypt(salt=salt, length=64, **_COST).derive(passphrase.encode())
    return AESGCM(derived[:32]), hmac.digest(derived[32:], MAGIC + salt, hashlib.sha256)


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])


class Sealer:
    """Writes what it is given, encrypted. `close` writes the last chunk; without it the file is not whole."""

    def __init__(self, target: Target, passphrase: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._cipher, code = _keys(passphrase, salt)
        self._target, self._waiting, self._place = target, bytearray(), 0
        target.write(MAGIC + salt + code)

    def write(self, data: bytes) -> None:
        """Take bytes; whole chunks are written once more follows."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def close(self) -> None:
        """Write the last chunk."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, data: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._place, last=last), data, MAGIC))
        self._place += 1


def read_plainly(file: BinaryIO, passphrase: Callable[[], str]) -> Source:
    """Return what is in a backup, from its beginning on; `passphrase` is asked if it is encrypted. Raises Refused."""
    if file.read(len(MAGIC)) == MAGIC:
        return Unsealer(file, passphrase())
    file.seek(0)
    return file


class Unsealer:
    """Reads what a Sealer wrote, from after the magic line. Raises Refused for a wrong passphrase."""

    def __init__(self, source: Source, passphrase: str) -> None:
        salt, code = source.read(_SALT), source.read(_CODE)
        if len(salt) != _SALT or len(code) != _CODE:
            raise damaged()
        self._cipher, expected = _keys(passphrase, salt)
        if not hmac.compare_digest(code, expected):
            raise Refused(
                "backup_passphrase",
                "备份的口令不对（或文件开头已损坏）。没有恢复任何内容。",
                "The passphrase of the backup is wrong (or the beginning of the file is damaged). Nothing was "
                "restored.",
            )
        self._source, self._plain, self._place = source, bytearray(), 0
        self._ahead = source.read(CHUNK + _TAG)

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer only at the end. Raises Malformed where a chunk is not as it was written."""
        while len(self._plain) < size and self._ahead:
            following = self._source.read(CHUNK + _TAG)
            try:
                self._plain += self._cipher.decrypt(_nonce(self._place, last=not following), self._ahead, MAGIC)
            except InvalidTag as error:
                raise damaged() from error
            self._place, self._ahead = self._place + 1, following
        data = bytes(self._plain[:size])
        del self._plain[:size]
        return data
