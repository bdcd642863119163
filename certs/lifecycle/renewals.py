"""Chains of renewals: which certificate stands in the place of one that was renewed."""

from __future__ import annotations

from collections.abc import Callable

from certs.lifecycle.record import Record


def newest_of_chain(record: Record, record_of: Callable[[str], Record | None]) -> Record | None:
    """Return the last certificate of the chain that begins with this one; None where it was never renewed.

    `record_of` returns a certificate by its number. A link that leads nowhere, or back into the chain, ends it.
    """
    numbers = {record.number}
    newest: Record | None = None
    number = record.successor
    while number is not None and number not in numbers:
        following = record_of(number)
        if following is None:
            break
        numbers.add(number)
        newest, number = following, following.successor
    return newest
