"""The audit: nothing to find in a register as acts leave it, and everything that anybody changed in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from certs.audit.full_audit import audit
from certs.audit.recovery import recover
from certs.errors import NotGenuine
from certs.publication.publishing_state import kept_file
from tests.register import tampered_register
from tests.register.founded_register import TODAY, Register, draft, founded, ring
from tests.register.tampered_register import World


@pytest.fixture
def world(register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on each database."""
    made = tampered_register.world(register, tmp_path / "public")
    yield made
    made.owner.dispose()


@pytest.fixture
def small_world(small_register: Register, tmp_path: Path) -> Iterator[World]:
    """A published register on SQLite."""
    made = tampered_register.world(small_register, tmp_path / "public")
    yield made
    made.owner.dispose()


def test_what_acts_leave_is_as_the_log_says(world: World) -> None:
    audited = world.audit()
    assert not audited.findings.differences
    assert not audited.findings.notes
    assert (audited.size, audited.published) == (15, 15)


def test_an_empty_register_and_one_never_published_are_sound(store_url: str, tmp_path: Path) -> None:
    register = founded(store_url)
    audited = audit(store_url, tmp_path / "public", TODAY, workers=1)
    register.close()
    assert not audited.findings.differences
    assert "Nothing was published" in audited.findings.notes[0].en


def test_a_recovered_register_is_sound(world: World) -> None:
    recover(world.register.url)
    assert world.found() == []


def test_whatever_the_owner_of_the_database_does_is_named(world: World) -> None:
    """First and last row of each table: each column changed, the row deleted, another inserted."""
    tried = 0
    for table in tampered_register.tables(world):
        rows = tampered_register.rows(world, table)
        chosen = [rows[0], rows[-1]] if len(rows) > 1 else rows
        for what, old, new in tampered_register.mutations(world, table, chosen):
            tampered_register.replace(world, table, old, new)
            found = world.found()
            assert found, what
            assert any(
                where in {table.name, "register.db"} or (table.name, where[:14]) == ("status_list", "public/status/")
                for where, *_ in found
            ), (what, found)
            tampered_register.replace(world, table, new, old)
            tried += 1
    assert tried > 80
    assert world.found() == []


def test_a_difference_names_row_and_field(world: World) -> None:
    with world.owner.begin() as connection:
        connection.execute(text("UPDATE certificate SET level = 'two-star' WHERE number = '99926SC00004R0M'"))
    found = world.audit().findings.differences
    assert [(one.where, one.row, one.field, one.code) for one in found] == [
        ("certificate", "number=99926SC00004R0M", "level", "changed")
    ]
    assert "five-star" in found[0].words.en
    assert "two-star" in found[0].words.zh


def test_an_entry_taken_back_with_all_its_traces_is_seen_in_what_was_published(small_world: World) -> None:
    with small_world.owner.begin() as connection:
        for statement in (
            "DELETE FROM name WHERE number = '99926SC00005R0M'",
            "DELETE FROM version WHERE position = 14",
            "DELETE FROM certificate WHERE number = '99926SC00005R0M'",
            "DELETE FROM event WHERE position = 14",
            "DELETE FROM checkpoint WHERE size = 15",
            "DELETE FROM node WHERE level = 0 AND place = 14",
            "UPDATE serial SET last = 4",
        ):
            connection.execute(text(statement))
    assert ("public/log/checkpoint", "", "size", "changed") in small_world.found()


def test_a_number_that_nobody_here_sets_is_named(small_world: World) -> None:
    with small_world.owner.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 7")
    assert small_world.found() == [("register.db", "", "user_version", "changed")]


def test_a_head_kept_beside_the_publication_is_compared(small_world: World) -> None:
    kept = kept_file(small_world.public)
    data = bytearray(kept.read_bytes())
    data[-10] ^= 1
    kept.write_bytes(data)
    assert {(where, code) for where, _, _, code in small_world.found()} == {("public.checkpoint", "not_genuine")}


def test_a_stored_trigger_or_table_is_named(small_world: World) -> None:
    with small_world.owner.begin() as connection:
        connection.execute(text("CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM event; END"))
        connection.execute(text("DROP INDEX event_number"))
    assert {
        ("sqlite_master", "trigger quiet", "", "extra"),
        ("sqlite_master", "index event_number", "", "missing"),
    } <= set(small_world.found())


