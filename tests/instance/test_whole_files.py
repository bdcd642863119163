"""Files are written whole or not at all, and never over somebody's work unless asked."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from certs.errors import Refused
from certs.instance import whole_files


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "a"
    whole_files.write(file, b"old")
    whole_files.write(file, b"new", mode=0o600)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a"
    whole_files.write(file, b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        whole_files.write(file, b"new")
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_new_file_is_never_an_old_one(tmp_path: Path) -> None:
    whole_files.write_new(tmp_path / "a", b"mine")
    with pytest.raises(Refused, match="exists"):
        whole_files.write_new(tmp_path / "a", b"yours")
    assert (tmp_path / "a").read_bytes() == b"mine"
