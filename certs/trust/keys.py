"""Public keys: one purpose each, a name that counts up and is never reused, and a state (formats.md, "Keys").

Why six of them: decision 0008. Not done here: which key may sign what at which place of the log. That is the trust
list's to say.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certs.errors import Malformed, NotGenuine
from certs.trust import multikey

PURPOSES: Final = ("root", "certificate", "qr", "status", "list", "log")
STATES: Final = ("active", "retired", "compromised")
SIGNATURE_BYTES: Final = 64
KID_BYTES: Final = 8
_NAME: Final = re.compile(rf"({'|'.join(PURPOSES)})-([1-9][0-9]{{0,5}})")


def key_name(purpose: str, n: int) -> str:
    """Return the name of the n-th key of a purpose, such as `certificate-1`."""
    name = f"{purpose}-{n}"
    if _NAME.fullmatch(name) is None:
        raise AssertionError(f"{name!r} is no key name")
    return name


def purpose_of(name: str) -> str:
    """Return the purpose that a key name begins with. Raises Malformed."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise Malformed(
            "key_name",
            f"“{name[:40]}”不是密钥名称，应写成 certificate-1 这样的形式。",
            f"“{name[:40]}” is no key name; they look like certificate-1.",
        )
    return match.group(1)


def key_id(raw: bytes) -> bytes:
    """Return the 8-byte `kid` of the QR token: the beginning of SHA-256 over the raw public key."""
    return hashlib.sha256(raw).digest()[:KID_BYTES]


@lru_cache(maxsize=256)
def _load(raw: bytes) -> Ed25519PublicKey:
    multikey.require_safe_point(raw)
    return Ed25519PublicKey.from_public_bytes(raw)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One key of the body. Positions are entry numbers of the log.

    `added` is the entry that added it, `ended` the one that retired or condemned it, `trusted_size` (compromised keys
    only) the tree size up to which the entries it signed stand. Building one raises Malformed or NotGenuine if the
    name or the raw bytes are bad.
    """

    name: str
    raw: bytes
    state: str = "active"
    added: int = 0
    ended: int | None = None
    trusted_size: int | None = None
    purpose: str = field(init=False)
    _loaded: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "purpose", purpose_of(self.name))
        object.__setattr__(self, "_loaded", _load(self.raw))
        if self.state not in STATES:
            raise AssertionError(f"{self.state!r} is no state of a key")
        if (self.ended is None) != (self.state == "active"):
            raise AssertionError("a key has an end exactly when it is no longer active")
        if (self.trusted_size is None) != (self.state != "compromised"):
            raise AssertionError("a key has a trusted size exactly when it is compromised")

    @property
    def kid(self) -> bytes:
        """The 8 bytes by which a QR token names its key."""
        return key_id(self.raw)

    @property
    def multikey(self) -> str:
        """The `z6Mk…` form."""
        return multikey.encode_multikey(self.raw)

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return if `signature` (64 bytes) over `data` is by this key; raises NotGenuine otherwise.

        OpenSSL refuses an S that is not below the group order, so that no second signature can be made of a first.
        """
        try:
            self._loaded.verify(signature, data)
        except InvalidSignature as exc:
            raise NotGenuine(
                "signature",
                "签名与内容不相符：内容被改动过，或者不是由这把密钥签发。请不要依据它作决定。",
                "The signature does not fit: the content was changed, or this key did not sign it. Do not rely on it.",
            ) from exc
