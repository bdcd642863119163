"""Which connections stay: none may be held open for nothing, and no address may hold many.

The server (granian) closes a connection on which no whole request comes in time, and takes a bounded number of them. It
knows no bound for one address, and none for a client that does not read its answer. So a thread of each process looks
at the process's own sockets, and shuts down what holds a place without using it. When the server has been told to stop,
nobody waits for clients that have nothing to wait for (decision 0031).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import struct
import termios
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from certs import limits
from verify.door.incoming import Incoming

_FILES: Final = Path("/proc/self/fd")
_TICK: Final = 0.1  # seconds between two looks at whether the server has been told to stop
_INFO: Final = struct.Struct("8B24I")  # tcp_info of linux/tcp.h, as far as it is needed
_LAST_SENT: Final = 8 + 9  # its place there: milliseconds since the peer was sent anything
_LAST_RECEIVED: Final = 8 + 11  # the same, since the peer sent anything


class Ongoing:
    """The requests that are being answered in this process, each by its body."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: set[Incoming] = set()

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._bodies)

    def begin(self, body: Incoming) -> None:
        """Count a request."""
        with self._lock:
            self._bodies.add(body)

    def end(self, body: Incoming) -> None:
        """Count it no more."""
        with self._lock:
            self._bodies.discard(body)

    def overdue(self) -> Mapping[str, list[float]]:
        """Return for how many seconds those whose body takes too long have been coming in, by peer."""
        with self._lock:
            bodies = list(self._bodies)
        late: dict[str, list[float]] = defaultdict(list)
        for body in bodies:
            if seconds := body.overdue():
                late[body.peer].append(seconds)
        return late


class Connection(NamedTuple):
    """One connection of a client: `unread` bytes of answers wait for it; for `silent` seconds it has sent nothing, and
    for `unanswered` seconds it was sent nothing.
    """

    name: str
    peer: str
    unread: int
    silent: float
    unanswered: float
    opened: socket.socket


