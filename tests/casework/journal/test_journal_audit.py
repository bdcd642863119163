"""Opening the commitments: the public decision and the private row hold each other, and nothing hides between them."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from certs import limits
from certs.audit.audit_entries import Entry
from certs.audit.differences import Findings
from certs.casework.journal.journal_audit import WHERE, open_commitments
from certs.days import instant_text, parse_instant
from tests.instances import Staff

NUMBER = "99926SC00001R0M"


def entries(staff: Staff) -> list[Entry]:
    with sqlite3.connect(staff.home / "register.db") as connection:
        found = connection.execute(
            "SELECT position, type, number, recorded, json_extract(raw, '$.decision') FROM event WHERE number <> ''"
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
        columns = [row[1] for row in connection.execute("PRAGMA table_info(decisions)") if row[1] != "id"]
        kept = connection.execute(f"SELECT {', '.join(columns)} FROM decisions").fetchone()
    assert len(columns) == 8
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
    twice = [*held, Entry(99, "issued", "99926SC00002R0M", held[0].recorded, held[0].decision)]
    assert [one.row for one in found(staff, twice).differences] == ["position=99"]
    other = [Entry(held[0].position, "revoked", NUMBER, held[0].recorded, held[0].decision)]
    assert [one.code for one in found(staff, other).differences] == ["changed"]


def test_the_command_opens_them_too(staff: Staff) -> None:
    assert "Nothing differs" in staff.run("--lang", "en", "audit")
    change(staff, "UPDATE decisions SET by_code = 'somebody-else'")
    said = staff.run("audit", "--json", code=1)
    assert WHERE in said
    staff.run("audit", "--pin", "z6Mkx", code=1)


@pytest.mark.parametrize(
    ("seconds", "differences"), [(1, 0), (-1, 0), (limits.ACT_SECONDS, 0), (limits.ACT_SECONDS + 1, 1)]
)
def test_an_act_may_wait_between_its_row_and_its_entry_but_not_for_long(
    staff: Staff, seconds: int, differences: int
) -> None:
    (held,) = entries(staff)
    later = instant_text(parse_instant(held.recorded) + timedelta(seconds=seconds))
    waited = [Entry(held.position, held.type, held.number, later, held.decision)]
    assert len(found(staff, waited).differences) == differences
