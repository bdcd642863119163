"""Private keys on the staff host: one file a key, for its owner's eyes only (data.md, "The instance").

A file is an encrypted PKCS#8 key in PEM (`.pem`), or says in which PKCS#11 token the key is (`.toml`); beside it lies
the public half (`public_halves`). Mode 0600, in a folder of mode 0700. `root` is written apart, in a folder that is to
be moved off the host after `init`. Keys and passphrases are never named in messages, logs, arguments or the
environment.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import Final

from certs import limits
from certs.casework.keys import key_tokens, public_halves
from certs.casework.keys.key_tokens import Reference
from certs.casework.keys.private_files import read_private
from certs.casework.keys.public_halves import PEM, KeyFinding
from certs.errors import Malformed, Refused, StarmarkError
from certs.instance import whole_files
from certs.trust import sealed_key, signing
from certs.trust.keys import PublicKey
from certs.trust.sealed_key import unseal
from certs.trust.signing import Keyring, SigningKey

SUFFIX: Final = ".pem"
IN_TOKEN: Final = ".toml"


def make_folder(folder: Path) -> None:
    """Make the folder, mode 0700 whatever the umask. It must not exist."""
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)


def write(folder: Path, name: str, sealed: bytes, public_raw: bytes) -> None:
    """Write a sealed key as `<name>.pem`, mode 0600, on the disk when this returns. Nothing is overwritten."""
    whole_files.write_new(folder / (name + SUFFIX), sealed, whole_files.PRIVATE)
    public_halves.keep(folder, name, sealed, public_raw)


def file_of(folder: Path, name: str) -> Path:
    """Return the file of a key: the reference to a token where there is one, else the sealed key, there or not."""
    reference = folder / (name + IN_TOKEN)
    return reference if reference.exists() else folder / (name + SUFFIX)


def read(folder: Path, name: str) -> bytes:
    """Return one key file. Raises CouldNotCheck if it is not there, Refused if others may read it or it is too
    large.
    """
    return read_private(file_of(folder, name), limits.KEY_FILE)


def open_key(data: bytes, passphrase: str, name: str) -> SigningKey:
    """Open a key file: unseal the key, or find it in its token by the passphrase as PIN.

    Raises Malformed, Refused for a wrong passphrase, CouldNotCheck where the token does not answer.
    """
    if data.startswith(PEM):
        return unseal(data, passphrase, name)
    return key_tokens.open_key(key_tokens.parse_reference(data, name), name, passphrase)


def open_file(path: Path, passphrase: str, name: str) -> SigningKey:
    """Open a key file that lies anywhere, such as the root's on its removable medium. Raises as `open_key` and
    `read`.
    """
    return open_key(read_private(path, limits.KEY_FILE), passphrase, name)


def unlock(folder: Path, keys: Iterable[PublicKey], passphrase: str, outgoing: Iterable[PublicKey] = ()) -> Keyring:
    """Unlock the private keys of these, and of the outgoing log keys those whose files are still there.

    Raises Refused for a wrong passphrase or a file with another key in it, and whatever `read` raises.
    """
    opened = [_unlock(folder, key, passphrase) for key in keys]
    older = [_unlock(folder, key, passphrase) for key in outgoing if file_of(folder, key.name).exists()]
    return Keyring({key.purpose: key for key in opened}, tuple(older))


def _unlock(folder: Path, key: PublicKey, passphrase: str) -> SigningKey:
    """Open a key file, and leave the public half beside it where there is none: that took the passphrase."""
    data = read(folder, key.name)
    opened = open_key(data, passphrase, key.name)
    if opened.public_raw != key.raw:
        raise Refused(
            "key_mismatch",
            f"{file_of(folder, key.name).name} 里的私钥不是登记簿承认的 {key.name}：拿错了实例的文件，或文件损坏了。什么也没有办理。",
            f"The private key in {file_of(folder, key.name).name} is not the register's {key.name}: the file is "
            "another instance's, or damaged. Nothing was done.",
        )
    public_halves.keep_if_new(folder, key.name, data, key.raw)
    return opened


def look(folder: Path, keys: Sequence[PublicKey]) -> list[KeyFinding]:
    """Hold the files of these keys against what the register says of them, without any passphrase."""
    return public_halves.look(folder, [(key, file_of(folder, key.name)) for key in keys])


def check(folder: Path, keys: Sequence[PublicKey], passphrase: str) -> list[KeyFinding]:
    """Open the file of each of these keys, which leaves its public half there; return what does not open or fit."""
    findings = []
    for key in keys:
        try:
            _unlock(folder, key, passphrase)
        except StarmarkError as error:
            code = {"key_missing": "missing", "key_mismatch": "not_genuine"}.get(error.code, "unreadable")
            findings.append(KeyFinding(file_of(folder, key.name).name, code, error.words))
    return findings


def make(
    folder: Path, name: str, passphrase: str, token: Reference | None = None, used: Container[bytes] = ()
) -> tuple[SigningKey, bool]:
    """Make the next key, its file on the disk when this returns; tells whether an interrupted ceremony had left it.

    One that was left is taken: nobody has used it, because only the log makes it a key of the body. `token` names where
    a new key is to be made that never leaves it; `used` are the raw public keys that the log knows. Raises Refused
    (`key_left_over`) if what was left does not open, (`key_used`) if the token's key of that label is in the log
    already.
    """
    if file_of(folder, name).exists():
        try:
            return open_key(read(folder, name), passphrase, name), True
        except (Malformed, Refused) as error:
            raise Refused(
                "key_left_over",
                f"{file_of(folder, name).name} 是一次中断的仪式留下的，但用这个口令打不开。什么也没有登记；请把它移走后重做。",
                f"{file_of(folder, name).name} was left by an interrupted ceremony, and this passphrase does not open "
                "it. Nothing was recorded; move it away, then repeat.",
            ) from error
    if token is None:
        signing_key = signing.generate(name)
        write(folder, name, sealed_key.seal(signing_key, passphrase), signing_key.public_raw)
        return open_key(read(folder, name), passphrase, name), False  # as it lies on the disk, not as it was in memory
    reference = Reference(token.module, token.token, token.label or name, token.pin_file)
    left = key_tokens.find(reference, name, passphrase)
    if left is not None and left.public_raw in used:
        raise Refused(
            "key_used",
            f"令牌里名为 {reference.label} 的密钥已经登记过，每把密钥只能登记一次。什么也没有登记；请换一个 label，或不写。",
            f"The token's key labelled {reference.label} is in the log already; each key is logged once. Nothing was "
            "recorded; name another label, or none.",
        )
    key = left or key_tokens.generate(reference, name, passphrase)
    whole_files.write_new(folder / (name + IN_TOKEN), reference.encode(), whole_files.PRIVATE)
    public_halves.keep(folder, name, reference.encode(), key.public_raw)
    return key, left is not None
