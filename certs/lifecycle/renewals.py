"""Chains of renewals: which certificate stands in the place of one that was renewed."""

from __future__ import annotations

from collections.abc import Callable

from certs.lifecycle.record import Record


def end_of_chain(number: str, following: Callable[[str], str | None]) -> str | None:
    """Return the last number of the chain that begins with this one; None where none follows it.

    `following` returns the number that took a certificate's place, or None. A link back into the chain ends it.
    """
    walked = {number}
    end: str | None = None
    later = following(number)
    while later is not None and later not in walked:
        walked.add(later)
        end, later = later, following(later)
    return end


def newest_of_chain(record: Record, record_of: Callable[[str], Record | None]) -> Record | None:
    """Return the last certificate of the chain that begins with this one; None where it was never renewed.

    `record_of` returns a certificate by its number. A link that leads nowhere ends the chain.
    """
    records = {record.number: record}

    def following(number: str) -> str | None:
        successor = records[number].successor
        later = record_of(successor) if successor is not None else None
        if later is None:
            return None
        records[later.number] = later
        return later.number

    end = end_of_chain(record.number, following)
    return None if end is None else records[end]
