"""The files of a witness: its own sealed key and its name. What it cosigned is kept by `certs.mirror.witness_log`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.casework.keys import key_files
from certs.errors import Misuse, Refused
from certs.instance import whole_files
from certs.log.signed_note import parse_vkey
from certs.mirror.witness_log import Witness, witness_key
from certs.trust.sealed_key import seal, unseal
from certs.trust.signing import HeldKey

KEY: Final = "witness"
VKEY: Final = "witness.vkey"
# The sealed form carries no name; the keys of a body have purposes, of which this one has none.
_SEALED_AS: Final = "log-1"


def make(home: Path, name: str, passphrase: str) -> str:
    """Make a witness with a key of its own and return its verifier key. Raises Refused where there is one."""
    if (home / VKEY).exists():
        raise Refused(
            "witness_exists",
            f"{home} 已经是一个见证方，没有改动它。",
            f"{home} is a witness already; it was not touched.",
        )
    private = Ed25519PrivateKey.generate()
    key = witness_key(name, private.public_key().public_bytes_raw())
    sealed = seal(HeldKey(_SEALED_AS, private), passphrase)
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not (home / "keys").is_dir():
        key_files.make_folder(home / "keys")
    key_files.write(home / "keys", KEY, sealed, key.raw)
    whole_files.write(home / VKEY, f"{key.vkey}\n".encode())
    return key.vkey


def opened(home: Path, passphrase: str) -> Witness:
    """Unlock a witness. Raises Misuse where there is none, Refused for a wrong passphrase or another key."""
    try:
        key = parse_vkey((home / VKEY).read_text("utf-8").strip())
    except FileNotFoundError as error:
        raise Misuse(
            "no_witness",
            f"{home} 不是见证方。请先运行 starmark witness init。",
            f"{home} is no witness. Run starmark witness init first.",
        ) from error
    signing = unseal(key_files.read(home / "keys", KEY), passphrase, _SEALED_AS)
    if signing.public_raw != key.raw:
        raise Refused(
            "key_mismatch",
            "见证方的私钥与它的公钥不符。没有签名。",
            "The witness's private key is not that of its public one. Nothing was cosigned.",
        )
    return Witness(home, key, signing.sign)
