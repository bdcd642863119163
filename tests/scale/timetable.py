"""Which number the n-th certificate of a generated register has: it follows from the timetable alone."""

from __future__ import annotations

from functools import cache

from certs.certificate import number as numbers
from certs.days import beijing_day
from tests.scale import firms, lives

PREFIX = "999"


@cache
def _first_block(year: int) -> int:
    """Return the first block that is issued in a year."""
    block = 0
    while beijing_day(lives.issued_at(block)).year < year:
        block += 1
    return block


def number_of(n: int) -> str:
    """Return the number of the n-th certificate, counted from 1."""
    year = beijing_day(lives.issued_at((n - 1) // lives.BLOCK)).year
    serial = n - _first_block(year) * lives.BLOCK
    return numbers.compose(PREFIX, year % 100, serial, 0, numbers.size_letter(firms.draft(n).headcount))