class Doorkeeper:
    """Looks at the connections of this process. `per_address` is False where they all are those of a proxy."""

    def __init__(self, ongoing: Ongoing, *, per_address: bool) -> None:
        self._ongoing = ongoing
        self._per_address = per_address
        self._door: tuple[int, int] | None = None  # the socket on which the server listens, and its port
        self._stuck: dict[str, tuple[int, float]] = {}  # by connection: unread bytes, and since when it is not fewer
        self._parent = os.getppid()

    def start(self) -> None:
        """Look again and again, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="doorkeeper", daemon=True).start()

    def _run(self) -> None:
        next_look = 0.0
        while True:
            time.sleep(_TICK)
            with contextlib.suppress(OSError):  # even to look takes a descriptor, and there may be none just now
                self._door = self._door or _listening()
                if self._door is None:
                    continue
                if not _listens(self._door[0]):
                    self.send_away(self._door[1])
                elif time.monotonic() >= next_look:
                    next_look = time.monotonic() + limits.CONNECTIONS_SECONDS
                    self.look(self._door[1], time.monotonic())
                    if os.getppid() != self._parent:  # the server that would start us anew is gone
                        os.kill(os.getpid(), signal.SIGTERM)

    def send_away(self, port: int) -> None:
        """Shut down every connection, once no request is being answered: the server stops when the last has ended."""
        if self._ongoing.count == 0:
            time.sleep(_TICK)  # the last answer is on its way
            with contextlib.ExitStack() as stack:
                _shut(_clients(stack, port))

    def look(self, port: int, now: float) -> int:
        """Shut down what should not stay; return how many that were."""
        with contextlib.ExitStack() as stack:
            clients = list(_clients(stack, port))
            self._stuck = {c.name: (c.unread, self._since(c, now)) for c in clients if c.unread}
            leave = self._too_long(now) | (self._too_many(clients, now) if self._per_address else set())
            _shut(c for c in clients if c.name in leave)
            _shut(self._too_slow(clients), socket.SHUT_RD)
            return len(leave)

    def _too_slow(self, clients: list[Connection]) -> Iterator[Connection]:
        """Yield those whose request has been coming in for too long: they are read no further, and told so (408).

        The server does not say on which connection a request came. It is one of the same peer, that has been sent
        nothing since and not been silent before; where there are several, those that sent last, for one that waits for
        its answer sends nothing more. An idle one among them only ends earlier than it would have.
        """
        slack = limits.CONNECTIONS_SECONDS
        for peer, seconds in self._ongoing.overdue().items():
            waiting = [
                client
                for client in clients
                if client.peer == peer and max(min(seconds), client.silent) < client.unanswered + slack
            ]
            yield from sorted(waiting, key=lambda client: client.silent)[: len(seconds)]

    def _since(self, client: Connection, now: float) -> float:
        before = self._stuck.get(client.name)
        return before[1] if before is not None and client.unread >= before[0] else now

    def _too_long(self, now: float) -> set[str]:
        return {name for name, (_, since) in self._stuck.items() if now - since >= limits.UNREAD_SECONDS}

    def _too_many(self, clients: list[Connection], now: float) -> set[str]:
        """Choose, of each address that holds too many, those that hold a place for longest without using it."""
        leave: set[str] = set()
        by_peer: dict[str, list[Connection]] = defaultdict(list)
        for client in clients:
            by_peer[client.peer].append(client)
        for of_one in by_peer.values():
            unread = [c for c in of_one if c.unread]
            stuck = [c for c in unread if now - self._stuck[c.name][1] >= limits.CONNECTIONS_SECONDS]
            idle = [c for c in of_one if not c.unread and c.silent >= limits.CONNECTION_IDLE_SECONDS]
            leave |= _longest(stuck, limits.UNREAD_PER_ADDRESS)
            # Whoever does not read takes no place of the others behind the same address.
            busy = len(of_one) - len(idle) - max(0, len(unread) - limits.UNREAD_PER_ADDRESS)
            leave |= _longest(idle, max(0, limits.CONNECTIONS_PER_ADDRESS - busy))
        return leave


def _longest(clients: list[Connection], most: int) -> set[str]:
    return {client.name for client in sorted(clients, key=lambda client: client.silent)[most:]}


def _shut(clients: Iterable[Connection], how: int = socket.SHUT_RDWR) -> None:
    for client in clients:
        with contextlib.suppress(OSError):
            client.opened.shutdown(how)


def _sockets(stack: contextlib.ExitStack) -> Iterator[tuple[int, str, socket.socket]]:
    """Yield the TCP sockets of this process: descriptor, name, and a copy, so that what is shut is what was seen."""
    for path in _FILES.iterdir():
        with contextlib.suppress(OSError):
            target = str(path.readlink())
            if target.startswith("socket:"):
                one = stack.enter_context(socket.socket(fileno=os.dup(int(path.name))))
                if one.type == socket.SOCK_STREAM and one.family in {socket.AF_INET, socket.AF_INET6}:
                    yield int(path.name), target, one


def _listening() -> tuple[int, int] | None:
    """Return the socket on which this process listens, and its port."""
    with contextlib.ExitStack() as stack:
        for descriptor, _, one in _sockets(stack):
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                return descriptor, int(one.getsockname()[1])
    return None


def _listens(descriptor: int) -> bool:
    try:
        with socket.socket(fileno=os.dup(descriptor)) as one:
            return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        return False


def _clients(stack: contextlib.ExitStack, port: int) -> Iterator[Connection]:
    """Yield the connections of clients: the sockets of this process at the port on which it listens, or listened."""
    for _, name, one in _sockets(stack):
        with contextlib.suppress(OSError):
            if one.getsockname()[1] == port and not one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                info = _INFO.unpack(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size))
                unread = struct.unpack("i", fcntl.ioctl(one.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0]
                silent, unanswered = info[_LAST_RECEIVED] / 1_000, info[_LAST_SENT] / 1_000
                yield Connection(name, str(one.getpeername()[0]), unread, silent, unanswered, one)
