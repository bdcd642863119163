"""Mirror and witness as people run them: processes, against a real service over HTTP."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from certs.log.witness_decision import Request
from tests import instances
from tests.instances import DECIDED, ROOT
from tests.scripts.command_calls import Desk, call

NUMBER = "99926SC00001R0M"


NOWHERE = "http://127.0.0.1:1"


def root_of(desk: Desk) -> str:
    keys = desk("keys", "list", "--json").json["keys"]
    return str(next(key["multikey"] for key in keys if key["name"] == "root-1"))


def test_a_mirror_over_http_is_served_itself_and_stops_with_evidence(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, other = tmp_path / "mirror", instances.copied(desk.staff, _made(tmp_path / "other"))
    pin = root_of(desk)
    with instances.served(desk.staff.home) as url:
        said = call(capsys, "--home", home, "mirror", url, "--pin", pin, "--json")
        assert (said.code, said.json["size"], said.json["added"]) == (0, 7, 7)
        assert desk.act("suspend", NUMBER, "--reason", "complaint", "--by", "w", "--until", _later(30)).code == 0
        assert call(capsys, "--home", home, "mirror", url, "--json").json["added"] == 1
        assert call(capsys, "--home", home, "audit").code == 0
        with instances.served(home) as copy:
            for path in ("log/checkpoint", "trust.json", f"c/{NUMBER}.json", "status/suspension/1"):
                assert _get(f"{copy}/{path}") == _get(f"{url}/{path}")
            second = call(capsys, "--home", tmp_path / "second", "mirror", copy, "--pin", pin, "--json")
            assert (second.code, second.json["size"]) == (0, 8)
    assert call(capsys, "--home", home, "mirror", url).code == 2
    with instances.served(other.home) as url:
        said = call(capsys, "--home", home, "mirror", url)
        assert said.code == 1
        assert "went back" in said.err
        other.act("revoke", NUMBER, "--reason", "fraud", *DECIDED)
        said = call(capsys, "--home", home, "mirror", url)
        assert said.code == 1
        assert "has forked" in said.err
    assert len(list((home / "mirror").glob("evidence-*.txt"))) == 2
    assert call(capsys, "--home", home, "audit").code == 0
    assert call(capsys, "--home", desk.staff.home, "mirror", NOWHERE).code == 1  # never over a real instance
    assert call(capsys, "--home", home, "mirror", NOWHERE, "--pin", pin[:-1] + "x").code == 64


def test_a_witness_over_http(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, secret = tmp_path / "witness", desk.staff.passphrase_file
    made = call(
        capsys,
        "--home",
        home,
        "witness",
        "init",
        "--name",
        "witness.example.org",
        "--passphrase-file",
        secret,
        "--json",
    )
    assert made.code == 0
    folder = desk.staff.home / "witnesses"
    folder.mkdir()
    (folder / "one.vkey").write_text(made.json["vkey"] + "\n", encoding="utf-8")
    common = ("--passphrase-file", secret, "--json")
    with instances.served(desk.staff.home) as url:
        assert call(capsys, "--home", home, "witness", "cosign", url, *common).code == 2  # no pin
        said = call(
            capsys,
            "--home",
            home,
            "witness",
            "cosign",
            url,
            "--pin",
            root_of(desk),
            *common,
            "--to",
            folder / "one.cosig",
        )
        assert (said.code, said.json["size"]) == (0, 7)
        checkpoint = _get(f"{url}/log/checkpoint")
        with _witness_served(home, secret) as door:
            assert _posted(f"{door}/add-checkpoint", Request(7, (), checkpoint).encode())[0] == 200
            assert _posted(f"{door}/add-checkpoint", Request(6, (), checkpoint).encode()) == (409, b"7\n")
            assert _posted(f"{door}/add-checkpoint", b"x")[0] == 400
            assert _posted(f"{door}/other", b"x")[0] == 404
    added = desk("witness", "add", "--json")
    assert (added.code, added.json["cosignatures"]) == (0, 1)
    assert b"witness.example.org" in (desk.staff.home / "public" / "log" / "checkpoint").read_bytes()
    assert desk("audit").code == 0
    assert call(capsys, "--home", tmp_path, "witness", "cosign", NOWHERE, *common).code == 64
    assert call(capsys, "--home", home, "witness", "init", "--name", "x", "--passphrase-file", secret).code == 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _later(days: int) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        data: bytes = answer.read()
        return data


def _posted(url: str, body: bytes) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, method="POST"), timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@contextmanager
def _witness_served(home: Path, secret: Path) -> Iterator[str]:
    port = instances.free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "scripts",
            "--home",
            str(home),
            "--lang",
            "en",
            "witness",
            "serve",
            "--port",
            str(port),
            "--passphrase-file",
            str(secret),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert "Cosigning at" in process.stderr.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=10)
