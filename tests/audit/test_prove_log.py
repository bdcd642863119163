"""An audit that goes on from a checkpoint: what it need not check again, and when it checks all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from certs.audit.full_audit import Audited, Terms, audit
from certs.errors import NotGenuine, StarmarkError
from certs.publication.publishing_state import CHECKPOINT
from tests.register import tampered_register
from tests.register.founded_register import TODAY, Register, draft
from tests.register.office import Office
from tests.register.tampered_register import World


@pytest.fixture
def world(small_register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on SQLite, of 15 entries."""
    made = tampered_register.world(small_register, tmp_path / "public")
    yield made
    made.owner.dispose()


def since(world: World, checkpoint: bytes, workers: int = 1) -> Audited:
    """Audit what has come since a checkpoint."""
    return audit(world.register.url, world.public, TODAY, workers=workers, terms=Terms(since=checkpoint))


def spoil(world: World, position: int, old: str, new: str) -> None:
    """Change a few bytes of an entry."""
    with world.owner.begin() as connection:
        raw = connection.execute(
            text("SELECT raw FROM event WHERE position = :position"), {"position": position}
        ).scalar_one()
        connection.execute(
            text("UPDATE event SET raw = :raw WHERE position = :position"),
            {"raw": bytes(raw).replace(old.encode(), new.encode()), "position": position},
        )


@pytest.mark.parametrize("workers", [1, 2])
def test_entries_under_the_checkpoint_are_seen_to_be_the_same_and_it_is_said(
    world: World, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certs.audit.prove_log.WORTH_IT", 1)
    checkpoint = (world.public / CHECKPOINT).read_bytes()
    world.register.issue(draft(6))
    world.publish()
    audited = since(world, checkpoint, workers)
    assert audited.findings.differences == []
    assert (audited.size, audited.unchecked) == (16, 15)
    assert "first 15 entries were not checked again" in audited.findings.notes[0].en
    assert "前 15 条" in audited.findings.notes[0].zh


def test_a_changed_entry_under_the_checkpoint_is_named_and_all_is_checked(world: World) -> None:
    checkpoint = (world.public / CHECKPOINT).read_bytes()
    spoil(world, 9, "five-star", "four-star")
    audited = since(world, checkpoint)
    assert audited.unchecked == 0
    rows = {(one.where, one.row, one.field) for one in audited.findings.differences}
    assert {("--since", "size=15", "root"), ("event", "position=9", "raw")} <= rows


def test_a_changed_entry_after_it_is_named(world: World) -> None:
    checkpoint = (world.public / CHECKPOINT).read_bytes()
    world.register.issue(draft(6))
    world.publish()
    spoil(world, 15, "five-star", "four-star")
    audited = since(world, checkpoint)
    assert audited.unchecked == 15
    assert ("event", "position=15") in {(one.where, one.row) for one in audited.findings.differences}


def test_a_checkpoint_that_is_ahead_or_not_the_log_s_is_not_believed(world: World) -> None:
    kept = (world.public.parent / "register.db").read_bytes()
    world.register.issue(draft(6))
    world.publish()
    newer = (world.public / CHECKPOINT).read_bytes()
    with pytest.raises(NotGenuine):
        since(world, newer.replace(b"\n16\n", b"\n15\n"))
    with pytest.raises(StarmarkError):
        since(world, b"not a checkpoint")
    (world.public.parent / "register.db").write_bytes(kept)
    assert ("--since", "size") in {(one.where, one.field) for one in since(world, newer).findings.differences}


def test_after_a_compromise_all_is_checked_again(office: Office) -> None:
    office.issue(1)
    checkpoint = office.heads()[-1]
    office.compromise("certificate-1", 7)
    audited = audit(office.register.url, None, TODAY, workers=1, terms=Terms(since=checkpoint))
    assert audited.unchecked == 0
    assert "compromised after this checkpoint" in audited.findings.notes[0].en
