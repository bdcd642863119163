"""`starmark find` and the API answer every text alike."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from certs.instance.folder import open_instance
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk
from verify import Config, create_app

NUMBER = number(1)
TEXTS = [
    NUMBER,
    f"证书编号：{NUMBER}。",
    f"https://cert.example.cn/c/{NUMBER}",
    f"http://cert。example。cn/C/{NUMBER}?x=1",
    f"{NUMBER} 99926SC00099R0M",
    f"{NUMBER}{NUMBER}",
    "99926SC00099R0M",
    "99926SC00011R0M",
    "12326SC00001R0M",
    "914403001922038217",
    "青禾",
    "qinghe",
    "（样例）",
    "青禾市家用电嚣有限公司",
    "qinghe",
    "QH",
    "清禾",
    "家電 青禾",
    "没有这家",
    "。。。",
    "https://evil.example/c/1",
    "A2" * 60,
    "eyJhbGciOiJFZERTQSJ9abcdefgh.eyJ",
    "好" * 201,
]


@pytest.fixture
def web(desk: Desk) -> FlaskClient:
    place = open_instance(desk.staff.home)
    return create_app(Config(place.settings, place.register_url, None, clock.now, None)).test_client()


def without_time(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name != "as_of"}


@pytest.mark.parametrize("text", TEXTS)
def test_find_and_the_api_agree(desk: Desk, web: FlaskClient, text: str) -> None:
    said = desk("find", text, "--json")
    answer = web.get("/api/v1/certificates", query_string={"q": text})
    if answer.status_code == 200:
        assert said.code == 0
        assert without_time(said.json) == without_time(answer.get_json())
        return
    problem = answer.get_json()
    assert said.code == 1
    if answer.status_code == 404:
        assert said.json == {name: problem[name] for name in ("kind", "message", "suggestions")}
    else:
        assert (said.json["error"]["code"], said.json["errors"]) == (problem["code"], problem["errors"])


def test_a_list_tells_scheme_and_scope(desk: Desk) -> None:
    said = desk("find", "青禾")
    assert said.code == 0
    printed = "".join(said.out.split())
    assert "After-salesservicecertification" in printed
    assert "家用空调器" in printed
    assert "�" not in printed  # what replaces a control character, and a line feed is one
