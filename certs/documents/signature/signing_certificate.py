"""The signing certificate of the body: its chain in PEM, the key that must be its own, and whether it may sign today.

Whether anybody trusts who issued it is not decided here: that is for whoever verifies the signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID

from certs import limits
from certs.days import instant_text
from certs.errors import Malformed, Refused

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
_SEALED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
# Purposes that do not let a certificate sign documents, where it names no other.
_OTHER_PURPOSES: Final = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """The certificate that signs, and those above it that the file held, each issued by the next."""

    leaf: x509.Certificate
    above: tuple[x509.Certificate, ...]

    @property
    def subject(self) -> str:
        """Whose it is, as RFC 4514 writes it."""
        return self.leaf.subject.rfc4514_string()

    @property
    def issuer(self) -> str:
        """Who issued it."""
        return self.leaf.issuer.rfc4514_string()


def read_chain(pem: bytes) -> SigningCertificate:
    """Read the chain, the signing certificate first. Raises Malformed, or Refused for one that does not hold."""
    try:
        first, *above = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise Malformed(
            "signing_certificate",
            "签名证书的文件读不懂：应是 PEM，签名证书在前，上级证书依次在后。什么也没有写出。",
            "The file of the signing certificate cannot be read: it must be PEM, the signing certificate first, those "
            "above it after it. Nothing was written.",
        ) from error
    for lower, upper in zip([first, *above], above, strict=False):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
            raise Refused(
                "signing_certificate",
                f"签名证书的文件里，“{lower.subject.rfc4514_string()}”不是后面那一张“{upper.subject.rfc4514_string()}”"
                "签发的。请按签发顺序排列；什么也没有写出。",
                f"In the file of the signing certificate, “{lower.subject.rfc4514_string()}” was not issued by the "
                f"next one, “{upper.subject.rfc4514_string()}”. Put them in order; nothing was written.",
            ) from error
    return SigningCertificate(first, tuple(above))


def require_usable(certificate: SigningCertificate, now: datetime) -> None:
    """Raise Refused for a certificate that may not sign a document now: its dates, its use, its kind of key."""
    for one in (certificate.leaf, *certificate.above):
        if not one.not_valid_before_utc <= now <= one.not_valid_after_utc:
            begins, ends = instant_text(one.not_valid_before_utc), instant_text(one.not_valid_after_utc)
            raise Refused(
                "signing_cert_dates",
                f"“{one.subject.rfc4514_string()}”的有效期是 {begins} 到 {ends}，现在不能用来签名。什么也没有写出；"
                "请换用有效的签名证书，或校准时钟。",
                f"“{one.subject.rfc4514_string()}” is valid from {begins} to {ends} and cannot sign now. Nothing was "
                "written; use a certificate that is in date, or set the clock.",
            )
    if not _may_sign(certificate.leaf):
        raise Refused(
            "signing_cert_usage",
            f"“{certificate.subject}”不能用来签文件：它是 CA 证书，或者密钥用途不含数字签名。什么也没有写出；请换用签名证书。",
            f"“{certificate.subject}” may not sign documents: it is a CA's, or its key usage lacks digital signatures. "
            "Nothing was written; use a signing certificate.",
        )
    key = certificate.leaf.public_key()
    strong = isinstance(key, EllipticCurvePublicKey) and key.key_size >= limits.SIGNING_EC_BITS
    if not strong and not (isinstance(key, RSAPublicKey) and key.key_size >= limits.SIGNING_RSA_BITS):
        raise Refused(
            "signing_cert_usage",
            f"“{certificate.subject}”的密钥不能用：只支持 RSA（{limits.SIGNING_RSA_BITS} 位以上）和 NIST 椭圆曲线。什么也没有写出。",
            f"The key of “{certificate.subject}” cannot be used: RSA of {limits.SIGNING_RSA_BITS} bits or more, or an "
            "elliptic curve of NIST. Nothing was written.",
        )


def _may_sign(leaf: x509.Certificate) -> bool:
    """Tell whether neither constraints nor usages forbid it; a certificate that states none may."""
    for extension in leaf.extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return False
        if isinstance(value, x509.KeyUsage) and not (value.digital_signature or value.content_commitment):
            return False
        if isinstance(value, x509.ExtendedKeyUsage) and set(value) <= _OTHER_PURPOSES:
            return False
    return True


def open_key(sealed: bytes, passphrase: str, certificate: SigningCertificate) -> PrivateKey:
    """Open the key file. Raises Malformed, or Refused for a wrong passphrase or a key of another certificate."""
    if not sealed.startswith(_SEALED):
        raise _no_key()
    try:
        key = serialization.load_pem_private_key(sealed, passphrase.encode())
    except (TypeError, UnsupportedAlgorithm) as error:
        raise _no_key() from error
    except ValueError as error:
        if "password" not in str(error).lower():
            raise _no_key() from error
        raise Refused(
            "passphrase",
            "口令打不开签名证书的私钥。什么也没有写出；请核对口令，它不一定是登记密钥的那一个。",
            "The passphrase does not open the key of the signing certificate. Nothing was written; check it, as it "
            "need not be that of the register's keys.",
        ) from error
    public = certificate.leaf.public_key()
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey) or key.public_key() != public:
        raise Refused(
            "signing_key",
            f"私钥不是签名证书“{certificate.subject}”的。什么也没有写出；看是不是换了证书，没有换私钥。",
            f"The key is not that of the signing certificate “{certificate.subject}”. Nothing was written; see whether "
            "the certificate was replaced and the key was not.",
        )
    return key


def _no_key() -> Malformed:
    return Malformed(
        "signing_key",
        "签名证书的私钥文件不是加密的 PKCS#8（PEM，开头是 BEGIN ENCRYPTED PRIVATE KEY），或已损坏。什么也没有写出。",
        "The key file of the signing certificate is no encrypted PKCS#8 (PEM that begins with BEGIN ENCRYPTED PRIVATE "
        "KEY), or it is damaged. Nothing was written.",
    )
