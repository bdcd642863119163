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


KEY = generate("status-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = tmp_path / "keys"
    key_files.make_folder(keys)
    key_files.write(keys, "status-1", seal(KEY, PASSPHRASE), KEY.public_raw)
    return keys


def test_folder_and_file_are_private(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600, 0o600]
    assert (folder / "status-1.pem").read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_the_ring_holds_the_keys_that_were_asked_for_and_no_other(folder: Path) -> None:
    ring = key_files.unlock(folder, [KEY.public], PASSPHRASE)
    assert ring.get("status").name == "status-1"
    with pytest.raises(Refused, match="key_locked"):
        ring.get("certificate")


def test_a_wrong_passphrase_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="passphrase"):
        key_files.unlock(folder, [KEY.public], PASSPHRASE + "r")


def test_a_missing_key_names_the_file_and_not_the_folder(folder: Path) -> None:
    with pytest.raises(CouldNotCheck, match=r"qr-1\.pem") as caught:
        key_files.unlock(folder, [generate("qr-1").public], PASSPHRASE)
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
        key_files.unlock(folder, [KEY.public], PASSPHRASE)


def test_no_key_is_overwritten(folder: Path) -> None:
    before = (folder / "status-1.pem").read_bytes()
    with pytest.raises(Refused, match="exists"):
        key_files.write(folder, "status-1", b"other", KEY.public_raw)
    assert (folder / "status-1.pem").read_bytes() == before


# --- the public half beside a key ------------------------------------------------------------------------------


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(each.file, each.code) for each in key_files.look(folder, [KEY.public])]


def test_a_key_file_that_is_whole_is_known_without_a_passphrase(folder: Path) -> None:
    assert codes(folder) == []
    assert (folder / "status-1.pub").read_text().startswith(f"{KEY.public.multikey}\nsha256 ")


def test_every_changed_byte_of_a_key_file_is_noticed(folder: Path) -> None:
    file = folder / "status-1.pem"
    sound = file.read_bytes()
    for at in range(len(sound)):
        file.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert codes(folder)[0][0] == "status-1.pem", at
    for cut in (0, 1, len(sound) - 1):
        file.write_bytes(sound[:cut])
        assert codes(folder) != []
    file.unlink()
    assert codes(folder) == [("status-1.pem", "missing")]


def test_the_file_of_another_key_is_noticed_though_it_is_whole(folder: Path) -> None:
    other = generate("status-1")
    (folder / "status-1.pem").unlink()
    key_files.write(folder, "status-1", seal(other, PASSPHRASE), other.public_raw)
    assert codes(folder) == [("status-1.pem", "not_genuine")]
    with pytest.raises(Refused, match="key_mismatch"):
        key_files.unlock(folder, [KEY.public], PASSPHRASE)
    assert [each.code for each in key_files.check(folder, [KEY.public], PASSPHRASE)] == ["not_genuine"]


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"z6Mk\nsha256 " + b"0" * 64 + b"\n", b"x" * 20_000])
def test_a_public_half_that_cannot_be_read_is_named(folder: Path, content: bytes) -> None:
    (folder / "status-1.pub").write_bytes(content)
    assert [file for file, _ in codes(folder)] in (["status-1.pub"], ["status-1.pem"])


def test_who_opens_a_key_of_before_leaves_its_public_half(folder: Path) -> None:
    (folder / "status-1.pub").unlink()
    assert codes(folder) == [("status-1.pem", "unchecked")]
    assert [each.code for each in key_files.check(folder, [KEY.public], PASSPHRASE + "r")] == ["unreadable"]
    assert codes(folder) == [("status-1.pem", "unchecked")]
    key_files.unlock(folder, [KEY.public], PASSPHRASE)
    assert codes(folder) == []


def test_a_key_that_was_sealed_anew_is_whole_again_once_it_was_opened(folder: Path) -> None:
    (folder / "status-1.pem").write_bytes(seal(KEY, PASSPHRASE + " changed"))
    assert codes(folder) == [("status-1.pem", "changed")]
    assert key_files.check(folder, [KEY.public], PASSPHRASE + " changed") == []
    assert codes(folder) == []
