"""Whether a certificate covers a product, for programs: the same answer as on its page, on any day, in any status."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from certs.certificate.coverage.coverage import coverage_of
from tests.verify.sample_service import World, version_of

ANSWERS = [
    ("家用电动洗衣机", "covered"),
    ("家用电冰箱", "covered_if"),
    ("水泵", "not_listed"),
    ("中央空调", "excluded"),
]


@pytest.mark.parametrize(("product", "answer"), ANSWERS)
def test_the_answer_has_what_decided_it(client: FlaskClient, world: World, product: str, answer: str) -> None:
    address = f"/api/v1/certificates/{world.numbers['valid']}"
    asked = client.get(f"{address}/coverage", query_string={"product": f" {product}\u200b"})
    assert (asked.status_code, asked.content_type) == (200, "application/json")
    assert asked.headers["Cache-Control"] == client.get(address).headers["Cache-Control"]
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    coverage = asked.get_json()
    assert coverage["answer"] == answer
    assert coverage == coverage_of(version_of(world, "valid").subject, product).to_json()
    assert set(coverage) == {"answer", "item", "rule", "words", "limits", "nearest", "sentence"}
    whole = client.get(address, query_string={"product": product}).get_json()
    assert (whole["coverage"], whole["status"]) == (coverage, "valid")
    assert "coverage" not in client.get(address).get_json()


@pytest.mark.parametrize(
    ("name", "product", "at", "answer"),
    [
        ("revoked", "家用空调器", "2026-12-10", "covered_if"),  # whatever its status: that stands beside it
        ("valid", "家用电动洗衣机", "2030-01-01", "covered"),
        ("future", "家用空调器", "2026-12-19", None),
        ("future", "家用空调器", "2026-12-20", "covered_if"),
        ("valid", "家用电动洗衣机", "2026-11-23", None),
        ("valid", "家用电动洗衣机", "2026-11-23T16:00:00Z", "covered"),
    ],
)
def test_it_is_answered_by_the_version_in_force_on_the_day_and_by_none_before_the_issue(
    client: FlaskClient, world: World, name: str, product: str, at: str, answer: str | None
) -> None:
    address = f"/api/v1/certificates/{world.numbers[name]}"
    query = {"product": product, "at": at}
    coverage = client.get(f"{address}/coverage", query_string=query).get_json()
    assert (coverage and coverage["answer"]) == answer
    assert client.get(address, query_string=query).get_json()["coverage"] == coverage


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "missing"),
        ({"product": ""}, "missing"),
        ({"product": " \u200b "}, "missing"),
        ({"product": "泵" * 61}, "range"),
        ({"product": "--/"}, "format"),
        ({"product": "水泵", "at": "gestern"}, "format"),
    ],
)
def test_what_is_no_product_is_a_problem_document(
    client: FlaskClient, world: World, query: dict[str, str], code: str
) -> None:
    address = f"/api/v1/certificates/{world.numbers['valid']}"
    for place in (f"{address}/coverage", *([address] if query else [])):
        answer = client.get(place, query_string=query)
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
        problem = answer.get_json()
        assert problem["code"] == ("bad_question" if "at" in query else "bad_product")
        (error,) = problem["errors"]
        assert (error["field"], error["code"]) == ("at" if "at" in query else "product", code)
        assert all(error["message"].values())
    assert client.get(f"{address}/coverage", query_string={"product": "泵" * 60}).status_code == 200


def test_a_number_that_is_not_there_is_the_usual_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/certificates/99926SC99999R0M/coverage?product=x")
    assert (answer.status_code, answer.get_json()["kind"]) == (404, "never-issued")
