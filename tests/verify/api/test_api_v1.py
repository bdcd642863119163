"""The JSON API and its problem documents (RFC 9457)."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.verify.sample_service import World


def test_a_certificate_in_full(client: FlaskClient, world: World) -> None:
    answer = client.get(f"/api/v1/certificates/{world.numbers['valid']}")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found = answer.get_json()
    assert found["number"] == world.numbers["valid"]
    assert found["status"] == "valid"
    assert (found["level"], found["stars"], found["level_name"]["zh"]) == ("five-star", 5, "五星级")
    assert found["holder"]["name"].startswith("海岚（样例）")
    assert found["holder"]["uscc"]
    assert [item["name"] for item in found["scope"]] == ["家用空气调节器", "家用电冰箱", "家用电动洗衣机"]
    assert found["excludes"] == ["二手商品"]
    assert len(found["sites"]) == 3
    assert (found["issued"], found["valid_until"]) == ("2026-11-24", "2029-11-23")
    assert found["as_of"] == "2026-12-10T04:00:00Z"
    assert found["verdict"]["overall"] == "valid"
    assert [check["outcome"] for check in found["verdict"]["checks"]] == ["pass"] * 7
    assert found["history"][0]["type"] == "issued"


def test_that_no_surveillance_is_recorded_is_told_without_judgement(client: FlaskClient, world: World) -> None:
    number = world.numbers["valid"]
    now, later = (client.get(f"/api/v1/certificates/{number}{at}").get_json() for at in ("", "?at=2027-12-01"))
    assert now["surveillance"] == {"last": None, "none_since": None}
    assert later["surveillance"] == {"last": None, "none_since": "2026-11-24"}
    assert later["status"] == "valid"
    assert "自 2026-11-24 起没有登记" in client.get(f"/c/{number}?at=2027-12-01").text
    assert "最近一次监督" not in client.get(f"/c/{number}").text


@pytest.mark.parametrize(
    ("name", "status", "overall"),
    [
        ("valid", "valid", "valid"),
        ("suspended", "suspended", "not_valid"),
        ("revoked", "revoked", "not_valid"),
        ("withdrawn", "withdrawn", "not_valid"),
        ("renewed", "withdrawn", "not_valid"),
        ("future", "not_yet_valid", "not_valid"),
    ],
)
def test_status_and_verdict_agree(client: FlaskClient, world: World, name: str, status: str, overall: str) -> None:
    found = client.get(f"/api/v1/certificates/{world.numbers[name]}").get_json()
    assert (found["status"], found["verdict"]["overall"], found["verdict"]["status"]) == (status, overall, status)
    assert found["standing"]["code"] == status


def test_a_suspension_says_why_and_until_when(client: FlaskClient, world: World) -> None:
    standing = client.get(f"/api/v1/certificates/{world.numbers['suspended']}").get_json()["standing"]
    assert (standing["reason"], standing["until"], standing["overdue"]) == ("mark-misuse", "2027-02-01", False)
    assert set(standing["reason_words"]) == {"zh", "en"}
    assert client.get(f"/api/v1/certificates/{world.numbers['overdue']}").get_json()["standing"]["overdue"] is True


def test_a_renewal_names_both_ends(client: FlaskClient, world: World) -> None:
    old, new = world.numbers["renewed"], world.numbers["successor"]
    assert client.get(f"/api/v1/certificates/{old}").get_json()["successor"] == new
    assert client.get(f"/api/v1/certificates/{new}").get_json()["predecessor"] == old


def test_a_taken_over_number_goes_by_its_tilde(client: FlaskClient, world: World) -> None:
    found = client.get("/api/v1/certificates/00114SH22766R2L~3502").get_json()
    assert found["number"] == world.numbers["taken_over"]
    assert found["first_issued"] == "2019-03-01"
    assert found["links"]["page"].endswith("/c/00114SH22766R2L~3502")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("99926SC00100R0M", "near-miss"),
        ("99926SC99999R0M", "never-issued"),
        ("00216Q10097R1S", "foreign"),
        ("x", "malformed"),
    ],
)
def test_not_found_is_a_problem_document(client: FlaskClient, number: str, kind: str) -> None:
    answer = client.get(f"/api/v1/certificates/{number}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    problem = answer.get_json()
    assert {"type", "title", "status", "detail", "instance", "code", "kind", "suggestions", "errors", "message"} <= set(
        problem
    )
    assert (problem["status"], problem["kind"]) == (404, kind)
    assert bool(problem["suggestions"]) is (kind == "near-miss")


@pytest.mark.parametrize(
    "path",
    ["/api/v1/", "/api/v1/nothing", "/api/v2/certificates", "/status/nothing", "/.well-known/nothing", "/contexts/v2"],
)
def test_an_unknown_address_for_machines_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_wrong_method_is_a_problem_too(client: FlaskClient) -> None:
    answer = client.post("/api/v1/certificates", json={})
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
