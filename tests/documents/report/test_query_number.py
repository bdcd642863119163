"""The number of a query follows from what the report prints, byte for byte, and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from certs.documents.report.query_number import query_number
from certs.log.checkpoint import Head

_HEAD = Head("cert.example/log", 412, bytes(range(32)))


@dataclass(frozen=True)
class Query:
    number: str = "99926SC00001R0M"
    version: int = 1
    day: date = date(2026, 11, 23)
    product: str = ""
    time: datetime = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
    head: Head = _HEAD

    @property
    def query_number(self) -> str:
        return query_number(self.number, self.version, self.day, self.time, self.head, self.product)


# The first is the example in formats.md, "Verification report"; each was worked out by sha256sum and base32.
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "CODD5472UP"),
        ({"number": "99926SC00002R0M"}, "MZBIF5TW5U"),
        ({"version": 2}, "4S6S5NB6FF"),
        ({"day": date(2026, 11, 22)}, "CKELXHUBND"),
        ({"product": "空调"}, "26Z6HNF5HV"),
        ({"time": datetime(2026, 11, 23, 7, 2, 42, tzinfo=UTC)}, "O7FH5VNHIL"),
        ({"head": Head("cert.example/log", 413, bytes(range(32)))}, "5736EVBNQF"),
        ({"head": Head("cert.example/log", 412, bytes(32))}, "DQJZANO2IT"),
    ],
)
def test_every_part_counts(change: dict[str, Any], expected: str) -> None:
    assert replace(Query(), **change).query_number == expected
