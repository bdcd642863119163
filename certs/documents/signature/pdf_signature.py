"""Signing a PDF as PAdES B-T (ETSI EN 319 142-1; decision 0041): the body's signature, time-stamped by somebody else.

The signature certifies the document: nothing may be changed in it afterwards. What was signed is read back before it
is given away; a time stamp that does not hold is refused like one that did not come.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms, tsp
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certs.documents.signature import signature_field
from certs.documents.signature.signing_certificate import PrivateKey, SigningCertificate
from certs.errors import CouldNotCheck, Words

_DIGEST: Final = "sha256"
_MALFORMED: Final = Words("它不是时间戳，或者不是对这次请求的答复", "it is no time stamp, or answers another request")
_NOT_VERIFIED: Final = Words(
    "签名读回后没有通过核对，或者时间戳不是由时间戳证书签发的",
    "read back, the signature does not verify, or the stamp was not made with a certificate for time stamps",
)
Ask = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF, and the time that the time stamp tells."""

    pdf: bytes
    stamped: datetime


class _Stamper(TimeStamper):
    """Asks a time stamping authority (RFC 3161) by a function that takes the request and returns the reply.

    `certificates` are those that the authority sent with its last stamp.
    """

    def __init__(self, ask: Ask) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask
        self.certificates: list[asn1_x509.Certificate] = []

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request."""
        return tsp.TimeStampResp.load(self._ask(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return the stamp over a digest. Raises CouldNotCheck for whatever else is answered."""
        try:
            stamp = await super().async_timestamp(message_digest, md_algorithm)
            self.certificates = [one.chosen for one in stamp["content"]["certificates"]]
        except TimestampRequestError as error:
            raise _no_good_stamp(Words(str(error), str(error))) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # of another form, or to another question
            raise _no_good_stamp(_MALFORMED) from error
        return stamp


class _AsItIs(IncrementalPdfFileWriter):
    """Appends the signature and leaves alone what says that the file is PDF/A-3 of PDF 1.7: metadata and version.

    The library would write the metadata anew, and raise the version for signatures on elliptic curves.
    """

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Leave it: whoever verifies goes by the signature itself."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Name none."""

    def _update_meta(self) -> None:
        """Leave metadata and document information, which agree with each other."""


def sign(pdf: bytes, language: str, certificate: SigningCertificate, key: PrivateKey, ask: Ask) -> Signed:
    """Return the PDF signed. `ask` sends a time stamp request to an authority, and raises where none answers.

    Raises CouldNotCheck (`timestamp`) for an answer that is no good time stamp.
    """
    return asyncio.run(_sign(signature_field.with_field(pdf, language), certificate, key, ask))


async def _sign(prepared: bytes, certificate: SigningCertificate, key: PrivateKey, ask: Ask) -> Signed:
    stamper = _Stamper(ask)
    pdf_signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=signature_field.NAME,
            md_algorithm=_DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        _signer(certificate, key),
        timestamper=stamper,
    )
    written = io.BytesIO()
    await pdf_signer.async_sign_pdf(_AsItIs(io.BytesIO(prepared)), existing_fields_only=True, output=written)
    return Signed(written.getvalue(), await _read_back(written.getvalue(), certificate, stamper))


def _signer(certificate: SigningCertificate, key: PrivateKey) -> signers.SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(map(_as_asn1, certificate.above))
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(_as_asn1(certificate.leaf), asn1_keys.PrivateKeyInfo.load(plain), store)


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


async def _read_back(pdf: bytes, certificate: SigningCertificate, stamper: _Stamper) -> datetime:
    """Verify what was signed, mathematically: whom to trust is not asked. Return the time of the stamp."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    anybody = _trusting([_as_asn1(certificate.leaf)])
    stampers = _trusting(stamper.certificates)
    status = await async_validate_pdf_signature(signature, anybody, ts_validation_context=stampers)
    stamp = status.timestamp_validity
    if not (status.intact and status.valid and stamp is not None and stamp.intact and stamp.valid):
        raise _no_good_stamp(_NOT_VERIFIED)
    purposes = stamp.signing_cert.extended_key_usage_value
    if purposes is None or "time_stamping" not in purposes.native:
        raise _no_good_stamp(_NOT_VERIFIED)
    return stamp.timestamp


def _trusting(certificates: list[asn1_x509.Certificate]) -> ValidationContext:
    return ValidationContext(trust_roots=certificates, allow_fetching=False)


def _no_good_stamp(why: Words) -> CouldNotCheck:
    return CouldNotCheck(
        "timestamp",
        f"时间戳服务的答复不能用：{why.zh}。没有签名，什么也没有写出；请核对 [documents] timestamp_url，过一会儿再做。",
        f"The time stamping authority's answer cannot be used: {why.en}. Nothing was signed or written; check "
        "[documents] timestamp_url and try again later.",
    )
