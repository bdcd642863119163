"""Uploads to the running service: slow ones, cut ones, too large ones; whoever else asks is served meanwhile."""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from certs import limits
from certs.documents.judging.judging_process import MODULE
from tests.instances import Staff, copied, served

PATH = "/api/v1/verify/document"
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
SLOW = (
    f"POST {PATH} HTTP/1.1\r\nHost: cert.example.cn\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    "Content-Length: 5000000\r\n\r\n"
).encode()


@pytest.fixture(scope="module")
def place(first_instance: Staff) -> Iterator[tuple[str, int]]:
    with served(first_instance.home) as address:
        parts = urlsplit(address)
        yield str(parts.hostname), int(parts.port or 0)


def handed_in(place: tuple[str, int], data: bytes, source: str = "127.0.0.1") -> tuple[int, dict[str, object]]:
    line = http.client.HTTPConnection(*place, timeout=60, source_address=(source, 0))
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    line.request("POST", PATH, HEAD + data + b"\r\n--b--\r\n", headers)
    answer = line.getresponse()
    body = json.loads(answer.read())
    line.close()
    return answer.status, body


def until_refused(place: tuple[str, int], source: str) -> list[socket.socket]:
    """Send slowly from one address, on more connections than it may hold places, until it is told to wait."""
    slow = [socket.create_connection(place, source_address=(source, 0)) for _ in range(limits.DOCUMENT_BODIES + 2)]
    for one in slow:
        one.sendall(SLOW + HEAD)
    deadline = time.monotonic() + 30
    while handed_in(place, b"x", source)[0] != 503:
        assert time.monotonic() < deadline, "an address may send as much as it likes"
    return slow


def test_who_sends_slowly_keeps_only_himself_waiting(place: tuple[str, int]) -> None:
    slow = until_refused(place, "127.0.0.2")
    try:
        assert handed_in(place, b"99926SC00001R0M")[0] == 200
    finally:
        for one in slow:
            one.close()
    deadline = time.monotonic() + 30  # what was cut off gives its place back
    while handed_in(place, b"99926SC00001R0M", "127.0.0.2")[0] != 200:
        assert time.monotonic() < deadline, "places are not given back"


def test_what_is_too_large_is_told_so_and_not_cut_off(place: tuple[str, int]) -> None:
    status, problem = handed_in(place, b"x" * (2 * limits.DOCUMENT_BODY))
    assert (status, problem["code"]) == (413, "file_too_large")


def test_what_judges_files_is_ready_before_the_first_file_comes(first_instance: Staff, tmp_path: Path) -> None:
    staff = copied(first_instance, tmp_path)
    with served(staff.home) as address:
        parts = urlsplit(address)
        deadline = time.monotonic() + 60
        while len(ready := judging_for(staff.home)) < (os.cpu_count() or 1):  # one in each process of the web
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert handed_in((str(parts.hostname), int(parts.port or 0)), b"99926SC00001R0M")[0] == 200
        assert judging_for(staff.home) == ready


def judging_for(home: Path) -> set[int]:
    """Return the processes that judge files for the service of this instance."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended by now
            command = (process / "cmdline").read_bytes()
            if MODULE.encode() in command and f"STARMARK_HOME={home}\0".encode() in (process / "environ").read_bytes():
                found.add(int(process.name))
    return found
