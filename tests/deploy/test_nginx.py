"""The example of nginx is run: it serves what was published as the service does, and says how long it may be kept."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.nginx_host import answered, asked, nginx, trusting
from tests.instances import ROOT, Staff, free_port, number, served
from verify.headers import SECURITY

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


@pytest.fixture(scope="module")
def nginx_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where nginx logs."""
    return tmp_path_factory.mktemp("nginx") / "log"


@pytest.fixture(scope="module")
def hosts(first_instance: Staff, nginx_log: Path) -> Iterator[tuple[str, str]]:
    """The address of nginx over a published folder, and that of the service behind it."""
    home = nginx_log.parent / "web"
    subprocess.run(["cp", "-a", first_instance.home, home], check=True)
    settings = home / "starmark.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[service]\n", "[service]\nproxies = 1\n"), encoding="utf-8")
    for name in FULL:
        (home / "public" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "public" / name).write_bytes(b"full")
    said = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    with served(home) as service, nginx(nginx_log.parent, home / "public", service, said) as host:
        yield host, service


@pytest.mark.parametrize("path", SAME)
def test_it_serves_what_was_published_as_the_service_does(hosts: tuple[str, str], path: str) -> None:
    nginx, service = (asked(host + path) for host in hosts)
    assert nginx.status == 200
    assert nginx.headers["Cache-Control"] == SAME[path]
    assert nginx.said() == service.said()
    assert nginx.headers["X-Content-Type-Options"] == "nosniff"
    assert nginx.headers["Set-Cookie"] is None


SHARED = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")


@pytest.mark.parametrize("path", [*SAME, f"/{FULL[0]}", "/log/tile/0/001", "/verify"])
@pytest.mark.parametrize(("method", "asks"), [("OPTIONS", True), ("OPTIONS", False), ("POST", False)])
def test_whoever_asks_for_another_site_hears_the_same_from_both(
    hosts: tuple[str, str], path: str, method: str, asks: bool
) -> None:
    own = {"Origin": "https://bids.example.com", "Access-Control-Request-Method": "GET"} if asks else {}
    nginx, service = (answered(urllib.request.Request(host + path, None, own, method=method)) for host in hosts)
    assert nginx.status == service.status == (204 if method == "OPTIONS" and asks and path != "/verify" else 405)
    names = (*SHARED, "Access-Control-Max-Age", "Allow", "Cache-Control", "Cross-Origin-Resource-Policy")
    assert {name: nginx.headers.get_all(name) for name in names} == {
        name: service.headers.get_all(name) for name in names
    }
    if nginx.status == 204:
        assert nginx.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_handed_in_comes_through(hosts: tuple[str, str]) -> None:
    rows = {"rows": [{"number": NUMBER, "name": "x" * 150}] * 200}  # more than any other request may have
    answer = asked(f"{hosts[0]}/api/v1/verify/batch", json.dumps(rows).encode())
    assert (answer.status, len(json.loads(answer.body)["rows"])) == (200, 200)
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + bytes(range(256)) * 8_192
    kind = "multipart/form-data; boundary=b"
    answer = asked(f"{hosts[0]}/api/v1/verify/document", file + b"\r\n--b--\r\n", kind)
    assert (answer.status, json.loads(answer.body)["code"]) == (422, "target")


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


OWN = {name: value for name, value in SECURITY if name != "Cross-Origin-Resource-Policy"}


@pytest.mark.parametrize(
    ("path", "status", "shared"),
    [
        *((path, 200, "cross-origin") for path in SAME),
        *((f"/{name}", 200, "cross-origin") for name in FULL),
        ("/.publishing/state.json", 404, "same-origin"),
        ("/log/tile/0/001", 404, "cross-origin"),
        ("/log/tile/nothing", 404, "cross-origin"),
        ("/contexts/v2", 404, "cross-origin"),
        ("/verify", 200, "same-origin"),
        ("/nope", 404, "same-origin"),
        (f"/c/{NUMBER}", 200, "same-origin"),
    ],
)
def test_every_answer_carries_every_header_once(hosts: tuple[str, str], path: str, status: int, shared: str) -> None:
    answer = asked(hosts[0] + path)
    assert answer.status == status
    names = [name for name in map(str.lower, answer.headers) if name != "vary"]
    own = {name: [value] for name, value in OWN.items()}
    if path == "/nope":  # the page of the built site, where there is one, has the policy of the site's scripts
        assert len(answer.headers.get_all("Content-Security-Policy") or []) == 1
        del own["Content-Security-Policy"]
    assert {name: answer.headers.get_all(name) for name in own} == own
    assert answer.headers["Cross-Origin-Resource-Policy"] == shared
    assert len(names) == len(set(names)), names
    assert answer.headers["Server"] == "nginx", "without a version"


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_request_is_answered_with_the_headers_too(hosts: tuple[str, str], said: bytes) -> None:
    port = int(hosts[0].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as plain, trusting().wrap_socket(plain) as client:
        client.sendall(said)
        answer = b"".join(iter(lambda: client.recv(4_096), b""))
    head = answer.partition(b"\r\n\r\n")[0].decode("ascii")
    assert head.startswith("HTTP/1.1 400")
    for name, value in OWN.items():
        assert f"\r\n{name}: {value}" in head


def test_the_log_names_no_address_in_full_and_nothing_that_was_asked(hosts: tuple[str, str], nginx_log: Path) -> None:
    asked(f"{hosts[0]}/verify?q=secret")
    lines = [json.loads(line) for line in nginx_log.read_text("ascii").splitlines()]
    assert {line["client"] for line in lines} == {"127.0.0.0/24"}
    assert "secret" not in nginx_log.read_text("ascii")


def test_the_service_hears_the_clients_own_address_and_the_name_of_the_request(
    hosts: tuple[str, str], nginx_log: Path
) -> None:
    name = asked(f"{hosts[0]}/c/{NUMBER}").headers["X-Request-ID"]
    assert name in {json.loads(line)["id"] for line in nginx_log.read_text("ascii").splitlines()}


def test_one_address_that_asks_too_much_is_told_when_to_come_back(tmp_path: Path, hosts: tuple[str, str]) -> None:
    """The same example with a small bound, so that few requests reach it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    slow = text.replace("rate=100r/s", "rate=1r/m").replace("burst=1000 nodelay", "burst=1 nodelay")
    with nginx(tmp_path, tmp_path, hosts[1], slow) as host:
        answers = [asked(f"{host}/contexts/v1") for _ in range(4)]
    late = answers[-1]
    assert (late.status, late.headers["Retry-After"], late.headers["Cache-Control"]) == (429, "10", "no-store")
    assert "查得太快了" in late.body.decode()
    assert "asked too often" in late.body.decode()
    assert all(late.headers[name] == value for name, value in OWN.items())


def test_a_service_that_is_away_says_nothing_about_any_certificate(tmp_path: Path) -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    with nginx(tmp_path, tmp_path, f"http://127.0.0.1:{free_port()}", text) as host:
        answer = asked(f"{host}/c/{NUMBER}")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
    assert "不说明证书有效或无效" in answer.body.decode()
    assert all(answer.headers[name] == value for name, value in OWN.items())


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
