"""Key files: for their owner's eyes only, and never used if anybody else could have read them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from certs import limits
from certs.casework.keys import key_files
from certs.errors import CouldNotCheck, Malformed, Refused
from certs.trust.sealed_key import seal
from certs.trust.signing import generate

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = tmp_path / "keys"
    key_files.make_folder(keys)
    key_files.write(keys, {"status-1": seal(generate("status-1"), PASSPHRASE)})
    return keys


def test_folder_and_file_are_private(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]
    assert (folder / "status-1.pem").read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_the_ring_holds_the_keys_that_were_asked_for_and_no_other(folder: Path) -> None:
    ring = key_files.unlock(folder, ["status-1"], PASSPHRASE)
    assert ring.get("status").name == "status-1"
    with pytest.raises(Refused, match="key_locked"):
        ring.get("certificate")


def test_a_wrong_passphrase_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="passphrase"):
        key_files.unlock(folder, ["status-1"], PASSPHRASE + "r")


def test_a_missing_key_names_the_file_and_not_the_folder(folder: Path) -> None:
    with pytest.raises(CouldNotCheck, match=r"qr-1\.pem") as caught:
        key_files.unlock(folder, ["qr-1"], PASSPHRASE)
    assert str(folder) not in caught.value.words.en


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o602, 0o666, 0o610])
def test_a_key_that_others_may_touch_is_not_used(folder: Path, mode: int) -> None:
    (folder / "status-1.pem").chmod(mode)
    with pytest.raises(Refused, match="key_open_to_others"):
        key_files.read(folder, "status-1")


def test_a_link_is_not_followed(folder: Path) -> None:
    (folder / "qr-1.pem").symlink_to(folder / "status-1.pem")
    with pytest.raises(CouldNotCheck, match="key_missing"):
        key_files.read(folder, "qr-1")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Malformed),
        (b"\x00" * 100, Malformed),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", Malformed),
        (b"x" * (limits.KEY_FILE + 1), Refused),
    ],
    ids=["empty", "nul", "unencrypted", "oversized"],
)
def test_what_is_no_key_file_is_refused(folder: Path, content: bytes, error: type[Refused]) -> None:
    file = folder / "status-1.pem"
    file.write_bytes(content)
    with pytest.raises(error):
        key_files.unlock(folder, ["status-1"], PASSPHRASE)


def test_no_key_is_overwritten(folder: Path) -> None:
    before = (folder / "status-1.pem").read_bytes()
    with pytest.raises(Refused, match="exists"):
        key_files.write(folder, {"status-1": b"other"})
    assert (folder / "status-1.pem").read_bytes() == before
