"""Texts and bundles over the API: the very answer of `starmark verify --json`, and a clear refusal for the rest."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certs import limits
from certs.instance.folder import open_instance
from tests.instances import Staff, number
from tests.scripts.command_calls import Desk
from tests.verify.sample_service import World, token_of
from verify import Config, create_app
from verify.service import EXTENSION

API: Final = "/api/v1/verify"
NUMBER: Final = number(1)


@pytest.fixture(scope="module", autouse=True)
def _children_end(shared_app: Flask) -> Iterator[None]:
    yield
    shared_app.extensions[EXTENSION].files.children.close()


def served(staff: Staff) -> FlaskClient:
    """Return a client of the service over an instance."""
    place = open_instance(staff.home)
    return create_app(Config(place.settings, place.register_url, home=place.home)).test_client(use_cookies=False)


def without_time(verdict: dict[str, Any]) -> dict[str, Any]:
    return {**verdict, "as_of": None}


def test_it_answers_as_the_command_does(first_instance: Staff, desk: Desk, tmp_path: Path) -> None:
    client, folder = served(first_instance), tmp_path / "files"
    desk("export", NUMBER, "--to", folder)
    desk("export", NUMBER, "--bundle", folder / "bundle")
    texts = [(folder / name).read_text("utf-8") for name in ("qr.txt", "certificate.json", "certificate.jwt", "bundle")]
    texts += [NUMBER, "99926SC00009R0M", texts[0].replace("cert.", "cent."), texts[0][:-9], "您好", "", texts[2][:-30]]
    bodies: list[tuple[str, bytes]] = [(text, json.dumps({"text": text}).encode()) for text in texts]
    bodies.append((texts[3], texts[3].encode()))  # the bundle itself
    overall = set()
    for text, body in bodies:
        (tmp_path / "given").write_text(text, encoding="utf-8")
        told = desk("verify", tmp_path / "given", "--json", "--product", "泵").json
        answer = client.post(f"{API}?product=泵", data=body)
        assert (answer.status_code, answer.mimetype) == (200, "application/json"), text[:60]
        said = answer.get_json()
        if "coverage" in said or text in {*texts[:5], texts[6]}:
            assert without_time(said) == without_time(told), text[:60]
        assert (said["overall"], said["code"]) == (told["overall"], told["code"])
        overall.add(said["overall"])
    assert overall == {"valid", "not_genuine", "unknown"}


def test_the_day_that_is_asked_about_is_answered(client: FlaskClient, world: World) -> None:
    text = {"text": f"https://cert.example.cn/Q/{token_of(world, 'revoked')}"}
    today = client.post(API, json=text).get_json()
    before = client.post(f"{API}?at=2026-11-24T01:00:00Z", json=text).get_json()
    assert (today["overall"], today["code"], today["status_today"]) == ("not_valid", "revoked", "revoked")
    assert before["number"] == today["number"] == world.numbers["revoked"]
    assert client.post(f"{API}?at=nonsense", json=text).status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "format"),
        (b"{", 400, "format"),
        (b"[]", 400, "type"),
        (b"null", 400, "type"),
        (b"{}", 400, "missing"),
        (b'{"text": 1}', 400, "type"),
        (b'{"text": "x", "pin": "y"}', 400, "unknown"),
        (b"\xff" * 10, 400, "format"),
        (b"x" * (limits.HANDED_BODY + 1), 400, "format"),
        (json.dumps({"text": "x" * (limits.HANDED_TEXT + 1)}).encode(), 413, "range"),
        (b"{" + b" " * limits.BUNDLE, 413, "range"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_neither_text_nor_bundle_is_refused(client: FlaskClient, body: bytes, status: int, code: str) -> None:
    answer = client.post(API, data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert (answer.get_json()["code"], answer.get_json()["errors"][0]["code"]) == ("bad_question", code)


def test_a_large_file_is_judged_by_the_child(client: FlaskClient) -> None:
    """What is too large to be read where pages are answered: a bundle in name, and a hostile one in size."""
    for inside in (b'"type":"starmark-bundle",', b""):
        body = b"{" + inside + b'"x":[' + b"[]," * 200_000 + b"[]]}"
        assert len(body) > limits.HANDED_BODY
        answer = client.post(API, data=body)
        assert (answer.status_code, answer.get_json()["overall"]) == (200, "unknown")


def test_nothing_asks_another_host(client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(*_: object) -> None:
        raise AssertionError("the service asked another host")

    monkeypatch.setattr(socket.socket, "connect", connected)
    for text in ("https://127.0.0.1:9/q/AAAA", "did:web:evil.example", '{"credentialSubject":{"id":"http://[::1]/"}}'):
        assert client.post(API, json={"text": text}).get_json()["overall"] in {"unknown", "not_genuine"}
    assert world.numbers
