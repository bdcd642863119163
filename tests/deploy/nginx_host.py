"""A real nginx, run by one of the examples with paths, ports and a certificate of the test."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from email.message import Message
from pathlib import Path

from tests.instances import free_port

READERS = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


class Answer:
    """What came back: status, headers, body."""

    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def said(self) -> tuple[object, ...]:
        """What nginx and the service must say alike: key documents by what they hold, all else byte for byte."""
        body = json.loads(self.body) if "did+json" in str(self.headers["Content-Type"]) else self.body
        return (self.status, body, *(self.headers[name] for name in ("Content-Type", "Cache-Control", *READERS)))


def trusting() -> ssl.SSLContext:
    """Take any certificate: the one of this test is its own."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def asked(url: str, data: bytes | None = None, kind: str = "application/json") -> Answer:
    return answered(urllib.request.Request(url, data, {"Content-Type": kind} if data is not None else {}))


def answered(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=20, context=trusting()) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def configured(folder: Path, places: Sequence[tuple[str, str]], port: int, said: str) -> Path:
    """Put an example into an `http { … }`, with the port and a certificate of this test, and each place where it is."""
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ed25519",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=cert.example.cn",
            "-keyout",
            folder / "key",
            "-out",
            folder / "pem",
        ],
        capture_output=True,
        check=True,
    )
    for stands, stands_for in (
        *places,
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("/etc/ssl/cert.example.cn.pem;", f"{folder / 'pem'};"),
        ("/etc/ssl/cert.example.cn.key;", f"{folder / 'key'};"),
    ):
        assert said.count(stands) == 1, stands
        said = said.replace(stands, stands_for)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "\n".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    who = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(
        f"{who}\ndaemon off;\npid {folder / 'pid'};\nerror_log {folder / 'errors'};\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{own}\n{said}\n}}\n",
        encoding="utf-8",
    )
    return file


def nginx(folder: Path, public: Path, service: str, said: str) -> AbstractContextManager[str]:
    """Run nginx by the example over `public/`, changed or not, and yield its address."""
    places = (
        ("server 127.0.0.1:8000;", f"server {service.removeprefix('http://')};"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("/srv/starmark/public;", f"{public};"),
        ("/var/log/nginx/starmark.log", f"{folder / 'log'}"),
    )
    return running(folder, places, said)


@contextmanager
def running(folder: Path, places: Sequence[tuple[str, str]], said: str) -> Iterator[str]:
    """Run nginx by an example, with its places put right, and yield its address."""
    port = free_port()
    conf = configured(folder, places, port, said)
    tried = subprocess.run(
        ["/usr/sbin/nginx", "-t", "-p", folder, "-c", conf], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr, tried.stderr
    process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", conf])
    try:
        _wait(port)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not come up")
