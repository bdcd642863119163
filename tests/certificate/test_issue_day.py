"""The day of issue, on both sides of both limits, and the two who ask: the reader of a file and the register."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from certs.certificate import issue_day
from certs.lifecycle.rules import issue_day_errors
from tests.certificate.sample_inputs import TODAY, told, toml

SIDES = [(-91, "early"), (-90, None), (0, None), (30, None), (31, "late")]


@pytest.mark.parametrize(("days", "side"), SIDES)
def test_ninety_days_back_and_thirty_ahead_are_in_range(days: int, side: str | None) -> None:
    issued = TODAY + timedelta(days=days)
    assert issue_day.off_by(issued, TODAY, taken_over=False) == side
    assert issue_day.off_by(issued, TODAY, taken_over=True) == ("late" if side == "late" else None)


def test_the_limits_are_the_days_themselves() -> None:
    assert issue_day.issue_days(date(2026, 11, 23)) == (date(2026, 8, 25), date(2026, 12, 23))


@pytest.mark.parametrize(("days", "side"), SIDES)
def test_the_reader_of_a_file_and_the_register_refuse_the_same_days(days: int, side: str | None) -> None:
    issued = TODAY + timedelta(days=days)
    refused = [("certificate.issued", "range")] if side else []
    assert told(toml("headcount", f"issued = {issued}\nheadcount")) == refused
    assert [(e.field, e.code) for e in issue_day_errors(issued, TODAY, taken_over=False)] == refused
