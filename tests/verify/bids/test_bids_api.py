"""A stack of bids over the API: each row answered in its order, and what is no list refused as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from unittest.mock import ANY

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certs import limits
from tests.verify.sample_service import World
from verify.service import EXTENSION

HOLDER: Final = "海岚（样例）电器与智能家居综合售后服务股份有限公司岚城第一分公司"
FORGED: Final = "99926SC77777R0M"
API: Final = "/api/v1/verify/batch"


@pytest.fixture(scope="module", autouse=True)
def _children_end(shared_app: Flask) -> Iterator[None]:
    yield
    shared_app.extensions[EXTENSION].stacks.children.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"rows": {}}', b'{"rows": []}', b'{"rows": [' + b"{}," * limits.BIDS + b"{}]}", b"\xff"],
)
def test_a_body_that_is_no_list_is_a_problem_document(client: FlaskClient, body: bytes) -> None:
    answer = client.post(API, data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json()["errors"][0]["field"] == "rows"


ROWS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {  # what is asked, and what of the answer is told
    "holder and number": (
        {"number": "{valid}", "name": HOLDER, "product": "中央空调", "on": "2026-12-08"},
        {"holder_matches": True, "overall": "valid", "status": "valid", "error": None, "near": []},
    ),
    "another firm's": (
        {"number": "{valid}", "name": "云杉公司"},
        {"number": "{valid}", "holder": HOLDER, "holder_matches": False, "overall": "valid", "coverage": None},
    ),
    "a former name": (
        {"name": "海岚（样例）电器厂"},
        {"number": "{valid}", "holder": HOLDER, "holder_matches": True, "status_today": "valid"},
    ),
    "forged": (
        {"number": FORGED, "name": HOLDER},
        {
            "number": FORGED,
            "holder": None,
            "holder_matches": None,
            "overall": "not_genuine",
            "status": None,
            "near": [{"number": "{valid}", "holder": HOLDER}],
        },
    ),
    "near a number": (
        {"number": "{suspended}X"},
        {"holder": None, "overall": "unknown", "near": [{"number": "{suspended}", "holder": ANY}]},
    ),
    "a part of a name": (
        {"name": "海岚（样例）电器"},
        {"number": None, "overall": "unknown", "near": [{"number": "{valid}", "holder": HOLDER}]},
    ),
    "before the day of issue": (
        {"number": "{future}", "product": "家用空调器", "on": "2026-12-01"},
        {"overall": "not_valid", "status": "not_yet_valid", "coverage": None},
    ),
    "then and now": (
        {"number": "{revoked}", "on": "2026-11-24"},
        {"overall": "not_valid", "status": "revoked", "status_today": "revoked"},
    ),
    "nothing": ({"product": "空调"}, {"overall": "unknown", "status": None, "error": ("number", "missing")}),
    "a day that could be two": ({"number": "{valid}", "on": "08/12/2026"}, {"error": ("on", "format"), "number": None}),
    "a number as a number": ({"number": 5}, {"error": ("number", "type")}),
    "a stranger": ({"number": "{valid}", "at": "2026"}, {"error": ("at", "unknown")}),
    "a product too long": ({"number": "{valid}", "product": "x" * 61}, {"error": ("product", "range")}),
    "a product of marks": ({"number": "{valid}", "product": "空" + "。"}, {"status": "valid"}),
    "null": ({"number": "{valid}", "name": None, "on": None}, {"holder_matches": None, "status": "valid"}),
}


def test_the_api_answers_each_row_in_its_order(client: FlaskClient, world: World) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [filled(each) for each in value]
        return value.format(**world.numbers) if isinstance(value, str) else value

    answer = client.post(API, json={"rows": [*(filled(asked) for asked, _ in ROWS.values()), 7]})
    assert answer.status_code == 200
    rows = answer.get_json()["rows"]
    assert len(rows) == len(ROWS) + 1
    for (name, (_, expected)), row in zip(ROWS.items(), rows, strict=False):
        if row["error"]:
            row["error"] = row["error"]["field"], row["error"]["code"]
        assert {key: row[key] for key in expected} == filled(expected), name
    assert rows[0]["coverage"]["answer"] == "excluded"
