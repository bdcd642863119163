"""The tally: what a QR code claims, line by line, against what the register holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certs import limits
from certs.lifecycle.record import Version


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tally: its name, and both sides as text; "" for a side that says nothing."""

    name: str
    claim: str
    record: str

    @property
    def differs(self) -> bool:
        """True where the two sides do not say the same."""
        return self.claim != self.record


def rows_of(claims: Mapping[str, Any], version: Version | None) -> list[Row]:
    """Return the lines that the QR code speaks of. `version` None: the register knows no such number."""
    record = _recorded(version) if version is not None else {}
    names = ("number", "holder", "uscc", "level", "valid_until", "version", "scope")
    rows = (Row(name, _text(claims.get(name)), _text(record.get(name))) for name in names)
    return [row for row in rows if row.claim]


def _recorded(version: Version) -> dict[str, Any]:
    subject = version.subject
    return {
        "number": subject["number"],
        "holder": subject["holder"]["name"],
        "uscc": subject["holder"]["uscc"],
        "level": subject["level"],
        "valid_until": version.valid_until,
        "version": version.version,
        "scope": [item["name"] for item in subject["scope"]],
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        text, most = "；".join(str(part) for part in value), limits.CLAIMED_SCOPE
    else:
        text, most = str(value), limits.CLAIM
    return text if len(text) <= most else text[:most] + "…"
