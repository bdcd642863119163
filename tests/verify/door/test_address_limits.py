"""How often one address may ask, and who counts as one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests

from certs import limits
from certs.instance.service_settings import ServiceSettings
from tests.verify.sample_service import World
from verify.door import front
from verify.door.address_limits import AddressLimit, points_of


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that does not end while a test runs."""
    monkeypatch.setattr(limits, "ADDRESS_SECONDS", 3_600)


pytestmark = pytest.mark.usefixtures("unhurried")


def service(world: World, points: int, proxies: int = 0) -> Flask:
    app = world.app()
    front.put_before(app, ServiceSettings(proxies=proxies, address_points=points))
    return app


def asked(
    client: FlaskClient, count: int, path: str = "/contexts/v1", address: str = "203.0.113.7", via: str = ""
) -> list[int]:
    headers = {"X-Forwarded-For": via} if via else {}
    return [
        client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": address}).status_code for _ in range(count)
    ]


def test_one_address_may_ask_so_often_and_others_go_on(world: World) -> None:
    client = service(world, 5).test_client()
    assert asked(client, 7) == [200] * 5 + [429] * 2
    assert asked(client, 1, address="203.0.113.8") == [200]


def test_what_costs_more_counts_more(world: World) -> None:
    client = service(world, 2 * limits.DEAR_POINTS).test_client()
    assert asked(client, 3, "/verify?q=海岚") == [200, 200, 429]
    number = world.numbers["valid"]
    dear = [f"/c/{number}.bundle", f"/c/{number}.svg", "/q/ABC", "/en/q/ABC", "/Q/ABC"]
    assert {points_of(path, b"") for path in dear} == {limits.DEAR_POINTS}
    assert {points_of(path, b"q=x") for path in ("/verify", "/api/v1/certificates", "/log/proof")} == {
        limits.DEAR_POINTS
    }
    assert {points_of(f"{at}/c/{number}.pdf", b"") for at in ("", "/en")} == {limits.PAPER_POINTS}
    batches = ("/verify/batch", "/en/verify/batch", "/api/v1/verify/batch")
    assert {points_of(path, b"", "POST") for path in batches} == {limits.BID_POINTS}
    files = [path.replace("batch", "document") for path in batches]
    assert {points_of(path, b"", "POST") for path in files} == {limits.DOCUMENT_POINTS}
    assert points_of("/api/v1/verify", b"", "POST") == limits.DEAR_POINTS
    assert {points_of(path, b"") for path in ("/", "/verify", f"/c/{number}", f"/c/{number}.json", "/healthz")} == {1}


def test_a_long_answer_counts_for_each_of_its_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ANSWER_PIECE", 100)
    client = service(world, 10).test_client()
    assert asked(client, 2, "/contexts/v1") == [200, 429]


@pytest.mark.parametrize(
    "path", ["/c/99926SC00001R0M", "/en/c/99926SC00001R0M", "/api/v1/certificates/99926SC00001R0M"]
)
def test_too_often_is_said_in_words_with_when_to_come_back(world: World, path: str) -> None:
    client = service(world, 1).test_client()
    asked(client, 1)
    answer = client.get(path, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= limits.ADDRESS_SECONDS
    assert answer.headers["Cache-Control"] == "no-store"
    if path.startswith("/api"):
        told = answer.get_json()
        assert (answer.content_type, told["code"], told["status"]) == (
            "application/problem+json",
            "too_many_requests",
            429,
        )
        assert told["message"].keys() == {"zh", "en"}
    else:
        assert ("Too many questions" in answer.text) is path.startswith("/en/")
        assert ("查得太快了" in answer.text) is not path.startswith("/en/")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:2:ffff::9", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
    ],
)
def test_a_household_counts_as_one(world: World, one: str, other: str, same: bool) -> None:
    client = service(world, 1).test_client()
    assert asked(client, 1, address=one) == [200]
    assert asked(client, 1, address=other) == [429 if same else 200]


def test_behind_a_proxy_the_clients_own_address_counts_and_cannot_be_made_up(world: World) -> None:
    client = service(world, 1, proxies=1).test_client()
    assert asked(client, 1, address="127.0.0.1", via="203.0.113.7") == [200]
    assert asked(client, 1, address="127.0.0.1", via="198.51.100.1, 203.0.113.7") == [429], (
        "what stands before is made up"
    )
    assert asked(client, 1, address="127.0.0.1", via="203.0.113.7, 198.51.100.2") == [200]


def test_behind_two_proxies_the_last_but_one_counts(world: World) -> None:
    client = service(world, 1, proxies=2).test_client()
    assert asked(client, 1, address="127.0.0.1", via="203.0.113.7, 10.0.0.1") == [200]
    assert asked(client, 1, address="127.0.0.1", via="1.2.3.4, 203.0.113.7, 10.0.0.1") == [429]


def test_without_a_proxy_that_header_is_not_believed(world: World) -> None:
    client = service(world, 1).test_client()
    assert asked(client, 1, via="203.0.113.1") == [200]
    assert asked(client, 1, via="203.0.113.2") == [429]


def test_a_proxy_that_nobody_told_us_of_does_not_make_all_clients_one(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = service(world, 1).test_client()
    assert asked(client, 5, address="127.0.0.1", via="203.0.113.1") == [200] * 5
    assert [record.message for record in caplog.records if "service.proxies is 0" in record.message] != []
    assert asked(client, 2, address="127.0.0.1") == [200, 429]


def test_no_timer_is_started_and_no_point_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own storage starts them in threads, which disturb each other where two requests come at once."""
    monkeypatch.delattr(threading, "Timer")
    limit = AddressLimit(8 * 20 * 3 + 1)

    def ask(_: int) -> None:
        for _ in range(20):
            limit.require("203.0.113.7", 1)
            limit.add("203.0.113.7", 2)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    limit.require("203.0.113.7", 1)
    with pytest.raises(TooManyRequests):
        limit.require("203.0.113.7", 1)
