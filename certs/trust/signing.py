"""Private keys: making them and signing with them. Staff only; the web process can never import this module."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.errors import Refused
from certs.trust.keys import PublicKey, purpose_of


@dataclass(frozen=True, slots=True)
class SigningKey(ABC):
    """A private key with its name, wherever it is kept: in memory while an act runs, or in a token that never gives
    it.
    """

    name: str
    purpose: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "purpose", purpose_of(self.name))

    @property
    @abstractmethod
    def public_raw(self) -> bytes:
        """The 32 raw bytes of the public key."""

    @property
    def public(self) -> PublicKey:
        """The public key as one that was added at the founding; the trust list knows its real state."""
        return PublicKey(self.name, self.public_raw)

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature, which is the same each time (RFC 8032)."""


@dataclass(frozen=True, slots=True)
class HeldKey(SigningKey):
    """A private key in this process's memory, opened from its sealed file. It never shows what it holds."""

    private: Ed25519PrivateKey = field(repr=False, compare=False)

    @property
    def public_raw(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self.private.sign(data)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The unlocked keys of one act, by purpose.

    `outgoing` are log keys that were rotated out lately: they sign heads beside their successor.
    """

    keys: Mapping[str, SigningKey]
    outgoing: tuple[SigningKey, ...] = ()

    def __post_init__(self) -> None:
        if any(key.purpose != purpose for purpose, key in self.keys.items()):
            raise AssertionError("a keyring holds each key under its own purpose")
        if any(key.purpose != "log" for key in self.outgoing):
            raise AssertionError("only log keys sign beside their successor")

    def get(self, purpose: str) -> SigningKey:
        """Return the key of a purpose. Raises Refused (`key_locked`) if it was not unsealed."""
        key = self.keys.get(purpose)
        if key is None:
            raise Refused(
                "key_locked",
                f"没有解锁 {purpose} 密钥，这一步做不了。请提供它的密钥文件和口令。",
                f"The {purpose} key is not unlocked, so this cannot be done. Give its key file and passphrase.",
            )
        return key


def generate(name: str) -> HeldKey:
    """Make a new key from the operating system's randomness. Raises Malformed for a bad name."""
    return HeldKey(name, Ed25519PrivateKey.generate())
