"""Published status lists: behind after a publication that was cut short, put back by somebody, or not ours."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from certs.errors import CouldNotCheck
from certs.instance.whole_files import Placer
from tests.register import tampered_register
from tests.register.founded_register import Register, draft
from tests.register.tampered_register import World

NUMBER = "99926SC00004R0M"
LIST = "public/status/revocation/1"


@pytest.fixture
def small_world(small_register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on SQLite."""
    made = tampered_register.world(small_register, tmp_path / "public")
    yield made
    made.owner.dispose()


def publish_until(world: World, monkeypatch: pytest.MonkeyPatch, step: int) -> bool:
    """Publish, and stop before the file of this step; returns whether anything was left to stop."""
    put, steps = Placer.put, iter(range(1, 1_000))

    def put_or_stop(placer: Placer, name: str, data: bytes) -> None:
        if next(steps) == step:
            raise OSError(errno.EIO, "stopped")
        put(placer, name, data)

    with monkeypatch.context() as patch:
        patch.setattr(Placer, "put", put_or_stop)
        try:
            world.publish()
        except CouldNotCheck:
            return True
    return False


def test_a_publication_stopped_at_any_file_is_told_and_mended(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a change of status, and with another act on top: nothing is called false, and publishing mends it."""
    register, step, behind = small_world.register, 1, 0
    while True:
        number = register.issue(draft(100 + step))[0].number
        small_world.publish()
        register.later(minutes=1)
        register.change("revoked", number, "fraud")
        stopped = publish_until(small_world, monkeypatch, step)
        audited = small_world.audit()
        assert audited.findings.differences == [], (step, audited.findings.differences)
        notes = [note.en for note in audited.findings.notes]
        if not stopped:
            break
        behind += any(note.startswith(LIST) and "starmark publish" in note for note in notes)
        register.later(minutes=1)
        register.issue(draft(500 + step))
        publish_until(small_world, monkeypatch, 1)
        assert small_world.found() == [], step
        small_world.publish()
        assert small_world.audit().findings.notes == [], step
        register.later(minutes=1)
        step += 1
    assert step > 5
    assert 1 < behind < step  # until all that comes before the checkpoint is put in place at once


def test_how_far_a_list_is_behind_is_said(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    register = small_world.register
    for number, said in ((NUMBER, "1 version behind"), ("99926SC00005R0M", "2 versions behind")):
        register.change("revoked", number, "fraud")
        publish_until(small_world, monkeypatch, 1)
        register.later(minutes=1)
        notes = [note.en for note in small_world.audit().findings.notes]
        assert any(note.startswith(LIST) and said in note for note in notes), notes


def test_a_list_older_than_its_checkpoint_was_put_back(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the next publication was cut short: the published head vouches for the revocation that it hides."""
    older = (small_world.public.parent / LIST).read_bytes()
    small_world.register.change("revoked", NUMBER, "fraud")
    small_world.publish()
    small_world.register.later(minutes=1)
    small_world.register.change("revoked", "99926SC00005R0M", "fraud")
    publish_until(small_world, monkeypatch, 1)
    assert small_world.found() == []
    (small_world.public.parent / LIST).write_bytes(older)
    assert (LIST, "", "encodedList", "not_genuine") in small_world.found()
