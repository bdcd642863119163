"""The sub-certificates that stand, by their mains, so that whoever deals with a main is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from certs.certificate import sub_number
from certs.errors import Words
from certs.register.store import ledger
from certs.register.store.tables import CERTIFICATE, STANDING

STANDS: Final = ("valid", "suspended")
_NAMED: Final = 5  # of up to 99
_FORMED_AS_SUBS: Final = select(CERTIFICATE.c.number).where(CERTIFICATE.c.number.like("%-_%"))
_STANDINGS: Final = ledger.InChunks(
    select(STANDING.c.number, STANDING.c.status, STANDING.c.begins, STANDING.c.ends), STANDING.c.number
)


def standing_subs(connection: Connection, day: date) -> Mapping[str, Sequence[str]]:
    """Return the numbers of sub-certificates that are valid or suspended on a day, by those of their mains."""
    numbers = connection.execute(_FORMED_AS_SUBS).scalars().all()  # few: what they are today is asked of these alone
    subs = dict[str, list[str]]()
    for number, status, begins, ends in _STANDINGS.rows(connection, numbers):
        if status not in STANDS or begins > day or (ends is not None and ends <= day):
            continue
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
