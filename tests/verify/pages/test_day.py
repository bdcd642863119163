"""Was it valid on a certain day? One answer a day, shown beside today's, never in its place."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World


@pytest.mark.parametrize(
    ("name", "day", "word"),
    [
        ("suspended", "2026-11-23", "未生效"),
        ("suspended", "2026-11-24", "暂停"),
        ("valid", "2026-11-24", "有效"),
        ("valid", "2029-11-23", "有效"),
        ("valid", "2029-11-24", "过期"),
        ("revoked", "2026-12-01", "撤销"),
        ("future", "2026-12-19", "未生效"),
        ("future", "2026-12-20", "有效"),
        ("renewed", "2026-12-07", "有效"),
        ("renewed", "2026-12-08", "注销"),
    ],
)
def test_the_status_on_a_day(client: FlaskClient, world: World, name: str, day: str, word: str) -> None:
    text = client.get(f"/c/{world.numbers[name]}?at={day}").text
    assert f'<span class="nb">{day}</span> 当天状态是“{word}”' in text
    assert f'value="{day}"' in text
    number = world.numbers[name]
    codes = {
        "有效": "valid",
        "暂停": "suspended",
        "撤销": "revoked",
        "注销": "withdrawn",
        "过期": "expired",
        "未生效": "not_yet_valid",
    }
    answer = client.get(f"/api/v1/certificates/{number}?at={day}").get_json()
    assert (answer["status"], answer["day"]) == (codes[word], day)


def test_a_past_day_does_not_change_todays_verdict(client: FlaskClient, world: World) -> None:
    text = client.get(f"/c/{world.numbers['renewed']}?at=2026-11-30").text
    assert '<section class="verdict v-withdrawn"' in text
    assert '<section class="verdict v-valid"' not in text
    assert "当天状态是“有效”" in text


@pytest.mark.parametrize(
    "asked",
    [
        "2026-12-01",
        "2026/12/1",
        "2026年12月1日",
        "２０２６－１２－０１",
        "2026-11-30T16:00:00Z",
        "2026-12-01T23:59:59+08:00",
        "2026-12-01T23:59:59 08:00",
        "2026-12-01 00:00+08:00",
        " 2026-12-01 ",
    ],
)
def test_a_day_is_read_in_any_usual_form_and_an_instant_as_its_beijing_day(
    client: FlaskClient, world: World, asked: str
) -> None:
    answer = client.get(f"/api/v1/certificates/{world.numbers['valid']}", query_string={"at": asked})
    assert answer.get_json()["day"] == "2026-12-01"


@pytest.mark.parametrize(
    "asked",
    [
        "tomorrow",
        "12/01/2026",
        "2026-13-01",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "1989-12-31",
        "2200-01-01",
        "2026-12-01T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "x" * 5_000,
        "<b>",
        "1e9",
    ],
)
def test_what_is_no_day_is_named_beside_its_field(client: FlaskClient, world: World, asked: str) -> None:
    number = world.numbers["valid"]
    answer = client.get(f"/c/{number}", query_string={"at": asked})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert re.search(r'id="d-error" role="alert">.*?<b>.+?</b>', answer.text)
    problem = client.get(f"/api/v1/certificates/{number}", query_string={"at": asked})
    assert (problem.status_code, problem.content_type) == (400, "application/problem+json")
    (error,) = problem.get_json()["errors"]
    assert error["field"] == "at"
    assert set(error["message"]) == {"zh", "en"}


def test_an_empty_day_asks_nothing(client: FlaskClient, world: World) -> None:
    answer = client.get(f"/c/{world.numbers['valid']}?at=")
    assert answer.status_code == 200
    assert "当天状态是" not in answer.text


def test_a_day_to_come_says_that_it_may_change(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    assert "这一天还没有到" in client.get(f"/c/{number}?at=2026-12-11").text
    assert "这一天还没有到" not in client.get(f"/c/{number}?at=2026-12-10").text
    assert "That day is still to come" in client.get(f"/en/c/{number}?at=2027-01-01").text


def test_the_question_is_answered_in_the_language_it_was_asked_in(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    assert f'action="/c/{number}#day"' in client.get(f"/c/{number}").text
    for text in (
        client.get(f"/en/c/{number}").text,
        client.get(f"/c/{number}", headers={"Accept-Language": "en"}).text,
    ):
        assert f'action="/en/c/{number}#day"' in text
