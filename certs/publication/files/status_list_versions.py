"""The status lists as signed: when a new version is due, making it, and answering for a past time.

A list is made anew when its bits have changed, when it has run half its time, or when its key may no longer be
believed. It never holds past the beginning of the next day on which a bit is known to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select

from certs import limits
from certs.days import beijing_day, day_begins, instant_text, parse_instant
from certs.errors import StarmarkError, Words
from certs.register.store import status_bits
from certs.register.store.status_bits import PURPOSES
from certs.register.store.tables import STATUS_LIST
from certs.trust.credential.credential import status_place
from certs.trust.keys import PublicKey
from certs.trust.status_list.status_list import compose_status_list, list_of, secure_status_list, verify_status_list
from certs.trust.trust_list.trust_list import TrustList

LONGEST: Final = timedelta(hours=limits.STATUS_LIST_HOURS)
# Written once: to write it takes longer than to answer it, and every offline bundle asks it twice.
_LAST_AT: Final = (
    select(STATUS_LIST.c.version, STATUS_LIST.c.valid_from, STATUS_LIST.c.valid_until, STATUS_LIST.c.raw)
    .where(
        STATUS_LIST.c.purpose == bindparam("of"),
        STATUS_LIST.c.number == bindparam("nth"),
        STATUS_LIST.c.valid_from <= bindparam("at"),
    )
    .order_by(STATUS_LIST.c.valid_from.desc(), STATUS_LIST.c.version.desc())
    .limit(1)
)
RENEWED: Final = LONGEST / 2  # of its time that is left when a list is made anew: so long may the timer fail unseen


@dataclass(frozen=True, slots=True)
class KeptList:
    """One version of one list: its place, the span for which it holds, and its bytes as published."""

    purpose: str
    number: int
    version: int
    valid_from: datetime
    valid_until: datetime
    raw: bytes

    @property
    def path(self) -> str:
        """Where it is published."""
        return f"status/{self.purpose}/{self.number}"


def how_many(connection: Connection) -> int:
    """Return how many lists of each purpose have been signed so far."""
    return connection.execute(select(func.max(STATUS_LIST.c.number))).scalar_one_or_none() or 0


@dataclass(frozen=True, slots=True)
class Before:
    """What was published before: how many entries, into which folder.

    With it, a list is looked at only where something can have changed (decision 0071): all bits take long to read.
    """

    size: int
    public: Path

    def has(self, kept: KeptList) -> bool:
        """Tell whether this version is what is published now. Raises OSError where that cannot be read."""
        try:
            return (self.public / kept.path).read_bytes() == kept.raw
        except FileNotFoundError:
            return False


def renew(
    connection: Connection,
    trust: TrustList,
    key: PublicKey,
    sign: Callable[[bytes], bytes],
    now: datetime,
    before: Before | None = None,
) -> list[KeptList]:
    """Return every list as it must be published now; those that had to be made anew are signed and kept.

    Runs in a write transaction. `key` is the active `list` key and `sign` its private half.
    """
    today = beijing_day(now)
    until = _holds_until(status_bits.next_change(connection, today), now)
    touched = None if before is None else _touched(connection, before)
    lists = []
    for purpose, number in _places(connection):
        kept = list_at(connection, purpose, number, now)
        untouched = touched is not None and number not in touched
        if before and kept and untouched and not _has_run(kept, now, until) and before.has(kept):
            lists.append(kept)
            continue
        wanted = list_of(status_bits.bits_of_list(connection, today, purpose, number), number)
        if kept is None or _is_due(kept, trust, wanted, now, until):
            ends = max(until, now + timedelta(seconds=1))  # made in the last second of a day: until its very end
            document = compose_status_list(
                trust.base_url, trust.did, purpose, number, wanted, valid_from=now, valid_until=ends
            )
            raw = secure_status_list(document, sign, key, now)
            kept = KeptList(purpose, number, _next_version(connection, purpose, number), now, ends, raw)
            _keep(connection, kept)
        lists.append(kept)
    return lists


@dataclass(slots=True)
class ListsTrace:
    """What a publication leaves in the register, to be looked for where the answer to its COMMIT was lost."""

    lists: list[KeptList] = field(default_factory=list)

    def is_there(self, connection: Connection) -> bool:
        """Tell whether these versions are kept, byte for byte."""
        return all(_kept(connection, one) for one in self.lists)

    def is_whole(self, connection: Connection) -> bool:
        """Tell the same: there is nothing else that belongs to it."""
        return self.is_there(connection)

    def next_step(self) -> Words:
        """Send people to the command that publishes."""
        return Words(
            "没有发布。数据库恢复后再运行 starmark publish。",
            "Nothing was published. Once the database is back, run starmark publish.",
        )


def _kept(connection: Connection, one: KeptList) -> bool:
    place = (STATUS_LIST.c.purpose == one.purpose, STATUS_LIST.c.number == one.number)
    query = select(STATUS_LIST.c.raw).where(*place, STATUS_LIST.c.version == one.version)
    raw = connection.execute(query).scalar_one_or_none()
    return raw is not None and bytes(raw) == one.raw


def list_at(connection: Connection, purpose: str, number: int, at: datetime) -> KeptList | None:
    """Return the version that was published last at an instant; None where there was none yet."""
    row = connection.execute(_LAST_AT, {"of": purpose, "nth": number, "at": instant_text(at)}).one_or_none()
    if row is None:
        return None
    return KeptList(
        purpose, number, row.version, parse_instant(row.valid_from), parse_instant(row.valid_until), bytes(row.raw)
    )


def ever_made(connection: Connection) -> bool:
    """Tell whether any list was ever signed: publishing begins with them."""
    return connection.execute(select(STATUS_LIST.c.version).limit(1)).first() is not None


def newest_before(connection: Connection, at: datetime) -> datetime | None:
    """Return when the newest list was signed that is not of a time to come; None where there is none."""
    query = select(func.max(STATUS_LIST.c.valid_from)).where(STATUS_LIST.c.valid_from <= instant_text(at))
    instant = connection.execute(query).scalar_one()
    return None if instant is None else parse_instant(instant)


def _touched(connection: Connection, before: Before) -> frozenset[int] | None:
    """Return the numbers of the lists that later entries may have changed; None where it may be any."""
    indexes = status_bits.touched(connection, before.size)
    return None if indexes is None else frozenset(status_place(index)[0] for index in indexes)


def _places(connection: Connection) -> Iterator[tuple[str, int]]:
    lists = max(1, -(-status_bits.count(connection) // limits.STATUS_LIST))
    for purpose in PURPOSES:
        for number in range(1, lists + 1):
            yield purpose, number


def _holds_until(next_change: date | None, now: datetime) -> datetime:
    latest = now + LONGEST
    if next_change is not None:
        latest = min(latest, day_begins(next_change) - timedelta(seconds=1))
    return latest


def _has_run(kept: KeptList, now: datetime, until: datetime) -> bool:
    """Tell whether a list has run out or half its time, or holds for longer than it now should."""
    # One made before a change was known may do so.
    spent = kept.valid_until < now or (until > kept.valid_until and kept.valid_until - now < RENEWED)
    return spent or kept.valid_until > until


def _is_due(kept: KeptList, trust: TrustList, wanted: bytes, now: datetime, until: datetime) -> bool:
    if _has_run(kept, now, until):
        return True
    try:
        published = verify_status_list(kept.raw, trust, kept.purpose, kept.number)
    except StarmarkError:  # its key was compromised since, or the row was damaged
        return True
    return published.bits != wanted


def _next_version(connection: Connection, purpose: str, number: int) -> int:
    last = connection.execute(
        select(func.max(STATUS_LIST.c.version)).where(STATUS_LIST.c.purpose == purpose, STATUS_LIST.c.number == number)
    ).scalar_one()
    return 1 if last is None else int(last) + 1


def _keep(connection: Connection, kept: KeptList) -> None:
    connection.execute(
        insert(STATUS_LIST).values(
            purpose=kept.purpose,
            number=kept.number,
            version=kept.version,
            valid_from=instant_text(kept.valid_from),
            valid_until=instant_text(kept.valid_until),
            raw=kept.raw,
        )
    )
