"""The web as `starmark serve` runs it, with its processes and its log at hand, for tests that strike it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.instances import ROOT, free_port

HOST: Final = "127.0.0.1"
PATIENCE: Final = 90  # seconds after which what should have come has not


@dataclass(frozen=True, slots=True)
class Web:
    """A running service: the server's own process, its port, and where it logs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    host: str = HOST

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return {int(pid) for pid in children.split() if alive(int(pid))}

    def all_listen(self) -> bool:
        """Tell whether every process that answers has its own listening socket by now."""
        return self._sockets("0A") == len(self.workers())

    def connections(self) -> int:
        """Count the connections that it has not ended, whether or not the clients have noticed."""
        return self._sockets("01")

    def _sockets(self, state: str) -> int:
        rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
        return sum(int(row[1].rpartition(":")[2], 16) == self.port and row[3] == state for row in rows)

    def get(self, path: str) -> int:
        """Ask for an address over a connection of its own, and return the status."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def opened(self, said: bytes = b"", whence: str = HOST) -> socket.socket:
        """Open a connection that takes little at once, and say something on it or nothing."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(PATIENCE)
        client.bind((whence, 0))
        client.connect((self.host, self.port))
        client.sendall(said)
        return client

    def lines(self) -> list[dict[str, Any]]:
        """Return what it has logged so far; each line must be an object of JSON."""
        lines = self.log.read_text("ascii").splitlines()[1:]
        others = [line for line in lines if not line.startswith("{")]
        assert not others, others
        return [json.loads(line) for line in lines]


@contextmanager
def running(home: Path, log: Path, site: Path | None = None, host: str = HOST) -> Iterator[Web]:
    """Serve an instance on a free port, and stop it at the end, whatever has become of it."""
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LANG": "C",
        "COLUMNS": "400",
        "STARMARK_SITE": str(site or home / "no-site"),
    }
    typed = [sys.executable, "-m", "scripts", "--home", str(home), "serve", "--host", host, "--port", str(port)]
    with log.open("wb") as written:
        process = subprocess.Popen(
            typed, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT, start_new_session=True
        )
    web = Web(process, port, log, HOST if host == "::" else host)
    try:
        until(lambda: _answers(web), "the service did not come up", process)
        yield web
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def until(done: Callable[[], bool], otherwise: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something is so; fail with these words if it does not come, or the process ends."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline or (process is not None and process.poll() is not None):
            raise AssertionError(otherwise)
        time.sleep(0.05)


def ended(client: socket.socket) -> bool:
    """Tell whether the server has ended a connection, without waiting for it; what it had sent is thrown away."""
    client.setblocking(False)
    try:
        while client.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _answers(web: Web) -> bool:
    try:
        return web.get("/contexts/v1") == 200
    except OSError:
        return False


def alive(pid: int) -> bool:
    """Tell whether a process goes on; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
