"""When entries were recorded and from which day they apply, of a month at a time, without taking them apart.

An entry is canonical JSON of some thousand bytes, of which a count needs ten. What is counted is not shown: a report is
made of the entries themselves (`month_entries.entries_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from certs.days import beijing_day, day_begins, instant_text, parse_day, parse_instant
from certs.register.store.stored_bytes import damaged, of_our_store, stored_raw
from certs.register.store.tables import EVENT

# No member of a certificate, which stands before it, has this name; in a text the quotation marks are escaped.
_EFFECTIVE: Final = b'"effective":"'
_EARLIER_ISSUE: Final = b'"first_issued":'
_DAY: Final = 10  # characters
_HOUR: Final = 13  # characters of an instant: a day of Beijing begins with an hour of UTC
_COLUMNS: Final = (EVENT.c.position, EVENT.c.number, EVENT.c.recorded)


class EntryDay(NamedTuple):
    """An entry as it is counted. `raw` is there for what has to be looked at: what names an earlier issue."""

    position: int
    number: str
    recorded: str
    effective: bytes
    raw: bytes | None

    @property
    def day(self) -> date:
        """The later of the days on which it was recorded and from which it applies. Raises CouldNotCheck."""
        return _later(self.recorded[:_HOUR], self.effective)


@lru_cache(maxsize=4_096)
def _later(hour: str, effective: bytes) -> date:
    with of_our_store():
        return max(beijing_day(parse_instant(f"{hour}:00:00Z")), parse_day(effective.decode("ascii")))


def between(
    connection: sa.Connection, begins: date, ends: date, since: date, kinds: sa.ColumnElement[bool], *, whole: bool
) -> list[EntryDay]:
    """Return the entries recorded from a day until before another that apply from `since` or later, and all that name
    an earlier issue: what is taken over applies from long before, and what was recorded with it belongs to it.

    `whole` asks for the bytes of all. Raises CouldNotCheck for an entry that says from no day on it applies.
    """
    recorded = EVENT.c.recorded
    chosen = recorded >= instant_text(day_begins(begins)), recorded < instant_text(day_begins(ends)), kinds
    read = _here if connection.dialect.name == "sqlite" else _there
    return list(read(connection, chosen, since.isoformat().encode(), whole=whole))


def _here(connection: sa.Connection, chosen: Any, since: bytes, *, whole: bool) -> Iterator[EntryDay]:
    """Look into the bytes here: SQLite, which hands them over as they are, looks for some of them slowly."""
    for position, number, recorded, stored in connection.execute(
        sa.select(*_COLUMNS, EVENT.c.raw).where(*chosen)
    ).all():
        raw = stored_raw(stored)
        begins = raw.find(_EFFECTIVE) + len(_EFFECTIVE)
        if begins < len(_EFFECTIVE):
            raise damaged(f" ({position})")
        effective, names_earlier = raw[begins : begins + _DAY], _EARLIER_ISSUE in raw
        if effective >= since or names_earlier:
            yield EntryDay(position, number, recorded, effective, raw if whole or names_earlier else None)


def _there(connection: sa.Connection, chosen: Any, since: bytes, *, whole: bool) -> Iterator[EntryDay]:
    """Let PostgreSQL look into them, which would write each byte as two characters and send them."""
    # Put together with nothing, the bytes are unpacked once, and not for each look at them.
    unpacked = sa.select(*_COLUMNS, EVENT.c.raw.concat(sa.literal(b"", sa.LargeBinary)).label("raw")).where(*chosen)
    entries = unpacked.offset(0).subquery()
    begins = sa.func.nullif(_place(_EFFECTIVE, entries.c.raw), 0) + len(_EFFECTIVE)
    effective = sa.func.substr(entries.c.raw, begins, _DAY, type_=sa.LargeBinary)
    counted = entries.c.position, entries.c.number, entries.c.recorded
    names_earlier = _place(_EARLIER_ISSUE, entries.c.raw) > 0
    query = sa.select(*counted, effective, sa.case((sa.literal(whole) | names_earlier, entries.c.raw)))
    found = query.where(effective.is_(None) | (effective >= since) | names_earlier)
    for position, number, recorded, applies, raw in connection.execute(found).all():
        if applies is None:
            raise damaged(f" ({position})")
        yield EntryDay(position, number, recorded, applies, raw)


def _place(part: bytes, raw: sa.ColumnElement[Any]) -> sa.Function[int]:
    return sa.func.position(sa.literal(part, sa.LargeBinary).op("IN")(raw), type_=sa.Integer)
