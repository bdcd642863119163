"""An increment and the whole backup that it goes on from: together they are the instance, and neither is more."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from certs.audit import recovery, register_copy
from certs.casework.backup import backup_encryption
from certs.errors import CouldNotCheck
from certs.register.store.database import open_store
from certs.register.store.tables import STATUS_LIST
from tests.instances import Staff
from tests.register.founded_register import draft, founded
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk, Said
from tests.scripts.verbs.restore_calls import issue_another, published, restored

BY = ("--by", "clerk-01")
SECRET = "another passphrase for the vault"


@pytest.fixture
def whole(desk: Desk, tmp_path: Path) -> Path:
    """A whole backup: one certificate, seven entries, and a case with a file of evidence."""
    basic = forms.saved(forms.basic(), tmp_path / "basic.xlsx")
    case = desk("case", "open", basic, *BY, "--json").json["case"]
    hand_in(desk, case, tmp_path, "营业执照.pdf")
    assert desk("backup", tmp_path / "whole.tar").code == 0
    return tmp_path / "whole.tar"


def hand_in(desk: Desk, case: str, folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"%PDF-1.4 sample\n" + name.encode())
    assert desk("case", "evidence", case, folder / name, *BY, "--json").json["taken"] == 1


def case_of(desk: Desk) -> str:
    return str(desk("case", "list", "--json").json["cases"][0]["case"])


def since(desk: Desk, whole: Path, name: str = "increment.tar") -> Path:
    said = desk("backup", whole.parent / name, "--since", whole, "--json")
    assert said.code == 0, said
    assert said.json["since"] == 7
    return whole.parent / name


def refused(said: Said, home: Path) -> str:
    assert (said.code, said.json["error"]["code"]) == (1, "backup_base"), said
    assert not home.exists()
    assert [path.name for path in home.parent.iterdir() if "unfinished" in path.name] == []
    return str(said.json["error"]["message"]["en"])


def evidence(home: Path) -> set[str]:
    return {path.name for path in (home / "casework" / "files").iterdir()}


def test_both_together_are_the_instance(desk: Desk, whole: Path, tmp_path: Path) -> None:
    first = issue_another(desk, tmp_path, 1).json["issued"][0]["number"]
    desk.act("suspend", first, "--reason", "complaint", "--until", "2026-12-30", *BY)
    hand_in(desk, case_of(desk), tmp_path, "1、公司简介.pdf")
    increment = since(desk, whole)
    with tarfile.open(increment) as archive:
        names = archive.getnames()
        archive.extract("register-later.db", tmp_path)
    assert "register.db" not in names
    with closing(sqlite3.connect(tmp_path / "register-later.db")) as later:
        assert later.execute("SELECT position FROM event ORDER BY 1").fetchall() == [(7,), (8,)]
    home = tmp_path / "anew"
    said = restored(desk, increment, home, "--base", whole, "--seen", published(desk))
    assert (said.code, said.json) == (0, {"home": str(home), "log_size": 9, "in_backup": 9, "from_log": 0})
    assert evidence(home) == evidence(desk.staff.home)
    assert len(evidence(home)) == 2
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert anew("verify", first, "--json").json["code"] == "suspended"
    assert anew.act("publish").code == 0
    audited = anew("audit", "--json")
    assert (audited.code, audited.json["notes"]) == (0, [])
    assert issue_another(anew, tmp_path, 2).json["issued"][0]["number"] == "99926SC00003R0S"
    assert not (home / ".increment").exists()
    assert {path.stat().st_mode & 0o777 for path in (home / "keys").iterdir()} == {0o600}


def test_what_was_forgotten_since_does_not_come_back(desk: Desk, whole: Path, tmp_path: Path) -> None:
    case = case_of(desk)
    assert desk("case", "close", case, "--reason", "企业撤回", *BY).code == 0
    said = desk("case", "forget", case, *BY)
    assert said.code == 0, said
    assert evidence(desk.staff.home) == set()
    home = tmp_path / "anew"
    assert restored(desk, since(desk, whole), home, "--base", whole, "--seen", published(desk)).code == 0
    assert evidence(home) == set()


def test_each_wants_the_other(desk: Desk, whole: Path, tmp_path: Path) -> None:
    increment, home = since(desk, whole), tmp_path / "anew"
    seen = ("--seen", published(desk))
    assert "--base" in refused(restored(desk, increment, home, *seen), home)
    assert "takes no --base" in refused(restored(desk, whole, home, "--base", whole, *seen), home)
    hand_in(desk, case_of(desk), tmp_path, "1、公司简介.pdf")  # two of one second and one content are the same backup
    assert desk("backup", tmp_path / "another.tar").code == 0
    assert "does not go on" in refused(restored(desk, increment, home, "--base", tmp_path / "another.tar", *seen), home)
    refused(restored(desk, increment, home, "--base", increment, *seen), home)
    assert restored(desk, increment, home, "--base", whole, *seen).code == 0


def test_it_goes_on_from_a_whole_backup_of_this_body(desk: Desk, whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.tar"
    for base, code in (
        (since(desk, whole), "backup_base"),
        (tmp_path / "nowhere.tar", "backup_base"),
        (tmp_path / "basic.xlsx", "backup_damaged"),
    ):
        said = desk("backup", target, "--since", base, "--json")
        assert said.code in (1, 2), said
        assert said.json["error"]["code"] == code
        assert not target.exists()


def test_another_history_takes_no_increment(desk: Desk, whole: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    assert desk("backup", tmp_path / "later.tar").code == 0
    other = tmp_path / "other"
    assert restored(desk, whole, other, "--nothing-newer").code == 0
    elsewhere = Desk(Staff(other, desk.staff.passphrase_file), desk.capsys)
    issue_another(elsewhere, tmp_path, 5)
    said = elsewhere("backup", tmp_path / "forked.tar", "--since", tmp_path / "later.tar", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "log_forked")
    assert not (tmp_path / "forked.tar").exists()


def test_a_changed_byte_of_either_is_refused(desk: Desk, whole: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    increment, home = since(desk, whole), tmp_path / "anew"
    for file in (increment, whole):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / "flipped.tar").write_bytes(data)
        pair = {increment: increment, whole: whole, file: tmp_path / "flipped.tar"}
        said = restored(desk, pair[increment], home, "--base", pair[whole], "--seen", published(desk))
        assert (said.code, said.json["error"]["code"]) == (1, "backup_damaged")
        assert not home.exists()


def test_both_encrypted_under_one_passphrase(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_encryption, "_COST", {"n": 2, "r": 8, "p": 1})
    secret = tmp_path / "vault.txt"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    whole, increment, sealed = tmp_path / "whole", tmp_path / "increment", ("--passphrase-file", secret)
    assert desk("backup", whole, *sealed).code == 0
    issue_another(desk, tmp_path, 1)
    said = desk("backup", increment, "--since", whole, *sealed, "--json")
    assert (said.code, said.json["encrypted"]) == (0, True)
    assert b"SQLite" not in increment.read_bytes()
    home = tmp_path / "anew"
    assert restored(desk, increment, home, "--base", whole, *sealed, "--seen", published(desk)).code == 0


def test_where_a_part_cannot_be_written_it_is_said(tmp_path: Path) -> None:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    _, checkpoint = register_copy.take(register.url, tmp_path / "early.db")
    with pytest.raises(CouldNotCheck) as refusal:
        register_copy.take_later(register.url, tmp_path / "nowhere" / "later.db", checkpoint, register.now)
    assert refusal.value.code == "copy_failed"
    register.close()


def test_every_row_comes_along(store_url: str, tmp_path: Path) -> None:
    """On both databases: what was copied early, with what was copied later, is what a whole copy has."""
    register = founded(store_url)
    register.issue(*map(draft, range(1, 4)))
    early = tmp_path / "early.db"
    _, checkpoint = register_copy.take(store_url, early)
    begun = register.now
    register.later(days=3)
    register.issue(*map(draft, range(4, 9)))
    register.change("withdrawn", register.issue(draft(9))[0].number, "holder-request")
    with register.store.writing() as connection:
        row = {"purpose": "revocation", "number": 0, "version": 2, "valid_until": "2026-12-30T00:00:00Z", "raw": b"x"}
        connection.execute(STATUS_LIST.insert(), [{**row, "valid_from": "2026-11-28T00:00:00Z"}])
    head = register_copy.take_later(store_url, tmp_path / "later.db", checkpoint, begun)
    register_copy.put_later(tmp_path / "later.db", f"sqlite:///{early}")
    recovery.recover(f"sqlite:///{early}")
    assert register_copy.head_of(f"sqlite:///{early}") == head
    register_copy.take(store_url, tmp_path / "whole.db")
    for table in register_copy.KEPT:
        rows = []
        for file in (early, tmp_path / "whole.db"):
            store = open_store(f"sqlite:///{file}", write=False)
            with store.reading() as connection:
                rows.append(sorted(map(tuple, connection.execute(select(table)))))
            store.close()
        assert rows[0] == rows[1]
        assert rows[0] or table is not STATUS_LIST
    register.close()
