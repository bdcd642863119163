"""An act builds on nothing that was changed: entries, folded rows, nodes and the head are held before it signs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from certs import limits
from certs.days import beijing_day
from certs.log import tree
from certs.register.acts import built_on
from certs.register.store import ledger
from certs.register.store.database import open_store
from tests.instances import DECIDED, certificate_file, number
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import issue_another

ENTRY = "UPDATE event SET raw = CAST(replace(raw, '{old}', '{new}') AS BLOB) WHERE position = {at}"


def change(desk: Desk, *statements: str) -> None:
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        for statement in statements:
            register.execute(statement)


def refused(desk: Desk, tmp_path: Path, code: str = "stored_entry_changed") -> str:
    """Return what an act says, having seen that nothing came of it."""
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register:
        before = register.execute("SELECT count(*) FROM event").fetchone()
    said = issue_another(desk, tmp_path, 7)
    assert said.json["error"]["code"] == code, said.json
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register:
        assert register.execute("SELECT count(*) FROM event").fetchone() == before
    assert said.json["error"]["message"]["zh"]
    return str(said.json["error"]["message"]["en"])


def test_issuing_on_a_changed_entry_stops(desk: Desk, tmp_path: Path) -> None:
    change(desk, ENTRY.format(old="five-star", new="four-star", at=6))
    assert "position=6" in refused(desk, tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET number = '99926SC00009R0M' WHERE position = 6",
        "UPDATE event SET type = 'revoked' WHERE position = 6",
        "UPDATE event SET raw = x'00' WHERE position = 6",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND place = 6",
        "DELETE FROM event WHERE position = 6",
    ],
)
def test_whatever_is_changed_of_the_newest_entry_stops(desk: Desk, tmp_path: Path, statement: str) -> None:
    change(desk, statement)
    said = issue_another(desk, tmp_path, 7)
    assert said.code in {1, 2}
    assert said.json["error"]["code"] in {"stored_entry_changed", "log_forked", "register_older", "tree_incomplete"}


def test_an_entry_changed_with_its_leaf_and_all_nodes_above_does_not_lead_to_the_head(
    desk: Desk, tmp_path: Path
) -> None:
    change(desk, ENTRY.format(old="five-star", new="four-star", at=6))
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        leaves = [tree.leaf_hash(raw) for (raw,) in register.execute("SELECT raw FROM event ORDER BY position")]
        for level, place, node in tree.grow(0, (), leaves).nodes:
            register.execute("UPDATE node SET hash = ? WHERE level = ? AND place = ?", (node, level, place))
    refused(desk, tmp_path, "log_forked")


def test_a_head_that_the_log_did_not_sign_stops(desk: Desk, tmp_path: Path) -> None:
    """The insider makes tree and head anew, but has no key to sign it with."""
    with closing(sqlite3.connect(desk.staff.home / "register.db")) as register, register:
        (raw,) = register.execute("SELECT raw FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        (older,) = register.execute("SELECT raw FROM checkpoint ORDER BY size LIMIT 1").fetchone()
        forged = raw.partition(b"\n\n")[0] + b"\n\n" + older.partition(b"\n\n")[2]
        register.execute("UPDATE checkpoint SET raw = ? WHERE raw = ?", (forged, raw))
    (desk.staff.home / "public" / "log" / "checkpoint").unlink()
    (desk.staff.home / "public.checkpoint").write_bytes(older)
    refused(desk, tmp_path, "head_unsigned")


@pytest.mark.parametrize(
    "folded", ["certificate.uscc", "certificate.holder", "certificate.last_position", "version.content"]
)
def test_a_folded_row_that_says_something_else_than_its_entries_stops(desk: Desk, folded: str) -> None:
    table, column = folded.split(".")
    value = "5" if column == "last_position" else f"replace({column}, substr({column}, 1, 1), 'X')"
    change(desk, f"UPDATE {table} SET {column} = {value}")
    said = desk.act("revoke", number(1), "--reason", "fraud", *DECIDED)
    assert said.json["error"]["code"] == "stored_entry_changed"
    assert number(1) in said.json["error"]["message"]["en"]


def test_a_status_that_the_folded_bits_do_not_have_stops(desk: Desk) -> None:
    soon = beijing_day(datetime.now(UTC)) + timedelta(days=30)
    suspended = desk.act("suspend", number(1), "--reason", "complaint", "--by", "clerk-01", "--until", str(soon))
    assert suspended.code == 0, suspended
    change(desk, "DELETE FROM bit")
    said = desk.act("revoke", number(1), "--reason", "fraud", *DECIDED)
    assert said.json["error"]["code"] == "stored_entry_changed"
    assert number(1) in said.json["error"]["message"]["en"]


def test_a_ceremony_builds_on_nothing_changed_either(desk: Desk) -> None:
    change(desk, ENTRY.format(old="five-star", new="four-star", at=6))
    assert desk("keys", "rotate", "list", "--dry-run", "--json").json["error"]["code"] == "stored_entry_changed"


def test_an_old_entry_that_the_act_is_about_is_held_too(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BUILT_ON", 1)
    for serial in (1, 2):
        desk.staff.issue(certificate_file(tmp_path, serial))
    change(desk, ENTRY.format(old="five-star", new="four-star", at=6))
    revoke = ("revoke", number(1), "--reason", "fraud", *DECIDED)
    assert desk.act(*revoke).json["error"]["code"] == "stored_entry_changed"
    change(desk, ENTRY.format(old="four-star", new="five-star", at=6))
    assert desk.act(*revoke).code == 0


def test_no_table_is_read_from_end_to_end(desk: Desk) -> None:
    """So the cost does not grow with the register: every statement looks up what it wants in an index."""
    store = open_store(f"sqlite:///{desk.staff.home / 'register.db'}", write=False)
    asked: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    try:
        with store.reading() as connection:
            record = ledger.record_of(connection, number(1))
            assert record is not None
            asked.clear()
            built_on.require_unchanged(connection, 7, [number(1)])
            built_on.require_folded(connection, [record])
            plans = [
                row[3]
                for statement, parameters in list(asked)
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    finally:
        store.close()
    assert len(asked) >= 3
    # What is looked up comes as one value with the statement, and that is read from end to end.
    values = {"SCAN anon_1 VIRTUAL TABLE INDEX 1:", "SCAN one VIRTUAL TABLE INDEX 1:"}
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan not in values]
    assert scans == []
