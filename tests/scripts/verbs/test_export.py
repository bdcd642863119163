"""`starmark export --bundle`: it carries what witnesses have cosigned and says so, also when the log has grown."""

from __future__ import annotations

from pathlib import Path

from certs.log.checkpoint import cosign, parse_checkpoint
from certs.log.signed_note import COSIGNATURE, NoteKey
from certs.publication.files import bundle_format
from certs.trust.signing import generate
from scripts.terminal import clock
from tests.instances import certificate_file, number
from tests.scripts.command_calls import Desk

NUMBER, NEWER = number(1), number(2)


def witnessed(desk: Desk) -> NoteKey:
    """Have the published head cosigned by a witness that the body accepts."""
    home, signer = desk.staff.home, generate("log-1")
    key = NoteKey("witness.example.org", signer.public_raw, COSIGNATURE)
    head = parse_checkpoint((home / "public" / "log" / "checkpoint").read_bytes())
    folder = home / "witnesses"
    folder.mkdir()
    (folder / "one.vkey").write_text(key.vkey + "\n", "utf-8")
    (folder / "one.cosig").write_text(cosign(head, key, signer.sign, clock.now()).line, "utf-8")
    assert desk("witness", "add").code == 0
    return key


def test_a_bundle_carries_the_cosignatures_that_there_are_and_says_whose(desk: Desk, tmp_path: Path) -> None:
    file, trust = tmp_path / "bundle", desk.staff.home / "public" / "trust.json"
    plain = desk("export", NUMBER, "--bundle", file)
    assert (plain.code, "no witness has seen this entry" in plain.out.replace("\n", " ")) == (0, True)
    key = witnessed(desk)
    assert desk.act("issue", certificate_file(tmp_path, 2)).code == 0  # the head published now is not cosigned
    said = desk("export", NUMBER, "--bundle", file)
    assert (said.code, "cosigned by witness.example.org" in said.out.replace("\n", " ")) == (0, True)
    signatures = parse_checkpoint(bundle_format.parse(file.read_bytes()).checkpoint).note.signatures
    assert [one.name for one in signatures] == ["cert.example.cn/log", "witness.example.org"]
    asked = ("--offline", "--trust", trust, "--witness", key.vkey, "--json")
    assert desk("verify", file, *asked).json["overall"] == "valid"
    newer = desk("export", NEWER, "--bundle", file, lang="zh")
    assert "没有见证方的联署" in newer.out.replace("\n", "")
    assert desk("verify", file, *asked).json["code"] == "witness_quorum"
