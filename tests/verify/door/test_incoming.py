"""Bodies on their way in, over real sockets at the real server: slow, too large, unwanted and cut ones."""

from __future__ import annotations

import http.client
import io
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from werkzeug.exceptions import ClientDisconnected

from certs import limits
from scripts.network import web_workers
from tests.instances import ROOT, Staff, free_port
from verify.door.incoming import Incoming
from verify.places import Places

PATIENCE: Final = 60  # seconds after which what should have come has not
DOCUMENT: Final = "/api/v1/verify/document"
FORM: Final = "multipart/form-data; boundary=b"
FILE: Final = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n99926SC00001R0M\r\n--b--\r\n'
)
Place = tuple[str, int]


@pytest.fixture(scope="module")
def place(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The service with a second for each body."""
    port, log = free_port(), tmp_path_factory.mktemp("hasty") / "log"
    environment = {**web_workers.environment(first_instance.home), "PYTHONPATH": str(ROOT)}
    typed = [*web_workers.command_line("127.0.0.1", port)[:-1], "tests.verify.door.hasty_web:worker"]
    with log.open("wb") as written:
        process = subprocess.Popen(typed, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        _wait_until_up(("127.0.0.1", port), process, log)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_until_up(place: Place, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if asked(place, "GET", "/contexts/v1")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def asked(
    place: Place, method: str, path: str, body: bytes | None = None, source: str = "127.0.0.1"
) -> tuple[int, str, bytes]:
    """Ask as programs do, who send all before they read; return status, content type and answer."""
    line = http.client.HTTPConnection(*place, timeout=PATIENCE, source_address=(source, 0))
    try:
        line.request(method, path, body, {"Content-Type": FORM} if body is not None else {})
        answer = line.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    finally:
        line.close()


def head(path: str, length: int, *more: str) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: cert.example.cn", f"Content-Type: {FORM}", f"Content-Length: {length}")
    return "\r\n".join((*lines, *more, "", "")).encode()


def dripped(line: socket.socket, piece: bytes) -> tuple[int, Any]:
    """Send a byte at a time, or nothing, until an answer comes; return its status and JSON, once the line is closed."""
    line.settimeout(0.1)
    taken, deadline = b"", time.monotonic() + PATIENCE
    while not taken.startswith(b"HTTP/1.1 4"):
        assert time.monotonic() < deadline, f"it may take for ever: {taken!r}"
        try:
            line.sendall(piece)
            taken += line.recv(65_536)
        except TimeoutError:
            continue
        taken = taken.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    line.settimeout(PATIENCE)
    try:
        while more := line.recv(65_536):
            taken += more
    except ConnectionResetError:  # it was still sending
        pass
    status, _, rest = taken.partition(b"\r\n")
    return int(status.split()[1]), json.loads(rest.partition(b"\r\n\r\n")[2])


SLOW: Final = {
    "a byte at a time": (DOCUMENT, (), b"x", 408),
    "nothing at all": ("/api/v1/verify", (), b"", 408),
    "nothing after it was told to go on": ("/api/v1/verify/batch", ("Expect: 100-continue",), b"", 408),
    "to where nothing is taken": ("/api/v1/certificates", (), b"x", 405),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_body_is_told_so_and_keeps_nobody_else_waiting(place: Place, name: str) -> None:
    path, more, piece, status = SLOW[name]
    with socket.create_connection(place, source_address=("127.0.0.3", 0)) as line:
        line.sendall(head(path, 5_000_000, *more))
        assert asked(place, "GET", "/contexts/v1", source="127.0.0.3")[0] == 200
        assert asked(place, "POST", DOCUMENT, FILE)[0] == 200
        answer = dripped(line, piece)
    assert answer[0] == status
    assert answer[1]["code"] == {408: "request_timeout", 405: "method_not_allowed"}[status]
    assert asked(place, "POST", DOCUMENT, FILE, "127.0.0.3")[0] == 200


LARGE: Final = {
    "/verify/batch": (limits.BID_FILE, 413, "5 MB"),
    "/en/verify/batch": (limits.BID_FILE, 413, "5 MB"),
    "/api/v1/verify/batch": (limits.BID_FILE, 413, "5 MB"),
    "/verify/document": (limits.DOCUMENT_BODY, 413, "10 MB"),
    DOCUMENT: (2 * limits.DOCUMENT_BODY, 413, "10 MB"),
    "/api/v1/verify": (limits.BUNDLE, 413, str(limits.BUNDLE)),
    "/verify": (limits.BUNDLE, 405, "不接受提交"),
}


@pytest.mark.parametrize("path", LARGE)
def test_what_is_too_large_or_unwanted_is_told_so_and_not_cut_off(place: Place, path: str) -> None:
    size, status, words = LARGE[path]
    told = asked(place, "POST", path, bytes(size + 1))
    assert told[0] == status
    assert words in told[2].decode()


def test_who_asks_before_sending_is_refused_before_sending(place: Place) -> None:
    with socket.create_connection(place) as line:
        line.settimeout(PATIENCE)
        line.sendall(head(DOCUMENT, limits.DOCUMENT_BODY + 1, "Expect: 100-continue"))
        assert line.recv(65_536).startswith(b"HTTP/1.1 413")


def test_what_ends_too_early_is_no_request(place: Place) -> None:
    for data, announced in ((b"abc", 4), (b"", 1)):
        body = Incoming({"wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(announced)})
        with pytest.raises(ClientDisconnected):
            body.read()
    with socket.create_connection(place) as line:  # whatever becomes of it, the next is answered
        line.sendall(head(DOCUMENT, len(FILE) + 1) + FILE)
        line.shutdown(socket.SHUT_WR)
    assert asked(place, "POST", DOCUMENT, FILE)[0] == 200


def test_what_is_thrown_away_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_DISCARDED", 100_000)
    announced, chunked = io.BytesIO(bytes(200_000)), io.BytesIO(bytes(900_000))
    Incoming({"wsgi.input": announced, "CONTENT_LENGTH": "200000"}).discard(Places(1))
    Incoming({"wsgi.input": chunked, "HTTP_TRANSFER_ENCODING": "chunked"}).discard(Places(1))
    assert (announced.tell(), chunked.tell()) == (0, 131_072)
    whole = io.BytesIO(b"abcdef")
    Incoming({"wsgi.input": whole, "CONTENT_LENGTH": "4"}).discard(Places(0))
    assert whole.tell() == 0, "no place was free"
    Incoming({"wsgi.input": whole, "CONTENT_LENGTH": "4"}).discard(Places(1))
    assert whole.read() == b"ef"
