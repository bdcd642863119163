"""Sealed keys: what they are on disk, and how they refuse."""

from __future__ import annotations

import base64
import subprocess
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from certs.errors import Malformed, Refused
from certs.trust import sealed_key, signing
from tests.trust.sample_trust import key

PASSPHRASE = "correct horse battery 电池"
KEY = key("certificate-1")
PEM = sealed_key.seal(KEY, PASSPHRASE)


def test_unseal_gives_the_same_key() -> None:
    opened = sealed_key.unseal(PEM, PASSPHRASE, "certificate-1")
    assert (opened.name, opened.purpose, opened.public_raw) == ("certificate-1", "certificate", KEY.public_raw)
    assert opened.sign(b"x") == KEY.sign(b"x")
    opened.public.verify(opened.sign(b"x"), b"x")


def test_generated_keys_differ_and_each_seal_differs() -> None:
    assert signing.generate("qr-1").public_raw != signing.generate("qr-1").public_raw
    assert sealed_key.seal(KEY, PASSPHRASE) != PEM


def test_openssl_opens_it_and_names_scrypt(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(PEM)
    opened = subprocess.run(
        ["openssl", "pkcs8", "-in", path, "-passin", f"pass:{PASSPHRASE}"], capture_output=True, check=True
    )
    private = serialization.load_pem_private_key(opened.stdout, None)
    assert (
        private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw) == KEY.public_raw
    )
    shown = subprocess.run(["openssl", "asn1parse", "-in", path], capture_output=True, check=True).stdout.decode()
    assert "PBES2" in shown
    assert "scrypt" in shown
    assert "aes-256-cbc" in shown


def test_the_parameters_are_in_the_file() -> None:
    der = PEM.decode().replace("\n", "").split("-----")[2]
    assert bytes.fromhex("02024000020108020105") in base64.b64decode(der)


def test_three_keys_open_within_reason() -> None:
    begun = time.process_time()
    for _ in range(3):
        sealed_key.unseal(PEM, PASSPHRASE, "certificate-1")
    assert time.process_time() - begun < 5  # 0.6 s on the machine it was written on; this one may be busy


def test_a_key_shows_nothing() -> None:
    assert "private" not in repr(KEY).lower()
    assert KEY.private.private_bytes_raw().hex() not in repr(KEY)


@pytest.mark.parametrize("wrong", ["", "correct horse battery", PASSPHRASE + " ", "x" * 1_025, "x" * 100_000])
def test_wrong_passphrases(wrong: str) -> None:
    with pytest.raises(Refused, match="passphrase") as refused:
        sealed_key.unseal(PEM, wrong, "certificate-1")
    assert not isinstance(refused.value, Malformed)


PLAIN = KEY.private.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
OTHER = generate_private_key(SECP256R1()).private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.BestAvailableEncryption(PASSPHRASE.encode()),
)
FILES = {
    "empty": b"",
    "not encrypted": PLAIN,
    "another kind of key": OTHER,
    "cut short": PEM[:200],
    "binary": bytes(range(256)),
    "too long": PEM + b"\n" * 16_385,
    "a byte changed in the structure": PEM.replace(b"MIG", b"MIH", 1).replace(b"MIH", b"NIH", 1),
    "public key": KEY.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ),
}


@pytest.mark.parametrize("reason", FILES)
def test_other_files_are_refused(reason: str) -> None:
    with pytest.raises(Malformed, match="key_file"):
        sealed_key.unseal(FILES[reason], PASSPHRASE, "certificate-1")


@pytest.mark.parametrize("place", range(40, 260, 20))
def test_damaged_files_never_crash(place: int) -> None:
    damaged = PEM[:place] + (b"A" if PEM[place : place + 1] != b"A" else b"B") + PEM[place + 1 :]
    try:
        opened = sealed_key.unseal(damaged, PASSPHRASE, "certificate-1")
    except Refused:
        return
    # CBC does not authenticate: such a file opens to another key, which the comparison with the trust list catches.
    assert opened.public_raw != KEY.public_raw


@pytest.mark.parametrize("passphrase", ["", "x" * 11, "x" * 1_025])
def test_passphrases_have_bounds(passphrase: str) -> None:
    with pytest.raises(Refused, match="passphrase"):
        sealed_key.seal(KEY, passphrase)


def test_keyring() -> None:
    ring = signing.Keyring({"certificate": KEY})
    assert ring.get("certificate") is KEY
    with pytest.raises(Refused, match="key_locked"):
        ring.get("root")
    with pytest.raises(AssertionError):
        signing.Keyring({"qr": KEY})
