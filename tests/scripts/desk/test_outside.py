"""A whole host that was put back from a copy: those outside know better, and are asked before an act."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from certs.instance.settings import parse_settings
from scripts.network import witness_files, witness_server
from tests.instances import PASSPHRASE, free_port, served
from tests.scripts.command_calls import Desk, call
from tests.scripts.verbs.restore_calls import issue_another, plain_web


def ask(desk: Desk, **settings: str) -> None:
    """Have the instance ask outside before each act."""
    file = desk.staff.home / "starmark.toml"
    lines = [f"{name} = {value}" for name, value in settings.items()]
    file.write_text(
        re.sub(r"\n\[outside\].*", "", file.read_text(), flags=re.DOTALL) + "\n[outside]\n" + "\n".join(lines)
    )


@pytest.fixture
def put_back(desk: Desk, tmp_path: Path) -> Path:
    """The host lost two acts: everything, keys, journal and publication, is as on the day of the copy.

    Returns the home as it was, for those outside.
    """
    copy, newer = tmp_path / "copy", tmp_path / "newer"
    shutil.copytree(desk.staff.home, copy)
    for serial in (1, 2):
        issue_another(desk, tmp_path, serial)
    desk.staff.home.rename(newer)
    copy.rename(desk.staff.home)
    return newer


def test_without_asking_a_number_would_be_given_twice(desk: Desk, put_back: Path, tmp_path: Path) -> None:
    """What the setting is for."""
    said = issue_another(desk, tmp_path, 5)
    assert (said.code, said.json["issued"][0]["number"]) == (0, "99926SC00002R0S")
    assert put_back.is_dir()


def test_the_public_address_is_asked_before_an_act(desk: Desk, put_back: Path, tmp_path: Path) -> None:
    with served(put_back) as address:
        ask(desk, log=f'"{address}"')
        said = issue_another(desk, tmp_path, 5)
        assert (said.code, said.json["error"]["code"]) == (1, "log_behind")
        assert "7 / " in said.json["error"]["message"]["en"]
        assert "9 / " in said.json["error"]["message"]["en"]
        rotated = desk("keys", "rotate", "list", "--dry-run", "--json")
        assert rotated.json["error"]["code"] == "log_behind"
        shutil.rmtree(desk.staff.home)
        put_back.rename(desk.staff.home)  # the newer one: nothing stands in its way
        ask(desk, log=f'"{address}"')
        assert issue_another(desk, tmp_path, 5).code == 0


@contextmanager
def witness(desk: Desk, newer: Path, folder: Path) -> Iterator[str]:
    """A witness that has cosigned the newer log."""
    witness_files.make(folder, "witness.example.org/w", PASSPHRASE)
    with served(newer) as address:
        pin = desk("keys", "list", "--json").json["keys"][0]["multikey"]
        secret = ("--passphrase-file", desk.staff.passphrase_file)
        assert call(desk.capsys, "--home", folder, "witness", "cosign", address, "--pin", pin, *secret).code == 0
    opened = witness_files.opened(folder, PASSPHRASE)
    with witness_server.server(opened, "127.0.0.1", free_port()) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_witness_is_asked_before_an_act(desk: Desk, put_back: Path, tmp_path: Path) -> None:
    with witness(desk, put_back, tmp_path / "witness") as address:
        ask(desk, witness=f'"{address}"')
        said = issue_another(desk, tmp_path, 5)
        assert (said.code, said.json["error"]["code"]) == (1, "log_behind")
        assert "has cosigned 9" in said.json["error"]["message"]["en"]
        shutil.rmtree(desk.staff.home)
        put_back.rename(desk.staff.home)
        ask(desk, witness=f'"{address}"')
        assert issue_another(desk, tmp_path, 5).code == 0
        assert issue_another(desk, tmp_path, 6).code == 0  # the witness is behind now, and that is no fault


def test_who_does_not_answer_is_told_and_whether_the_act_goes_on(desk: Desk, tmp_path: Path) -> None:
    nobody = f'"http://127.0.0.1:{free_port()}"'
    ask(desk, log=nobody, witness=nobody)
    said = issue_another(desk, tmp_path, 5)
    assert said.code == 0
    told = " ".join(said.err.split())
    assert told.count("gave no answer") == 2  # a command asks each once
    assert told.count("Going on all the same") == 2
    ask(desk, log=nobody, must_answer="true")
    said = issue_another(desk, tmp_path, 6)
    assert (said.code, said.json["error"]["code"]) == (2, "outside_silent")
    assert "must_answer" in said.json["error"]["message"]["en"]


def test_what_is_not_the_logs_is_no_answer(desk: Desk, put_back: Path, tmp_path: Path) -> None:
    """Whoever took the website over cannot stop the body from acting."""
    checkpoint = put_back / "public" / "log" / "checkpoint"
    forged = re.sub(rb"\n9\n", b"\n99\n", checkpoint.read_bytes(), count=1)
    folder = tmp_path / "web" / "log"
    folder.mkdir(parents=True)
    for content in (forged, b"", b"\x00\xff", b"<html>"):
        (folder / "checkpoint").write_bytes(content)
        with plain_web(folder.parent) as address:
            ask(desk, log=f'"{address}"')
            said = desk("keys", "rotate", "list", "--dry-run")
        assert said.code == 0, said.err
        assert "gave no answer" in " ".join(said.err.split())


@pytest.mark.parametrize(
    "value",
    [
        "http://cert.example.cn",
        "ftp://x",
        "https://",
        "https://a@b",
        "https://h/?q",
        "https://h/#x",
        "x",
        "https://h x",
    ],
)
def test_only_addresses_are_taken(desk: Desk, value: str) -> None:
    ask(desk, log=f'"{value}"')
    said = desk("audit", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "settings")
    assert said.json["errors"][0]["field"] == "outside.log"


def test_the_settings_hold_what_is_to_be_asked(desk: Desk) -> None:
    ask(desk, log='"https://cert.example.cn"', witness='"https://witness.example.org/w"', must_answer="true")
    settings = parse_settings((desk.staff.home / "starmark.toml").read_bytes())
    assert settings.outside_log == "https://cert.example.cn"
    assert settings.outside_witness == "https://witness.example.org/w"
    assert settings.outside_must_answer
