"""An instance that cannot be used: damaged, locked, in another's hands; a clear message, and nothing half done."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.instances import DECIDED, EXAMPLES, number
from tests.otheruser import OtherUser
from tests.scripts.command_calls import Desk, Spoil, as_other_user, assert_clear, entries

NUMBER = number(1)


REVOKE = ("revoke", NUMBER, "--reason", "fraud", *DECIDED)


def _older_than_any(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (Path.unlink, "no register"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 8_000), "damaged"),
        (lambda path: path.write_bytes(b""), "no register"),
        (_older_than_any, "newer"),
    ],
    ids=["missing", "damaged", "empty", "newer"],
)
def test_a_register_that_cannot_be_used(desk: Desk, spoil: Spoil, words: str) -> None:
    spoil(desk.staff.home / "register.db")
    for arguments in (
        ("show", NUMBER),
        (*REVOKE, "--passphrase-file", desk.staff.passphrase_file),
        ("issue", EXAMPLES / "certificate.toml"),
    ):
        said = desk(*arguments)
        assert_clear(said, 2)
        assert words in said.err


def test_a_locked_register_stops_acts_and_not_questions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.limits.BUSY_SECONDS", 0.2)
    other = sqlite3.connect(desk.staff.home / "register.db")
    other.execute("BEGIN IMMEDIATE")
    try:
        said = desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file)
        assert_clear(said, 2)
        assert "in use by another program" in said.err
        assert desk("show", NUMBER).code == 0
    finally:
        other.close()


def test_a_second_user_can_look_and_cannot_act(desk: Desk, other_user: OtherUser, tmp_path: Path) -> None:
    path = as_other_user(tmp_path / "code")
    env = {"PYTHONPATH": f"{path}:{other_user.path}"}
    home = ("-m", "scripts", "--home", str(desk.staff.home))
    shown = other_user.run(*home, "show", NUMBER, env=env)
    assert shown.returncode == 0, shown.stderr
    passphrase_file = tmp_path / "code" / "passphrase.txt"
    passphrase_file.write_bytes(desk.staff.passphrase_file.read_bytes())
    passphrase_file.chmod(0o644)
    acted = other_user.run(*home, *REVOKE, "--passphrase-file", str(passphrase_file), env=env)
    assert acted.returncode == 2, acted.stderr
    assert "Traceback" not in acted.stderr, acted.stderr
    assert "as the staff user" in " ".join(acted.stderr.split())


def test_the_journal_gone_stops_acts(desk: Desk) -> None:
    (desk.staff.home / "casework.db").unlink()
    before = entries(desk.staff.home)
    assert_clear(desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file), 2)
    assert entries(desk.staff.home) == before


def test_a_key_that_others_can_read_is_not_used(desk: Desk) -> None:
    (desk.staff.home / "keys" / "status-1.pem").chmod(0o644)
    said = desk(*REVOKE, "--passphrase-file", desk.staff.passphrase_file)
    assert_clear(said, 1)
    assert "Other accounts" in said.err
