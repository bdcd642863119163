"""A full disk: a small file system of its own with the whole instance on it, filled up, by the real commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import kept_promises
from tests.instances import Staff, certificate_file, number

SIZE = 2 * 1_024 * 1_024  # bytes of the small disk
STEPS = (0, 8_192, 32_768)  # bytes that are left free: none, or too few for the journal or the register


class NoSmallDisk(RuntimeError):
    """No small file system could be had. Tests fail with this; they are never skipped."""


def become_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _options(size: int) -> str:
    return f"size={size},mode=0700,uid={os.geteuid()},gid={os.getegid()}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def small_disk(staff: Staff, tmp_path: Path) -> Iterator[Staff]:
    """The first instance, on a tmpfs that has hardly more room than it takes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        [*become_root(), "mount", "-t", "tmpfs", "-o", _options(SIZE), "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        raise NoSmallDisk(
            f"a tmpfs cannot be mounted here (that needs root, or sudo without a password, and a system "
            f"that allows it): {mounted.stderr.strip()}"
        )
    try:
        shutil.copytree(staff.home, disk / "instance")
        yield Staff(disk / "instance", staff.passphrase_file)
    finally:
        subprocess.run([*become_root(), "umount", "--lazy", str(disk)], capture_output=True, check=True)


def filled(disk: Path, free: int) -> Path:
    """Fill the disk but for so many bytes, and return the file that does it."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - free))
    return ballast


def entries(staff: Staff) -> int:
    return len(kept_promises.entries(f"sqlite:///{staff.home / 'register.db'}"))


def test_a_full_disk_is_said_and_releases_nothing(small_disk: Staff, tmp_path: Path) -> None:
    typed = ("issue", certificate_file(tmp_path, 1))
    public = published(small_disk)
    for free in STEPS:
        ballast = filled(small_disk.home.parent, free)
        error = small_disk.act(*typed, code=2)["error"]
        assert error["code"] in {"disk_full", "journal"}, error
        assert "磁盘" in error["message"]["zh"]
        assert "disk" in error["message"]["en"]
        ballast.unlink()
        assert entries(small_disk) == 7
        assert published(small_disk) == public
    done = small_disk.act(*typed)
    assert [each["number"] for each in done["issued"]] == [number(2)]
    assert json.loads(small_disk.run("audit", "--json"))["differences"] == []
    assert entries(small_disk) == 8


def test_what_was_done_and_could_not_be_published_is_told_so(small_disk: Staff, tmp_path: Path) -> None:
    """The act has its space, the publication has none: exit code 2, and the act stands."""
    public = small_disk.home.parent / "public"
    subprocess.run(
        [*become_root(), "mount", "-t", "tmpfs", "-o", _options(256 * 1_024), "tmpfs", str(_made(public))],
        capture_output=True,
        check=True,
    )
    try:
        shutil.copytree(small_disk.home / "public", public, dirs_exist_ok=True)
        shutil.rmtree(small_disk.home / "public")
        (small_disk.home / "public").symlink_to(public)
        ballast = filled(public, 0)
        checkpoint = (public / "log" / "checkpoint").read_bytes()
        done = small_disk.act("issue", certificate_file(tmp_path, 1), code=2)
        assert [each["number"] for each in done["issued"]] == [number(2)]
        assert (public / "log" / "checkpoint").read_bytes() == checkpoint
        ballast.unlink()
        small_disk.act("publish")
        assert json.loads(small_disk.run("audit", "--json"))["published"] == 8
    finally:
        subprocess.run([*become_root(), "umount", "--lazy", str(public)], capture_output=True, check=True)


def published(staff: Staff) -> dict[str, bytes]:
    """Return every published file, as the world sees it."""
    return {
        str(path.relative_to(staff.home)): path.read_bytes()
        for path in (staff.home / "public").rglob("*")
        if path.is_file() and ".publishing" not in path.parts
    }
