"""Private keys on the staff host: one file a key, for its owner's eyes only (data.md, "The instance").

A file is an encrypted PKCS#8 key in PEM (`.pem`), or says in which PKCS#11 token the key is (`.toml`). Mode 0600, in a
folder of mode 0700. `root` is written apart, in a folder that is to be moved off the host after `init`. Keys and
passphrases are never named in messages, logs, arguments or the environment.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

from certs import limits
from certs.casework.keys import key_tokens
from certs.casework.keys.key_tokens import Reference
from certs.casework.keys.private_files import read_private
from certs.errors import Malformed, Refused
from certs.instance import whole_files
from certs.trust import sealed_key, signing
from certs.trust.sealed_key import unseal
from certs.trust.signing import Keyring, SigningKey

SUFFIX: Final = ".pem"
IN_TOKEN: Final = ".toml"
_PEM: Final = b"-----BEGIN"


def make_folder(folder: Path) -> None:
    """Make the folder, mode 0700 whatever the umask. It must not exist."""
    folder.mkdir(mode=0o700)
    folder.chmod(0o700)


def write(folder: Path, sealed: Mapping[str, bytes]) -> None:
    """Write each sealed key as `<name>.pem`, mode 0600, on the disk when this returns. Nothing is overwritten."""
    for name, pem in sealed.items():
        whole_files.write_new(folder / (name + SUFFIX), pem, whole_files.PRIVATE)


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
    if data.startswith(_PEM):
        return unseal(data, passphrase, name)
    return key_tokens.open_key(key_tokens.parse_reference(data, name), name, passphrase)


def open_file(path: Path, passphrase: str, name: str) -> SigningKey:
    """Open a key file that lies anywhere, such as the root's on its removable medium. Raises as `open_key` and
    `read`.
    """
    return open_key(read_private(path, limits.KEY_FILE), passphrase, name)


def unlock(folder: Path, names: Iterable[str], passphrase: str, outgoing: Iterable[str] = ()) -> Keyring:
    """Unlock the named keys, and those of the outgoing log keys whose files are still there.

    Raises Refused for a wrong passphrase, and whatever `read` raises.
    """
    keys = [open_key(read(folder, name), passphrase, name) for name in names]
    older = [open_key(read(folder, name), passphrase, name) for name in outgoing if file_of(folder, name).exists()]
    return Keyring({key.purpose: key for key in keys}, tuple(older))


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
        write(folder, {name: sealed_key.seal(signing_key, passphrase)})
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
    return key, left is not None
