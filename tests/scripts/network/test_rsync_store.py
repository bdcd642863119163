"""Sending to a folder by a real rsync, as to an object store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from certs import limits
from scripts.network.rsync_store import RsyncStore
from tests.publication.sender import STAMP, Sender, code_of
from tests.register.founded_register import Register, draft

CHECKPOINT = "log/checkpoint"


@pytest.fixture
def sender(small_register: Register, tmp_path: Path) -> Sender:
    """A register with two certificates, published."""
    small_register.issue(draft(1), draft(2))
    return Sender(small_register, tmp_path)


def test_a_folder_is_sent_to_by_rsync_in_the_same_way(sender: Sender, tmp_path: Path) -> None:
    there = tmp_path / "far" / "public"
    (tmp_path / "far").mkdir()
    store = RsyncStore(str(there))
    sender.send(store)
    (there / "theirs").write_bytes(b"x")

    def files() -> dict[str, bytes]:
        return {str(path.relative_to(there)): path.read_bytes() for path in there.rglob("*") if path.is_file()}

    assert files() == {**sender.published(), STAMP: files()[STAMP], "theirs": b"x"}
    assert (there / "trust.json").stat().st_mtime_ns == (sender.public / "trust.json").stat().st_mtime_ns
    sender.issue(*range(3, 260))
    assert sender.send(store).removed == 2
    assert files() == {**sender.published(), STAMP: files()[STAMP], "theirs": b"x"}
    (there / "trust.json").write_bytes(b"{}")
    assert sender.send(store, everything=True).sent > 0
    assert files() == {**sender.published(), STAMP: files()[STAMP], "theirs": b"x"}


def test_rsync_names_what_stands_in_its_way(sender: Sender, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert code_of(lambda: sender.send(RsyncStore(str(tmp_path / "file" / "public")))) == "store_failed"
    assert code_of(lambda: sender.send(RsyncStore("nobody@127.0.0.1:/srv/public"))) == "store_failed"


def test_rsync_that_loses_what_it_was_given_is_found_out(sender: Sender, tmp_path: Path) -> None:
    class Losing(RsyncStore):
        def put(self, files: Any) -> None:
            super().put([file for file in files if file.name != "trust.json"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "SEND_PAUSE", 0.01)
        assert code_of(lambda: sender.send(Losing(str(tmp_path / "there")))) == "store_lost"
    assert not (tmp_path / "there" / CHECKPOINT).exists()


def test_an_empty_folder_to_which_rrsync_binds_the_key_is_sent_to(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As sshd runs it: whatever is asked, rrsync answers, and for one folder only."""
    there, programs = tmp_path / "there", tmp_path / "programs"
    there.mkdir()
    programs.mkdir()
    ssh = programs / "ssh"
    ssh.write_text(
        '#!/bin/sh\nwhile [ "$1" = -o ] || [ "$1" = -l ]; do shift 2; done\nshift\n'
        f'SSH_CONNECTION="127.0.0.1 1 127.0.0.1 22" SSH_ORIGINAL_COMMAND="$*" exec rrsync {there}\n',
        encoding="ascii",
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    store = RsyncStore("copy@elsewhere:/")
    assert store.read(CHECKPOINT, 65_536) is None
    sender.send(store)
    sender.issue(*range(3, 260))
    assert sender.send(store).removed == 2
    own = (sender.public / CHECKPOINT).read_bytes()
    assert (there / CHECKPOINT).read_bytes() == own
    assert store.read(CHECKPOINT, 65_536) == own
    assert store.read(CHECKPOINT, 10) is None  # more than was asked for is not taken
