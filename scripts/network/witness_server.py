"""The HTTP door of a witness (C2SP tlog-witness): POST /add-checkpoint, and nothing else. One request at a time."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

from certs import limits
from certs.errors import StarmarkError
from certs.log.witness_decision import SIZE_TYPE, Refusal
from certs.mirror.witness_log import Witness
from scripts.terminal import clock

PATH: Final = "/add-checkpoint"
_TEXT: Final = "text/plain; charset=utf-8"


class _Door(BaseHTTPRequestHandler):
    """Reads one bounded request and answers as the protocol says. `witness` is set on a class of its own."""

    witness: Witness
    timeout = limits.WITNESS_SECONDS
    server_version = "starmark-witness"
    sys_version = ""

    def do_POST(self) -> None:
        """Answer an add-checkpoint request."""
        announced = self.headers.get("Content-Length", "")
        if self.path != PATH:
            self._say(404, b"", _TEXT)
        elif not announced.isdecimal() or int(announced) > limits.WITNESS_REQUEST:
            self._say(413, b"", _TEXT)
        else:
            self._answer(self.rfile.read(int(announced)))

    def _answer(self, body: bytes) -> None:
        try:
            answer = self.witness.answer(body, clock.now())
        except (StarmarkError, OSError) as error:
            self._say(503, f"{error}\n".encode(), _TEXT)
            return
        if not isinstance(answer, Refusal):
            self._say(200, answer.line.encode(), _TEXT)
        elif answer.fork is not None:
            self._say(answer.status, answer.fork.report().encode(), _TEXT)
        elif answer.status == 409:
            self._say(409, f"{answer.known_size}\n".encode(), SIZE_TYPE)
        else:
            self._say(answer.status, f"{answer.words.zh}\n{answer.words.en}\n".encode(), _TEXT)

    def _say(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep no log of who asked."""


def server(witness: Witness, host: str, port: int) -> HTTPServer:
    """Return the server, listening. Raises OSError where it cannot."""
    return HTTPServer((host, port), type("Door", (_Door,), {"witness": witness}))
