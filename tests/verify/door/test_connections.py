"""Which connections stay, on real sockets of this process."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from certs import limits
from verify.door import connections
from verify.door.connections import Doorkeeper, Ongoing
from verify.door.incoming import Incoming


class Door:
    """A listening socket, and the connections that clients hold to it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.port: int = self.listening.getsockname()[1]
        self.clients: list[socket.socket] = []
        self.served: list[socket.socket] = []

    def open(self, count: int) -> None:
        """Open connections, and take them."""
        for _ in range(count):
            self.clients.append(self._stack.enter_context(socket.create_connection(("127.0.0.1", self.port))))
            self.served.append(self._stack.enter_context(self.listening.accept()[0]))

    def fill(self, count: int | None = None) -> None:
        """Answer so many clients, or every one, with as much as fits, which they do not read."""
        for one in self.served[:count]:
            one.setblocking(False)
            try:
                while True:
                    one.send(b"x" * 65_536)
            except BlockingIOError:
                pass

    def ended(self) -> int:
        """Count the connections that the server has ended."""
        count = 0
        for client in self.clients:
            client.settimeout(0.2)
            try:
                count += client.recv(1, socket.MSG_PEEK) == b""
            except TimeoutError:
                continue
            except OSError:
                count += 1
        return count


@pytest.fixture
def door() -> Iterator[Door]:
    with ExitStack() as stack:
        yield Door(stack)


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection counts as idle, and few are many."""
    monkeypatch.setattr(limits, "CONNECTION_IDLE_SECONDS", 0)
    monkeypatch.setattr(limits, "CONNECTIONS_PER_ADDRESS", 3)


def keeper(*, per_address: bool = True) -> Doorkeeper:
    return Doorkeeper(Ongoing(), per_address=per_address)


def test_what_one_address_holds_beyond_its_share_is_shut(door: Door) -> None:
    door.open(5)
    assert keeper().look(door.port, 0.0) == 2
    assert door.ended() == 2


def test_as_many_as_one_may_hold_stay(door: Door) -> None:
    door.open(3)
    assert keeper().look(door.port, 0.0) == 0
    assert door.ended() == 0


def test_behind_a_proxy_all_connections_are_the_proxys(door: Door) -> None:
    door.open(5)
    assert keeper(per_address=False).look(door.port, 0.0) == 0


def test_who_has_just_said_something_stays(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CONNECTION_IDLE_SECONDS", 600)
    door.open(5)
    assert keeper().look(door.port, 0.0) == 0


def test_an_answer_waits_so_long_for_its_reader(door: Door) -> None:
    door.open(1)
    door.fill()
    watch = keeper(per_address=False)
    assert watch.look(door.port, 100.0) == 0
    assert watch.look(door.port, 100.0 + limits.UNREAD_SECONDS - 1) == 0
    assert watch.look(door.port, 100.0 + limits.UNREAD_SECONDS) == 1


def test_a_slow_reader_is_a_reader(door: Door) -> None:
    door.open(1)
    door.fill()
    watch = keeper(per_address=False)
    assert watch.look(door.port, 100.0) == 0
    before = watch._stuck
    while True:
        door.clients[0].recv(1_000_000)
        watch.look(door.port, 110.0)
        if watch._stuck != before:
            break
    assert watch.look(door.port, 100.0 + limits.UNREAD_SECONDS) == 0


def test_of_those_who_do_not_read_few_may_wait(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNREAD_PER_ADDRESS", 1)
    door.open(3)
    door.fill()
    watch = keeper()
    assert watch.look(door.port, 100.0) == 0
    assert watch.look(door.port, 100.0 + limits.CONNECTIONS_SECONDS) == 2


def test_they_take_no_place_of_the_others_behind_their_address(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNREAD_PER_ADDRESS", 1)
    door.open(6)
    door.fill(4)
    watch = keeper()
    assert watch.look(door.port, 100.0) == 0
    assert watch.look(door.port, 100.0 + limits.CONNECTIONS_SECONDS) == 3
    door.clients = door.clients[4:]
    assert door.ended() == 0, "they read what they are sent"


def test_when_the_server_stops_nobody_waits_for_clients(door: Door) -> None:
    door.open(3)
    ongoing = Ongoing()
    watch = Doorkeeper(ongoing, per_address=True)
    body = Incoming({"wsgi.input": io.BytesIO()})
    ongoing.begin(body)
    watch.send_away(door.port)
    assert door.ended() == 0, "somebody is being answered"
    ongoing.end(body)
    watch.send_away(door.port)
    assert door.ended() == 3


def test_sockets_of_others_are_let_alone(door: Door) -> None:
    with ExitStack() as stack:
        other = Door(stack)
        other.open(5)
        assert keeper().look(door.port, 0.0) == 0
        assert other.ended() == 0


def test_the_listening_socket_is_known_and_missed(door: Door) -> None:
    descriptor = door.listening.fileno()
    assert connections._listens(descriptor)
    reader, writer = os.pipe()
    assert not connections._listens(reader)
    os.close(reader)
    os.close(writer)
    door.listening.close()
    assert not connections._listens(descriptor)
