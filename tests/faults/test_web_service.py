"""The web under strain: processes killed, clients that say nothing or read nothing, a locked register."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from certs import limits
from tests.faults.web_process import HOST, Web, alive, ended, running, until
from tests.instances import Staff, copied, number


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one page, and of a file that is more than what is under way to a client who reads nothing."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "big.txt").write_bytes(bytes(4_000_000))
    (folder / "index.html").write_text("home", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def web(first_instance: Staff, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    home = copied(first_instance, folder).home
    settings = home / "starmark.toml"
    said = settings.read_text(encoding="utf-8").replace("[service]\n", "[service]\naddress_points = 10000000\n")
    settings.write_text(said, encoding="utf-8")  # all the tests ask from one address
    with running(home, folder / "log", site) as served:
        yield served


@contextmanager
def many(web: Web, count: int, said: bytes = b"", whence: str = HOST) -> Iterator[list[socket.socket]]:
    """Hold so many connections open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    with ExitStack() as stack:
        yield [stack.enter_context(web.opened(said, whence)) for _ in range(count)]


def hurt(web: Web, rounds: int) -> None:
    """Kill a process that answers, again and again: another takes its place, and the rest goes on."""
    count = len(web.workers())
    for _ in range(rounds):
        before = web.workers()
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(web.workers() - {min(before)}) == count, "no other took its place", web.process)  # noqa: B023
        until(lambda: _home(web), "it answers no more", web.process)
    assert web.process.poll() is None


def _home(web: Web) -> bool:
    try:
        return web.get("/") == 200
    except OSError:  # a connection that the killed process had not taken yet
        return False


def test_a_worker_that_is_killed_is_started_again(web: Web) -> None:
    hurt(web, 1)
    assert any("Unexpected exit from worker" in line.get("message", "") for line in web.lines())


@pytest.mark.slow
def test_workers_are_killed_for_a_minute(web: Web) -> None:
    for _ in range(8):
        hurt(web, 1)
        time.sleep(7)  # two deaths of the same worker within some seconds are a crash loop: a unit restarts the whole


def test_workers_whose_server_is_gone_end_by_themselves(first_instance: Staff, tmp_path: Path) -> None:
    with running(first_instance.home, tmp_path / "log") as web:
        until(web.all_listen, "a process does not listen", web.process)
        workers = web.workers()
        web.process.kill()
        web.process.wait()
        until(lambda: not any(map(alive, workers)), "they go on without it")


def keeps_silent(web: Web, count: int) -> None:
    """Hold connections that say nothing, or half a request: the home page is there at once, and they do not stay."""
    with many(web, count // 2) as silent, many(web, count // 2, b"GET / HTTP/1.1\r\nHost: x\r\nX-") as halting:
        assert [web.get("/") for _ in range(20)] == [200] * 20
        assert not all(ended(client) for client in silent), "the home page came while they were there"
        until(lambda: all(ended(client) for client in [*silent, *halting]), "they may stay for ever", web.process)
        assert web.get("/") == 200


def test_silent_connections_keep_nobody_waiting_and_are_closed(web: Web) -> None:
    keeps_silent(web, 200)


@pytest.mark.slow
def test_1100_silent_connections(web: Web) -> None:
    keeps_silent(web, 1_100)


def reads_nothing(web: Web, count: int) -> None:
    """Ask for much from one address and read none of it: others have the home page, and few may go on so."""
    few = limits.UNREAD_PER_ADDRESS * len(web.workers())
    with many(web, count, b"GET /big.txt HTTP/1.1\r\nHost: x\r\n\r\n", "127.0.0.2"):
        assert [web.get("/") for _ in range(20)] == [200] * 20
        until(lambda: web.connections() <= few, "they may stay for ever", web.process)
        assert web.get("/") == 200


def test_unread_answers_keep_nobody_waiting_and_are_given_up(web: Web) -> None:
    reads_nothing(web, 250)


@pytest.mark.slow
def test_600_unread_answers(web: Web) -> None:
    reads_nothing(web, 600)


def test_the_home_page_waits_for_no_locked_register(staff: Staff, site: Path, tmp_path: Path) -> None:
    with running(staff.home, tmp_path / "log", site) as web, ThreadPoolExecutor(30) as askers:
        writer = sqlite3.connect(staff.home / "register.db", isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        waiting = [askers.submit(web.get, f"/c/{number(1)}") for _ in range(30)]
        until(lambda: any(one.running() for one in waiting), "nobody asks")
        assert [web.get("/") for _ in range(5)] == [200] * 5
        assert not any(one.done() for one in waiting), "the home page came first"
        assert {one.result() for one in waiting} == {503}
        writer.execute("ROLLBACK")
        writer.close()
        assert web.get(f"/c/{number(1)}") == 200


def test_64_who_ask_dearly_keep_nobody_else_waiting(web: Web) -> None:
    answers: list[int] = []
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            answers.append(web.get(f"/c/{number(1)}.bundle"))

    with ThreadPoolExecutor(64) as askers:
        asking = [askers.submit(ask) for _ in range(64)]
        try:
            until(lambda: len(answers) > 64, "nobody is answered", web.process)
            before = len(answers)
            assert [web.get("/") for _ in range(10)] == [200] * 10
            assert len(answers) - before < 10 * 64 / 2, "it came after those who had asked before"
            assert web.get(f"/c/{number(1)}") in {200, 503}
        finally:
            enough.set()
    assert [one.result() for one in asking] == [None] * 64
    assert set(answers) <= {200, 503}


def test_it_stops_whoever_is_connected(first_instance: Staff, tmp_path: Path) -> None:
    with running(first_instance.home, tmp_path / "log") as web:
        until(web.all_listen, "a process does not listen", web.process)  # one that still starts would not hear it
        with many(web, 40), many(web, 40, b"GET / HT"):
            web.process.send_signal(signal.SIGTERM)
            assert web.process.wait(60) == 0


@pytest.mark.parametrize("host", ["localhost", "::", "::1"])
def test_it_listens_at_a_name_or_at_any_address(first_instance: Staff, tmp_path: Path, host: str) -> None:
    with running(first_instance.home, tmp_path / "log", host=host) as web:
        assert web.get("/contexts/v1") == 200
        shown = f"[{host}]" if ":" in host else host
        assert f"http://{shown}:{web.port}/" in web.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET /contexts/v1 HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /contexts/v1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET /contexts/v1 HTTP/1.0\r\n\r\n", b"200"),
        (b"GET /verify?q=\xba\xa3 HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET /verify?q=%BA%A3 HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        (b"GET /%0d%0a%7b%22level%22 HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 60_000 + b"\r\n\r\n", b"431"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_odd_requests_are_answered_and_logged_in_whole_lines(web: Web, said: bytes, status: bytes) -> None:
    with web.opened(said) as client:
        assert client.recv(64)[9:12] == status
    until(lambda: all("level" in line for line in web.lines()), "a line is none")
