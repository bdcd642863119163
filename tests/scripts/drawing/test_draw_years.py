"""The picture of the years of a certificate has the days that the rules make, and no others."""

from __future__ import annotations

import re
from datetime import date

import pytest

from certs.casework.aftercare.reminders import STAGES
from scripts.drawing import draw_years

GREAT = ["2027-03-15", "2028-03-15", "2029-03-15", "2030-03-14"]


def test_the_days_are_those_of_the_rules() -> None:
    rows = draw_years.days()
    assert [row.day.isoformat() for row in rows if row.great] == GREAT
    others = [row.day for row in rows if not row.great]
    assert others[0] == date(2027, 4, 10), "the month of the issue is reported by the 10th of the next"
    ahead = [
        (date.fromisoformat(day) - other).days for day, other in zip(sorted(GREAT[1:] * 3), others[1:], strict=True)
    ]
    assert ahead == sorted(STAGES, reverse=True) * 3
    assert [row.day for row in rows] == sorted(row.day for row in rows)


def test_only_the_last_day_but_one_lists_no_surveillance_more() -> None:
    lines = {row.day.isoformat(): row.lines for row in draw_years.days()}
    assert [day for day, words in lines.items() if draw_years.NO_MORE in words] == [GREAT[2]]
    assert [day for day, words in lines.items() if draw_years.RENEWAL in words] == ["2029-12-14"]


@pytest.mark.parametrize("language", draw_years.TITLES)
def test_every_day_stands_in_the_picture(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = re.findall(r">(20[0-9-]{8})<", draw_years.picture(language))
    assert shown == [row.day.isoformat() for row in draw_years.days()]
    monkeypatch.setattr(draw_years, "STAGES", (7,))
    assert len(re.findall(r">20[0-9-]{8}<", draw_years.picture(language))) == len(shown) - 6
