"""The trust list: the body, its addresses, and which key may have signed what (formats.md, "Trust list").

`trust_fold` builds it from signed events or a signed publication; nothing here checks a signature. A verifier takes no
fact about the issuer from anywhere else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import quote

from certs import canonical
from certs.errors import Malformed, NotGenuine, Refused
from certs.trust.keys import PublicKey, key_name

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Body:
    """The certification body, as the `body` event names it."""

    name: str
    name_en: str
    approval_number: str
    number_prefix: str
    address: str
    website: str
    complaints: str

    def to_json(self) -> dict[str, str]:
        """Return the JSON form, as the event and the trust list carry it."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def parse_body(value: Any) -> Body:
    """Read the JSON form of a body, closed-world. Raises Malformed."""
    names = {part.name for part in fields(Body)}
    if not isinstance(value, dict) or value.keys() != names or not all(type(part) is str for part in value.values()):
        raise Malformed(
            "body", "机构信息的字段不全或多余。", "The facts about the body lack a field or have one too many."
        )
    return Body(**value)


def did_of(base_url: str) -> str:
    """Return the did:web of a base address; the colon of a port is written `%3A`."""
    return "did:web:" + quote(host_of(base_url), safe=".-")


def host_of(base_url: str) -> str:
    """Return host, with the port where one is given. Raises Malformed unless it is `https://host` and nothing more."""
    host = base_url.removeprefix("https://")
    if (
        host == base_url
        or not host
        or any(mark in host for mark in "/?#@ ")
        or not host.isascii()
        or host != host.lower()
    ):
        raise Malformed(
            "base_url",
            f"“{base_url[:60]}”不能作基础地址，应写成 https://cert.example.cn。",
            f"“{base_url[:60]}” cannot be the base address; write https://cert.example.cn.",
        )
    return host


