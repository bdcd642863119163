"""Entries that came back from the public log: they count as accounted for once the root key has signed for them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from certs.casework.journal.casework_tables import lift
from certs.casework.journal.caught_up import caught_up
from certs.casework.journal.journal import Journal
from scripts.terminal import clock
from tests import instances
from tests.instances import Staff
from tests.scripts.command_calls import Desk
from tests.scripts.verbs.restore_calls import issue_another, restored, root_options, signed_for


def write_anew_in_schema_1(journal: Path) -> None:
    """Put the rows of a journal into one that the first program would have made."""
    newer = journal.rename(journal.with_name("newer.db"))
    engine = sa.create_engine(f"sqlite:///{journal}")
    with engine.begin() as connection:
        lift(connection, 0, 1)
    engine.dispose()
    journal.chmod(0o600)
    with closing(sqlite3.connect(journal)) as older, older:
        older.execute("ATTACH DATABASE ? AS newer", (str(newer),))
        columns = ", ".join(name for _, name, *_ in older.execute("PRAGMA main.table_info(decisions)"))
        older.execute(f"INSERT INTO decisions ({columns}) SELECT {columns} FROM newer.decisions")
    newer.unlink()


def test_the_root_key_signs_at_once_or_later(desk: Desk, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    assert desk("backup", backup).code == 0
    issue_another(desk, tmp_path, 1)
    home, public = tmp_path / "anew", desk.staff.home / "public"
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert restored(desk, backup, home, "--log", public, *root_options(desk)).code == 0
    assert anew.act("publish").code == 0
    assert anew("audit").code == 0
    assert anew("caught-up", "--json").json["ranges"][0]["signed"] is True
    shutil.rmtree(home)

    assert restored(desk, backup, home, "--log", public).code == 0
    assert anew.act("publish").code == 0
    listed = anew("caught-up", "--json")
    assert (listed.code, [(one["first"], one["last"], one["unknown"]) for one in listed.json["ranges"]]) == (
        1,
        [(7, 7, 1)],
    )
    assert "starmark caught-up 7-7 --root-key" in anew("caught-up").err
    assert anew("caught-up", "7-7").code == 64
    assert signed_for(anew, desk, "7-8").json["error"]["code"] == "caught_up_range"
    assert [anew("caught-up", wrong).code for wrong in ("7", "8-7", "x-y")] == [64, 64, 64]
    (tmp_path / "other").mkdir()
    other = instances.made(tmp_path / "other")
    assert signed_for(anew, Desk(other, desk.capsys), "7-7").json["error"]["code"] == "wrong_root"
    assert anew("audit").code == 1
    assert signed_for(anew, desk, "7-7").code == 0
    assert anew("audit").code == 0


def test_a_row_that_somebody_made_covers_nothing(desk: Desk, tmp_path: Path) -> None:
    """Whoever empties the journal and writes a row that accounts for every entry is found out."""
    issue_another(desk, tmp_path, 1)
    journal = desk.staff.home / "casework.db"
    with closing(sqlite3.connect(journal)) as emptied, emptied:
        emptied.execute("DELETE FROM decisions")
    with Journal.open(f"sqlite:///{journal}") as opened:
        opened.commit([caught_up(6, 7, clock.now())], clock.now())
    (only,) = desk("audit", "--json").json["differences"]
    assert (only["where"], only["field"], only["code"]) == ("casework.db decisions", "note", "not_genuine")
    assert "who decided 2 of them is not known" in only["message"]["en"]


def test_a_range_of_before_is_signed_for_the_same_way(desk: Desk, tmp_path: Path) -> None:
    """The journal of an earlier program has no place for the note; it gets one with the first."""
    backup, home = tmp_path / "backup.tar", tmp_path / "anew"
    assert desk("backup", backup).code == 0
    issue_another(desk, tmp_path, 1)
    assert restored(desk, backup, home, "--log", desk.staff.home / "public").code == 0
    write_anew_in_schema_1(home / "casework.db")
    anew = Desk(Staff(home, desk.staff.passphrase_file), desk.capsys)
    assert anew.act("publish").code == 0
    assert [one["field"] for one in anew("audit", "--json").json["differences"]] == ["note"]
    assert signed_for(anew, desk, "7-7").code == 0
    assert anew("audit", "--json").json["differences"] == []
    assert issue_another(anew, tmp_path, 2).code == 0
