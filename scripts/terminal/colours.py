"""Which colour says what in the terminal: good, to be looked at, bad; for statuses, verdicts and checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GOOD: Final = "bold green"
LOOK: Final = "bold yellow"
BAD: Final = "bold red"
NOTE: Final = "yellow"
OF_STATUS: Final[Mapping[str, str]] = {
    "valid": GOOD,
    "suspended": LOOK,
    "revoked": BAD,
    "withdrawn": BAD,
    "expired": BAD,
    "not_yet_valid": LOOK,
    "superseded": LOOK,
}
OF_VERDICT: Final[Mapping[str, str]] = {"valid": GOOD, "not_valid": BAD, "not_genuine": BAD, "unknown": LOOK}
OF_CHECK: Final[Mapping[str, str]] = {"pass": "green", "fail": BAD, "unknown": NOTE}
