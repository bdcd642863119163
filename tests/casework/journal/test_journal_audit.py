"""Opening the commitments: the public decision and the private row hold each other, and nothing hides between them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certs.audit.audited_acts import Entry
from certs.audit.differences import Findings
from certs.casework.journal.journal import Decision, Journal
from certs.casework.journal.journal_audit import WHERE, gaps_of, open_commitments
from certs.days import instant_text, parse_instant
from certs.errors import StarmarkError
from tests.instances import DECIDED, Staff, certificate_file

NOW = datetime(2026, 11, 23, 7, 2, 41, tzinfo=UTC)
NUMBER = "99926SC00001R0M"


def entries(staff: Staff) -> list[Entry]:
    with sqlite3.connect(staff.home / "register.db") as connection:
        found = connection.execute(
            "SELECT position, type, number, recorded, json_extract(raw, '$.decision'), 0 FROM event WHERE number <> ''"
        )
        return [Entry(*row) for row in found]


def found(staff: Staff, held: list[Entry] | None = None) -> Findings:
    findings = Findings()
    url = f"sqlite:///{staff.home / 'casework.db'}"
    open_commitments(findings, url, entries(staff) if held is None else held)
    return findings


def change(staff: Staff, statement: str) -> None:
    with sqlite3.connect(staff.home / "casework.db") as connection:
        assert connection.execute(statement).rowcount == 1


def test_what_the_desk_did_opens(staff: Staff) -> None:
    findings = found(staff)
    assert not findings.differences
    assert not findings.notes


def test_every_column_of_a_row_is_held(staff: Staff) -> None:
    with sqlite3.connect(staff.home / "casework.db") as connection:
        columns = [f'"{row[1]}"' for row in connection.execute("PRAGMA table_info(decisions)") if row[1] != "id"]
        kept = connection.execute(f"SELECT {', '.join(columns)} FROM decisions").fetchone()
    assert len(columns) == 9
    for name, value in zip(columns, kept, strict=True):
        with sqlite3.connect(staff.home / "casework.db") as connection:
            spoilt = bytes(32) if isinstance(value, bytes) else f"{value}x"
            connection.execute(f"UPDATE decisions SET {name} = ?", (spoilt,))
        assert any(one.where == WHERE or one.field == "decision" for one in found(staff).differences), name
        with sqlite3.connect(staff.home / "casework.db") as connection:
            connection.execute(f"UPDATE decisions SET {name} = ?", (value,))
    assert not found(staff).differences


def test_an_event_without_a_row_is_named_and_a_row_without_an_event_is_told(staff: Staff) -> None:
    told = found(staff, [])
    assert not told.differences
    assert "1 decisions" in told.notes[0].en
    change(staff, "DELETE FROM decisions")
    (only,) = found(staff).differences
    assert (only.where, only.field, only.code) == ("event", "decision", "not_genuine")
    assert NUMBER in only.words.en


def test_one_decision_makes_one_act(staff: Staff) -> None:
    held = entries(staff)
    twice = [*held, Entry(99, "issued", "99926SC00002R0M", held[0].recorded, held[0].decision, with_main=False)]
    assert [one.row for one in found(staff, twice).differences] == ["position=99"]
    other = [Entry(held[0].position, "revoked", NUMBER, held[0].recorded, held[0].decision, with_main=False)]
    assert [one.code for one in found(staff, other).differences] == ["changed"]


def test_the_command_opens_them_too(staff: Staff) -> None:
    assert "Nothing differs" in staff.run("--lang", "en", "audit")
    change(staff, "UPDATE decisions SET by_code = 'somebody-else'")
    said = staff.run("audit", "--json", code=1)
    assert WHERE in said
    staff.run("audit", "--pin", "z6Mkx", code=1)


@pytest.mark.parametrize("seconds", [1, -1, 600])
def test_a_row_has_the_instant_of_its_entry(staff: Staff, seconds: int) -> None:
    (held,) = entries(staff)
    other = instant_text(parse_instant(held.recorded) + timedelta(seconds=seconds))
    change(staff, f"UPDATE decisions SET recorded = '{other}'")
    assert [(one.where, one.field) for one in found(staff).differences] == [(WHERE, "recorded")]


def decide(staff: Staff, serial: int) -> None:
    staff.issue(certificate_file(staff.home.parent, serial))


def test_the_id_of_a_row_is_held(staff: Staff) -> None:
    for serial in (1, 2):
        decide(staff, serial)
    assert not found(staff).differences
    change(staff, "UPDATE decisions SET id = 9 WHERE id = 3")
    assert [(one.row, one.field, one.code) for one in found(staff).differences] == [("id=3..8", "id", "missing")]
    change(staff, "UPDATE decisions SET id = 3 WHERE id = 9")
    for old, new in ((1, 7), (2, 1), (7, 2)):
        change(staff, f"UPDATE decisions SET id = {new} WHERE id = {old}")
    assert [(one.row, one.field, one.code) for one in found(staff).differences] == [("id=2", "id", "not_genuine")]


def test_an_abandoned_row_stands_between_its_neighbours(staff: Staff) -> None:
    decide(staff, 1)
    with Journal.open(f"sqlite:///{staff.home / 'casework.db'}") as journal:
        before, after = journal.rows()
    held = [entry for entry in entries(staff) if entry.decision == before.commitment]
    assert [one.where for one in found(staff, held).differences] == []  # the last act was abandoned
    last = Entry(held[0].position + 1, "issued", "x", after.recorded, after.commitment, with_main=False)
    change(staff, "UPDATE decisions SET recorded = '2031-01-01T00:00:00Z' WHERE id = 1")
    assert [(one.row, one.field) for one in found(staff, [last]).differences] == [("id=1", "recorded")]


def test_a_row_that_is_gone_is_missed_though_it_became_no_entry(staff: Staff) -> None:
    decide(staff, 1)
    change(staff, "DELETE FROM decisions WHERE id = 1")
    assert [(one.where, one.row) for one in found(staff, [entries(staff)[1]]).differences] == [(WHERE, "id=1")]


TRAPS = (
    "CREATE TRIGGER trap AFTER INSERT ON decisions BEGIN UPDATE decisions SET note = 'x' WHERE id = new.id; END",
    "CREATE TRIGGER sqlite_trap AFTER INSERT ON decisions BEGIN DELETE FROM decisions WHERE id = new.id; END",
    "CREATE VIEW trap AS SELECT * FROM decisions",
    "CREATE INDEX trap ON decisions (note)",
    "CREATE TABLE trap (x)",
)


@pytest.mark.parametrize("trap", TRAPS, ids=["trigger", "hidden-trigger", "view", "index", "table"])
def test_what_does_not_belong_in_the_journal_stops_acts_and_is_named(staff: Staff, trap: str) -> None:
    set_trap(staff, trap)
    said = staff.act("issue", certificate_file(staff.home.parent, 1), code=2)
    assert said["error"]["code"] == "journal_trapped"
    assert "trap" in said["error"]["message"]["zh"]
    assert len(entries(staff)) == 1
    (only,) = json.loads(staff.run("audit", "--json", code=1))["differences"]
    assert (only["where"], only["code"]) == ("casework.db sqlite_master", "extra")
    assert "trap" in only["row"]


def set_trap(staff: Staff, statement: str) -> None:
    """Put something into the journal; a name that SQLite keeps for itself takes writing into its own table."""
    with sqlite3.connect(staff.home / "casework.db") as connection:
        connection.execute(statement.replace("sqlite_trap", "trap"))
        if "sqlite_trap" in statement:
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute(
                "UPDATE sqlite_master SET name = 'sqlite_trap', sql = replace(sql, 'trap', 'sqlite_trap') "
                "WHERE name = 'trap'"
            )


def test_a_column_that_was_changed_is_named(staff: Staff) -> None:
    change_schema = "UPDATE sqlite_master SET sql = replace(sql, 'note TEXT NOT NULL', 'note TEXT') WHERE name = ?"
    with sqlite3.connect(staff.home / "casework.db") as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(change_schema, ("decisions",))
    assert [(one.where, one.code) for one in found(staff).differences] == [("casework.db sqlite_master", "changed")]


@pytest.mark.parametrize("value", ["x'00ff'", "NULL", "7", "1e300", "9223372036854775807", "'x'", "'\u202e'", "'[7]'"])
@pytest.mark.parametrize("column", ["recorded", "act", "by_code", "decided_by", "note", "input", "salt", "commitment"])
def test_no_value_of_any_kind_makes_the_audit_stumble(staff: Staff, column: str, value: str) -> None:
    with sqlite3.connect(staff.home / "casework.db") as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'decisions'")
    change(staff, f"UPDATE decisions SET {column} = {value}")
    assert any(one.where == WHERE for one in found(staff).differences)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_anywhere_makes_anything_stumble(staff: Staff, data: st.DataObject) -> None:
    """Whatever stands in the file: what reads it says so in words."""
    file = staff.home / "casework.db"
    sound = file.with_suffix(".sound")
    if not sound.exists():
        sound.write_bytes(file.read_bytes())
    spoilt = bytearray(sound.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoilt) - 1))
        part = data.draw(st.binary(min_size=1, max_size=12))
        spoilt[at : at + len(part)] = part
    file.write_bytes(spoilt[: data.draw(st.sampled_from([len(spoilt)] * 9 + [len(spoilt) // 2]))])
    url = f"sqlite:///{file}"
    with contextlib.suppress(StarmarkError):
        gaps_of(url)
    with contextlib.suppress(StarmarkError):
        found(staff)
    with contextlib.suppress(StarmarkError), Journal.open(url) as journal:
        journal.rows()
        journal.notes()
        journal.find(entries(staff)[0].decision)
    with contextlib.suppress(StarmarkError), Journal.open(url) as journal:
        journal.commit([Decision("suspended", "clerk-01", (), "", "ab" * 32)], NOW)


def test_revocations_of_one_code_stand_and_are_counted(staff: Staff) -> None:
    staff.act("revoke", NUMBER, "--reason", "fraud", *DECIDED)
    assert not found(staff).notes
    held = entries(staff)
    older = Decision("revoked", "clerk-01", (), "", "0" * 64)
    with Journal.open(f"sqlite:///{staff.home / 'casework.db'}") as journal:
        (sealed,) = journal.commit([older], parse_instant(held[-1].recorded))
    findings = found(
        staff, [*held, Entry(99, "revoked", "99926SC00002R0M", held[-1].recorded, sealed, with_main=False)]
    )
    assert not findings.differences
    assert ["1 decisions to revoke carry one staff code" in note.en for note in findings.notes] == [True]
