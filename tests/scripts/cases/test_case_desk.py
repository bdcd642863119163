"""A casework of an older program comes forward with the first act that is done, and not with one that is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

from certs.casework.journal.casework_tables import BEFORE_CASES, SCHEMA, WITH_CASES, lift
from certs.days import beijing_day
from scripts.terminal import clock
from tests.instances import number
from tests.scripts.command_calls import Desk

Commands = tuple[tuple[tuple[str, ...], int], ...]
BY: Final = ("--by", "clerk-01")
TODAY: Final = beijing_day(clock.now())
REFUSED: Final[Commands] = (
    (("staff", "add", "decider-03", "--role", "decider"), 64),
    (("staff", "add", "decider-03", "--role", "decider", "--by", "clerk-01", "--by", "clerk-02"), 64),
    (("staff", "add", "decider-03", "--role", "decider", "--by", "nobody-1"), 1),
    (("staff", "end", "decider-09", *BY), 1),
    (("case", "close", "A26-00009", *BY, "--reason", "为何"), 1),
    (("case", "open", "no-such.xlsx", *BY), 1),
)
# With the passphrase, of acts that also write into the register.
REFUSED_ACTS: Final[Commands] = (
    (("surveil", number(1), "--date", f"{TODAY + timedelta(days=9)}", "--result", "passed", *BY), 1),
    (("surveil", number(9), "--date", f"{TODAY}", "--result", "failed", *BY), 1),
)


def made_older(home: Path, schema: int) -> Path:
    """Put a casework of an older schema, with the same decisions, in the place of the present one."""
    file, older = home / "casework.db", home / "older.db"
    engine = sa.create_engine(f"sqlite:///{older}")
    with engine.begin() as connection:
        lift(connection, 0, schema)
    engine.dispose()
    with closing(sqlite3.connect(older)) as filled, filled:
        columns = ", ".join(row[1] for row in filled.execute("PRAGMA table_info(decisions)") if row[1] != "case")
        filled.execute("ATTACH ? AS present", (str(file),))
        filled.execute(f"INSERT INTO decisions ({columns}) SELECT {columns} FROM present.decisions")
    older.chmod(0o600)
    older.replace(file)
    return file


def copies(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("*casework-schema-*"))


def schema_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT version FROM casework_schema").fetchone()[0])


@pytest.mark.parametrize("schema", [1, BEFORE_CASES, WITH_CASES])
def test_what_is_refused_leaves_an_older_casework_as_it_was(desk: Desk, schema: int) -> None:
    file = made_older(desk.staff.home, schema)
    before = file.read_bytes()
    for arguments, code in REFUSED:
        assert desk(*arguments).code == code, arguments
        assert (file.read_bytes() == before, copies(desk.staff.home)) == (True, []), arguments
    for arguments, code in REFUSED_ACTS:
        assert desk.act(*arguments).code == code, arguments
        assert (file.read_bytes() == before, copies(desk.staff.home)) == (True, []), arguments


def test_the_first_act_brings_it_forward_behind_a_copy(desk: Desk) -> None:
    file = made_older(desk.staff.home, WITH_CASES)
    said = desk("staff", "add", "clerk-01", "--role", "clerk", *BY)
    assert (said.code, copies(desk.staff.home)) == (0, [f"casework-schema-{WITH_CASES}.db"])
    assert copies(desk.staff.home)[0] in said.err
    assert (schema_in(file), schema_in(desk.staff.home / copies(desk.staff.home)[0])) == (SCHEMA, WITH_CASES)
    assert "casework-schema" not in desk("staff", "add", "clerk-02", "--role", "clerk", *BY).err


def test_a_surveillance_that_is_passed_brings_it_forward_too(desk: Desk) -> None:
    file = made_older(desk.staff.home, 1)
    said = desk.act("surveil", number(1), "--date", f"{TODAY}", "--result", "passed", *BY)
    assert (said.code, schema_in(file), copies(desk.staff.home)) == (0, SCHEMA, ["casework-schema-1.db"])
    assert "casework-schema-1.db" in said.err
    assert desk("audit", "--json").json["differences"] == []
