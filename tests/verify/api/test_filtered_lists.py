"""Lists by filter over the API: with a question and without, page by page, and what is abused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import FIRMS, World

API = "/api/v1/certificates"


def walked(client: FlaskClient, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        answer = client.get(API, query_string=asked)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        page = answer.get_json()
        items += page["items"]
        if page["next"] is None:
            return items
        asked["after"] = page["next"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"status": "suspended"}, {"suspended", "overdue"}),
        ({"status": "暂停,撤销"}, {"suspended", "overdue", "revoked"}),
        ({"status": "withdrawn"}, {"withdrawn", "renewed"}),
        ({"status": "not_yet_valid"}, {"future"}),
        ({"status": "expired"}, set()),
        ({"scheme": "brand-1000"}, {"brand"}),
        ({"level": "qualified"}, {"qualified"}),
        ({"status": "revoked", "valid_on": "2026-11-24"}, set()),  # it was revoked on that very day
        ({"q": "青禾第2家用", "status": "suspended"}, {"suspended"}),
        ({"q": "青禾第2家用", "status": "valid"}, set()),
        ({"q": "青禾样例", "status": "suspended"}, {"suspended", "overdue"}),
        ({"q": "青禾样例", "level": "qualified"}, {"qualified"}),
    ],
)
def test_a_filter_leaves_what_fits(client: FlaskClient, world: World, asked: dict[str, str], names: set[str]) -> None:
    items = walked(client, **asked)
    assert {item["number"] for item in items} == {world.numbers[name] for name in names}


def test_a_number_that_does_not_fit_is_no_item_and_not_unknown_either(client: FlaskClient, world: World) -> None:
    number = world.numbers["revoked"]
    assert [item["status"] for item in walked(client, q=number, status="revoked")] == ["revoked"]
    assert walked(client, q=number, status="valid") == []
    assert client.get(API, query_string={"q": "没有这个名字", "status": "valid"}).status_code == 404


def test_the_list_without_a_question_is_paged_by_key(client: FlaskClient, world: World) -> None:
    items = walked(client, status="valid", limit=7)
    assert len({item["number"] for item in items}) == len(items) >= FIRMS
    assert {item["status"] for item in items} == {"valid"}
    assert items[0]["matched"] == {"field": "listed", "text": items[0]["number"]}
    everything = walked(client, status="valid,suspended,revoked,withdrawn,expired,not_yet_valid", limit=100)
    assert {item["number"] for item in everything} == set(world.numbers.values())


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "q"),
        ({"status": ""}, "q"),
        ({"status": "good"}, "status"),
        ({"region": "Atlantis"}, "region"),
        ({"level": "9"}, "level"),
        ({"scheme": "x" * 5000}, "scheme"),
        ({"valid_on": "0000-00-00"}, "valid_on"),
        ({"status": "valid", "limit": "0"}, "limit"),
        ({"status": "valid", "limit": "101"}, "limit"),
        ({"status": "valid", "after": "x" * 500}, "after"),
    ],
)
def test_what_cannot_be_asked_is_named(client: FlaskClient, asked: dict[str, str], field: str) -> None:
    answer = client.get(API, query_string=asked)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]


@pytest.mark.parametrize("after", ["0.20", "91000000MA0000277Y", "'; DROP TABLE standing", "x.99926SC00001R0M", "-1"])
def test_a_mark_of_another_list_is_refused(client: FlaskClient, after: str) -> None:
    answer = client.get(API, query_string={"status": "valid", "after": after})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "cursor")
