"""An instance that version 0.1.0 made and left is upgraded by the first command, behind a copy, and goes on."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from certs.errors import CouldNotCheck
from certs.instance.folder import open_instance
from certs.register.store import schema_revision
from certs.register.store.database import make_ready
from tests import instances
from tests.instances import Staff
from tests.scripts.command_calls import Desk, call

ARCHIVE: Final = Path(__file__).parent / "instance_0_1_0.tar.xz"
COPY: Final = "register-schema-r0001.db"


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked. Not to be changed: copy what is to be changed."""
    folder = tmp_path_factory.mktemp("instance-0.1.0")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def desk(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk at a copy of the instance."""
    return Desk(instances.copied(Staff(kept / "instance", kept / "passphrase.txt"), tmp_path), capsys)


def revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as register:
        return str(register.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def dumped(file: Path) -> list[str]:
    """Return the rows of every table, but for the search index, which holds the names a second time."""
    with closing(sqlite3.connect(file)) as register:
        tables = [name for (name,) in register.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            repr((table, register.execute(f"SELECT * FROM {table}").fetchall()))
            for table in sorted(tables)
            if not table.startswith("name_grams")
        ]


def entries(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as register:
        return register.execute("SELECT * FROM event ORDER BY position").fetchall()


def test_the_first_command_upgrades_it_behind_a_copy_and_says_so_beside_its_answer(desk: Desk, kept: Path) -> None:
    home = desk.staff.home
    said = desk("find", "青禾", "--json")
    assert said.code == 0
    assert "upgraded from r0001 to " + schema_revision.newest() in " ".join(said.err.split())
    assert COPY in "".join(said.err.split())
    assert len(said.json["items"]) == 4  # what machines read is the answer alone
    assert (revision(home / "register.db"), revision(home / COPY)) == (schema_revision.newest(), "r0001")
    assert dumped(home / COPY) == dumped(kept / "instance" / "register.db")
    assert (home / COPY).stat().st_mode == (home / "register.db").stat().st_mode
    assert entries(home / "register.db") == entries(kept / "instance" / "register.db")
    assert desk("find", "青禾", "--json").err == ""  # once


def test_recover_upgrades_it_behind_a_copy_too(desk: Desk) -> None:
    said = desk("recover", "--json")
    assert (said.code, said.json["upgraded"], said.json["entries"]) == (0, True, 13)
    assert COPY in "".join(said.err.split())
    assert revision(desk.staff.home / COPY) == "r0001"
    assert desk("recover", "--json").json["upgraded"] is False


def test_it_answers_as_it_did_and_goes_on(desk: Desk, kept: Path, tmp_path: Path) -> None:
    answers = json.loads((kept / "answers.json").read_text(encoding="utf-8"))
    for number, then in answers["show"].items():
        now = desk("show", number, "--json").json
        assert {name: now[name] for name in ("number", "status", "holder", "level", "valid_until", "scope")} == {
            name: then[name] for name in ("number", "status", "holder", "level", "valid_until", "scope")
        }
        told = desk("history", number, "--json").json["entries"]
        old = answers["history"][number]["entries"]
        assert [{name: entry[name] for name in then} for entry, then in zip(told, old, strict=True)] == old
    assert [answers["show"][number]["status"] for number in sorted(answers["show"])] == [
        "valid",
        "suspended",
        "revoked",
        "withdrawn",
    ]
    assert desk.act("issue", instances.certificate_file(tmp_path, 9)).code == 0
    restored = desk.act("restore", "99926SC00002R0M", "--reason", "cause-removed", "--note", "checked", "--by", "qa-01")
    assert (restored.code, restored.json["changed"][0]["status"]) == (0, "valid")
    audited = desk("audit", "--json")
    assert (audited.code, audited.json["differences"], audited.json["entries"]) == (0, [], 15)


def test_its_staff_journal_is_brought_forward_behind_a_copy_by_the_first_act_that_needs_it(desk: Desk) -> None:
    said = desk("staff", "add", "qa-01", "--role", "decider", "--by", "qa-01")
    assert said.code == 0, said.err
    assert "casework-schema-1.db" in said.err
    assert (desk.staff.home / "casework-schema-1.db").stat().st_mode & 0o777 == 0o600


def test_its_backup_restores_into_this_version(
    desk: Desk, kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "restored"
    seen = kept / "instance" / "public" / "log" / "checkpoint"
    said = call(capsys, "--home", home, "restore-backup", kept / "open.backup", "--seen", seen, "--json")
    assert (said.code, said.json["log_size"]) == (0, 13), said.err
    assert revision(home / "register.db") == schema_revision.newest()


def test_without_room_for_the_copy_nothing_is_touched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("certs.register.store.snapshot.copy_pages", full)
    before = (desk.staff.home / "register.db").read_bytes()
    said = desk("find", "青禾", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "upgrade_copy")
    assert "full" in said.json["error"]["message"]["en"]
    assert (desk.staff.home / "register.db").read_bytes() == before
    assert not (desk.staff.home / COPY).exists()


def test_a_copy_that_a_crash_left_half_made_is_made_anew(desk: Desk) -> None:
    (desk.staff.home / f".{COPY}").write_bytes(b"half")
    assert desk("find", "青禾").code == 0
    assert revision(desk.staff.home / COPY) == "r0001"
    assert not (desk.staff.home / f".{COPY}").exists()


def test_an_upgrade_that_stops_in_the_middle_leaves_the_old_schema(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    url = open_instance(desk.staff.home).register_url
    upgrade = schema_revision.upgrade

    def stopped(connection: Any) -> None:
        upgrade(connection)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schema_revision, "upgrade", stopped)
        with pytest.raises(KeyboardInterrupt):
            make_ready(url)
    assert revision(desk.staff.home / "register.db") == "r0001"
    assert make_ready(url)


def test_the_program_of_then_finds_its_register_in_the_copy_and_this_one_refuses_what_is_newer(desk: Desk) -> None:
    """The way back: the copy is what 0.1.0 left. A register of a later version is touched by nobody."""
    home = desk.staff.home
    assert desk("find", "青禾").code == 0
    with closing(sqlite3.connect(home / "register.db")) as register, register:
        register.execute("UPDATE alembic_version SET version_num = 'r9999'")
    kept = (home / "register.db").read_bytes()
    for words in (("find", "青禾"), ("recover",), ("audit",)):
        said = desk(*words, "--json")
        assert (said.code, said.json["error"]["code"]) == (2, "schema_newer"), words
    assert (home / "register.db").read_bytes() == kept
    with pytest.raises(CouldNotCheck, match="schema_newer"):
        make_ready(open_instance(home).register_url)
    shutil.copy(home / COPY, home / "register.db")
    assert revision(home / "register.db") == "r0001"
