"""Whose turn it is: all who wait for a locked register wait together, and nobody else waits."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs import limits
from certs.errors import CouldNotCheck
from tests.register.founded_register import SETTINGS
from tests.verify.sample_service import NOON, World
from verify import Config, create_app
from verify.access.register_turn import Turn


def code_of(turn: Turn) -> str:
    """Take the turn and give it back; return the code of the refusal, "" where there was none."""
    try:
        turn.take()
    except CouldNotCheck as error:
        return error.code
    turn.give_back()
    return ""


def test_a_thread_takes_its_turn_once_and_gives_it_back() -> None:
    turn = Turn()
    turn.give_back()
    turn.take()
    turn.take()
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(code_of, turn)
        assert not asked.done()
        turn.give_back()
        assert asked.result(10) == ""
    assert code_of(turn) == ""


def test_more_than_may_wait_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REGISTER_QUEUE", 2)
    monkeypatch.setattr(limits, "READ_BUSY_SECONDS", 60)
    turn = Turn()
    turn.take()
    with ThreadPoolExecutor(3) as others:
        waiting = [others.submit(code_of, turn) for _ in range(3)]
        refused = next(one for one in itertools.cycle(waiting) if one.done())
        assert refused.result() == "register_busy"
        turn.give_back()
        assert sorted(one.result(10) for one in waiting) == ["", "", "register_busy"]


def test_those_who_waited_along_are_told_when_one_waited_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ_BUSY_SECONDS", 60)
    turn = Turn()
    turn.take()
    with ThreadPoolExecutor(5) as others:
        waiting = [others.submit(code_of, turn) for _ in range(5)]
        while turn._places._value > limits.REGISTER_QUEUE - 5:
            time.sleep(0.001)
        turn.was_in_vain()
        turn.give_back()
        assert {one.result(10) for one in waiting} == {"register_locked"}
    assert code_of(turn) == "", "whoever comes later tries anew"


@pytest.fixture
def locked(world: World, tmp_path: Path) -> tuple[FlaskClient, Path]:
    """A service over a copy of the register, and the file."""
    path = tmp_path / "register.db"
    shutil.copy(world.register.url.removeprefix("sqlite:///"), path)
    return create_app(Config(SETTINGS, f"sqlite:///{path}", None, lambda: NOON)).test_client(), path


def test_what_asks_no_register_is_answered_while_many_wait_for_it(
    world: World, locked: tuple[FlaskClient, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READ_BUSY_SECONDS", 60)
    client, path = locked
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN EXCLUSIVE")
    app, asked = client.application, threading.Barrier(9)

    def ask() -> int:
        asked.wait()
        return app.test_client().get(f"/c/{world.numbers['valid']}").status_code

    with ThreadPoolExecutor(8) as askers:
        waiting = [askers.submit(ask) for _ in range(8)]
        asked.wait()
        for page in ("/", "/verify", "/en/verify", "/contexts/v1", "/static/starmark/starmark.css", "/nope"):
            assert client.get(page).status_code in {200, 404}
        assert not any(one.done() for one in waiting)
        writer.execute("ROLLBACK")
        assert {one.result(60) for one in waiting} == {200}
    writer.close()


def test_a_locked_register_says_to_come_back_soon(
    world: World, locked: tuple[FlaskClient, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READ_BUSY_SECONDS", 0.05)
    client, path = locked
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    answer = client.get(f"/c/{world.numbers['valid']}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(limits.RETRY_SOON_SECONDS))
    assert "正在更新" in answer.text
    for address in ("/healthz", "/readyz"):
        health = client.get(address)
        assert health.get_json()["causes"] == [{"code": "register_locked", "part": "register"}]
        assert (health.status_code, health.headers["Retry-After"]) == (503, str(limits.RETRY_SOON_SECONDS))
    writer.execute("ROLLBACK")
    writer.close()
    assert client.get("/healthz").status_code == 200
