"""Days and instants: where a Beijing day begins and ends, what three years are, what six months are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs import days
from certs.errors import Malformed

NOON = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)


def test_an_instant_is_in_utc_and_has_whole_seconds() -> None:
    tokyo = timezone(timedelta(hours=9))
    for given_as in (
        NOON,
        NOON.replace(microsecond=1),
        NOON.replace(microsecond=999_999),
        NOON.astimezone(tokyo),
        NOON.astimezone(tokyo).replace(microsecond=5),
    ):
        instant = days.require_instant(given_as)
        assert (instant, instant.tzinfo, instant.microsecond) == (NOON, UTC, 0)


def test_an_instant_without_a_zone_is_a_bug() -> None:
    for naive in (datetime(2026, 11, 23, 4, 0, 0), datetime(2026, 11, 23, 4, 0, 0, 7)):  # noqa: DTZ001 - that is it
        with pytest.raises(ValueError, match="naive"):
            days.require_instant(naive)


def test_an_instant_is_written_and_read_in_one_form() -> None:
    assert days.instant_text(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
    assert days.instant_text(datetime(2026, 1, 2, 3, 4, 5, tzinfo=days.BEIJING)) == "2026-01-01T19:04:05Z"
    read = days.parse_instant("2026-01-02T03:04:05Z")
    assert (read, read.tzinfo) == (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05z",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05.0Z",
        "2026-01-02T03:04Z",
        "2026-1-02T03:04:05Z",
        "2026-13-02T03:04:05Z",
        "2026-02-29T03:04:05Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T23:59:60Z",
        "2026-01-02T03:04:05Z\n",
        "２０２６-01-02T03:04:05Z",
    ],
)
def test_other_instants_are_refused(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        days.parse_instant(text)
    assert refused.value.code == "instant"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1-2",
        "20260102",
        "2026/01/02",
        "2026-02-29",
        "2026-00-10",
        "2026-13-01",
        "2026-01-02 ",
        "2026-01-02T00:00:00Z",
        "２０２６-01-02",
    ],
)
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        days.parse_day(text)
    assert refused.value.code == "day"


def test_a_day_is_read_in_one_form() -> None:
    assert days.parse_day("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-22T15:59:59Z", date(2026, 11, 22)),
        ("2026-11-22T16:00:00Z", date(2026, 11, 23)),
        ("2026-11-23T15:59:59Z", date(2026, 11, 23)),
        ("2026-11-23T16:00:00Z", date(2026, 11, 24)),
        ("2026-12-31T16:00:00Z", date(2027, 1, 1)),
    ],
)
def test_a_day_changes_at_midnight_in_beijing(text: str, day: date) -> None:
    instant = days.parse_instant(text)
    assert days.beijing_day(instant) == day
    assert days.instant_and_day(text) == (instant, day)


def test_a_day_has_its_first_and_its_last_second() -> None:
    day = date(2026, 11, 23)
    assert days.instant_text(days.day_begins(day)) == "2026-11-22T16:00:00Z"
    assert days.instant_text(days.day_ends(day)) == "2026-11-23T15:59:59Z"
    assert days.day_begins(day).tzinfo is days.day_ends(day).tzinfo is UTC


@given(st.dates(date(1992, 1, 1), date(2199, 12, 31)))
def test_days_follow_each_other_without_a_gap(day: date) -> None:
    assert days.beijing_day(days.day_begins(day)) == days.beijing_day(days.day_ends(day)) == day
    assert days.day_ends(day) + timedelta(seconds=1) == days.day_begins(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2026, 11, 23), date(2029, 11, 22)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2026, 3, 1), date(2029, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),  # three years later February has 29 days
        (date(2026, 2, 28), date(2029, 2, 27)),
        (date(2025, 2, 28), date(2028, 2, 27)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2028, 2, 28), date(2031, 2, 27)),
        (date(2028, 3, 1), date(2031, 2, 28)),
        (date(2028, 1, 29), date(2031, 1, 28)),
        (date(2028, 3, 29), date(2031, 3, 28)),
    ],
)
def test_three_years_end_the_day_before(issued: date, last: date) -> None:
    assert days.last_day_of_validity(issued) == last


def test_from_leap_day_to_leap_day_too_they_end_the_day_before() -> None:
    assert days.last_day_of_validity(date(2028, 2, 29), 4) == date(2032, 2, 28)
    assert days.last_day_of_validity(date(2028, 2, 29), 1) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 8, 29), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert days.add_months(day, months) == then
