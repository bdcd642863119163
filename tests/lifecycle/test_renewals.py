"""Chains of renewals are followed to their end, and end where a link leads nowhere or back."""

from __future__ import annotations

from datetime import date

import pytest

from certs.lifecycle.record import Record
from certs.lifecycle.renewals import newest_of_chain
from tests.lifecycle.test_record import ISSUE, entry


def record(number: str, successor: str | None) -> Record:
    renewed = (entry(7, "renewed", date(2027, 1, 1), successor=successor),) if successor else ()
    return Record(number, (ISSUE, *renewed), ())


@pytest.mark.parametrize(
    ("links", "newest"),
    [
        ({"A": None}, None),
        ({"A": "B", "B": None}, "B"),
        ({"A": "B", "B": "C", "C": "D", "D": None}, "D"),
        ({"A": "B"}, None),  # the next is not in the register
        ({"A": "B", "B": "C"}, "B"),
        ({"A": "A"}, None),
        ({"A": "B", "B": "A"}, "B"),
    ],
)
def test_the_newest_of_a_chain(links: dict[str, str | None], newest: str | None) -> None:
    records = {number: record(number, successor) for number, successor in links.items()}
    last = newest_of_chain(records["A"], records.get)
    assert (last.number if last else None) == newest
