"""Backup and restore, as staff do them: nothing lost, nothing half, nothing behind what the world has seen."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from certs.audit import register_copy
from certs.casework.backup import tar_archive
from certs.casework.backup.restore import unpack
from tests.instances import PASSPHRASE, Staff
from tests.scripts.command_calls import Desk, Said, call
from tests.scripts.verbs.restore_calls import issue_another, plain_web, published, restored, signed_for

FIRST, SECOND, THIRD = "99926SC00001R0M", "99926SC00002R0S", "99926SC00003R0S"
SECRET = "another passphrase for the vault"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """The passphrase file of encrypted backups."""
    path = tmp_path / "vault.txt"
    path.write_text(SECRET + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def backup(desk: Desk, tmp_path: Path) -> Path:
    """A plain backup of the first instance: one certificate, seven entries."""
    path = tmp_path / "backup.tar"
    assert desk("backup", path).code == 0
    return path


def refused(said: Said, home: Path, code: str) -> str:
    """Return what a refusal said, having seen that it left nothing behind."""
    assert said.json["error"]["code"] == code, said.json
    assert not home.exists()
    assert [path.name for path in home.parent.iterdir() if "unfinished" in path.name] == []
    assert said.json["error"]["message"]["zh"]
    return str(said.json["error"]["message"]["en"])


def test_restored_it_goes_on_with_the_next_number(desk: Desk, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "bare" / "instance"
    said = restored(desk, backup, home, "--seen", published(desk))
    assert (said.code, said.json) == (0, {"home": str(home), "log_size": 7, "in_backup": 7, "from_log": 0})
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert anew("verify", FIRST, "--json").json["overall"] == "valid"
    said = issue_another(anew, tmp_path, 1)
    assert (said.code, said.json["issued"][0]["number"]) == (0, SECOND)
    assert json.loads((home / "public" / "log" / "checkpoint").read_bytes().split(b"\n")[1]) == 8
    assert anew("audit", "--json").code == 0
    modes = {name: (home / name).stat().st_mode & 0o777 for name in ("keys", "casework.db", "register.db")}
    assert modes == {"keys": 0o700, "casework.db": 0o600, "register.db": 0o644}
    assert {path.stat().st_mode & 0o777 for path in (home / "keys").iterdir()} == {0o600}


def test_what_is_said_to_come_next_ends_with_an_audit_that_finds_nothing(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    home = tmp_path / "bare" / "instance"
    said = call(desk.capsys, "--home", home, "restore-backup", backup, "--seen", published(desk))
    assert said.code == 0
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    steps = re.findall(r"starmark (publish --all|publish|audit)", " ".join(said.out.split()))
    assert [step.split()[0] for step in steps] == ["publish", "audit"]
    assert anew.act(*steps[0].split()).code == 0
    assert anew("audit", "--json").json["differences"] == []


def test_the_file_is_private_and_holds_no_clear_key(desk: Desk, backup: Path, secret: Path, tmp_path: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    plain = backup.read_bytes()
    assert PASSPHRASE.encode() not in plain
    assert plain.count(b"PRIVATE KEY-----") == plain.count(b"ENCRYPTED PRIVATE KEY-----") == 10
    assert b"root-1.pem" not in plain
    sealed = tmp_path / "sealed"
    assert desk("backup", sealed, "--passphrase-file", secret, "--json").json["encrypted"] is True
    data = sealed.read_bytes()
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert not any(word in data for word in (b"PRIVATE KEY", b"SQLite", SECRET.encode(), b"starmark.toml"))
    assert [path.name for path in desk.staff.home.iterdir() if path.name.startswith(".backup")] == []
    assert desk("backup", sealed).code == 1  # nothing is overwritten
    assert sealed.read_bytes() == data


def test_an_encrypted_backup_wants_its_passphrase(desk: Desk, secret: Path, tmp_path: Path) -> None:
    sealed, home = tmp_path / "sealed", tmp_path / "anew"
    assert desk("backup", sealed, "--passphrase-file", secret).code == 0
    said = restored(desk, sealed, home, "--seen", published(desk), "--passphrase-file", desk.staff.passphrase_file)
    assert "wrong" in refused(said, home, "backup_passphrase")
    assert restored(desk, sealed, home, "--seen", published(desk), "--passphrase-file", secret).code == 0


def test_a_truncated_or_flipped_backup_is_refused(desk: Desk, backup: Path, tmp_path: Path) -> None:
    data, home, spoilt = backup.read_bytes(), tmp_path / "anew", tmp_path / "spoilt"
    rng = random.Random(27_922)
    cases = [data[:-1], data[: len(data) // 2], data[:600], b"", data + b"x"]
    for _ in range(25):
        at = rng.randrange(len(data))
        cases.append(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
    for case in cases:
        spoilt.write_bytes(case)
        said = restored(desk, spoilt, home, "--nothing-newer")
        assert said.code == 1
        refused(said, home, "backup_damaged")


def test_a_backup_of_another_head_than_its_manifest_says_is_refused(desk: Desk, backup: Path, tmp_path: Path) -> None:
    """Somebody puts an archive together anew, around another register: its checksums fit, its signed head does not."""
    folder, home = tmp_path / "taken-apart", tmp_path / "anew"
    folder.mkdir()
    manifest = unpack(backup, folder, str)
    issue_another(desk, tmp_path, 1)
    shutil.copy(desk.staff.home / "register.db", folder / "register.db")
    names = [member.name for member in manifest.files]
    files = {name: folder / name for name in names}
    members = tuple(tar_archive.measured(name, files[name]) for name in names)
    forged = tar_archive.Manifest(manifest.instant, manifest.base_url, manifest.size, manifest.checkpoint, members)
    with (tmp_path / "forged").open("wb") as file:
        tar_archive.write(file, forged, files)
    refused(restored(desk, tmp_path / "forged", home, "--nothing-newer"), home, "backup_damaged")


# --- an old backup ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "does", ["DELETE FROM name WHERE id = NEW.id", "UPDATE certificate SET holder = 'x' WHERE number = NEW.number"]
)
def test_a_backup_in_which_a_trigger_undoes_what_is_mended_is_not_restored(
    desk: Desk, tmp_path: Path, does: str
) -> None:
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        register.execute("UPDATE standing SET level = 'x'")
        last = "(SELECT max(number) FROM certificate)"
        register.execute(f"CREATE TRIGGER trap AFTER INSERT ON name WHEN NEW.number = {last} BEGIN {does}; END")
    assert desk("backup", tmp_path / "trapped.tar").code == 0
    said = restored(desk, tmp_path / "trapped.tar", tmp_path / "new", "--seen", published(desk))
    assert (said.code, said.json["error"]["code"]) == (2, "register_damaged")
    assert not (tmp_path / "new").exists()
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_an_old_backup_is_refused_with_both_heads(desk: Desk, backup: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    home = tmp_path / "anew"
    said = restored(desk, backup, home, "--seen", published(desk))
    assert said.code == 1
    words = refused(said, home, "log_behind")
    assert "7 / " in words
    assert "8 / " in words
    assert "--log" in words


def test_an_old_backup_catches_up_from_the_public_log(desk: Desk, backup: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    desk.act("suspend", FIRST, "--reason", "complaint", "--until", "2026-12-30", "--by", "clerk-01")
    home = tmp_path / "anew"
    public = desk.staff.home / "public"
    said = restored(desk, backup, home, "--log", public, "--seen", published(desk))
    assert (said.code, said.json["log_size"], said.json["from_log"]) == (0, 9, 2)
    assert register_copy.head_of(f"sqlite:///{home / 'register.db'}") == register_copy.head_of(
        f"sqlite:///{desk.staff.home / 'register.db'}"
    )
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert anew("verify", FIRST, "--json").json["code"] == "suspended"
    assert issue_another(anew, tmp_path, 2).json["issued"][0]["number"] == THIRD
    # Who decided the two entries is lost with the journal: every audit on the staff host says so, and goes on watching.
    said = anew("audit", "--json")
    assert said.code == 1
    (only,) = said.json["differences"]
    assert (only["where"], only["field"]) == ("casework.db decisions", "note")
    assert "starmark caught-up 7-8 --root-key" in only["message"]["en"]
    assert signed_for(anew, desk, "7-8").code == 0
    said = anew("audit", "--json")
    assert said.code == 0, said.json["differences"]
    assert "Entries 7 to 8 came back from the public log" in said.json["notes"][0]["en"]
    with closing(sqlite3.connect(home / "casework.db")) as journal, journal:
        journal.execute("UPDATE decisions SET note = replace(note, ' to 8', ' to 9') WHERE act = 'caught-up'")
    spoilt = anew("audit", "--json").json["differences"]
    assert {one["where"] for one in spoilt} == {"casework.db decisions", "event", "checkpoint"}


# --- without anything to compare with --------------------------------------------------------------------------


def test_a_backup_that_was_published_is_not_believed_never_to_have_been(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    home = tmp_path / "anew"
    words = refused(restored(desk, backup, home, "--never-published"), home, "was_published")
    assert "--nothing-newer" in words
    assert restored(desk, backup, home, "--nothing-newer").code == 0
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert anew.act("publish").code == 0
    said = anew("audit", "--json")
    assert (said.code, ["nothing newer" in note["en"] for note in said.json["notes"]]) == (0, [True])


def test_a_register_that_was_never_published_is_restored(desk: Desk, tmp_path: Path) -> None:
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        register.execute("DELETE FROM status_list")
    assert desk("backup", tmp_path / "unpublished").code == 0
    assert restored(desk, tmp_path / "unpublished", tmp_path / "anew", "--never-published").code == 0


def test_an_audit_of_a_staff_host_misses_its_journal(desk: Desk) -> None:
    (desk.staff.home / "casework.db").unlink()
    said = desk("audit", "--json")
    assert said.code == 1
    assert [(one["where"], one["code"]) for one in said.json["differences"]] == [("casework.db", "missing")]
    shutil.rmtree(desk.staff.home / "keys")  # a web host or a mirror has neither
    assert desk("audit").code == 0


def test_it_catches_up_over_the_web(desk: Desk, backup: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    home = tmp_path / "anew"
    with plain_web(desk.staff.home / "public") as address:
        said = restored(desk, backup, home, "--log", address)
        assert (said.code, said.json["from_log"]) == (0, 1)
        shutil.rmtree(home)
        said = restored(desk, backup, home, "--log", address + "/nowhere")
    assert said.code == 2
    refused(said, home, "not_there")
    assert restored(desk, backup, home, "--log", tmp_path).json["error"]["code"] == "not_there"


def test_a_changed_public_log_is_not_taken(desk: Desk, backup: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    public, home = tmp_path / "public", tmp_path / "anew"
    for old, new in ((b"five-star", b"four-star"), (b'"type":"body"', b'"type":"bodx"')):
        shutil.copytree(desk.staff.home / "public", public)
        [bundle] = public.glob("log/tile/entries/000.p/8")
        bundle.write_bytes(bundle.read_bytes()[:-20_000] + bundle.read_bytes()[-20_000:].replace(old, new))
        said = restored(desk, backup, home, "--log", public)
        assert said.code == 1
        assert not home.exists()
        shutil.rmtree(public)


def test_another_history_is_a_fork(desk: Desk, backup: Path, tmp_path: Path) -> None:
    issue_another(desk, tmp_path, 1)
    other, home = tmp_path / "other", tmp_path / "anew"
    assert restored(desk, backup, other, "--nothing-newer").code == 0
    elsewhere = Desk(Staff(other, desk.staff.passphrase_file), desk.capsys)
    issue_another(elsewhere, tmp_path, 5)
    forked = tmp_path / "forked.tar"
    elsewhere("backup", forked)
    words = refused(restored(desk, forked, home, "--seen", published(desk)), home, "log_forked")
    assert words.count(" / ") == 2
    assert restored(desk, forked, home, "--log", desk.staff.home / "public").code == 1
    assert not home.exists()


def test_it_must_be_said_what_to_compare_with(desk: Desk, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "anew"
    assert restored(desk, backup, home).code == 64
    assert restored(desk, backup, home, "--never-published", "--seen", published(desk)).code == 64
    assert restored(desk, backup, home, "--never-published", "--nothing-newer").code == 64
    assert restored(desk, backup, home, "--log", tmp_path / "missing").code == 64
    assert restored(desk, backup, home, "--seen", tmp_path / "missing").code == 1
    (tmp_path / "forged").write_bytes(published(desk).read_bytes().replace(b"\n7\n", b"\n6\n"))
    assert restored(desk, backup, home, "--seen", tmp_path / "forged").code == 1
    assert not home.exists()
    assert restored(desk, backup, desk.staff.home, "--nothing-newer").json["error"]["code"] == "instance_exists"


def test_a_clear_key_stops_the_backup(desk: Desk, tmp_path: Path) -> None:
    pem = desk.staff.home / "keys" / "qr-1.pem"
    pem.write_text("-----BEGIN " + "PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n")
    said = desk("backup", tmp_path / "b", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "key_not_sealed")
    assert not (tmp_path / "b").exists()
