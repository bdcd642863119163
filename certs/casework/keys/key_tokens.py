"""Keys in a PKCS#11 token (an HSM, a smart card, SoftHSM): they sign inside it and never leave it.

In the folder of keys stands, instead of a sealed key, a small TOML file that says where the key is. It holds no secret;
the token's PIN is the passphrase that the act is given, or stands in a private file of its own (`pin_file`). The driver
is loaded when a token is first needed, and not before.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final

from certs import limits
from certs.casework.keys.private_files import read_private
from certs.errors import CouldNotCheck, Malformed, Refused, StarmarkError
from certs.trust.signing import SigningKey

_FIELDS: Final = ("module", "token", "label", "pin_file")
_ED25519: Final = bytes.fromhex("130c656477617264733235353139")  # PrintableString "edwards25519" (PKCS#11 3.0, 6.3.5)
_POINT_BYTES: Final = 32
_ONE_AT_A_TIME: Final = Lock()  # a session of a token carries one operation at a time
_SESSIONS: dict[tuple[str, str], tuple[bytes, Any]] = {}  # (module, token) → digest of the PIN, session


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a key is: the driver (a shared library), the token's label, the key's label within it."""

    module: str
    token: str
    label: str = ""
    pin_file: str = ""

    def encode(self) -> bytes:
        """Return the TOML file that stands in the folder of keys."""
        lines = [f'{name} = "{getattr(self, name)}"' for name in _FIELDS if getattr(self, name)]
        return "\n".join(["# This key is in a PKCS#11 token. No secret stands here.", "[pkcs11]", *lines, ""]).encode()


def parse_reference(data: bytes, name: str) -> Reference:
    """Read such a file, closed-world. Raises Malformed."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad_reference(name) from error
    fields = document.get("pkcs11")
    if document.keys() != {"pkcs11"} or not isinstance(fields, dict) or not fields.keys() <= set(_FIELDS):
        raise _bad_reference(name)
    values = [fields.get(field_name, "") for field_name in _FIELDS]
    if not all(
        isinstance(value, str) and value.isprintable() and '"' not in value and "\\" not in value for value in values
    ) or not all(values[:2]):
        raise _bad_reference(name)
    return Reference(*values)


@dataclass(frozen=True, slots=True)
class TokenKey(SigningKey):
    """A key that signs inside its token."""

    raw: bytes
    handle: Any = field(repr=False, compare=False)

    @property
    def public_raw(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.raw

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature. Raises CouldNotCheck if the token does not answer."""
        from pkcs11 import Mechanism, PKCS11Error  # only where a token is in use

        try:
            with _ONE_AT_A_TIME:
                return bytes(self.handle.sign(data, mechanism=Mechanism.EDDSA))
        except PKCS11Error as error:
            raise _no_answer(self.name, error) from error


def open_key(reference: Reference, name: str, passphrase: str) -> TokenKey:
    """Find a key in its token. Raises Refused for a wrong PIN, CouldNotCheck if the token or the key is not there."""
    key = find(reference, name, passphrase)
    if key is None:
        raise CouldNotCheck(
            "key_missing",
            f"令牌“{reference.token}”里没有名为 {reference.label} 的 Ed25519 密钥。什么也没有办理；请插上正确的令牌。",
            f"The token “{reference.token}” has no Ed25519 key labelled {reference.label}. Nothing was done; insert "
            "the right token.",
        )
    return key


