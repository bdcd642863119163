"""A host between programs and PostgreSQL, that cuts them apart at a chosen message.

It passes on what both sides send, and counts what the programs ask. At COMMIT it can cut the line before the server has
read it, or after the server has answered and before the program hears of it; it can stay away after that; or it can end
the server's side of every session at the n-th question (`pg_terminate_backend`, by an administrator's connection).
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.postgres import PostgresServer

ACT: Final = b'"capabilityInvocation"'  # stands in every entry, whose bytes go to the server as they are
PUBLICATION: Final = b'"BitstringStatusListCredential"'
_SOCKET: Final = ".s.PGSQL.5432"
_COMMIT: Final = b"COMMIT"
_ROLLBACK: Final = b"ROLLBACK"
_PIECE: Final = 65_536


@dataclass(frozen=True)
class Orders:
    """What to do to those who ask.

    `cut` is "before" or "after" the server reads a COMMIT, "" for never: the `nth` of the transactions that have
    asked something with `asked` in it. `away`: nobody is taken in once it has cut. `kill_at`: the question at which
    every session of the database is ended. `then` is done once the server has committed, and
    before the program hears anything.
    """

    cut: str = ""
    asked: bytes = ACT
    nth: int = 1
    away: bool = False
    kill_at: int = 0
    then: Callable[[], object] = lambda: None


class Proxy:
    """The host. `questions` counts what was asked since the last orders, `cuts` how often it cut or ended anything."""

    def __init__(self, server: PostgresServer, database: str, folder: Path) -> None:
        self._server, self._database, self._folder = server, database, folder
        self._turn = threading.Lock()
        self.order()

    @property
    def url(self) -> str:
        """The database's URL, by way of this host."""
        return self._database.replace(quote(str(self._server.folder), safe=""), quote(str(self._folder), safe=""))

    def order(self, orders: Orders = Orders()) -> None:
        """Do this from now on, and count anew."""
        self._orders, self.questions, self.commits, self.cuts = orders, 0, 0, 0

    def lead_to(self, server: PostgresServer) -> None:
        """Take those who come from now on to another server."""
        self._server = server

    def serve(self, client: socket.socket) -> None:
        """Stand between one program and the server until either ends, or it is cut."""
        if self._orders.away and self.cuts:
            client.close()
            return
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(self._server.folder / _SOCKET))
        silent, asked = threading.Event(), bytearray()
        threading.Thread(target=self._answers, args=(server, client, silent), daemon=True).start()
        with contextlib.suppress(OSError):
            while piece := client.recv(_PIECE):
                asked += piece
                if self._reached(piece, bytes(asked)):
                    if self._orders.cut == "before":
                        _close(server)
                        break
                    silent.set()
                if _COMMIT in piece or _ROLLBACK in piece:
                    asked.clear()  # what one transaction has asked
                server.sendall(piece)
        _close(client)
        if not silent.is_set():  # whoever reads the answer closes it then
            _close(server)

    def _reached(self, piece: bytes, asked: bytes) -> bool:
        """Count a question; tell whether it is the COMMIT at which to cut. Ends all sessions where that is due."""
        with self._turn:
            self.questions += 1
            if self.questions == self._orders.kill_at:
                self.cuts += 1
                self._server.end_sessions(self._database)
            if not self._orders.cut or _COMMIT not in piece or self._orders.asked not in asked:
                return False
            self.commits += 1
            self.cuts += self.commits == self._orders.nth
            return self.commits == self._orders.nth

    def _answers(self, server: socket.socket, client: socket.socket, silent: threading.Event) -> None:
        """Pass on what the server says, until nobody is to hear it any more: it has done what it was asked then."""
        with contextlib.suppress(OSError):
            while piece := server.recv(_PIECE):
                if silent.is_set():
                    self._orders.then()
                    break
                client.sendall(piece)
        _close(client, server)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def between(server: PostgresServer, database: str) -> Iterator[Proxy]:
    """Stand between programs and one database of a server, given by its URL."""
    folder = Path(tempfile.mkdtemp(prefix="starmark-proxy-"))
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / _SOCKET))
    listening.listen()
    proxy = Proxy(server, database, folder)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=proxy.serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        _close(listening)
        shutil.rmtree(folder, ignore_errors=True)