@dataclass(frozen=True, slots=True, eq=False)
class TrustList:
    """What a verifier believes about the issuer. `size` is the number of log entries folded (positions 0 to size - 1).

    Two lists are equal when they say the same; building one raises Malformed if names or raw keys come twice.
    """

    body: Body
    did: str
    base_url: str
    log_origin: str
    keys: tuple[PublicKey, ...]
    size: int
    _by_name: dict[str, PublicKey] = field(init=False, repr=False)
    _by_kid: dict[bytes, PublicKey] = field(init=False, repr=False)
    _fingerprint: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {key.name: key for key in self.keys}
        by_kid = {key.kid: key for key in self.keys}
        if len(by_name) != len(self.keys) or len(by_kid) != len(self.keys):
            raise Malformed("keys", "同一把密钥或同一个名称出现了两次。", "A key, or a key's name, comes twice.")
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_by_kid", by_kid)
        object.__setattr__(self, "_fingerprint", hashlib.sha256(canonical.dumps(self.to_json())).digest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TrustList) and other._fingerprint == self._fingerprint

    def __hash__(self) -> int:
        return hash(self._fingerprint)

    @property
    def host(self) -> str:
        """The host of the base address, with its port where it has one."""
        return host_of(self.base_url)

    def key(self, name: str) -> PublicKey:
        """Return the key of that name, whatever its state. Raises NotGenuine if there is none."""
        key = self._by_name.get(name)
        if key is None:
            raise _unknown(name)
        return key

    def key_for(self, kid: bytes) -> PublicKey:
        """Return the key whose 8-byte id a QR token names. Raises NotGenuine if there is none."""
        key = self._by_kid.get(kid)
        if key is None:
            raise _unknown(kid.hex())
        return key

    def signer(self, verification_method: str, purpose: str) -> PublicKey:
        """Return the key that `<did>#<name>` stands for; raises NotGenuine if it is not ours or for another purpose."""
        did, _, name = verification_method.partition("#")
        if did != self.did:
            raise _unknown(verification_method)
        key = self.key(name)
        require_purpose(key, purpose)
        return key

    def method(self, key: PublicKey) -> str:
        """Return the verificationMethod of a key, `<did>#<name>`."""
        return f"{self.did}#{key.name}"

    def active(self, purpose: str) -> PublicKey:
        """Return the newest active key of a purpose. Raises NotGenuine if there is none."""
        keys = [key for key in self.keys if key.purpose == purpose and key.state == "active"]
        if not keys:
            raise NotGenuine(
                "key_missing", f"公钥清单里没有在用的 {purpose} 密钥。", f"The trust list has no active {purpose} key."
            )
        return keys[-1]

    def in_use(self) -> list[PublicKey]:
        """Return the keys whose private halves a staff host has to have: all in use but the root's."""
        return [key for key in self.keys if key.state == "active" and key.purpose != "root"]

    def require_root(self, name: str, raw: bytes) -> None:
        """Return if this is the root key in use. Raises Refused (`wrong_root`)."""
        root = self.active("root")
        if (name, raw) != (root.name, root.raw):
            raise Refused(
                "wrong_root",
                "这不是本登记簿的根密钥。什么也没有登记；请拿本机构 init 时写出的那一份。",
                "This is not the root key of this register. Nothing was recorded; bring the one that init wrote.",
            )

    def next_name(self, purpose: str) -> str:
        """Return the name for the next key of a purpose; names count up and are never reused."""
        return key_name(purpose, 1 + sum(key.purpose == purpose for key in self.keys))

    def usable(self, key: PublicKey, purpose: str, position: int | None) -> None:
        """Return if what `key` signed as log entry `position` (None: not known to be in the log) may be believed.

        Raises NotGenuine: `key_purpose`, `key_not_yet`, `key_retired`, or `key_compromised` beyond its trusted size.
        """
        require_purpose(key, purpose)
        if key.trusted_size is not None and (position is None or position >= key.trusted_size):
            raise NotGenuine(
                "key_compromised",
                f"签名所用的密钥 {key.name} 已宣布泄露，这份签名不在仍可相信的范围内。请不要依据它作决定。",
                f"The key {key.name} was declared compromised, and this signature is not among those that still stand. "
                "Do not rely on it.",
            )
        if position is None:
            return
        if position < key.added:
            raise NotGenuine(
                "key_not_yet", f"密钥 {key.name} 当时还没有启用。", f"The key {key.name} was not in use at that time."
            )
        if key.state == "retired" and key.ended is not None and position > key.ended:
            raise NotGenuine(
                "key_retired", f"密钥 {key.name} 当时已经停用。", f"The key {key.name} had been retired by then."
            )

    def to_json(self) -> dict[str, Any]:
        """Return the content of trust.json, without the root's proof."""
        return {
            "format": FORMAT,
            "did": self.did,
            "base_url": self.base_url,
            "log_origin": self.log_origin,
            "size": self.size,
            "body": self.body.to_json(),
            "keys": [_key_to_json(key) for key in self.keys],
        }


def _key_to_json(key: PublicKey) -> dict[str, Any]:
    result: dict[str, Any] = {
        "name": key.name,
        "purpose": key.purpose,
        "multikey": key.multikey,
        "state": key.state,
        "added": key.added,
    }
    if key.ended is not None:
        result["ended"] = key.ended
    if key.trusted_size is not None:
        result["trusted_size"] = key.trusted_size
    return result


def require_purpose(key: PublicKey, purpose: str) -> None:
    """Raise NotGenuine unless the key is for this purpose: of another kind it proves nothing (decision 0008)."""
    if key.purpose != purpose:
        raise NotGenuine(
            "key_purpose",
            f"签名所用的密钥 {key.name} 不是用来签这种文件的（应为 {purpose}）。请不要依据它作决定。",
            f"The key {key.name} is not for signing this kind of object ({purpose} is). Do not rely on it.",
        )


def _unknown(name: str) -> NotGenuine:
    return NotGenuine(
        "key_unknown",
        f"签名所用的密钥“{name[:80]}”不是本机构的。请不要依据它作决定。",
        f"The signing key “{name[:80]}” is none of this body's. Do not rely on it.",
    )