def find(reference: Reference, name: str, passphrase: str) -> TokenKey | None:
    """Return the key, or None if the token has none of that label. Raises as `open_key` does otherwise."""
    from pkcs11 import Attribute, KeyType, ObjectClass, PKCS11Error

    session = _session(reference, name, passphrase)
    template = {Attribute.LABEL: reference.label, Attribute.KEY_TYPE: KeyType.EC_EDWARDS}
    try:
        private = list(session.get_objects({**template, Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
        public = list(session.get_objects({**template, Attribute.CLASS: ObjectClass.PUBLIC_KEY}))
        if not private:
            return None
        if (len(private), len(public)) != (1, 1):
            raise Refused(
                "token_key",
                f"令牌里名为 {reference.label} 的密钥有 {len(private)} 把私钥、{len(public)} 把公钥，应各有一把。什么也没有办理。",
                f"The token has {len(private)} private and {len(public)} public keys labelled {reference.label}; one "
                "of each is needed. Nothing was done.",
            )
        return TokenKey(name, _raw_point(bytes(public[0][Attribute.EC_POINT]), name), private[0])
    except PKCS11Error as error:
        raise _no_answer(name, error) from error


def generate(reference: Reference, name: str, passphrase: str) -> TokenKey:
    """Make a key inside the token, which will never give it. Raises as `open_key` does."""
    from pkcs11 import Attribute, KeyType, Mechanism, PKCS11Error

    session = _session(reference, name, passphrase)
    try:
        curve = session.create_domain_parameters(KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: _ED25519}, local=True)
        curve.generate_keypair(
            mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
            store=True,
            label=reference.label,
            private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )
    except PKCS11Error as error:
        raise _no_answer(name, error) from error
    return open_key(reference, name, passphrase)


def _session(reference: Reference, name: str, passphrase: str) -> Any:
    """Return a session of the token, logged in; a process logs in once a token."""
    import pkcs11

    pin = _pin(reference, passphrase)
    digest, place = hashlib.sha256(pin.encode()).digest(), (reference.module, reference.token)
    if place in _SESSIONS:
        pin_digest, session = _SESSIONS[place]
        if pin_digest == digest:
            return session
        del _SESSIONS[place]
        session.close()
    try:
        token = pkcs11.lib(reference.module).get_token(token_label=reference.token)
        session = token.open(rw=True, user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise Refused(
            "passphrase",
            f"PIN 打不开令牌“{reference.token}”。什么也没有办理；多次输错会锁死令牌。",
            f"The PIN does not open the token “{reference.token}”. Nothing was done; too many wrong ones lock it.",
        ) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise _no_answer(name, error) from error
    _SESSIONS[place] = digest, session
    return session


def _pin(reference: Reference, passphrase: str) -> str:
    if not reference.pin_file:
        return passphrase
    try:
        return read_private(Path(reference.pin_file), limits.PASSPHRASE[1]).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Refused(
            "pin_file",
            "令牌的 PIN 文件不是 UTF-8 文本。什么也没有办理。",
            "The token's PIN file is no UTF-8 text. Nothing was done.",
        ) from error


def _raw_point(point: bytes, name: str) -> bytes:
    """Return the 32 bytes of a CKA_EC_POINT: bare, or within a DER OCTET STRING (both are met with)."""
    if len(point) == _POINT_BYTES + 2 and point[:2] == bytes((0x04, _POINT_BYTES)):
        point = point[2:]
    if len(point) != _POINT_BYTES:
        raise Malformed(
            "token_key",
            f"令牌里 {name} 的公钥不是 Ed25519 公钥。什么也没有办理。",
            f"The token's public key of {name} is no Ed25519 key. Nothing was done.",
        )
    return point


def _bad_reference(name: str) -> Malformed:
    return Malformed(
        "key_file",
        f"{name} 的密钥文件既不是密封的私钥，也不是正确的令牌引用（[pkcs11] 下写 module、token、label，可加 pin_file）。",
        f"The key file of {name} is neither a sealed key nor a right reference to a token ([pkcs11] with module, "
        "token, label, and pin_file if wanted).",
    )


def _no_answer(name: str, error: Exception) -> StarmarkError:
    message = f"{type(error).__name__} {error}".strip()
    return CouldNotCheck(
        "token",
        f"存有 {name} 的令牌不应答（{message}）。什么也没有办理；请检查驱动路径、令牌名称和连接。",
        f"The token that holds {name} does not answer ({message}). Nothing was done; check the driver's path, the "
        "token's label and its connection.",
    )
