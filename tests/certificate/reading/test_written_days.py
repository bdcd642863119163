"""The forgiving reader of days: many forms, one meaning, and refusals where there could be two."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certs.certificate.reading.written_days import day_of_serial, read_day
from certs.errors import Malformed

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "20261123",
        "2026年11月23日",
        "2026年11月23号",
        "2026年11月23",
        "２０２６年１１月２３日",
        "２０２６－１１－２３",
        " 2026-11-23 ",
        "2026 年 11 月 23 日",
        "2026-11-23 00:00:00",
        "2026-11-23T00:00:00",
        "2026/11/23 0:00".replace("0:00", "00:00"),
        "2026年11月23日 0时0分",
        DAY,
        datetime(2026, 11, 23),  # noqa: DTZ001
    ],
)
def test_taken(value: object) -> None:
    assert read_day(value) == DAY


def test_short_months_and_days() -> None:
    assert read_day("2026-1-5") == read_day("2026年1月5日") == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("26-11-23", "format"),
        ("11/23/2026", "format"),
        ("23.11.2026", "format"),
        ("2026-11/23", "format"),
        ("2026-1 1-23", "format"),
        ("2026-02-29", "format"),
        ("2026-13-01", "format"),
        ("2026-00-10", "format"),
        ("2026-11-23 08:00", "format"),
        ("2026-11-23 24:00", "format"),
        ("2026年11月23日8时30分", "format"),
        ("2026-11-22T16:00:00Z", "format"),
        ("0000-01-01", "format"),
        ("", "format"),
        ("今天", "format"),
        ("2026-11-23" * 100, "format"),
        ("٢٠٢٦-١١-٢٣", "format"),
        (datetime(2026, 11, 23, tzinfo=UTC), "format"),
        (20261123, "type"),
        (46349.0, "type"),
        (True, "type"),
        (None, "type"),
        (time(1), "type"),
    ],
)
def test_refused(value: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_day(value)
    assert caught.value.code == code
    assert any(advice in caught.value.words.zh for advice in ("四位年份-月-日", "请只写", "请核对"))


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 11, 22, 23, 59, 17),  # noqa: DTZ001 - what SheetJS leaves of a day typed in Beijing
        datetime(2026, 11, 22, 16, 0),  # noqa: DTZ001 - the same instant in UTC
        "2026-11-22 23:59:17",
        "2026/11/22 16:00",
        "2026年11月22日23时59分17秒",
    ],
)
def test_a_time_that_an_export_may_have_shifted_leaves_two_days_open(value: object) -> None:
    with pytest.raises(Malformed) as caught:
        read_day(value)
    assert all(day in caught.value.words.zh and day in caught.value.words.en for day in ("2026-11-22", "2026-11-23"))


@pytest.mark.parametrize("value", [datetime(2026, 11, 23, 0, 0, 1), datetime(2026, 11, 23, 15, 49)])  # noqa: DTZ001
def test_any_other_time_is_refused_with_its_own_day(value: datetime) -> None:
    with pytest.raises(Malformed) as caught:
        read_day(value)
    assert "请只写 2026-11-23" in caught.value.words.zh
    assert "2026-11-24" not in caught.value.words.zh


def test_the_last_day_of_all_has_no_next() -> None:
    with pytest.raises(Malformed):
        read_day("9999-12-31 23:59")


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_each_form_of_any_day(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"):
        assert read_day(day.strftime(form)) == day


@given(text=st.text(max_size=60))
def test_any_text_is_a_day_or_malformed(text: str) -> None:
    try:
        day = read_day(text)
    except Malformed:
        return
    assert 1 <= day.year <= 9999


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (36526, date(2000, 1, 1)),
        (46349, DAY),
        (46349.0, DAY),
        (46348.9999999, DAY),
        (73050, date(2099, 12, 31)),
        (20261123, DAY),
    ],
)
def test_excel_serials(serial: float, day: date) -> None:
    assert day_of_serial(serial) == day


@pytest.mark.parametrize("serial", [46349.5, 46348.999502314815, 36525, 73051, 0, -1, 1, 20261323, 1e15])
def test_serials_that_do_not_say_which_day(serial: float) -> None:
    with pytest.raises(Malformed):
        day_of_serial(serial)
