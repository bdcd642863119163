"""The verdict: numbered three-valued checks, folded into one of four answers (formats.md, "Verdict")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from certs.days import instant_text
from certs.errors import Words


class Outcome(StrEnum):
    """What one check found. `unknown` means that it could not be made; it is never folded into yes or no."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Overall(StrEnum):
    """The four answers. `not_valid` is genuine, but gives no certification at the time asked about."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    NOT_GENUINE = "not_genuine"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One numbered step. `name` says what was checked, `code` what was found; both are stable identifiers."""

    number: int
    name: str
    outcome: Outcome
    code: str
    message: Words
    evidence: Mapping[str, str] = MappingProxyType({})

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "number": self.number,
            "name": self.name,
            "outcome": self.outcome.value,
            "code": self.code,
            "message": self.message.to_json(),
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may I rely on this?", with everything it rests on.

    `code` repeats the deciding check's code (`valid` where all passed); `status` is the certificate's status code on
    `as_of`, where the register was consulted; `number` is given once the object's number is proven or looked up.
    """

    overall: Overall
    code: str
    message: Words
    checks: tuple[Check, ...]
    as_of: datetime
    number: str | None = None
    status: str | None = None

    def __post_init__(self) -> None:
        if not self.checks:
            raise AssertionError("a verdict without checks says nothing")
        if self.overall is Overall.VALID:
            for check in self.checks:
                if check.outcome is not Outcome.PASS:
                    raise AssertionError("valid needs every check to pass")

    def to_json(self) -> dict[str, object]:
        """Return the JSON form that `starmark verify --json` and the API give."""
        return {
            "overall": self.overall.value,
            "code": self.code,
            "message": self.message.to_json(),
            "number": self.number,
            "status": self.status,
            "as_of": instant_text(self.as_of),
            "checks": [check.to_json() for check in self.checks],
        }
