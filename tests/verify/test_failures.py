"""When there is no answer: 503 says "could not check" and nothing else, a fault of ours tells nothing of the inside."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from certs.certificate.taken_over import TakenOver
from certs.register.store.database import create
from tests.register.founded_register import SETTINGS, draft, founded
from tests.verify.sample_service import NOON, World
from verify import Config, create_app

PAGES = [
    "/c/99926SC00001R0M",
    "/en/c/99926SC00001R0M",
    "/verify?q=样例",
    "/en/verify?q=样例",
    "/q/ABC",
    "/C/99926SC00001R0M?at=2026-12-01",
]
MACHINES = [
    "/c/99926SC00001R0M.json",
    "/api/v1/certificates/99926SC00001R0M",
    "/api/v1/certificates?q=样例",
    "/trust.json",
    "/.well-known/did.json",
    "/status/did.json",
]
STILL_THERE = ["/", "/verify", "/en/verify", "/contexts/v1", "/static/starmark/starmark.css"]


def client_of(url: str) -> FlaskClient:
    return create_app(Config(SETTINGS, url, None, lambda: NOON)).test_client()


def missing(folder: Path, _: World) -> None:
    (folder / "register.db").unlink(missing_ok=True)


def not_a_database(folder: Path, _: World) -> None:
    (folder / "register.db").write_bytes(b"not a database" * 1_000)


def empty(folder: Path, _: World) -> None:
    (folder / "register.db").write_bytes(b"")


def not_founded(folder: Path, _: World) -> None:
    create(f"sqlite:///{folder / 'register.db'}").close()


def a_newer_schema(folder: Path, world: World) -> None:
    copied(folder, world)
    with sqlite3.connect(folder / "register.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'ffff'")
    connection.close()


def cut_short(folder: Path, world: World) -> None:
    copied(folder, world)
    data = (folder / "register.db").read_bytes()
    (folder / "register.db").write_bytes(data[:8_192] + b"\xff" * (len(data) - 8_192))


def copied(folder: Path, world: World) -> None:
    shutil.copy(world.register.url.removeprefix("sqlite:///"), folder / "register.db")


@pytest.mark.parametrize(
    "breakage", [missing, not_a_database, empty, not_founded, a_newer_schema, cut_short], ids=lambda f: f.__name__
)
def test_a_register_that_does_not_answer(world: World, tmp_path: Path, breakage: Callable[[Path, World], None]) -> None:
    breakage(tmp_path, world)
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert '<section class="verdict v-unknown"' in answer.text
        assert "v-valid" not in answer.text
        assert str(tmp_path) not in answer.text
        assert "starmark init" not in answer.text
        assert answer.headers["Retry-After"] == "60"
        assert answer.headers["Cache-Control"] == "no-store"
    for path in MACHINES:
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (503, "application/problem+json"), path
        assert answer.get_json()["code"] == "could_not_check"
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["status"]) == (503, "could_not_check")
    assert health.headers["Retry-After"] == "60"
    assert str(tmp_path) not in health.text
    for path in STILL_THERE:
        assert client.get(path).status_code == 200, path


def test_a_register_held_by_a_writer_is_could_not_check_and_comes_back(world: World, tmp_path: Path) -> None:
    copied(tmp_path, world)
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    address = f"/c/{world.numbers['valid']}"
    assert client.get(address).status_code == 200
    writer = sqlite3.connect(tmp_path / "register.db", isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    answer = client.get(address)
    assert answer.status_code == 503
    assert "不能下结论" in answer.text
    writer.execute("ROLLBACK")
    writer.close()
    assert client.get(address).status_code == 200


def test_a_register_that_appears_later_is_found(world: World, tmp_path: Path) -> None:
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    assert client.get("/healthz").status_code == 503
    copied(tmp_path, world)
    assert client.get("/healthz").status_code == 200


ASKED = ("/c/{}", "/api/v1/certificates/{}", "/verify?q={}", "/healthz", "/trust.json")


def test_a_register_that_was_moved_away_answers_no_more(world: World, tmp_path: Path) -> None:
    copied(tmp_path, world)
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    paths = [path.format(world.numbers["valid"]) for path in ASKED]
    assert {client.get(path).status_code for path in paths} == {200, 303}
    (tmp_path / "register.db").rename(tmp_path / "elsewhere.db")
    assert {client.get(path).status_code for path in paths} == {503}
    (tmp_path / "elsewhere.db").rename(tmp_path / "register.db")
    assert {client.get(path).status_code for path in paths} == {200, 303}


def test_a_register_that_was_replaced_is_asked_from_then_on(world: World, tmp_path: Path) -> None:
    copied(tmp_path, world)
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    number = world.numbers["valid"]
    assert client.get(f"/c/{number}").status_code == 200
    other = founded(f"sqlite:///{tmp_path / 'other.db'}")
    taken = TakenOver("SH/2022/04042", date(2020, 1, 2))
    other.issue(draft(3, taken_over=taken))
    other.close()
    (tmp_path / "other.db").replace(tmp_path / "register.db")
    assert client.get(f"/c/{number}").status_code == 404
    assert client.get("/c/SH~2022~04042").status_code == 200
    assert client.get(f"/api/v1/certificates?q={number}").status_code == 404


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql://127.0.0.1:1/nothing"])
def test_an_address_that_is_no_register_is_could_not_check(url: str) -> None:
    assert client_of(url).get("/c/99926SC00001R0M").status_code == 503


def test_what_is_stored_but_does_not_fit_its_signature_is_not_genuine(world: World, tmp_path: Path) -> None:
    copied(tmp_path, world)
    name = "海岚（样例）".encode()
    with sqlite3.connect(tmp_path / "register.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        (raw,) = connection.execute("SELECT raw FROM event WHERE number = '99926SC00001R0M'").fetchone()
        connection.execute(
            "UPDATE event SET raw = ? WHERE number = '99926SC00001R0M'",
            (bytes(raw).replace(name, "海澜（样例）".encode()),),
        )
    connection.close()
    client = client_of(f"sqlite:///{tmp_path / 'register.db'}")
    for _ in range(2):  # nor does it become so by being asked again
        answer = client.get("/c/99926SC00001R0M")
        assert answer.status_code == 200
        assert '<section class="verdict v-fake"' in answer.text
        assert "登记的这张证书" in answer.text
        assert "v-valid" not in answer.text
        assert "★" not in answer.text
    found = client.get("/api/v1/certificates/99926SC00001R0M").get_json()
    assert found["verdict"]["overall"] == "not_genuine"


@pytest.mark.parametrize("path", ["/verify", "/c/99926SC00001R0M", "/en/verify", "/api/v1/certificates?q=x"])
def test_a_fault_of_ours_tells_nothing_of_the_inside(world: World, path: str) -> None:
    app = world.app()

    def broken(**_: str) -> str:
        raise RuntimeError("secret detail")

    for endpoint in ("search.search", "certificate.certificate", "api.certificates"):
        app.view_functions[endpoint] = broken
    answer = app.test_client().get(path)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert ("Something went wrong" in answer.text) is path.startswith("/en/") or path.startswith("/api/")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nope", "没有这个页面"),
        ("/en/nope", "There is no such page"),
        ("/c/a/b", "没有这个页面"),
        ("/verify/", "没有这个页面"),
        ("/c/", "没有这个页面"),
    ],
)
def test_no_such_page(client: FlaskClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {404, 200}
    if path != "/verify/":
        assert answer.status_code == 404
        assert said in answer.text
