"""Making ready to sign papers: the body's certificate, its key and the time stamping authority of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certs import limits
from certs.casework.keys import key_files
from certs.documents.signature import signing_certificate
from certs.documents.signature.signing_certificate import PrivateKey, SigningCertificate
from certs.errors import CouldNotCheck
from certs.instance.folder import SETTINGS_NAME, Instance
from scripts.network import timestamp_request
from scripts.terminal.passphrase import passphrase

if TYPE_CHECKING:
    from certs.documents.signature.pdf_signature import Signed

KEY: Final = "documents"


@dataclass(frozen=True, slots=True)
class Signing:
    """What signs, and where time stamps are asked for."""

    certificate: SigningCertificate
    key: PrivateKey
    timestamp_url: str

    def sign(self, pdf: bytes, language: str) -> Signed:
        """Sign one PDF. Raises CouldNotCheck (`timestamp`) where no good time stamp comes."""
        from certs.documents.signature import pdf_signature  # takes long to load, and most refusals need none

        return pdf_signature.sign(
            pdf,
            language,
            self.certificate,
            self.key,
            lambda request: timestamp_request.ask(self.timestamp_url, request),
        )


def ready(place: Instance, now: datetime, passphrase_file: Path | None) -> Signing:
    """Read certificate and key, and check all that can be before anything is signed.

    Raises CouldNotCheck where the settings name none or a file is not there, Refused for what may not sign now.
    """
    documents = place.settings.documents
    if not (documents.signing_certificate and documents.timestamp_url):
        raise CouldNotCheck(
            "signing_unset",
            f"{SETTINGS_NAME} 的 [documents] 没有写 signing_certificate 和 timestamp_url，不能签名。什么也没有写出；见日常手册。",
            f"[documents] in {SETTINGS_NAME} lacks signing_certificate or timestamp_url, so nothing can be signed. "
            "Nothing was written; see the daily handbook.",
        )
    certificate = signing_certificate.read_chain(_chain(place.home / documents.signing_certificate))
    signing_certificate.require_usable(certificate, now)
    sealed = key_files.read(place.keys, KEY)
    return Signing(
        certificate,
        signing_certificate.open_key(sealed, passphrase(passphrase_file), certificate),
        documents.timestamp_url,
    )


def _chain(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.SIGNING_CHAIN)
    except OSError as error:
        raise CouldNotCheck(
            "signing_certificate",
            f"打不开签名证书 {path}（{error.strerror}）。什么也没有写出；请看 [documents] signing_certificate。",
            f"The signing certificate {path} cannot be opened ({error.strerror}). Nothing was written; see [documents] "
            "signing_certificate.",
        ) from error
