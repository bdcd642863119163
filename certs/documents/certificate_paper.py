"""The certificate as a PDF, in its two editions, with the signed files in it.

What it says follows from one version of a certificate and the language alone (decision 0035): the log proof in it is
under the checkpoint that was stored with that version. Only what is not valid today says so, in a band at the head of
each page and across it, and has neither emblem nor stars. A `CertificatePaper` is plain JSON on the way to whoever sets
it: the website has another process do that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import orjson

from certs.certificate.number import in_address
from certs.certificate.scope_text import scope_text
from certs.certificate.subject_fields import completed
from certs.days import day_begins
from certs.documents.certificate_words import certificate_words, stamp_words
from certs.documents.marks import emblem
from certs.documents.marks.shapes import document
from certs.instance.settings import is_sample
from certs.lifecycle import signed_objects
from certs.lifecycle.record import Record, Version
from certs.lifecycle.sub_certificates import main_number
from certs.publication.files import log_files
from certs.register.store.reader import View
from certs.scheme.schemes import SCHEMES
from certs.trust.credential.credential import CONTEXT_PATH
from certs.trust.qr import qr_symbol, qr_token

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter

Language = Literal["zh", "en"]
FILE_NAMES: Final[Mapping[Language, str]] = {"zh": "certificate.pdf", "en": "certificate.en.pdf"}
_TEMPLATE: Final = "certificate.typ"


class Stamp(NamedTuple):
    """What is not valid bears: the code of its status, and since and until when, as `CertificatePaper` has them."""

    code: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What one paper is made of. `stamp` is the code of the status that it bears, "" for what is valid.

    `stamp_since` is the day from which that holds, or from which it will be valid; `stamp_until` the last day of a
    suspension; "" where there is none. `main` is the number of the certificate of which this is a sub-certificate, ""
    where it is none.
    """

    language: Language
    stamp: str
    subject: Mapping[str, Any]
    base_url: str
    issued: str
    first_issued: str
    valid_until: str
    effective: str
    credential: str
    jwt: str
    proof: str
    qr: str
    stamp_since: str = ""
    stamp_until: str = ""
    main: str = ""

    def encode(self) -> bytes:
        """Return the paper as JSON."""
        return orjson.dumps(asdict(self))


def decode(data: bytes) -> CertificatePaper:
    """Read what `encode` wrote: nothing else comes here."""
    return CertificatePaper(**orjson.loads(data))


def paper_of(view: View, record: Record, version: Version, language: Language, today: date) -> CertificatePaper:
    """Return the paper of a version of a certificate. Raises CouldNotCheck where the log cannot prove it."""
    base_url = version.credential["@context"][1].removesuffix(CONTEXT_PATH)
    stamp = stamp_of(record, version, today)
    return CertificatePaper(
        language,
        stamp.code if stamp else "",
        version.subject,
        base_url,
        record.issued.isoformat(),
        version.subject.get("first_issued", record.issued.isoformat()),
        version.valid_until.isoformat(),
        version.effective.isoformat(),
        signed_objects.credential_bytes(version).decode(),
        signed_objects.jwt_text(version),
        log_files.first_proof(view.connection, version.position).decode(),
        signed_objects.qr_text(version, base_url),
        *((stamp.since, stamp.until) if stamp else ("", "")),
        main_number(record, view.record),
    )


def stamp_of(record: Record, version: Version, today: date) -> Stamp | None:
    """Return what a version of a certificate bears on its pages today; None where it is valid."""
    standing = record.standing(today)
    if standing.code != "valid":
        ends = standing.until.isoformat() if standing.until and not standing.overdue else ""
        return Stamp(standing.code, standing.since.isoformat(), ends if standing.code == "suspended" else "")
    if version.version > standing.version:
        return Stamp("not_yet_valid", version.effective.isoformat())
    newer = (one.effective for one in record.versions if one.version > version.version and one.effective <= today)
    since = min(newer, default=None)
    return Stamp("superseded", since.isoformat()) if since else None


def set_certificate(typesetter: Typesetter, paper: CertificatePaper) -> bytes:
    """Return the PDF. Raises StarmarkError for a symbol that cannot be drawn, or a paper that cannot be set."""
    from certs.documents.page_border import bordered  # here, as who only asks for a paper loads no compiler

    data, effective = template_data(paper), date.fromisoformat(paper.effective)
    set_paper = typesetter.pdf(_TEMPLATE, data, day_begins(effective))
    return bordered(set_paper, after_sales=data["after_sales"])


def picture_certificate(typesetter: Typesetter, paper: CertificatePaper, width: int) -> list[bytes]:
    """Return each page as a PNG, `width` pixels wide. Raises StarmarkError as `set_certificate` does."""
    return typesetter.pictures(_TEMPLATE, {**template_data(paper), "border": True}, width)


def template_data(paper: CertificatePaper) -> dict[str, Any]:
    """Return what the template gets: everything that is printed, and how."""
    subject = completed(paper.subject)
    scheme = SCHEMES[subject["scheme"]]
    level = scheme.level(subject["level"])
    number = subject["number"]
    address = f"{paper.base_url}/c/{in_address(number)}"
    short = qr_token.short_text(paper.base_url, number)
    after_sales = scheme.has_mark
    has_mark = after_sales and not paper.stamp
    return {
        "border": False,
        **asdict(paper),
        **certificate_words(paper.language, scheme, level, subject, address, paper.effective),
        "subject": subject,
        "stamp": stamp_words(paper.stamp, paper.stamp_since, paper.stamp_until) if paper.stamp else None,
        "sample": is_sample(subject["body"]["approval_number"]),
        "after_sales": after_sales,
        "stars": level.stars if has_mark else 0,
        "emblem": _emblem(level.stars, level.name.zh) if has_mark else None,
        "body": {"zh": subject["body"]["name"], "en": subject["body"]["name_en"]},
        "holder_en": subject["holder"]["name_en"],
        "scope_text": scope_text(subject),
        "scope_given": bool(subject["scope_text"]),
        "address": address,
        "qr": qr_symbol.svg(qr_symbol.certificate_symbol(paper.qr)).decode("ascii"),
        "short_qr": qr_symbol.svg(qr_symbol.short_symbol(short)).decode("ascii"),
        "files": _attached(paper),
    }


def _emblem(stars: int, level: str) -> str:
    return document(level, (emblem.WIDTH, emblem.FOOT), emblem.emblem(stars, "colour"))


def _attached(paper: CertificatePaper) -> list[dict[str, str]]:
    """Return the signed files, each with its relationship (ISO 32000-2, 14.13) and what it is."""
    return [
        _file(
            "certificate.json",
            paper.credential,
            "data",
            "application/vc",
            "证书内容与签名（W3C 可验证凭证） The certificate, signed (W3C Verifiable Credential)",
        ),
        _file(
            "certificate.jwt",
            paper.jwt,
            "alternative",
            "application/vc+jwt",
            "同一份内容，JWT 形式 The same as a signed JWT",
        ),
        _file(
            "certificate.proof",
            paper.proof,
            "supplement",
            "text/plain",
            "已写入公开日志的证明 Proof that it stands in the public log (C2SP tlog-proof)",
        ),
    ]


def _file(name: str, text: str, relationship: str, kind: str, description: str) -> dict[str, str]:
    return {"name": name, "text": text, "relationship": relationship, "type": kind, "description": description}
