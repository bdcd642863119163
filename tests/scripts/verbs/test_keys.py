"""The key files of a staff host: audit and backup notice one that is damaged or gone, without a passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scripts.command_calls import Desk, Said


def audited(desk: Desk) -> list[tuple[str, str]]:
    said = desk("audit", "--json")
    assert said.code == (1 if said.json["differences"] else 0)
    return [(one["where"], one["code"]) for one in said.json["differences"]]


def backed_up(desk: Desk, file: Path) -> tuple[int, list[tuple[str, str]]]:
    said = desk("backup", file, "--json")
    assert file.exists(), "a backup without a key is worth more than none"
    return said.code, [(one["file"], one["code"]) for one in said.json["keys"]]


def checked(desk: Desk) -> Said:
    return desk("keys", "check", "--passphrase-file", desk.staff.passphrase_file, "--json")


@pytest.mark.parametrize("name", ["certificate", "qr", "status", "list", "log"])
def test_a_key_file_that_is_gone_or_damaged_is_noticed(desk: Desk, tmp_path: Path, name: str) -> None:
    file = desk.staff.home / "keys" / f"{name}-1.pem"
    sound = file.read_bytes()
    at = len(sound) // 2
    file.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
    assert audited(desk) == [(f"keys/{file.name}", "changed")]
    assert backed_up(desk, tmp_path / "damaged") == (2, [(file.name, "changed")])
    assert checked(desk).code == 1
    file.unlink()
    assert audited(desk) == [(f"keys/{file.name}", "missing")]
    assert backed_up(desk, tmp_path / "missing") == (2, [(file.name, "missing")])
    assert [(one["file"], one["code"]) for one in checked(desk).json["faults"]] == [(file.name, "missing")]
    file.write_bytes(sound)
    file.chmod(0o600)
    assert audited(desk) == []
    assert backed_up(desk, tmp_path / "sound") == (0, [])
    assert checked(desk).code == 0


def test_two_keys_that_were_exchanged_are_noticed(desk: Desk) -> None:
    keys = desk.staff.home / "keys"
    for suffix in (".pem", ".pub"):
        for old, new in (("qr-1", "x"), ("status-1", "qr-1"), ("x", "status-1")):
            (keys / (old + suffix)).rename(keys / (new + suffix))
    assert audited(desk) == [("keys/qr-1.pem", "not_genuine"), ("keys/status-1.pem", "not_genuine")]


def test_an_instance_of_before_is_told_and_mended_by_a_passphrase(desk: Desk, tmp_path: Path) -> None:
    for half in (desk.staff.home / "keys").glob("*.pub"):
        half.unlink()
    said = desk("audit")
    assert said.code == 0
    assert "starmark keys check" in " ".join(said.err.split())
    assert backed_up(desk, tmp_path / "before") == (0, [])
    assert checked(desk).code == 0
    assert "keys check" not in " ".join(desk("audit").err.split())
    assert len(list((desk.staff.home / "keys").glob("*.pub"))) == 5


def test_a_restored_instance_has_the_public_halves(desk: Desk, tmp_path: Path) -> None:
    assert desk("backup", tmp_path / "backup", "--json").json["files"].count("keys/qr-1.pub") == 1
