"""The sealed file of a private key: encrypted under a passphrase, and what a guess at it costs.

It is an encrypted PKCS#8 file (RFC 5958) under PBES2 with scrypt, N 16384, r 8, p 5 (RFC 8018, RFC 7914), and
AES-256-CBC. `cryptography` itself writes PKCS#8 only under PBKDF2 with 2,048 rounds, so the small outer structure is
written here (decision 0016); `cryptography` and `openssl pkcs8` both read it. A guess costs about 0.2 s and 16 MiB; so
does an unsealing.
"""

from __future__ import annotations

import base64
import os
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

from certs import limits
from certs.errors import Malformed, Refused
from certs.trust.signing import HeldKey, SigningKey

_SALT_BYTES, _KEY_BYTES, _BLOCK_BYTES = 16, 32, 16
_OID_PBES2: Final = bytes.fromhex("06092a864886f70d01050d")
_OID_SCRYPT: Final = bytes.fromhex("06092b06010401da47040b")
_OID_AES_256_CBC: Final = bytes.fromhex("060960864801650304012a")
_BEGIN, _END = "-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----END ENCRYPTED PRIVATE KEY-----"
_LINE: Final = 64  # characters of base64 a line


def seal(key: SigningKey, passphrase: str) -> bytes:
    """Return the encrypted PKCS#8 file as PEM. Raises Refused for a passphrase that is too short or too long."""
    if not isinstance(key, HeldKey):
        raise TypeError("a key that never leaves its token cannot be sealed")
    fewest, most = limits.PASSPHRASE
    if not fewest <= len(passphrase) <= most:
        raise Refused(
            "passphrase", f"口令应有 {fewest} 至 {most} 个字符。", f"A passphrase has {fewest} to {most} characters."
        )
    plain = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, start = os.urandom(_SALT_BYTES), os.urandom(_BLOCK_BYTES)
    secret = Scrypt(salt=salt, length=_KEY_BYTES, n=limits.SCRYPT_N, r=limits.SCRYPT_R, p=limits.SCRYPT_P).derive(
        passphrase.encode()
    )
    padder, cipher = PKCS7(8 * _BLOCK_BYTES).padder(), Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    encrypted = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    text = base64.b64encode(_encrypted_private_key_info(salt, start, encrypted)).decode("ascii")
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode("ascii")


def _encrypted_private_key_info(salt: bytes, start: bytes, encrypted: bytes) -> bytes:
    scrypt = _sequence(
        _OID_SCRYPT, _sequence(_octets(salt), *map(_integer, (limits.SCRYPT_N, limits.SCRYPT_R, limits.SCRYPT_P)))
    )
    algorithm = _sequence(_OID_PBES2, _sequence(scrypt, _sequence(_OID_AES_256_CBC, _octets(start))))
    return _sequence(algorithm, _octets(encrypted))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes((tag, size) if size < 0x80 else (tag, 0x81, size)) + content


def _sequence(*parts: bytes) -> bytes:
    return _der(0x30, b"".join(parts))


def _octets(data: bytes) -> bytes:
    return _der(0x04, data)


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def unseal(pem: bytes, passphrase: str, name: str) -> HeldKey:
    """Open a sealed key file.

    Raises Malformed if it is no encrypted Ed25519 key in PEM, Refused (`passphrase`) if the passphrase does not open
    it. PKCS#8 does not authenticate: a file damaged in its ciphertext may open to another key, so whoever signs first
    compares `public_raw` with the trust list.
    """
    if len(pem) > limits.KEY_FILE or not pem.startswith(_BEGIN.encode()):
        raise _not_a_key_file(name)
    if not 0 < len(passphrase) <= limits.PASSPHRASE[1]:
        raise _wrong_passphrase(name)
    try:
        private = serialization.load_pem_private_key(pem, passphrase.encode())
    except ValueError as exc:
        raise (_wrong_passphrase(name) if "password" in str(exc) else _not_a_key_file(name)) from exc
    except (TypeError, UnsupportedAlgorithm) as exc:
        raise _not_a_key_file(name) from exc
    if not isinstance(private, Ed25519PrivateKey):
        raise _not_a_key_file(name)
    return HeldKey(name, private)


def _wrong_passphrase(name: str) -> Refused:
    return Refused(
        "passphrase",
        f"口令打不开 {name} 的密钥文件。请核对口令。",
        f"The passphrase does not open the key file of {name}. Check it and try again.",
    )


def _not_a_key_file(name: str) -> Malformed:
    return Malformed(
        "key_file",
        f"{name} 的密钥文件不是加密的 Ed25519 私钥（PKCS#8 PEM），或已损坏。请用备份恢复。",
        f"The key file of {name} is no encrypted Ed25519 key (PKCS#8 PEM), or it is damaged. Restore it from a backup.",
    )
