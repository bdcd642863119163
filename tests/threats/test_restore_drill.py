"""Threat 18: the machine is lost. The drill restores a backup and ends with the same log, byte for byte."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from tests.instances import DECIDED, Staff, number
from tests.scripts import sheets


def published(staff: Staff) -> dict[str, str]:
    """Return the digest of every published file."""
    public = staff.home / "public"
    return {
        str(path.relative_to(public)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in public.rglob("*")
        if path.is_file() and ".publishing" not in path.parts
    }


def test_the_drill_ends_with_the_same_roots_byte_for_byte(staff: Staff, tmp_path: Path) -> None:
    staff.issue(sheets.write(tmp_path / "more.xlsx", [sheets.certificate(n) for n in range(5)]))
    staff.act("revoke", number(1), "--reason", "fraud", *DECIDED)
    vault = tmp_path / "vault"
    vault.write_text("another passphrase for the vault\n", encoding="utf-8")
    vault.chmod(0o600)
    made = json.loads(staff.run("backup", tmp_path / "backup", "--passphrase-file", vault, "--json"))
    before = published(staff)
    head = (staff.home / "public" / "log" / "checkpoint").read_bytes()
    pin = json.loads(staff.run("keys", "list", "--json"))["keys"][0]["multikey"]
    kept = tmp_path / "checkpoint"
    kept.write_bytes(head)
    shutil.rmtree(staff.home)

    anew = Staff(tmp_path / "anew", staff.passphrase_file)
    said = json.loads(
        anew.run("restore-backup", tmp_path / "backup", "--seen", kept, "--passphrase-file", vault, "--json")
    )
    assert (said["log_size"], said["from_log"]) == (made["log_size"], 0)
    anew.act("publish", "--all")
    assert (anew.home / "public" / "log" / "checkpoint").read_bytes() == head
    after = published(anew)
    assert after.items() <= before.items()
    assert all(".p/" in name for name in before.keys() - after.keys()), "old partial tiles are not made again"
    assert json.loads(anew.run("audit", "--pin", pin, "--json"))["differences"] == []
    again = json.loads(anew.run("backup", tmp_path / "again", "--json"))
    assert again["root"] == made["root"]
    assert anew.issue(sheets.write(tmp_path / "next.xlsx", [sheets.certificate(9)])) == [number(7, "S")]
