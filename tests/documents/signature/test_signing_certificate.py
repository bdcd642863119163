"""Which certificate may sign, and that its key is its own: each is refused before anything is signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from certs.documents.signature.signing_certificate import open_key, read_chain, require_usable
from certs.errors import StarmarkError
from tests.documents.signature.sample_authority import NOW, Authority, issued
from tests.instances import PASSPHRASE


def refusal(do: Callable[[], object]) -> str:
    with pytest.raises(StarmarkError) as caught:
        do()
    assert "什么也没有写出" in caught.value.words.zh
    assert "othing was written" in caught.value.words.en
    return caught.value.code


def test_a_chain_is_read_and_its_key_opened(trusted: Authority) -> None:
    certificate = read_chain(trusted.chain)
    require_usable(certificate, NOW)
    assert certificate.above == (trusted.intermediate.certificate,)
    assert certificate.issuer == "CN=样例签名 CA"
    assert open_key(trusted.signer.sealed(), PASSPHRASE, certificate).public_key() == certificate.leaf.public_key()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"purpose": ExtendedKeyUsageOID.EMAIL_PROTECTION}, ""),
        ({"purpose": x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")}, ""),
        ({"days": (-30, -1)}, "signing_cert_dates"),
        ({"days": (1, 30)}, "signing_cert_dates"),
        ({"ca": True}, "signing_cert_usage"),
        ({"usage": False}, "signing_cert_usage"),
        ({"purpose": ExtendedKeyUsageOID.SERVER_AUTH}, "signing_cert_usage"),
        ({"purpose": ExtendedKeyUsageOID.TIME_STAMPING}, "signing_cert_usage"),
        ({"key": rsa.generate_private_key(65537, 2048)}, ""),
        ({"key": rsa.generate_private_key(65537, 1024)}, "signing_cert_usage"),
    ],
)
def test_what_may_not_sign_is_refused(changes: dict[str, object], code: str) -> None:
    certificate = read_chain(issued("样例", **changes).pem)  # type: ignore[arg-type]
    if code:
        assert refusal(lambda: require_usable(certificate, NOW)) == code
    else:
        require_usable(certificate, NOW)


def test_one_above_that_has_run_out_is_refused_too(trusted: Authority) -> None:
    old = issued("旧 CA", trusted.root, ca=True, days=(-30, -1))
    certificate = read_chain(issued("样例", old).pem + old.pem)
    assert refusal(lambda: require_usable(certificate, NOW)) == "signing_cert_dates"


@pytest.mark.parametrize("chain", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"rubbish"])
def test_what_is_no_chain_is_refused(chain: bytes, trusted: Authority) -> None:
    assert refusal(lambda: read_chain(chain)) == "signing_certificate"
    assert refusal(lambda: read_chain(trusted.signer.pem + trusted.root.pem)) == "signing_certificate"


def test_a_key_that_is_not_its_own_or_not_sealed_is_refused(trusted: Authority) -> None:
    certificate = read_chain(trusted.chain)
    assert (
        refusal(lambda: open_key(trusted.signer.sealed("another passphrase"), PASSPHRASE, certificate)) == "passphrase"
    )
    other = ed25519.Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSPHRASE.encode())
    )
    for sealed in (trusted.intermediate.sealed(), other, trusted.signer.pem, b""):
        assert refusal(partial(open_key, sealed, PASSPHRASE, certificate)) == "signing_key"
