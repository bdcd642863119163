"""Whether the service says that it is up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.verify.sample_service import World
from verify.service import EXTENSION


def test_healthz_counts_the_entries(client: FlaskClient, world: World) -> None:
    with world.register.reader().view() as view:
        assert client.get("/healthz").get_json() == {
            "status": "ok",
            "entries": view.size,
            "as_of": "2026-12-10T04:00:00Z",
        }


def test_readiness_knows_when_lists_are_stale(client: FlaskClient, world: World) -> None:
    late = client.get("/readyz")
    assert (late.status_code, late.get_json()["status"]) == (503, "late")
    assert late.get_json()["causes"] == [{"code": "status_list_stale", "part": "status_list"}]
    world.now = world.register.now
    answer = client.get("/readyz").get_json()
    assert (answer["status"], answer["published"]) == ("ready", None)
    assert answer["lists_until"] > answer["as_of"]


def test_readiness_knows_when_publication_or_register_are_behind(world: World, tmp_path: Path) -> None:
    world.now = world.register.now
    client = world.app(home=tmp_path).test_client(use_cookies=False)
    published = tmp_path / "public" / "log" / "checkpoint"
    published.parent.mkdir(parents=True)
    newest = client.get("/log/checkpoint").text
    size = newest.split("\n")[1]
    for told, seconds, causes in (
        (newest, 9_999, []),
        (newest.replace(f"\n{size}\n", "\n7\n"), 0, []),  # it is being published
        (newest.replace(f"\n{size}\n", "\n7\n"), 9_999, ["publication_behind"]),
        (newest.replace(f"\n{size}\n", f"\n{size}0\n"), 0, ["register_behind"]),
        ("no checkpoint", 9_999, []),
    ):
        published.write_text(told, encoding="utf-8")
        world.now = world.register.now + timedelta(seconds=seconds)
        answer = client.get("/readyz")
        assert [cause["code"] for cause in answer.get_json().get("causes", [])] == causes, told
        assert answer.status_code == (503 if causes else 200)


def test_a_look_at_the_health_neither_waits_for_its_turn_nor_keeps_others_from_theirs(
    client: FlaskClient, shared_app: Flask, world: World
) -> None:
    service = shared_app.extensions[EXTENSION]
    world.now = world.register.now
    with ThreadPoolExecutor(1) as other:
        other.submit(service.register.turn.take).result(60)
        assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
        with service.health._looking:  # somebody looks, and takes long
            assert client.get("/healthz").get_json()["entries"] > 0
        other.submit(service.register.turn.give_back).result(60)
    service.register.turn.take()
    service.register.turn.give_back()
