"""Verifying offline: with no network, no instance and no register, from a file and what the verifier pins."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.casework.keys import key_files
from certs.days import beijing_day
from certs.instance.folder import open_instance
from certs.publication.files import bundle_format, compose_bundle
from certs.publication.files.bundle_check import Pin, verify_bundle
from certs.publication.publish import publish
from certs.register.store.database import open_store
from certs.register.store.reader import open_reader
from certs.trust.multikey import encode_multikey
from certs.trust.verification import offline
from scripts.demo import demo_build
from scripts.terminal import clock
from tests.instances import DECIDED, ROOT, Staff
from tests.scripts.command_calls import Desk, Said, call

NUMBER = "99926SC00001R0M"


@pytest.fixture
def made(staff: Staff, desk: Desk, tmp_path: Path) -> Path:
    """A folder with what a holder hands over, and the trust list that a verifier keeps."""
    folder = tmp_path / "handed-over"
    assert desk("export", NUMBER, "--to", folder).code == 0
    said = desk("export", NUMBER, "--bundle", folder / "bundle.json", "--json")
    assert said.json.keys() == {"number", "version", "file", "bytes", "status_until"}
    assert (said.json["number"], said.json["bytes"]) == (NUMBER, (folder / "bundle.json").stat().st_size)
    return folder


def root_key(folder: Path) -> str:
    return encode_multikey(offline.root_of((folder / "trust.json").read_bytes()))


def alone(arguments: list[str | Path], folder: Path) -> tuple[int, Any]:
    """Run the command in a network namespace of its own, without any interface that is up, and without an instance."""
    wrapper = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STARMARK_HOME": str(folder / "none"), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [*wrapper, sys.executable, "-m", "scripts", "verify", *map(str, arguments), "--json"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_bundle_verifies_with_no_network_and_no_register(made: Path) -> None:
    for whom in (["--pin", root_key(made)], ["--trust", made / "trust.json"]):
        code, said = alone([made / "bundle.json", "--offline", *whom], made)
        assert (code, said["overall"], said["number"]) == (0, "valid", NUMBER)
        assert {check["outcome"] for check in said["checks"]} == {"pass"}
        assert [check["name"] for check in said["checks"]] == [
            "form",
            "key",
            "signature",
            "register",
            "version",
            "status",
            "dates",
            "log",
            "status_evidence",
        ]
        assert "old" in said["checks"][8]["message"]["en"]
        assert int(said["checks"][8]["evidence"]["age_seconds"]) >= 0


@pytest.mark.parametrize("name", ["certificate.json", "certificate.jwt", "qr.txt", "qr.png"])
def test_a_certificate_alone_is_never_green(made: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = call(capsys, "verify", made / name, "--offline", "--trust", made / "trust.json", "--json")
    assert (said.code, said.json["overall"], said.json["code"]) == (2, "unknown", "status_not_known")
    assert "genuine as issued" in said.json["message"]["en"]
    said = call(capsys, "verify", made / name, "--offline", "--pin", root_key(made), "--json")
    assert (said.code, said.json["code"]) == (2, "trust_missing")


def test_what_is_shown_of_a_bundle(
    made: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    arguments = ("verify", made / "bundle.json", "--offline", "--trust", made / "trust.json")
    zh, en = (call(capsys, *arguments, lang=lang) for lang in ("zh", "en"))
    assert (zh.code, en.code) == (0, 0)
    assert zh.out.startswith("有效\n")
    assert "状态证据是" in zh.out
    assert "The status evidence is" in en.out
    assert "As issued" in en.out
    now = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: now)
    late = call(capsys, *arguments)
    assert late.code == 2
    assert late.out.startswith("COULD NOT CHECK\n")
    assert "VALID\n" not in late.out


def test_a_revoked_certificate_by_bundles_from_before_and_after(desk: Desk, made: Path) -> None:
    assert desk.act("revoke", NUMBER, "--reason", "fraud", *DECIDED).code == 0
    desk("export", NUMBER, "--bundle", made / "after.json")
    said = desk("verify", made / "after.json", "--offline", "--trust", made / "trust.json", "--json")
    assert (said.code, said.json["code"]) == (1, "revoked")
    # With the register at hand, the bundle from before is of no more use than the certificate in it.
    said = desk("verify", made / "bundle.json", "--json")
    assert (said.code, said.json["code"]) == (1, "revoked")


def test_online_a_forged_bundle_is_not_genuine(desk: Desk, made: Path) -> None:
    assert desk("verify", made / "bundle.json", "--json").json["overall"] == "valid"
    forged = made / "forged.json"
    forged.write_text((made / "bundle.json").read_text("utf-8").replace("five-star", "four-star"), "utf-8")
    for arguments in ((forged,), (forged, "--offline", "--trust", made / "trust.json")):
        said = desk("verify", *arguments, "--json")
        assert (said.code, said.json["overall"]) == (1, "not_genuine")


def _misused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Said:
    said = call(capsys, "verify", *arguments, "--json")
    assert said.code == 64
    assert said.json["error"]["message"]["zh"]
    return said


def test_it_must_be_said_whom_to_go_by(made: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = made / "bundle.json"
    _misused(capsys, target, "--offline")
    _misused(capsys, target, "--pin", root_key(made))
    _misused(capsys, target, "--offline", "--pin", "z6Mkjunk")
    _misused(capsys, target, "--offline", "--trust", tmp_path / "missing.json")
    _misused(capsys, target, "--offline", "--trust", target)
    _misused(capsys, target, "--offline", "--trust", made / "trust.json", "--witness", "junk")
    said = call(capsys, "verify", NUMBER, "--offline", "--pin", root_key(made), "--json")
    assert (said.code, said.json["code"]) == (2, "number_offline")


def test_export_takes_one_of_two(desk: Desk, tmp_path: Path) -> None:
    assert desk("export", NUMBER).code == 64
    assert desk("export", NUMBER, "--to", tmp_path / "a", "--bundle", tmp_path / "b").code == 64
    assert desk("export", "99926SC00009R0M", "--bundle", tmp_path / "b").code == 1
    assert not (tmp_path / "b").exists()


def test_export_without_published_lists_writes_nothing(desk: Desk, staff: Staff, tmp_path: Path) -> None:
    old = shutil.copytree(staff.home, tmp_path / "old")
    store = open_store(open_instance(old).register_url, write=True)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM status_list")
    store.close()
    said = call(desk.capsys, "--home", old, "export", NUMBER, "--bundle", tmp_path / "b", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "status_list_missing")
    assert not (tmp_path / "b").exists()


def test_two_hundred_certificates_of_the_demo_go_round(tmp_path: Path) -> None:
    """Each bundle says offline what the register says, for every status and story that the demo tells."""
    home, now = tmp_path / "demo", clock.now()
    demo_build.build(home, 200, now, lambda: None)
    place = open_instance(home)
    secret = (home / demo_build.PASSPHRASE_NAME).read_text().strip()
    store = open_store(place.register_url, write=True)
    signer = key_files.open_key(key_files.read(place.keys, "list-1"), secret, "list-1")
    publish(store, place.public, signer, now)
    store.close()
    reader = open_reader(place.register_url)
    counted: dict[str, int] = {}
    with reader.view() as view:
        who = Pin(offline.root_of(view.trust_bytes()))
        numbers = sorted({event.number for event in view.events(0, 10_000) if event.number})
        for number, record in sorted(view.records(numbers).items()):
            data = bundle_format.encode(compose_bundle.compose(view, record, now))
            found = verify_bundle(data, who, now).verdict
            status = record.standing(beijing_day(now)).code
            overall = "valid" if status == "valid" else "not_valid"
            assert (found.overall.value, found.code) == (overall, status), number
            counted[status] = counted.get(status, 0) + 1
    reader.close()
    assert sum(counted.values()) >= 200
    assert counted.keys() == {"valid", "suspended", "revoked", "withdrawn", "expired", "not_yet_valid"}
