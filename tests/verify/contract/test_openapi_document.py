"""The description of the interface is the interface: every address and parameter of it, and nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.contract.openapi_document import GROUPS, OPERATIONS, document
from verify.contract.operation import Operation
from verify.contract.operations import API

ROOT: Final = Path(__file__).resolve().parents[3]
BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}


def placed(operation: Operation, numbers: dict[str, str]) -> str:
    """Return the address of an operation with something real in its places."""
    places: dict[str, Any] = {place.name: place.example for place in operation.places}
    if "{number}" in operation.path and "status" not in operation.path:
        places["number"] = numbers["valid"]
    if "tile" in places:
        places["tile"] = "entries/000.p/6"
    return operation.path.format(**places)


def query(operation: Operation) -> dict[str, str]:
    return {one.name: str(one.example) for one in operation.parameters if one.example is not None}


def test_the_description_has_every_address_of_the_api_and_nothing_else(shared_app: Flask) -> None:
    rules = {
        (re.sub(r"<(\w+)>", r"{\1}", rule.rule), "POST" if "POST" in (rule.methods or ()) else "GET")
        for rule in shared_app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert rules == {(operation.path, operation.method) for operation in API}
    described = document("https://cert.example.cn")["paths"]
    assert {path for path in described if path.startswith("/api/")} == {path for path, _ in rules}
    assert len(described) == len(OPERATIONS) == len(BY_NAME)


def test_views_of_the_api_read_no_parameter_beside_their_operation() -> None:
    for module in (*(ROOT / "verify" / "api").glob("*.py"), ROOT / "verify" / "bids" / "bids_api.py"):
        assert "request.args" not in module.read_text(encoding="utf-8"), module.name
        assert "@reads(" not in module.read_text(encoding="utf-8"), module.name


@pytest.mark.parametrize("name", BY_NAME)
def test_each_operation_answers_its_own_example(client: FlaskClient, world: World, name: str) -> None:
    operation = BY_NAME[name]
    if operation.body is not None:
        if operation.body.content_type == "multipart/form-data":
            file = io.BytesIO(operation.body.example["file"].encode()) if operation.body.example else io.BytesIO()
            answer = client.post(operation.path, data={"file": (file, "number.txt")})
        else:
            answer = client.post(operation.path, json=operation.body.example)
    else:
        answer = client.get(placed(operation, world.numbers), query_string=query(operation))
    if answer.status_code == 404:
        assert "at" in query(operation) or name in {"certificates", "organisation_feed"}
        answer = client.get(
            placed(operation, world.numbers), query_string={"q": "样例"} if "q" in query(operation) else {}
        )
    assert (answer.status_code, answer.mimetype) == (200, operation.content_type)
    assert ("ETag" in answer.headers) is operation.tagged
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


ASKED: Final = {"certificates": {"q": "样例"}, "coverage": {"product": "泵"}}
KEPT: Final = {"context": "public, max-age=31536000, immutable", "tile": "public, max-age=600"}  # what never changes


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS if operation.method == "GET"])
def test_what_did_not_change_is_not_sent_again(client: FlaskClient, world: World, name: str) -> None:
    operation = BY_NAME[name]
    address = placed(operation, world.numbers)
    first = client.get(address, query_string=ASKED.get(name))
    assert first.headers["Cache-Control"] == KEPT.get(name, "no-cache")
    world.now = world.now.replace(second=59)
    headers = {"If-None-Match": first.headers["ETag"]}
    for method in ("GET", "HEAD"):
        again = client.open(address, method=method, query_string=ASKED.get(name), headers=headers)
        assert (again.status_code, again.data, again.headers["Access-Control-Allow-Origin"]) == (304, b"", "*")
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get(address, query_string=ASKED.get(name), headers={"If-None-Match": '"x"'}).status_code == 200


PAGED: Final = [one.name for one in OPERATIONS if "after" in {parameter.name for parameter in one.parameters}]


@pytest.mark.parametrize("name", PAGED)
def test_pages_together_are_the_whole(client: FlaskClient, name: str) -> None:
    path, asked = BY_NAME[name].path, {"certificates": {"level": "five-star"}}.get(name, {})
    whole = client.get(path, query_string={**asked, "limit": 100}).get_json()
    pages: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = client.get(path, query_string={**asked, "limit": 7, **({"after": after} if after else {})}).get_json()
        assert 0 < len(page["items"]) <= 7
        pages += page["items"]
        after = page["next"]
    assert pages[:100] == whole["items"]
    assert len(pages) > 7 or name == "notices"
    assert (whole["next"] is None) is (len(pages) <= 100)


def test_every_group_and_every_shape_is_used() -> None:
    told = document("https://cert.example.cn")
    assert {operation.group for operation in OPERATIONS} == set(GROUPS)
    text = repr(told)
    shapes = told["components"]["schemas"]
    assert {name for name in shapes if f"'#/components/schemas/{name}'" not in text} == set()


def test_the_directory_lists_those_who_hold_something(client: FlaskClient) -> None:
    whole = client.get("/api/v1/directory?limit=100").get_json()["items"]
    assert {hit["status"] for one in whole for hit in one["certificates"]} == {"valid", "suspended"}
    assert sorted(one["uscc"] for one in whole) == [one["uscc"] for one in whole]


def test_the_log_goes_down_to_its_first_entry(client: FlaskClient, world: World) -> None:
    entries, after = [], None
    while True:
        page = client.get("/api/v1/log", query_string={"limit": 40, **({"after": after} if after else {})}).get_json()
        entries += page["items"]
        after = page["next"]
        if after is None:
            break
    assert [one["position"] for one in entries] == list(range(page["size"] - 1, -1, -1))
    told = [one for one in entries if one["number"] == world.numbers["revoked"]]
    history = client.get(f"/api/v1/certificates/{world.numbers['revoked']}/history").get_json()["history"]
    assert [one["position"] for one in told] == [one["position"] for one in history[::-1]]
