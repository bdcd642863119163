"""The files of a mirror: never over an instance, one process at a time, and evidence beside evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.errors import CouldNotCheck, Refused
from certs.instance.settings import parse_settings
from scripts.network import mirror_files
from tests.register.founded_register import Register

NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)


def test_an_instance_is_never_made_a_mirror(tmp_path: Path) -> None:
    (tmp_path / "starmark.toml").write_text("")
    with pytest.raises(Refused) as caught:
        mirror_files.prepare(tmp_path)
    assert caught.value.code == "no_mirror"
    assert not (tmp_path / mirror_files.FOLDER).exists()
    assert mirror_files.prepare(tmp_path / "new") == tmp_path / "new" / "mirror"


def test_two_processes_do_not_update_one_mirror(tmp_path: Path) -> None:
    folder = mirror_files.prepare(tmp_path)
    with mirror_files.alone(folder), pytest.raises(CouldNotCheck, match="mirror_busy"), mirror_files.alone(folder):
        pass
    with mirror_files.alone(folder):
        pass


def test_what_the_log_says_of_the_body_becomes_settings(tmp_path: Path, small_register: Register) -> None:
    with small_register.reader().view() as view:
        trust = view.trust
    mirror_files.prepare(tmp_path)
    assert mirror_files.source(tmp_path / "mirror") == {}
    mirror_files.settle(tmp_path, "https://cert.example.cn", "zRoot", trust)
    assert mirror_files.source(tmp_path / "mirror") == {"url": "https://cert.example.cn", "root": "zRoot"}
    settings = parse_settings((tmp_path / "starmark.toml").read_bytes())
    assert (settings.body.name, settings.base_url) == (trust.body.name, trust.base_url)
    mirror_files.prepare(tmp_path)  # a mirror that was there before is gone on with


def test_what_the_operator_wrote_stays_where_the_body_changes(tmp_path: Path, small_register: Register) -> None:
    with small_register.reader().view() as view:
        trust = view.trust
    mirror_files.prepare(tmp_path)
    mirror_files.settle(tmp_path, "https://cert.example.cn", "zRoot", trust)
    path = tmp_path / "starmark.toml"
    own = b"mirror_seconds = 120\nproxies = 1\n[documents]\nappeal_days = 30\n"
    path.write_bytes(path.read_bytes().replace(trust.body.name.encode(), "旧名称".encode()) + own)
    mirror_files.settle(tmp_path, "https://cert.example.cn", "zRoot", trust)
    settings = parse_settings(path.read_bytes())
    assert settings.body.name == trust.body.name
    assert (settings.service.mirror, settings.service.mirror_seconds, settings.service.proxies) == (True, 120, 1)
    assert settings.documents.appeal_days == 30


def test_a_spoilt_source_is_told_and_not_taken_for_a_new_mirror(tmp_path: Path) -> None:
    (tmp_path / mirror_files.SOURCE).write_bytes(b"{")
    with pytest.raises(CouldNotCheck, match="mirror_source"):
        mirror_files.source(tmp_path)


def test_evidence_is_never_written_over(tmp_path: Path) -> None:
    paths = [mirror_files.keep_evidence(tmp_path, f"fork {n}", NOW) for n in range(3)]
    assert [path.read_text() for path in paths] == ["fork 0", "fork 1", "fork 2"]
