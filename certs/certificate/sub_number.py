"""Numbers of sub-certificates: the main's number and `-k`, from 1 to 99 (formats.md, "Certificate number").

Which certificate is the main of which is read from the two numbers and from nothing else, so that whoever has the log
can tell (decision 0057). Nothing here knows which numbers exist.

>>> main_of("99926SC00001R0M-2")
'99926SC00001R0M'
>>> compose("99926SC00001R0M", 3)
'99926SC00001R0M-3'
"""

from __future__ import annotations

import re
from typing import Final

from certs import limits
from certs.certificate.number import is_taken_over_form

_SUB: Final = re.compile(r"(.+)-([1-9][0-9]?)")


def main_of(number: str) -> str | None:
    """Return the number from which that of a sub-certificate is made; None for a number that is none of that form.

    A number taken over from elsewhere may have that form and be no sub-certificate: it is one only where the main is in
    the register, and was there before it.
    """
    match = _SUB.fullmatch(number)
    return match[1] if match is not None and is_taken_over_form(match[1]) else None


def k_of(number: str) -> int:
    """Return the `k` of a number that `main_of` knows a main for."""
    match = _SUB.fullmatch(number)
    if match is None:
        raise ValueError(f"{number} is no number of a sub-certificate")
    return int(match[2])


def compose(main: str, k: int) -> str:
    """Return the number of a main's `k`th sub-certificate."""
    return f"{main}-{k}"


def all_of(main: str) -> tuple[str, ...]:
    """Return every number that a sub-certificate of this main can have."""
    return tuple(compose(main, k) for k in range(1, limits.SUB_CERTIFICATES + 1))
