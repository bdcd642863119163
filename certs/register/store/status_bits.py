"""The bits of the status lists, folded from the events: from which day to which each bit is set.

Revocation means "this version is no longer good, for ever": from the effective day of 撤销 or 注销 (renewal included),
and for an older version from the day a newer one took effect. Suspension covers the version in force on the days on
which the certificate's status is 暂停. Only days are kept, so a list of any past or coming day can be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from certs import limits
from certs.lifecycle.entry_types import FINAL_CODES
from certs.lifecycle.record import Record
from certs.register.store.tables import BIT, EVENT, VERSION

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
    """The indexes set on one day, over all lists, and how many versions there are."""

    revocation: tuple[int, ...]
    suspension: tuple[int, ...]
    count: int

    def of(self, purpose: str) -> tuple[int, ...]:
        """Return the set indexes of one purpose."""
        return self.revocation if purpose == REVOCATION else self.suspension


def spans_of(record: Record) -> list[Span]:
    """Return every bit of one certificate's versions, past and to come, as its events now stand."""
    return [*_revoked(record), *_suspended(record)]


@dataclass(frozen=True, slots=True)
class Folded:
    """What the register has folded from the entries of a certificate, so that one which is kept from it is missed.

    `newest` is the place of its last entry; `bits` are those of its versions, as (index, purpose, begins, ends).
    """

    newest: int | None
    bits: set[tuple[object, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, record: Record | None) -> Folded:
        """Fold a record."""
        if record is None:
            return cls(None)
        folded = cls(record.entries[-1].position)
        for span in spans_of(record):
            folded.add(span.status_index, span.purpose, span.begins, span.ends)
        return folded

    def add(self, index: object, purpose: object, begins: object, ends: object) -> None:
        """Take up one bit, as the database has it; none at all where there is no index."""
        if index is not None:
            self.bits.add((index, purpose, str(begins), str(ends)))


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
    query = select(BIT.c.purpose, BIT.c.status_index).where(_set_on(day)).order_by(BIT.c.status_index)
    for purpose, index in connection.execute(query):
        bits[purpose].append(index)
    return Bits(tuple(bits[REVOCATION]), tuple(bits[SUSPENSION]), count(connection))


def bits_of_list(connection: Connection, day: date, purpose: str, number: int) -> list[int]:
    """Return the indexes of one list, counted from 1, that are set on a Beijing day."""
    first = (number - 1) * limits.STATUS_LIST
    places = BIT.c.status_index.between(first, first + limits.STATUS_LIST - 1)
    query = select(BIT.c.status_index).where(places, BIT.c.purpose == purpose, _set_on(day))
    return list(connection.execute(query).scalars().all())


def count(connection: Connection) -> int:
    """Return how many versions there are, each with a bit."""
    last = connection.execute(select(func.max(VERSION.c.status_index))).scalar_one_or_none()
    return 0 if last is None else last + 1


def next_change(connection: Connection, day: date) -> date | None:
    """Return the first day after a Beijing day on which a bit changes, as far as that is known."""
    coming = [
        connection.execute(select(func.min(column)).where(column > day)).scalar_one_or_none()
        for column in (BIT.c.begins, BIT.c.ends)
    ]
    return min((each for each in coming if each is not None), default=None)


def touched(connection: Connection, size: int) -> frozenset[int] | None:
    """Return the indexes whose bits the entries from `size` on may have changed; None where it may be any.

    What changes with a day is known before: no list is signed to hold past it.
    """
    later = EVENT.c.position >= size
    if connection.execute(select(EVENT.c.position).where(later, EVENT.c.number == "").limit(1)).first():
        return None  # of keys: one that was declared compromised takes back what it signed
    changed = select(VERSION.c.status_index).join(EVENT, EVENT.c.number == VERSION.c.number)
    return frozenset(connection.execute(changed.where(later, EVENT.c.type.in_(TYPES)).distinct()).scalars())


def _set_on(day: date) -> ColumnElement[bool]:
    return and_(BIT.c.begins <= day, or_(BIT.c.ends.is_(None), BIT.c.ends > day))
