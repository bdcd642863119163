"""The sub-certificates that stand, by their mains, so that whoever deals with a main is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, or_, select

from certs.certificate import sub_number
from certs.errors import Words
from certs.register.store.tables import STANDING

STANDS: Final = ("valid", "suspended")
_NAMED: Final = 5  # of up to 99


def standing_subs(connection: Connection, day: date) -> Mapping[str, Sequence[str]]:
    """Return the numbers of sub-certificates that are valid or suspended on a day, by those of their mains."""
    ends = or_(STANDING.c.ends.is_(None), STANDING.c.ends > day)
    query = select(STANDING.c.number).where(
        STANDING.c.status.in_(STANDS), STANDING.c.begins <= day, ends, STANDING.c.number.like("%-_%")
    )
    subs = dict[str, list[str]]()
    for number in connection.execute(query).scalars().all():
        main = sub_number.main_of(number)
        if main is not None:
            subs.setdefault(main, []).append(number)
    return {main: sorted(numbers, key=sub_number.k_of) for main, numbers in subs.items()}


def named(numbers: Sequence[str]) -> Words:
    """Return how many there are, and the first of them by their numbers."""
    first = numbers[:_NAMED]
    more = len(numbers) > _NAMED
    return Words(
        f"{len(numbers)} 张子证书：{'、'.join(first)}{' 等' if more else ''}",
        f"sub-certificates ({len(numbers)}): {', '.join(first)}{' and more' if more else ''}",
    )
