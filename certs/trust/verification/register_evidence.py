"""What the register has to say about one certificate, handed to the verifier as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from certs.errors import Words
from certs.trust.verification import sentences

STATUSES: Final = ("valid", *sentences.STATUS)
ABSENT_KINDS: Final = ("number", "version")


class SignedForms(NamedTuple):
    """The forms of one version: the credential, canonical with its proof; the compact JWS; the token of the QR code."""

    credential: bytes
    jwt: str
    qr: bytes


@dataclass(frozen=True, slots=True)
class RegisterEvidence:
    """One version of one certificate as the register holds it, and the certificate's status on one day.

    `forms` puts together what was signed of `version`, where somebody shows one of them: a look-up needs none.
    `current_version` is the one in force on `status_day`. `position` is the log entry that carries the version, `size`
    the log's size. `status` holds from `since` to `until` (suspension: its last day). `status_words` is one public
    sentence on why; empty strings for none. `has_mark` tells whether the certificate's scheme has a mark.
    """

    number: str
    forms: Callable[[], SignedForms]
    version: int
    current_version: int
    position: int
    size: int
    status: str
    status_day: date
    status_words: Words
    since: date
    until: date | None = None
    has_mark: bool = True

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise AssertionError(f"{self.status!r} is no status")


@dataclass(frozen=True, slots=True)
class Absent:
    """The register was consulted and does not have it: `kind` is `number` or `version`."""

    kind: str

    def __post_init__(self) -> None:
        if self.kind not in ABSENT_KINDS:
            raise AssertionError(f"{self.kind!r} is not one of {ABSENT_KINDS}")
