"""An audit that goes on from a checkpoint: what it reads, what it says it did not read, and when it reads all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from certs import limits
from certs.audit import audit_catalogue, audit_search_index, full_audit, prove_log
from certs.audit.full_audit import Audited, Terms, audit
from certs.audit.prove_log import Proved
from certs.errors import NotGenuine, StarmarkError
from certs.publication.certificate_paths import stem_of
from certs.publication.publishing_state import CHECKPOINT
from certs.register.store import snapshot, tables
from tests.register import tampered_register
from tests.register.founded_register import TODAY, Register, draft
from tests.register.office import Office
from tests.register.tampered_register import World
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import issue_another

SIZE = 10  # of the checkpoint: four certificates; of these, the fourth is never heard of again
UNTOUCHED = "99926SC00004R0M"


@pytest.fixture
def world(register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on each database, of 15 entries."""
    made = tampered_register.world(register, tmp_path / "public")
    yield made
    made.owner.dispose()


@pytest.fixture
def small_world(small_register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on SQLite, of 15 entries."""
    made = tampered_register.world(small_register, tmp_path / "public")
    yield made
    made.owner.dispose()


def head(world: World, size: int = SIZE) -> bytes:
    """Return the head that the log signed over so many entries."""
    with world.owner.connect() as connection:
        query = select(tables.CHECKPOINT.c.raw).where(tables.CHECKPOINT.c.size == size)
        return bytes(connection.execute(query).scalar_one())


def since(world: World, checkpoint: bytes, workers: int = 1) -> Audited:
    """Audit what has come since a checkpoint."""
    return audit(world.register.url, world.public, TODAY, workers=workers, terms=Terms(since=checkpoint))


def found(world: World, checkpoint: bytes) -> set[tuple[str, str]]:
    """Return where and in which row anything differs since a checkpoint."""
    return {(one.where, one.row) for one in since(world, checkpoint).findings.differences}


def do(world: World, statement: str) -> None:
    """Do something as the owner of the database."""
    with world.owner.begin() as connection:
        connection.execute(text(statement))


def spoil(world: World, position: int, old: str, new: str) -> None:
    """Change a few bytes of an entry."""
    with world.owner.begin() as connection:
        query = select(tables.EVENT.c.raw).where(tables.EVENT.c.position == position)
        raw = bytes(connection.execute(query).scalar_one())
        assert old.encode() in raw
        entry = tables.EVENT.update().where(tables.EVENT.c.position == position)
        connection.execute(entry.values(raw=raw.replace(old.encode(), new.encode())))


@pytest.mark.parametrize("size", [SIZE, 15])
def test_what_acts_leave_is_as_the_log_says_and_what_was_not_read_is_said(world: World, size: int) -> None:
    audited = since(world, head(world, size))
    assert audited.findings.differences == []
    assert (audited.size, audited.base.size, audited.published) == (15, size, 15)
    (note,) = audited.findings.notes
    read = 9 if size == SIZE else 6  # body and keys, and the three certificates that were changed
    assert f"of the first {size} entries, {read} were read" in note.en
    assert f"Not read were the other {size - read}" in note.en
    assert f"前 {size} 条里只读了 {read} 条" in note.zh


def test_several_processes_find_the_same(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.audit.prove_log.WORTH_IT", 1)
    assert since(small_world, head(small_world), workers=2).findings.differences == []


def test_what_hangs_on_new_entries_is_compared(small_world: World) -> None:
    """The last row of each table, which stands for a new entry: each column changed, the row gone, another put in."""
    checkpoint, tried = head(small_world), 0
    for table in tampered_register.tables(small_world):
        if table.name == "serial":  # only how far it is at least can be told
            continue
        for what, old, new in tampered_register.mutations(
            small_world, table, tampered_register.rows(small_world, table)[-1:]
        ):
            if what in {"certificate: inserted", "bit: inserted", "standing: inserted"}:  # of no new entry
                continue
            tampered_register.replace(small_world, table, old, new)
            assert found(small_world, checkpoint), what
            tampered_register.replace(small_world, table, new, old)
            tried += 1
    do(small_world, "UPDATE serial SET last = 3")
    assert found(small_world, checkpoint) == {("serial", "year=26")}
    assert tried > 40


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE certificate SET level = 'two-star' WHERE number = '{UNTOUCHED}'",
        f"UPDATE name SET text = 'x' WHERE number = '{UNTOUCHED}'",
        "DELETE FROM checkpoint WHERE size < 10",
    ],
)
def test_what_was_not_read_is_found_by_a_full_audit(small_world: World, statement: str) -> None:
    do(small_world, statement)
    spoil(small_world, 9, "five-star", "four-star")
    (small_world.public / f"{stem_of(UNTOUCHED)}.json").write_bytes(b"{}")
    assert found(small_world, head(small_world, 15)) == set()
    assert ("event", "position=9", "raw", "not_genuine") in small_world.found()
    assert len(small_world.found()) > 2


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 3 AND place = 0", "node"),
        ("DELETE FROM node WHERE level = 0 AND place = 7", "node"),
        ("UPDATE event SET number = 'x' WHERE position = 2", "event"),
        ("UPDATE event SET number = 'x' WHERE position = 0", "event"),
        ("UPDATE event SET raw = zeroblob(9) WHERE position = 6", "event"),
        ("UPDATE event SET raw = zeroblob(9) WHERE position = 9", "event"),
    ],
)
def test_where_what_is_built_on_is_not_as_it_was_all_is_read(small_world: World, statement: str, where: str) -> None:
    """A node under the checkpoint, an entry of a key, the first and the last entry of certificates: read, and named."""
    checkpoint = head(small_world)
    do(small_world, statement)
    assert where in {place for place, _ in found(small_world, checkpoint)}


def test_what_is_published_of_new_entries_is_compared(small_world: World) -> None:
    checkpoint, public = head(small_world), small_world.public
    kept = {name: (public / name).read_bytes() for name in ("log/checkpoint", "status/revocation/1", "trust.json")}
    small_world.register.change("revoked", "99926SC00005R0M", "fraud")
    small_world.publish()
    assert found(small_world, checkpoint) == set()
    for name in (
        *kept,
        "c/99926/00/99926SC00005R0M.json",
        "c/99926/00/99926SC00002R0M.jwt",
        "c/99926/00/99926SC00003R0M.qr",
        "log/tile/0/000.p/16",
    ):
        newest = (public / name).read_bytes()
        (public / name).write_bytes(b"x" if kept.get(name) in {None, newest} else kept[name])
        assert (f"public/{name}", "") in found(small_world, checkpoint), name
        (public / name).write_bytes(newest)


def test_a_checkpoint_that_is_ahead_or_not_the_log_s_is_not_believed(small_world: World) -> None:
    kept = (small_world.public.parent / "register.db").read_bytes()
    small_world.register.issue(draft(6))
    small_world.publish()
    newer = (small_world.public / CHECKPOINT).read_bytes()
    with pytest.raises(NotGenuine):
        since(small_world, newer.replace(b"\n16\n", b"\n15\n"))
    with pytest.raises(StarmarkError):
        since(small_world, b"not a checkpoint")
    (small_world.public.parent / "register.db").write_bytes(kept)
    assert ("--since", "") in found(small_world, newer)


def test_after_a_compromise_all_is_read(office: Office) -> None:
    office.issue(1)
    checkpoint = office.heads()[-1]
    office.compromise("certificate-1", 7)
    audited = audit(office.register.url, None, TODAY, workers=1, terms=Terms(since=checkpoint))
    assert audited.base.size == 0
    assert "compromised after this checkpoint" in audited.findings.notes[0].en


def test_the_command_says_what_it_read_and_opens_the_decisions_since(desk: Desk, tmp_path: Path) -> None:
    home, checkpoint = desk.staff.home, tmp_path / "audited.checkpoint"
    checkpoint.write_bytes((home / "public" / CHECKPOINT).read_bytes())
    assert desk("audit", "--since", checkpoint).code == 0
    issue_another(desk, tmp_path, 1)
    assert desk.act("publish").code == 0
    answer = desk("audit", "--since", checkpoint)
    assert (answer.code, "1 new entries" in answer.out, "Not read" in answer.err) == (0, True, True)
    assert desk("audit", "--since", checkpoint, "--json").json["unchecked"] == 7
    assert desk("audit", "--since", checkpoint, "--as-role", f"sqlite:///{home / 'register.db'}").code == 64
    with closing(sqlite3.connect(home / "casework.db")) as journal, journal:
        for (trigger,) in journal.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            journal.execute(f"DROP TRIGGER {trigger}")
        journal.execute("DELETE FROM decisions WHERE id = (SELECT max(id) FROM decisions)")
    differences = desk("audit", "--since", checkpoint, "--json").json["differences"]
    assert ("event", "position=7") in {(one["where"], one["row"]) for one in differences}


def copied(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return where each register that is copied from now on will be named."""
    copies, copy_pages = list[Path](), snapshot.copy_pages

    def counted(source: Path, target: Path) -> None:
        copies.append(source)
        copy_pages(source, target)

    monkeypatch.setattr(snapshot, "copy_pages", counted)
    return copies


def test_nobody_waits_while_the_file_is_read_as_it_lies(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act in the middle of the audit is done at once; what was read is not one state then, so a copy is read."""
    copies, issued = copied(monkeypatch), list[str]()
    monkeypatch.setattr(limits, "BUSY_SECONDS", 0)
    assert since(small_world, head(small_world)).findings.differences == []
    assert copies == []
    prove = prove_log.prove

    def meanwhile(*arguments: Any, **options: Any) -> Iterator[Proved]:
        if not issued:
            issued.append(small_world.register.issue(draft(9))[0].number)
        return prove(*arguments, **options)

    monkeypatch.setattr(full_audit, "prove", meanwhile)
    audited = since(small_world, head(small_world))
    assert (audited.size, audited.findings.differences, len(copies)) == (16, [], 1)
    assert issued[0] in {entry.number for entry in audited.entries}


def test_the_pages_of_the_file_are_gone_over_by_a_full_audit_alone(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone_over: list[str] = []
    monkeypatch.setattr(audit_catalogue, "_pages", lambda *_: gone_over.append("pages"))
    assert found(small_world, head(small_world)) == set()
    assert gone_over == []
    do(small_world, "UPDATE node SET hash = zeroblob(32) WHERE level = 3 AND place = 0")
    assert found(small_world, head(small_world)) != set()  # what it builds on is not as it was: all is read
    assert gone_over == ["pages"]


def test_texts_far_apart_are_looked_up_apart() -> None:
    wanted = {"air": {1, 2, 900}, "cool": {2}, "stove": {900, 950}, "far": {1_051}}
    assert list(audit_search_index._runs(wanted, [1, 2, 900, 950, 1_051])) == [
        (range(1, 3), {"air", "cool"}),
        (range(900, 951), {"air", "stove"}),
        (range(1_051, 1_052), {"far"}),
    ]
    assert list(audit_search_index._runs({}, [])) == []


def test_where_much_is_new_a_copy_is_read(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = copied(monkeypatch)
    monkeypatch.setattr(limits, "AUDIT_UNCOPIED", 4)
    assert since(small_world, head(small_world)).findings.differences == []
    assert len(copies) == 1
