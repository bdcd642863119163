"""The credential: a W3C Verifiable Credential 2.0 about one version of one certificate (formats.md, "Credential").

`compose` writes it; `parse_credential` reads one strictly and closed-world. Everything outside the subject follows from
the subject, the issuer's address and three values more, so reading ends with composing again and comparing. Not done
here: proofs, status, and what the facts of the subject mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from certs import canonical, limits
from certs.certificate.number import in_address
from certs.days import instant_and_day, instant_text
from certs.errors import Malformed, NotGenuine
from certs.trust.credential.subject import require_subject
from certs.trust.newer_formats import newer_format

W3C_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
CONTEXT_PATH: Final = "/contexts/v1"
TYPES: Final = ("VerifiableCredential", "AfterSalesServiceCertificate")
STATUS_TYPE: Final = "BitstringStatusListEntry"
STATUS_PURPOSES: Final = ("revocation", "suspension")
_FIELDS: Final = frozenset(
    {"@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSubject"}
)
_SECURED: Final = _FIELDS | {"proof"}
_INDEX_DIGITS: Final = 6  # 131,071 has six
# The ends of days, which many certificates share.
_instant_text: Final = lru_cache(maxsize=4096)(instant_text)


class Credential(NamedTuple):
    """A credential whose form has been checked. `document` is all of it, with the proof where it has one.

    `first_day` and `last_day` are the Beijing days of its validity, both included.
    """

    document: Mapping[str, Any]
    base_url: str
    issuer: str
    number: str
    version: int
    subject: Mapping[str, Any]
    valid_from: datetime
    valid_until: datetime
    first_day: date
    last_day: date
    status_index: int

    @property
    def level(self) -> str:
        """The level code, such as `five-star`."""
        return str(self.subject["level"])


def context_urls(base_url: str) -> list[str]:
    """Return the two contexts, in their order."""
    return [W3C_CONTEXT, base_url + CONTEXT_PATH]


def status_place(status_index: int) -> tuple[int, int]:
    """Return the number of the status list (from 1) and the place in it (from 0)."""
    return status_index // limits.STATUS_LIST + 1, status_index % limits.STATUS_LIST


def compose(  # noqa: PLR0917 - each is a fact of the credential
    base_url: str,
    did: str,
    number: str,
    version: int,
    subject: Mapping[str, Any],
    valid_from: datetime,
    valid_until: datetime,
    status_index: int,
) -> dict[str, Any]:
    """Return the credential without a proof.

    `subject` may name number and version; they are put first in any case. Raises Malformed if it names others, or if
    its shape is not the subject's (formats.md, "Subject"). Characters are checked when it is serialised.
    """
    whole = {"number": number, "version": version, **subject}
    if (whole["number"], whole["version"]) != (number, version):
        raise Malformed(
            "subject",
            "证书内容里的编号或版本与所给的不一致。",
            "The subject names another number or version than the one given.",
        )
    require_subject(whole)
    return _frame(base_url, did, whole, _instant_text(valid_from), _instant_text(valid_until), status_index)


def _frame(
    base_url: str, did: str, subject: Mapping[str, Any], valid_from: str, valid_until: str, status_index: int
) -> dict[str, Any]:
    place, index = status_place(status_index)
    lists = [f"{base_url}/status/{purpose}/{place}" for purpose in STATUS_PURPOSES]
    return {
        "@context": context_urls(base_url),
        "id": f"{base_url}/c/{in_address(subject['number'])}#v{subject['version']}",
        "type": list(TYPES),
        "issuer": did,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialStatus": [
            {
                "id": f"{address}#{index}",
                "type": STATUS_TYPE,
                "statusPurpose": purpose,
                "statusListIndex": str(index),
                "statusListCredential": address,
            }
            for purpose, address in zip(STATUS_PURPOSES, lists, strict=True)
        ],
        "credentialSubject": subject,
    }


def parse_credential(data: bytes, *, secured: bool = True) -> Credential:
    """Read a credential; `secured` tells whether it must, or must not, carry an embedded proof.

    Raises Malformed, or CouldNotCheck (`format_newer`) when it names a later context of ours.
    """
    return read_credential(canonical.loads_for_closed_shape(data, limits.CREDENTIAL), secured=secured)


def read_credential(document: Any, *, secured: bool) -> Credential:
    """Check the shape of a document that `canonical.loads` has read; raises as `parse_credential`."""
    if not isinstance(document, dict) or not isinstance(document.get("@context"), list):
        raise _bad()
    base_url = _base_url(document["@context"])
    if document.keys() != (_SECURED if secured else _FIELDS):
        raise _bad()
    subject, valid_from, valid_until = (document[name] for name in ("credentialSubject", "validFrom", "validUntil"))
    if type(valid_from) is not str or type(valid_until) is not str or type(document["issuer"]) is not str:
        raise _bad()
    require_subject(subject)
    status_index = _status_index(document["credentialStatus"], base_url)
    framed = _frame(base_url, document["issuer"], subject, valid_from, valid_until, status_index)
    if not framed.items() <= document.items():
        raise _bad()
    (begins, first_day), (ends, last_day) = instant_and_day(valid_from), instant_and_day(valid_until)
    if begins >= ends:
        raise _bad()
    return Credential(
        document,
        base_url,
        document["issuer"],
        subject["number"],
        subject["version"],
        subject,
        begins,
        ends,
        first_day,
        last_day,
        status_index,
    )


def _bad() -> Malformed:
    return Malformed(
        "credential",
        "这份 JSON 不是本系统的证书文件，或者字段有增减。请使用从证书页面下载的原文件。",
        "This JSON is no certificate of ours, or fields were added or taken away. "
        "Use the file as downloaded from the certificate's page.",
    )


def _base_url(contexts: list[Any]) -> str:
    """Return the base address from the second context; a later version of it than ours is `format_newer`."""
    if len(contexts) != 2 or contexts[0] != W3C_CONTEXT or type(contexts[1]) is not str:
        raise _bad()
    base_url, separator, version = contexts[1].rpartition("/contexts/v")
    if not separator or len(base_url) > limits.BASE_URL:
        raise _bad()
    if version != "1":
        if version.isascii() and version.isdigit() and len(version) < 4:
            raise newer_format()
        raise _bad()
    return base_url


def _status_index(entries: Any, base_url: str) -> int:
    """Return the index over all lists, from the first entry; `_frame` then says whether all else agrees with it."""
    try:
        text, address = entries[0]["statusListIndex"], entries[0]["statusListCredential"]
    except (TypeError, KeyError, IndexError) as exc:
        raise _bad() from exc
    prefix = f"{base_url}/status/{STATUS_PURPOSES[0]}/"
    if type(text) is not str or type(address) is not str or not address.startswith(prefix):
        raise _bad()
    place = address[len(prefix) :]
    for digits in (text, place):
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _INDEX_DIGITS):
            raise _bad()
    if int(text) >= limits.STATUS_LIST or int(place) == 0:
        raise _bad()
    return (int(place) - 1) * limits.STATUS_LIST + int(text)


def require_issuer(credential: Credential, base_url: str, did: str) -> None:
    """Raise NotGenuine unless the credential names this body as its issuer."""
    if credential.base_url != base_url or credential.issuer != did:
        raise NotGenuine(
            "other_issuer",
            "这份证书文件写的不是本机构的地址，不是本机构签发的。请不要依据它作决定。",
            "This certificate names another issuer than this body; we did not issue it. Do not rely on it.",
        )
