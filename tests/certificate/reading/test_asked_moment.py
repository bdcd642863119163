"""What `at` asks about is a day or an instant, read in one way for the web, the API and the commands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate.reading.asked_moment import FIRST_DAY, LAST_DAY, Moment, read_moment
from certs.days import day_begins
from certs.errors import Refused


@given(st.text(max_size=60))
def test_a_day_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        moment = read_moment(text)
    except Refused:
        return
    assert moment is None or FIRST_DAY <= moment.day <= LAST_DAY


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_day_in_bounds_is_read(day: date) -> None:
    assert read_moment(day.isoformat()) == Moment(day)
    assert read_moment(f"{day}T00:00:00+08:00") == Moment(day, day_begins(day))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        (" \u3000", None),
        ("1990-01-01", date(1990, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2026-11-23T15:59:59Z", date(2026, 11, 23)),
        ("2026-11-23T16:00:00Z", date(2026, 11, 24)),
        ("2026-11-23T16:00:00.5Z", date(2026, 11, 24)),
        ("2026-11-23 16:00Z", date(2026, 11, 24)),
        ("2026-11-23T23:59:59+08:00", date(2026, 11, 23)),
        ("2026-11-24T00:00:00 08:00", date(2026, 11, 24)),
        ("2026-11-23T23:30:00 05:30", date(2026, 11, 24)),
        ("2026-11-23T10:59:59-05:00", date(2026, 11, 23)),
        ("2026-11-23T11:00:00-05:00", date(2026, 11, 24)),
    ],
)
def test_an_instant_stands_for_its_day_in_beijing(text: str, day: date | None) -> None:
    moment = read_moment(text)
    assert (moment.day if moment else None) == day
    assert (moment is not None and moment.instant is not None) == ("Z" in text or ":" in text)


@pytest.mark.parametrize(
    ("text", "again"), [("2026年12月1日", "2026-12-01"), ("2026-12-01T09:30:00+08:00", "2026-12-01T01:30:00Z")]
)
def test_a_moment_is_asked_about_again_by_its_text(text: str, again: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.text == again
    assert read_moment(again) == moment


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1989-12-31", "range"),
        ("2200-01-01", "range"),
        ("2026-02-30", "format"),
        ("2026-11-23T24:00:01Z", "format"),
        ("2026-11-23T16:00:00", "format"),
        ("x" * 41, "format"),
    ],
)
def test_other_days_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_moment(text)
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("at", code)
    if code == "format":
        assert all("2026-11-23T09:30:00+08:00" in words for words in refused.value.words)
