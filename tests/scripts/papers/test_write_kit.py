"""`starmark kit`: the same file as over HTTP while a certificate is valid; exit 1 and nothing written for any other."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from certs.days import beijing_day
from tests.instances import number
from tests.scripts.command_calls import Desk

NUMBER = number(1)


def test_a_kit_is_written_while_the_certificate_is_valid(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "kit.zip"
    file.write_bytes(b"an older one")
    said = desk("kit", NUMBER.lower(), "--to", file, "--json")
    assert said.code == 0
    assert said.json == {"number": NUMBER, "version": 1, "file": str(file), "bytes": file.stat().st_size}
    with zipfile.ZipFile(file) as packed:
        text = packed.read(f"starmark-{NUMBER}/rules.zh.txt").decode()
        assert f"starmark-{NUMBER}/packaging/mono/slip-15mm.svg" in packed.namelist()
    assert f"证书编号 {NUMBER}（第 1 版）" in text
    assert "rules.en.txt" in desk.staff.run("kit", NUMBER, "--to", file)
    until = (beijing_day(datetime.now(UTC)) + timedelta(days=30)).isoformat()
    assert desk.act("suspend", NUMBER, "--reason", "complaint", "--until", until, "--by", "clerk-01").code == 0
    other = tmp_path / "other.zip"
    refused = desk("kit", NUMBER, "--to", other, "--json")
    assert (refused.code, refused.json["error"]["code"], other.exists()) == (1, "kit_not_valid", False)
    assert "suspended" in refused.json["error"]["message"]["en"]


def test_a_wrong_number_and_a_missing_file_are_said(desk: Desk, tmp_path: Path) -> None:
    assert desk("kit", number(9), "--to", tmp_path / "kit.zip").code == 1
    assert desk("kit", NUMBER).code == 64
    assert desk("kit", NUMBER, "--to", tmp_path / "nowhere" / "kit.zip").code == 2
    assert list(tmp_path.glob("*.zip")) == []
