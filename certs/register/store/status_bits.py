"""The bits of the status lists, folded from the events: from which day to which each bit is set.

Revocation means "this version is no longer good, for ever": from the effective day of 撤销 or 注销 (renewal included),
and for an older version from the day a newer one took effect. Suspension covers the version in force on the days on
which the certificate's status is 暂停. Only days are kept, so a list of any past or coming day can be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, or_, select

from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.record import Record
from certs.register.store.tables import BIT, VERSION

REVOCATION: Final = "revocation"
SUSPENSION: Final = "suspension"
PURPOSES: Final = (REVOCATION, SUSPENSION)
# The events that can change a bit; a first issue has none, whatever its days.
TYPES: Final = frozenset({"reissued", "suspended", "restored", *FINAL_CODES})


@dataclass(frozen=True, slots=True)
class Span:
    """One bit, set from the beginning of day `begins` until that of `ends` (None: for ever). Beijing days."""

    status_index: int
    purpose: str
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Bits:
    """The indexes set on one day, over all lists, how many versions there are, and the next day of a change."""

    revocation: tuple[int, ...]
    suspension: tuple[int, ...]
    count: int
    next_change: date | None

    def of(self, purpose: str) -> tuple[int, ...]:
        """Return the set indexes of one purpose."""
        return self.revocation if purpose == REVOCATION else self.suspension


def spans_of(record: Record) -> list[Span]:
    """Return every bit of one certificate's versions, past and to come, as its events now stand."""
    return [*_revoked(record), *_suspended(record)]


def _revoked(record: Record) -> Iterator[Span]:
    ended = [event.effective for event in record.counted if event.type in FINAL_CODES]
    for place, version in enumerate(record.versions):
        later = [one.effective for one in record.versions[place + 1 :] if one.position not in record.void]
        days = [*ended, *later]
        if days:
            yield Span(version.status_index, REVOCATION, min(days), None)


def _suspended(record: Record) -> Iterator[Span]:
    if not any(event.type == "suspended" for event in record.counted):
        return
    running: tuple[int, date] | None = None
    for day in record.turns:
        standing = record.standing(day)
        index = record.versions[standing.version - 1].status_index if standing.code == "suspended" else None
        if running is not None and running[0] != index:
            yield Span(running[0], SUSPENSION, running[1], day)
            running = None
        if running is None and index is not None:
            running = (index, day)
    if running is not None:
        yield Span(running[0], SUSPENSION, running[1], None)


def bits_on(connection: Connection, day: date) -> Bits:
    """Return the bits that are set on a Beijing day, as the events recorded so far have it."""
    bits: dict[str, list[int]] = {purpose: [] for purpose in PURPOSES}
    lasting = or_(BIT.c.ends.is_(None), BIT.c.ends > day)
    query = select(BIT.c.purpose, BIT.c.status_index).where(BIT.c.begins <= day, lasting).order_by(BIT.c.status_index)
    for purpose, index in connection.execute(query):
        bits[purpose].append(index)
    coming = [
        connection.execute(select(func.min(column)).where(column > day)).scalar_one_or_none()
        for column in (BIT.c.begins, BIT.c.ends)
    ]
    last = connection.execute(select(func.max(VERSION.c.status_index))).scalar_one_or_none()
    return Bits(
        tuple(bits[REVOCATION]),
        tuple(bits[SUSPENSION]),
        0 if last is None else last + 1,
        min((each for each in coming if each is not None), default=None),
    )
