"""What becomes of the certificates of a generated register, and when.

A block of a thousand certificates is issued each `STEP` from `BEGUN` on, so that a smaller register is the beginning of
a larger one, and none of a million has run out at `NOW`. Of a hundred, five pass a surveillance that is recorded, two
are suspended (one of them is restored), one is revoked, two are withdrawn, one is reissued.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

BLOCK: Final = 1_000  # certificates of one act
FOUNDED: Final = datetime(2024, 1, 2, 1, 0, 0, tzinfo=UTC)
BEGUN: Final = datetime(2024, 1, 3, 1, 0, 0, tzinfo=UTC)
STEP: Final = (datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC) - BEGUN) / 1_000
NOW: Final = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
SUSPENDED_DAYS: Final = 150
# By the last two digits of n: what is done, how many blocks after the issue.
FATES: Final = {
    **dict.fromkeys((7, 23, 41, 59, 83), (("surveillance-passed", 1),)),
    11: (("suspended", 1), ("restored", 2)),
    37: (("suspended", 1),),
    53: (("revoked", 1),),
    67: (("withdrawn", 1),),
    71: (("withdrawn", 2),),
    89: (("reissued", 1),),
}
REASONS: Final = {
    "suspended": "requirements-not-met",
    "restored": "assessment-passed",
    "revoked": "requirements-lost",
    "withdrawn": "holder-request",
    "reissued": "scope-narrowed",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One block: the n of its certificates, the instant of their issue, and what is done after it: (act, n)."""

    issues: range
    at: datetime
    changes: tuple[tuple[str, int], ...]
    reissues: tuple[int, ...]

    @property
    def changed(self) -> datetime:
        """The instant of the act after the issues."""
        return self.at + timedelta(seconds=1)

    @property
    def reissued(self) -> datetime:
        """The instant of the act after that."""
        return self.at + timedelta(seconds=2)

    @property
    def entries(self) -> int:
        """How many entries of the log it makes."""
        return len(self.issues) + len(self.changes) + len(self.reissues)


def blocks(size: int) -> Iterator[Block]:
    """Yield the blocks of a register of so many certificates, in order."""
    for place in range(-(-size // BLOCK)):
        issues = range(place * BLOCK + 1, min(size, (place + 1) * BLOCK) + 1)
        done = [(act, n) for act, n in _due(place)]
        changes = tuple(sorted((n, act) for act, n in done if act != "reissued"))
        reissues = tuple(sorted(n for act, n in done if act == "reissued"))
        yield Block(issues, issued_at(place), tuple((act, n) for n, act in changes), reissues)


def issued_at(block: int) -> datetime:
    """Return the instant at which a block is issued, counted from 0."""
    return (BEGUN + block * STEP).replace(microsecond=0)


def _due(place: int) -> Iterator[tuple[str, int]]:
    """Yield what is done after the issues of a block: to certificates of the one before, and of the one before that."""
    for later in (1, 2):
        before = place - later
        if before < 0:
            continue
        for n in range(before * BLOCK + 1, (before + 1) * BLOCK + 1):
            yield from ((act, n) for act, after in FATES.get(n % 100, ()) if after == later)
