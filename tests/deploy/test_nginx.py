"""The example of nginx is run: it serves what was published as the service does, and says how long it may be kept."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.instances import ROOT, Staff, free_port, number, served

FOR_EVER, SHORTLY, ASK = "public, max-age=31536000, immutable", "public, max-age=600", "no-cache"
NUMBER = number(1)
SAME = {
    "/log/checkpoint": ASK,
    "/log/tile/0/000.p/7": SHORTLY,
    "/log/tile/entries/000.p/7": SHORTLY,
    "/trust.json": ASK,
    "/.well-known/did.json": ASK,
    "/status/did.json": ASK,
    "/status/revocation/1": ASK,
    "/status/suspension/1": ASK,
    "/contexts/v1": FOR_EVER,
    f"/c/{NUMBER}.json": ASK,
    f"/c/{NUMBER}.jwt": ASK,
    f"/c/{NUMBER}.proof": ASK,
}
FULL = ("log/tile/0/000", "log/tile/entries/000", "log/tile/1/x001/234")


class Answer:
    """What came back: status, headers, body."""

    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def said(self) -> tuple[object, ...]:
        """What nginx and the service must say alike: key documents by what they hold, all else byte for byte."""
        body = json.loads(self.body) if "did+json" in str(self.headers["Content-Type"]) else self.body
        return (
            self.status,
            body,
            *(self.headers[name] for name in ("Content-Type", "Cache-Control", "Access-Control-Allow-Origin")),
        )


def asked(url: str) -> Answer:
    open_to_all = ssl.create_default_context()
    open_to_all.check_hostname, open_to_all.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(url, timeout=20, context=open_to_all) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def configured(folder: Path, public: Path, service: str, port: int) -> Path:
    """Put the example into an `http { … }`, with paths, ports and a certificate of this test."""
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
    said = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for stands, stands_for in (
        ("server 127.0.0.1:8000;", f"server {service.removeprefix('http://')};"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("/srv/starmark/public;", f"{public};"),
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


@pytest.fixture(scope="module")
def hosts(first_instance: Staff, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of nginx over a published folder, and that of the service behind it."""
    folder = tmp_path_factory.mktemp("nginx")
    home = folder / "web"
    subprocess.run(["cp", "-a", first_instance.home, home], check=True)
    for name in FULL:
        (home / "public" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "public" / name).write_bytes(b"full")
    port = free_port()
    with served(home) as service:
        conf = configured(folder, home / "public", service, port)
        tried = subprocess.run(
            ["/usr/sbin/nginx", "-t", "-p", folder, "-c", conf], capture_output=True, text=True, check=False
        )
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr, tried.stderr
        process = subprocess.Popen(["/usr/sbin/nginx", "-p", folder, "-c", conf])
        try:
            _wait(f"https://127.0.0.1:{port}/healthz")
            yield f"https://127.0.0.1:{port}", service
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if asked(url).status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx did not come up")


@pytest.mark.parametrize("path", SAME)
def test_it_serves_what_was_published_as_the_service_does(hosts: tuple[str, str], path: str) -> None:
    nginx, service = (asked(host + path) for host in hosts)
    assert nginx.status == 200
    assert nginx.headers["Cache-Control"] == SAME[path]
    assert nginx.said() == service.said()
    assert nginx.headers["X-Content-Type-Options"] == "nosniff"
    assert nginx.headers["Set-Cookie"] is None


@pytest.mark.parametrize("name", FULL)
def test_a_full_tile_may_be_kept_for_ever(hosts: tuple[str, str], name: str) -> None:
    answer = asked(f"{hosts[0]}/{name}")
    assert (answer.status, answer.body, answer.headers["Cache-Control"]) == (200, b"full", FOR_EVER)
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "path", ["/.publishing/state.json", "/log/tile/0/001", "/log/tile/0/000.p/5", "/../starmark.toml"]
)
def test_what_was_not_published_is_not_there(hosts: tuple[str, str], path: str) -> None:
    assert asked(hosts[0] + path).status in {400, 404}


@pytest.mark.parametrize(
    "path",
    [
        f"/c/{NUMBER}",
        "/log",
        "/feed.atom",
        "/status/revocation/1?at=2020-01-01T00:00:00Z",
        f"/c/{NUMBER.lower()}.json",
        f"/api/v1/certificates/{NUMBER}",
    ],
)
def test_everything_else_is_the_services(hosts: tuple[str, str], path: str) -> None:
    nginx, service = (asked(host + path) for host in hosts)
    assert nginx.status == service.status
    assert nginx.headers["Cache-Control"] == service.headers["Cache-Control"]
