"""A certification authority of our own, made anew for a test, and a time stamping authority under it as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.instances import PASSPHRASE, ROOT

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOW: Final = datetime.now(UTC).replace(microsecond=0)
DAY: Final = timedelta(days=1)
SIGNER: Final = "示例认证中心（样例） 电子签名"


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def sealed(self, passphrase: str = PASSPHRASE) -> bytes:
        """The key as encrypted PKCS#8."""
        how = BestAvailableEncryption(passphrase.encode())
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def issued(
    name: str,
    by: Issued | None = None,
    *,
    ca: bool = False,
    key: Key | None = None,
    usage: bool = True,
    purpose: x509.ObjectIdentifier | None = None,
    days: tuple[int, int] = (-1, 30),
) -> Issued:
    """Issue a certificate, valid from and to so many days from now; by itself where nobody issues it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(usage and not ca, usage and not ca, not usage, False, False, ca, ca, False, False),
            critical=True,
        )
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return Issued(builder.sign(by.key if by else key, hashes.SHA256()), key)


@dataclass(frozen=True, slots=True)
class Authority:
    """A root, the body's signing certificate below an intermediate, and where time stamps are given."""

    root: Issued
    intermediate: Issued
    signer: Issued
    address: str

    @property
    def chain(self) -> bytes:
        """The file that the settings name: the signing certificate first."""
        return self.signer.pem + self.intermediate.pem


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """Make the certificates, and run the time stamping authority until the test is over."""
    root = issued("样例根 CA", ca=True)
    intermediate = issued("样例签名 CA", root, ca=True)
    stamper = issued("样例时间戳", root, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
    (folder / "tsa.pem").write_bytes(stamper.pem)
    (folder / "tsa.key").write_bytes(stamper.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "chain.pem").write_bytes(intermediate.pem + root.pem)
    command = [sys.executable, "-m", "tests.documents.signature.stamping_authority", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            signer = issued(SIGNER, intermediate)
            yield Authority(root, intermediate, signer, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
