"""`starmark publish`, and what every act publishes at its end."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.days import beijing_day
from certs.log.checkpoint import parse_checkpoint
from certs.publication.certificate_paths import stem_of
from certs.trust.sealed_key import seal, unseal
from scripts.desk.new_instance import ROOT_FOLDER
from tests.instances import DECIDED, PASSPHRASE, Staff, number
from tests.scripts import sheets
from tests.scripts.command_calls import Desk

NUMBER = number(1)
BY = ("--by", "clerk-01")


def size_of(staff: Staff) -> int:
    return parse_checkpoint((staff.home / "public/log/checkpoint").read_bytes()).head.size


def test_an_instance_is_published_from_its_beginning(staff: Staff) -> None:
    public = staff.home / "public"
    assert size_of(staff) == 7
    assert json.loads((public / f"{stem_of(NUMBER)}.json").read_bytes())["credentialSubject"]["number"] == NUMBER
    files = [path for path in public.rglob("*") if path.is_file() and ".publishing" not in path.parts]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o644}, "the web reads it as another user"


def test_every_act_is_published_when_it_ends(desk: Desk, tmp_path: Path) -> None:
    assert desk.act("issue", sheets.write(tmp_path / "b.xlsx", [sheets.certificate(1)])).code == 0
    assert size_of(desk.staff) == 8
    before = (desk.staff.home / "public/status/revocation/1").read_bytes()
    assert desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED).code == 0
    assert size_of(desk.staff) == 9
    assert (desk.staff.home / "public/status/revocation/1").read_bytes() != before


def test_publishing_again_changes_nothing_and_says_so(desk: Desk) -> None:
    said = desk.act("publish")
    assert (said.code, said.json) == (0, {"size": 7, "written": [], "removed": []})
    assert "up to date" in desk("publish", "--passphrase-file", desk.staff.passphrase_file).out


def test_all_mends_what_was_spoilt(desk: Desk) -> None:
    path = desk.staff.home / f"public/{stem_of(NUMBER)}.jwt"
    whole = path.read_bytes()
    path.write_bytes(b"spoilt")
    assert desk.act("publish").json["written"] == []
    assert desk.act("publish", "--all").json["written"] == [f"{stem_of(NUMBER)}.jwt"]
    assert path.read_bytes() == whole


def test_an_act_that_cannot_be_published_stands_and_ends_with_2(desk: Desk) -> None:
    public = desk.staff.home / "public"
    checkpoint = (public / "log/checkpoint").read_bytes()
    shutil.rmtree(public / "status/revocation")
    shutil.rmtree(public / "status/suspension")
    (public / "status/suspension").write_bytes(b"in the way")
    said = desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED)
    assert (said.code, said.json["changed"][0]["number"]) == (2, NUMBER)
    assert "is in the register" in said.err
    assert "starmark publish" in said.err
    assert (public / "log/checkpoint").read_bytes() == checkpoint
    (public / "status/suspension").unlink()
    assert desk.act("publish", "--all").code == 0
    assert size_of(desk.staff) == 8


def test_a_restored_old_register_does_not_act(desk: Desk, tmp_path: Path) -> None:
    register = desk.staff.home / "register.db"
    shutil.copy(register, tmp_path / "old.db")
    assert desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED).code == 0
    shutil.copy(tmp_path / "old.db", register)
    said = desk.act("suspend", NUMBER, "--reason", "complaint", "--until", "2026-12-31", *BY)
    assert said.code == 1
    assert said.json["error"]["code"] == "log_behind"
    assert desk.act("publish").json["error"]["code"] == "log_behind"
    shown = desk("publish", "--passphrase-file", desk.staff.passphrase_file).err
    assert "7 / " in shown
    assert "8 / " in shown


def test_a_restored_old_register_does_not_act_where_the_publication_is_gone_too(desk: Desk, tmp_path: Path) -> None:
    home = desk.staff.home
    for name in ("register.db", "casework.db"):
        shutil.copy(home / name, tmp_path / name)
    assert desk.act("issue", sheets.write(tmp_path / "b.xlsx", [sheets.certificate(1)])).code == 0
    for name in ("register.db", "casework.db"):
        shutil.copy(tmp_path / name, home / name)
    shutil.rmtree(home / "public")
    said = desk.act("issue", sheets.write(tmp_path / "c.xlsx", [sheets.certificate(2)]))
    assert (said.code, said.json["error"]["code"]) == (1, "log_behind")
    assert desk.act("publish").json["error"]["code"] == "log_behind"
    (home / "public.checkpoint").unlink()
    for arguments in (("issue", tmp_path / "c.xlsx"), ("publish",), ("publish", "--all")):
        said = desk.act(*arguments)
        assert (said.code, said.json["error"]["code"]) == (1, "published_missing"), arguments
    assert "--nothing-newer" in desk("publish", "--passphrase-file", desk.staff.passphrase_file).err
    assert desk.act("publish", "--nothing-newer").json["size"] == 7
    assert desk.act("issue", tmp_path / "c.xlsx").code == 0


def test_a_publication_that_is_gone_is_made_again(desk: Desk) -> None:
    shutil.rmtree(desk.staff.home / "public")
    said = desk("audit", "--json")
    assert ("public/log/checkpoint", "missing") in {(one["where"], one["code"]) for one in said.json["differences"]}
    assert desk.act("publish").json["size"] == 7
    assert desk("audit").code == 0


def test_a_clock_far_ahead_publishes_nothing_unless_confirmed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = datetime.now(UTC).replace(microsecond=0) + timedelta(days=366)
    lists = sorted((desk.staff.home / "public/status").rglob("*"))
    before = {path: path.read_bytes() for path in lists if path.is_file()}
    with monkeypatch.context() as patched:
        patched.setattr("scripts.terminal.clock.now", lambda: ahead)
        said = desk.act("publish")
        assert (said.code, said.json["error"]["code"]) == (1, "clock_gap")
        wrong = beijing_day(ahead) - timedelta(days=1)
        assert desk.act("publish", "--confirm-clock", wrong.isoformat()).code == 1
        assert {path: path.read_bytes() for path in before} == before
        assert desk.act("publish", "--confirm-clock", beijing_day(ahead).isoformat()).code == 0
    # It was no good: the audit names the lists from the future until their key is declared compromised.
    assert desk.act("publish").code == 0
    said = desk("audit", "--json")
    assert {(one["where"], one["field"]) for one in said.json["differences"]} == {("status_list", "valid_from")}
    root = (
        "--root-key",
        desk.staff.home / ROOT_FOLDER / "root-1.pem",
        "--root-passphrase-file",
        desk.staff.passphrase_file,
    )
    assert desk.act("keys", "compromise", "list-1", "--trusted-size", "7", *root).code == 0
    assert desk("audit").code == 0


def test_a_timer_needs_only_the_list_key_under_its_own_passphrase(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "timer"
    folder.mkdir()
    key = unseal((desk.staff.home / "keys/list-1.pem").read_bytes(), PASSPHRASE, "list-1")
    (folder / "list-1.pem").write_bytes(seal(key, "only for the timer"))
    (folder / "list-1.pem").chmod(0o600)
    (folder / "passphrase").write_text("only for the timer\n", encoding="utf-8")
    shutil.rmtree(desk.staff.home / "keys")
    said = desk("publish", "--keys", folder, "--passphrase-file", folder / "passphrase", "--json")
    assert (said.code, said.json["size"]) == (0, 7)


def test_publishing_wants_the_passphrase(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("wrong horse battery staple\n", encoding="utf-8")
    assert desk("publish", "--passphrase-file", tmp_path / "wrong", "--json").json["error"]["code"] == "passphrase"
