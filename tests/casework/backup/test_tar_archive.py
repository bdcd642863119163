"""The archive and its sealing: an ordinary tar file, of which no byte can be changed, dropped or added unseen."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certs.casework.backup import backup_encryption, tar_archive
from certs.casework.backup.backup_encryption import CHUNK, MAGIC, Sealer, Unsealer
from certs.casework.backup.tar_archive import Manifest, Member, measured
from certs.errors import CouldNotCheck, Malformed, Refused

MADE = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)
WORD = "correct horse battery"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys fast and do not wait for the disk: what is tested here is not the cost."""
    monkeypatch.setattr(backup_encryption, "_COST", {"n": 2, "r": 8, "p": 1})
    monkeypatch.setattr("certs.casework.backup.tar_archive.os.fsync", lambda _: None)


def archived(folder: Path, contents: dict[str, bytes], since: str = "") -> bytes:
    folder.mkdir(exist_ok=True)
    files = {name: folder / name.replace("/", "_") for name in contents}
    for name, data in contents.items():
        files[name].write_bytes(data)
    manifest = Manifest(
        MADE,
        "https://cert.example.cn",
        7,
        b"a\n7\nroot\n",
        tuple(measured(name, path) for name, path in files.items()),
        since,
    )
    out = io.BytesIO()
    tar_archive.write(out, manifest, files)
    return out.getvalue()


def unpacked(data: bytes, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    manifest = tar_archive.read(io.BytesIO(data), folder)
    return {member.name: (folder / member.name).read_bytes() for member in manifest.files}


CONTENTS = {"register.db": b"r" * 1_000, "empty": b"", "keys/qr-1.pem": b"k" * 512, "starmark.toml": b"t" * 513}


def test_it_comes_back_and_any_tar_opens_it(tmp_path: Path) -> None:
    data = archived(tmp_path / "in", CONTENTS)
    assert unpacked(data, tmp_path / "out") == CONTENTS
    (tmp_path / "backup.tar").write_bytes(data)
    listed = subprocess.run(["tar", "tf", tmp_path / "backup.tar"], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["manifest.json", *CONTENTS, "manifest.sha256"]
    assert listed.stderr == ""


def test_an_increment_names_what_it_goes_on_from(tmp_path: Path) -> None:
    whole = tar_archive.read_manifest(io.BytesIO(archived(tmp_path / "whole", CONTENTS)))
    data = archived(tmp_path / "in", CONTENTS, whole.digest)
    assert tar_archive.read_manifest(io.BytesIO(data)).since == whole.digest
    assert unpacked(data, tmp_path / "out") == CONTENTS
    encoded = tar_archive.read_manifest(io.BytesIO(data)).encode()
    assert b'"format":2' in encoded
    for wrong in (b'"format":1', b'"format":3'):
        with pytest.raises((Malformed, CouldNotCheck)):
            tar_archive.parse(encoded.replace(b'"format":2', wrong))
    for since in ("", "0" * 63, "G" * 64):
        with pytest.raises(Malformed):
            tar_archive.parse(encoded.replace(whole.digest.encode(), since.encode()))


def test_every_flipped_bit_and_every_cut_is_found(tmp_path: Path) -> None:
    data = archived(tmp_path / "in", {"register.db": b"r" * 40, "casework.db": b""})
    for at in range(len(data)):
        spoilt = data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]
        with pytest.raises((Malformed, CouldNotCheck)):  # a newer format number is said to be that
            tar_archive.read(io.BytesIO(spoilt), _fresh(tmp_path, at))
    for at in range(0, len(data), 37):
        with pytest.raises(Malformed, match="backup_damaged"):
            tar_archive.read(io.BytesIO(data[:at]), _fresh(tmp_path, -1 - at))
    with pytest.raises(Malformed, match="backup_damaged"):
        tar_archive.read(io.BytesIO(data + b"\0"), _fresh(tmp_path, len(data)))


def _fresh(folder: Path, number: int) -> Path:
    made = folder / f"out{number}"
    made.mkdir()
    return made


@pytest.mark.parametrize("name", ["../register.db", "/etc/passwd", "keys/../x", "a/b", "", ".hidden", "名"])
def test_no_file_can_be_placed_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="backup_name"):
        measured(name, tmp_path)
    manifest = Manifest(MADE, "https://cert.example.cn", 7, b"", (Member(name, 0, "0" * 64),))
    with pytest.raises(Malformed):
        tar_archive.parse(manifest.encode())


def test_a_file_that_changes_meanwhile_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    path.write_bytes(b"before")
    manifest = Manifest(MADE, "https://cert.example.cn", 7, b"", (measured("register.db", path),))
    for after in (b"after!", b"short"):
        path.write_bytes(after)
        with pytest.raises(CouldNotCheck, match="backup_moved"):
            tar_archive.write(io.BytesIO(), manifest, {"register.db": path})


@settings(max_examples=30)
@given(
    size=st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5]),
    step=st.integers(1_000, 400_000),
)
def test_sealed_bytes_come_back(size: int, step: int) -> None:
    plain = bytes(size)
    data = sealed(plain, step)
    opened = Unsealer(io.BytesIO(data[len(MAGIC) :]), WORD)
    assert opened.read(size + 1) == plain
    assert opened.read(1) == b""


def sealed(plain: bytes, step: int = CHUNK) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, WORD)
    for at in range(0, len(plain), step):
        sealer.write(plain[at : at + step])
    sealer.close()
    return out.getvalue()


def test_sealed_chunks_cannot_be_cut_off_dropped_or_swapped() -> None:
    data = sealed(b"1" * CHUNK + b"2" * CHUNK + b"3")
    head, chunk = len(MAGIC) + 64, CHUNK + 16
    first, second, last = data[head : head + chunk], data[head + chunk : head + 2 * chunk], data[head + 2 * chunk :]
    for spoilt in (
        first + second,
        first,
        b"",
        first + last,
        second + first + last,
        first + first + last,
        first + second + last[:-1],
        first + second + last + b"x",
    ):
        if not spoilt:
            assert Unsealer(io.BytesIO(data[len(MAGIC) : head]), WORD).read(9) == b""  # and the archive within is cut
            continue
        with pytest.raises(Malformed, match="backup_damaged"):
            Unsealer(io.BytesIO(data[len(MAGIC) : head] + spoilt), WORD).read(3 * CHUNK)


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    data = sealed(b"secret")[len(MAGIC) :]
    with pytest.raises(Refused, match="backup_passphrase"):
        Unsealer(io.BytesIO(data), "another")
    with pytest.raises(Malformed, match="backup_damaged"):
        Unsealer(io.BytesIO(data[:40]), WORD)
    with pytest.raises(Malformed, match="backup_damaged"):
        Unsealer(io.BytesIO(data[:-1] + bytes([data[-1] ^ 1])), WORD).read(9)
    assert b"secret" not in data
    assert sealed(b"secret") != sealed(b"secret")
