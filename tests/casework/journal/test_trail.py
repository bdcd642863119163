"""The trail: a chain of acts that holds ids and hashes only, in a database that came forward from an older schema."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.audit.differences import Findings
from certs.casework.journal import journal_store, trail
from certs.casework.journal.casework_tables import BEFORE_CASES, SCHEMA, lift
from certs.casework.journal.journal import Decision, Journal, commitment
from certs.casework.journal.trail import Paper
from certs.casework.journal.trail_audit import hold_trail
from certs.errors import CouldNotCheck

NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
DECISION = Decision("suspended", "clerk-01", (), "电话确认", "ab" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "casework.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.create(f"sqlite:///{path}") as made:
        yield made


def three_acts(journal: Journal) -> None:
    with journal.acting() as connection:
        trail.append(connection, "A26-00001", "open", ["clerk-01"], [Paper("contact", {"name": "张"}, True)], NOW)
        trail.append(connection, "A26-00001", "accept", ["clerk-02"], [Paper("note", {"text": "齐"})], NOW)
        trail.append(connection, "", "staff-add", ["clerk-01"], [], NOW)


def differences(path: Path) -> list[str]:
    findings = Findings()
    engine = journal_store.open_as_it_is(f"sqlite:///{path}")
    with engine.connect() as connection:
        hold_trail(findings, connection)
    engine.dispose()
    return [f"{each.where} {each.row} {each.code}" for each in findings.differences]


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("SELECT 1", ""),
        ("UPDATE trail SET by_codes = '[\"clerk-09\"]' WHERE id = 1", "casework.db trail id=1 not_genuine"),
        ("UPDATE trail SET recorded = '2026-11-24T07:02:41Z' WHERE id = 2", "casework.db trail id=2 not_genuine"),
        ("UPDATE trail SET papers = 'x' WHERE id = 2", "casework.db trail id=2 not_genuine"),
        ("DELETE FROM trail WHERE id = 2", "casework.db trail id=3 not_genuine"),
        ("UPDATE trail SET id = 4 WHERE id = 3", "casework.db trail id=4 not_genuine"),
        ("UPDATE papers SET body = '{\"text\":\"缺\"}' WHERE kind = 'note'", "casework.db papers id=2 note changed"),
        ("UPDATE papers SET \"case\" = 'A26-00002' WHERE kind = 'note'", "casework.db papers id=2 note changed"),
        ("DELETE FROM papers WHERE kind = 'contact'", "casework.db papers id=1 contact missing"),
        ("UPDATE papers SET salt = 7 WHERE kind = 'note'", "casework.db papers id=2 note changed"),
    ],
)
def test_the_trail_breaks_where_something_was_changed(journal: Journal, path: Path, change: str, first: str) -> None:
    three_acts(journal)
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    assert differences(path)[:1] == ([first] if first else [])


def test_what_was_forgotten_is_not_missed_and_anything_else_is(journal: Journal, path: Path) -> None:
    three_acts(journal)
    with journal.acting() as connection:
        (first, *_) = trail.read(connection)
        gone = Paper("forgotten", {"papers": [first.papers["contact"]], "files": []})
        trail.append(connection, "A26-00001", "forget", ["clerk-01"], [gone], NOW)
        connection.exec_driver_sql("DELETE FROM papers WHERE personal = 1")
    assert differences(path) == []
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM papers WHERE kind = 'note'")
    assert differences(path) == ["casework.db papers id=2 note missing"]


def test_a_paper_that_was_changed_is_not_gone_on_with(journal: Journal, path: Path) -> None:
    three_acts(journal)
    with journal.reading() as connection:
        assert trail.latest(connection, "A26-00001", "note") == {"text": "齐"}
        assert trail.latest(connection, "A26-00001", "plan") is None
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE papers SET body = '{}' WHERE kind = 'note'")
    with journal.reading() as connection, pytest.raises(CouldNotCheck, match="paper_changed"):
        trail.latest(connection, "A26-00001", "note")


def test_an_act_that_fails_leaves_nothing(journal: Journal, path: Path) -> None:
    def failing() -> None:
        with journal.acting() as connection:
            trail.append(connection, "A26-00001", "open", ["clerk-01"], [Paper("note", {})], NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM trail").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM papers").fetchone() == (0,)


@pytest.mark.parametrize("schema", [1, BEFORE_CASES])
def test_an_older_journal_comes_forward_behind_a_copy_and_its_rows_stay(path: Path, schema: int) -> None:
    url = f"sqlite:///{path}"
    Journal.create(url).close()
    path.unlink()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        lift(connection, 0, schema)
    engine.dispose()
    path.chmod(0o600)
    with Journal.open(url) as journal:
        journal.commit([DECISION], NOW)
    with sqlite3.connect(path) as before:
        rows = before.execute("SELECT * FROM decisions").fetchall()
    old = path.read_bytes()
    copy = journal_store.bring_forward(url)
    assert copy == path.with_name(f"casework-schema-{schema}.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sqlite3.connect(copy).execute("SELECT * FROM decisions").fetchall() == rows
    assert len(copy.read_bytes()) == len(old)
    assert journal_store.bring_forward(url) is None
    with sqlite3.connect(path) as after:
        assert after.execute("SELECT version FROM casework_schema").fetchall() == [(SCHEMA,)]
        assert after.execute("SELECT * FROM decisions").fetchall() == [(*row, None) for row in rows]
    with Journal.open(url) as journal:  # the catalogue is that of a new one
        (row,) = journal.rows()
        assert row.opens()
        assert row.decision == DECISION


def test_a_decision_names_its_case_only_where_there_is_one(journal: Journal) -> None:
    of_case = Decision("issued", "", ("a", "b"), "", "00", case="A26-00001")
    assert "case" not in DECISION.to_json()
    assert of_case.to_json()["case"] == "A26-00001"
    journal.commit([DECISION, of_case], NOW)
    assert [row.decision.case for row in journal.rows()] == ["", "A26-00001"]
    assert all(row.opens() for row in journal.rows())
    assert commitment(DECISION, bytes(32)) != commitment(of_case, bytes(32))
