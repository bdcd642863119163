"""The days of a take-over, on both sides of each limit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from certs.certificate.taken_over import TakenOver, day_errors

TODAY = date(2026, 11, 23)
ISSUED = date(2025, 3, 1)
LONGEST = date(2028, 2, 29)
DAY = timedelta(days=1)
LAST = date(2027, 5, 22)  # of six months from today
SUSPENDED = {"status": "suspended"}


@pytest.mark.parametrize(
    ("told", "issued", "wrong"),
    [
        ({}, ISSUED, []),
        ({}, date(2023, 11, 24), []),
        ({}, date(2023, 11, 23), [("valid_until", "range")]),
        ({"valid_until": TODAY}, ISSUED, []),
        ({"valid_until": TODAY - DAY}, ISSUED, [("valid_until", "range")]),
        ({"valid_until": LONGEST}, ISSUED, []),
        ({"valid_until": LONGEST + DAY}, ISSUED, [("valid_until", "range")]),
        ({"valid_until": TODAY}, TODAY + DAY, [("valid_until", "range")]),
        (SUSPENDED | {"until": TODAY}, ISSUED, []),
        (SUSPENDED | {"until": TODAY - DAY}, ISSUED, [("until", "range")]),
        (SUSPENDED | {"until": LAST}, ISSUED, []),
        (SUSPENDED | {"until": LAST + DAY}, ISSUED, [("until", "range")]),
        (SUSPENDED | {"until": TODAY + DAY, "valid_until": TODAY}, ISSUED, [("until", "range")]),
        (SUSPENDED, ISSUED, [("until", "missing")]),
        (SUSPENDED | {"until": LAST}, TODAY + DAY, [("status", "conflict")]),
        ({"status": "valid", "until": LAST}, ISSUED, [("until", "conflict")]),
    ],
)
def test_the_days_of_a_take_over(told: dict[str, Any], issued: date, wrong: list[tuple[str, str]]) -> None:
    taken = TakenOver("SH-2024-0001", issued, **told)
    assert [(name, code) for name, _, code, _ in day_errors(taken, issued, TODAY)] == wrong