def test_a_text_in_place_of_bytes_is_named_and_stumbled_over_by_nobody(small_world: World) -> None:
    with small_world.owner.begin() as connection:
        connection.execute(text("UPDATE event SET raw = CAST(raw AS TEXT) WHERE position = 7"))
        connection.execute(text("UPDATE certificate SET valid_until = 'never' WHERE number = '99926SC00001R0M'"))
        connection.execute(text("UPDATE checkpoint SET size = 'x' WHERE size = 6"))
    found = small_world.found()
    assert ("event", "position=7", "raw", "not_genuine") in found
    assert ("certificate", "number=99926SC00001R0M", "valid_until", "changed") in found
    assert any(where == "checkpoint" for where, *_ in found)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE name_grams_data SET block = zeroblob(length(block)) WHERE id > 10",
        "UPDATE name_grams_data SET block = X'8143a25b' WHERE id = 1",
        "DELETE FROM name_grams_data WHERE id > 10",
        "UPDATE name_grams_config SET v = 3",
        "INSERT INTO name_grams (rowid, grams) VALUES (1, '空')",
        "INSERT INTO name_grams (name_grams) VALUES ('delete-all')",
    ],
)
def test_a_spoilt_full_text_index_is_named(small_world: World, statement: str) -> None:
    with small_world.owner.begin() as connection:
        connection.exec_driver_sql(statement)
    assert {where for where, *_ in small_world.found()} <= {"name_grams"}
    assert small_world.found()


def test_every_published_file_is_compared(small_world: World) -> None:
    """One bit flipped in each file, each file taken away, and a file that nobody published."""
    public = small_world.public
    files = [path for path in sorted(public.rglob("*")) if path.is_file() and ".publishing" not in path.parts]
    assert len(files) > 20
    for path in files:
        name = f"public/{path.relative_to(public)}"
        data = path.read_bytes()
        spoilt = bytearray(data)
        spoilt[len(data) // 3] ^= 4
        path.write_bytes(spoilt)
        assert name in {where for where, *_ in small_world.found()}
        path.unlink()
        if ".p/" not in name or name.endswith(".p/15"):  # narrower tiles of older heads may go
            assert (name, "", "", "missing") in small_world.found()
        path.write_bytes(data)
    (public / "c" / "99926SC00099R0M.json").write_bytes(b"{}")
    assert small_world.found() == [("public/c/99926SC00099R0M.json", "", "", "extra")]


def test_an_older_list_or_head_put_back_is_named(small_world: World) -> None:
    public, register = small_world.public, small_world.register
    kept = {name: (public / name).read_bytes() for name in ("log/checkpoint", "status/revocation/1", "trust.json")}
    register.change("revoked", "99926SC00004R0M", "fraud")
    small_world.publish()
    for name in ("log/checkpoint", "status/revocation/1"):
        newest = (public / name).read_bytes()
        (public / name).write_bytes(kept[name])
        assert f"public/{name}" in {where for where, *_ in small_world.found()}
        (public / name).write_bytes(newest)
    assert small_world.found() == []


def test_a_publication_that_is_behind_is_told(small_world: World) -> None:
    small_world.register.issue(draft(6))
    audited = small_world.audit()
    assert not audited.findings.differences
    assert (audited.size, audited.published) == (16, 15)
    assert "1 entries behind" in audited.findings.notes[0].en


def test_another_root_is_not_believed(small_world: World) -> None:
    with pytest.raises(NotGenuine):
        audit(small_world.register.url, None, TODAY, root_raw=ring().get("log").public_raw)


def test_several_processes_find_the_same(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certs.audit.prove_log.WORTH_IT", 1)
    with small_world.owner.begin() as connection:
        raw = connection.execute(text("SELECT raw FROM event WHERE position = 9")).scalar_one()
        connection.execute(
            text("UPDATE event SET raw = :raw WHERE position = 9"), {"raw": raw.replace(b"five-star", b"four-star")}
        )
    alone = small_world.found()
    audited = audit(small_world.register.url, small_world.public, TODAY, workers=2)
    assert [(one.where, one.row, one.field, one.code) for one in audited.findings.differences] == alone
    assert ("event", "position=9", "raw", "not_genuine") in alone


def test_nothing_is_written(small_world: World, tmp_path: Path) -> None:
    path = tmp_path / "register.db"
    before = path.read_bytes()
    path.chmod(0o444)
    assert small_world.found() == []
    assert path.read_bytes() == before
    with sqlite3.connect(path) as writer:  # nobody waits for an audit
        writer.execute("BEGIN IMMEDIATE")
        assert small_world.found() == []
