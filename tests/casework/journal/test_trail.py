"""The trail: a chain of acts that holds ids and hashes only, in a database that came forward from an older schema."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.audit.differences import Findings
from certs.casework.cases import case_store
from certs.casework.journal import journal_copy, journal_store, staff_list, trail
from certs.casework.journal.casework_tables import BEFORE_CASES, SCHEMA, WITH_CASES, lift
from certs.casework.journal.journal import Decision, Journal, commitment
from certs.casework.journal.trail import Paper
from certs.casework.journal.trail_audit import hold_trail
from certs.errors import CouldNotCheck

TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
OF_OLD = "SELECT id, recorded, act, by_code, decided_by, note, input, salt, commitment"
OF_CASES = 'SELECT "case", state, name, uscc, opened, moved, deadline FROM cases ORDER BY "case"'
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


def of_schema(path: Path, schema: int) -> str:
    """Make an empty journal as an older program did, and return its address."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        lift(connection, 0, schema)
    engine.dispose()
    path.chmod(0o600)
    return f"sqlite:///{path}"


@pytest.mark.parametrize("schema", [1, BEFORE_CASES, WITH_CASES])
def test_an_older_journal_comes_forward_behind_a_copy_and_its_rows_stay(path: Path, schema: int) -> None:
    url = of_schema(path, schema)
    with Journal.open(url) as journal:
        journal.commit([DECISION], NOW)
    with sqlite3.connect(path) as before:
        rows = before.execute(f"{OF_OLD} FROM decisions").fetchall()
    old = path.read_bytes()
    copy = journal_copy.bring_forward(url, path.parent)
    assert copy == path.with_name(f"casework-schema-{schema}.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sqlite3.connect(copy).execute(f"{OF_OLD} FROM decisions").fetchall() == rows
    assert len(copy.read_bytes()) == len(old)
    assert journal_copy.bring_forward(url, path.parent) is None
    with sqlite3.connect(path) as after:
        assert after.execute("SELECT version FROM casework_schema").fetchall() == [(SCHEMA,)]
        assert after.execute(f'{OF_OLD}, "case" FROM decisions').fetchall() == [(*row, None) for row in rows]
    with Journal.open(url) as journal:  # the catalogue is that of a new one
        (row,) = journal.rows()
        assert row.opens()
        assert row.decision == DECISION


def with_old_cases(path: Path) -> str:
    """Make a journal with cases from before they had kinds: one of them led to a certificate, one paper was changed."""
    url = of_schema(path, WITH_CASES)
    with Journal.open(url) as journal, journal.acting() as connection:
        for number, state in enumerate(("issued", "received", "issued"), 1):
            case, moved = f"A26-0000{number}", "2026-11-23T07:02:41Z"
            insert = "INSERT INTO cases VALUES (?, ?, '样例', '91', '2026-11-01T00:00:00Z', ?, NULL)"
            connection.exec_driver_sql(insert, (case, state, moved))
            if state == "issued":
                paper = Paper("issue", {"number": f"99926SC0000{number}R0M"})
                trail.append(connection, case, "issue", ["clerk-01"], [paper], NOW)
        connection.exec_driver_sql('UPDATE papers SET body = \'{"number":"x"}\' WHERE "case" = \'A26-00003\'')
    return url


def test_cases_from_before_the_kinds_are_certifications_and_keep_what_they_led_to(path: Path) -> None:
    url = with_old_cases(path)
    with sqlite3.connect(path) as before:
        rows, chain = before.execute(OF_CASES).fetchall(), before.execute("SELECT * FROM trail").fetchall()
    kinds = {"A26-00001": "99926SC00001R0M", "A26-00002": "", "A26-00003": ""}
    with Journal.open(url) as journal, journal.reading() as connection:  # looked at as it is
        _, cases = case_store.listing(connection, TODAY, 9)
        listed = json.loads(case_store.listing_json(connection, TODAY))
        assert {(each.kind, each.number) for each in cases} == {("certification", "")}
        assert {(each["kind"], each["number"]) for each in listed} == {("certification", None)}
        assert case_store.find(connection, "A26-00001").state == "issued"
        assert staff_list.members(connection) == ()
    assert differences(path) == ["casework.db papers id=2 issue changed"]
    assert journal_copy.bring_forward(url, path.parent) == path.with_name("casework-schema-3.db")
    with sqlite3.connect(path) as after:
        assert (after.execute(OF_CASES).fetchall(), after.execute("SELECT * FROM trail").fetchall()) == (rows, chain)
    with Journal.open(url) as journal, journal.reading() as connection:
        _, cases = case_store.listing(connection, TODAY, 9)
        assert {each.identifier: each.number for each in cases} == kinds
        assert {each.kind for each in cases} == {"certification"}
    assert differences(path) == ["casework.db papers id=2 issue changed"]


def test_a_decision_names_its_case_only_where_there_is_one(journal: Journal) -> None:
    of_case = Decision("issued", "", ("a", "b"), "", "00", case="A26-00001")
    assert "case" not in DECISION.to_json()
    assert of_case.to_json()["case"] == "A26-00001"
    journal.commit([DECISION, of_case], NOW)
    assert [row.decision.case for row in journal.rows()] == ["", "A26-00001"]
    assert all(row.opens() for row in journal.rows())
    assert commitment(DECISION, bytes(32)) != commitment(of_case, bytes(32))
