"""Every folded table is held against the entries: what somebody changes is found, and what is swallowed on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from certs.audit import recovery
from certs.audit.folding import all_cores, folded_tables, log_leaves
from certs.audit.recovery import recover
from certs.errors import CouldNotCheck
from certs.register.store.tables import METADATA, NAME
from tests.audit.folding import traps
from tests.register.founded_register import TODAY, Register, draft

LAST = "99926SC00006R0M"
# Which of the new rows meets the trap: of each table one that is put in with the last entries.
ONLY = {
    "certificate": f"NEW.number = '{LAST}'",
    "version": f"NEW.number = '{LAST}'",
    "standing": f"NEW.number = '{LAST}'",
    "bit": "NEW.status_index = 5",
    "name": f"NEW.number = '{LAST}'",
    "serial": "NEW.year = 26",
    "node": "NEW.level = 1 AND NEW.place = 5",
}
# What a hand does to each table, and which tables differ by it.
ASTRAY = {
    "certificate": "INSERT INTO certificate (number, uscc, holder, level, valid_until, last_position) "
    "SELECT '99999SC00001R0M', uscc, holder, level, valid_until, last_position FROM certificate LIMIT 1",
    "standing": "INSERT INTO standing (number, begins, ends, status, uscc, region, scheme, level) "
    f"VALUES ('{LAST}', '2001-01-01', '2001-01-02', 'valid', 'x', '50', 'x', 'x')",
    "bit": "INSERT INTO bit (status_index, purpose, begins) VALUES (0, 'revocation', '2026-01-01')",
    "name": f"INSERT INTO name (number, field, text, folded) VALUES ('{LAST}', 'holder', 'x', 'x')",
    "serial": "INSERT INTO serial (year, last) VALUES (25, 1)",
    "node": "INSERT INTO node (level, place, hash) SELECT 0, 99, hash FROM node WHERE level = 0 AND place = 0",
}


@pytest.fixture
def several(register: Register) -> Register:
    """A register of 13 entries: six certificates, of which the last is suspended; folded a few at a time."""
    register.issue(*(draft(n) for n in range(1, 7)))
    register.change("suspended", LAST, "complaint", until=TODAY + timedelta(days=30))
    return register


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_leaves, "BATCH", 5)
    monkeypatch.setattr(folded_tables, "_PORTION", 2)


def rows_of(register: Register) -> dict[str, list[str]]:
    """Return all rows. The ids of texts are as the log alone gives them on SQLite; PostgreSQL goes on counting."""
    with register.store.reading() as connection:
        ids = () if connection.dialect.name == "sqlite" else (NAME.c.id,)
        tables = {table.name: [c for c in table.columns if c not in ids] for table in METADATA.sorted_tables}
        return {name: sorted(map(repr, connection.execute(select(*columns)))) for name, columns in tables.items()}


@pytest.mark.parametrize("table", ONLY)
@pytest.mark.parametrize("does", [traps.SWALLOWED, traps.ALTERED], ids=["swallowed", "altered"])
def test_one_row_of_the_last_that_is_swallowed_or_altered_stops_a_recovery(
    several: Register, table: str, does: dict[str, str]
) -> None:
    with several.store.writing() as connection:
        connection.execute(text("UPDATE certificate SET holder = 'changed' WHERE number = '99926SC00001R0M'"))
    before = rows_of(several)
    with traps.laid(several, table, does[table], ONLY[table]):
        with pytest.raises(CouldNotCheck, match="register_damaged"):
            recover(several.url)
        assert rows_of(several) == before
    assert recover(several.url).mended == ("certificate",)


@pytest.mark.parametrize("table", ASTRAY)
def test_a_row_too_many_is_found_in_each_table(several: Register, table: str) -> None:
    before = rows_of(several)
    with several.store.writing() as connection:
        connection.execute(text(ASTRAY[table]))
    assert recover(several.url).mended == (table,)
    assert rows_of(several) == before
    assert recover(several.url).mended == ()


def test_of_a_register_that_agrees_no_row_is_written(several: Register) -> None:
    for table, only in ONLY.items():
        for does in (traps.SWALLOWED, traps.ALTERED):
            with traps.laid(several, table, does[table], only):
                assert recover(several.url).mended == ()


def test_texts_in_another_order_differ(several: Register) -> None:
    with several.store.writing() as connection:
        first, second = connection.execute(
            select(NAME.c.id).where(NAME.c.number == LAST).order_by(NAME.c.id).limit(2)
        ).scalars()
        for old, new in ((first, 10_000), (second, first), (10_000, second)):
            connection.execute(NAME.update().where(NAME.c.id == old).values(id=new))
    assert recover(several.url).mended == ("name",)


def test_an_entry_that_stands_under_another_number_is_not_folded(several: Register) -> None:
    for number in ("99926SC00001R0M", "", "99926SC00009R0M"):
        with several.store.writing() as connection:
            change = text("UPDATE event SET number = :n WHERE position = 11")
            connection.execute(change, {"n": number})
        with pytest.raises(CouldNotCheck):
            recover(several.url)


def test_other_processes_come_to_the_same(several: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_cores, "WORTH_IT", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    before = rows_of(several)
    with several.store.writing() as connection:
        connection.execute(text("UPDATE standing SET level = 'x'"))
    assert recover(several.url).mended == ("standing",)
    assert rows_of(several) == before
    with several.store.writing() as connection:
        connection.execute(text("UPDATE event SET raw = substr(raw, 2) WHERE position = 11"))
    with pytest.raises(CouldNotCheck) as caught:  # raised there, told here in words
        recover(several.url)
    assert (caught.value.code, "(11)" in caught.value.words.zh) == ("register_damaged", True)


def test_from_a_checkpoint_the_file_is_not_gone_over(several: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    with several.store.reading() as connection:
        checkpoint = bytes(connection.exec_driver_sql("SELECT raw FROM checkpoint WHERE size = 12").scalar_one())
    looked = []
    monkeypatch.setattr(recovery, "_check_file", lambda *_: looked.append(1))
    assert recover(several.url, checkpoint).since == 12
    assert looked == []
    assert recover(several.url).since == 0
    assert looked == [1]
