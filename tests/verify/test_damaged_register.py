"""Whatever is wrong in our own store is ours: no address blames the asker, none breaks, and a monitor hears of it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, create_engine, text

from certs import limits
from certs.register.store import schema_revision
from certs.register.store.database import sqlite_path
from certs.register.store.tables import METADATA
from tests.register.founded_register import SETTINGS
from tests.verify.damageable import NUMBER, Damaged, damageable
from verify import Config, create_app
from verify.service import EXTENSION


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def damaged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Damaged]:
    """A register on each database, made once: every test puts back what it has spoilt."""
    folder = tmp_path_factory.mktemp("damaged")
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres_server")
    with damageable(server.fresh() if server else f"sqlite:///{folder / 'register.db'}", folder) as made:
        yield made


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Damaged]:
    """One on SQLite, whose file can be struck anywhere."""
    folder = tmp_path_factory.mktemp("struck")
    with damageable(f"sqlite:///{folder / 'register.db'}", folder) as made:
        yield made


def unchecked(connection: Connection) -> None:
    """Let this connection do what constraints would refuse: damage asks no constraint."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
    else:
        connection.execute(text("PRAGMA legacy_alter_table = ON"))


def spoilt(value: Any) -> Any:
    """Return what one flipped bit makes of a value; None for one that has no bits."""
    if isinstance(value, bytes | str) and value:
        flipped = [part if isinstance(part, int) else ord(part) for part in value]
        flipped[len(value) // 2] ^= 1
        return bytes(flipped) if isinstance(value, bytes) else "".join(map(chr, flipped))
    if isinstance(value, int):
        return value ^ 2**20
    return value + timedelta(days=1) if isinstance(value, date) else None


def rows(connection: Connection, table: Table) -> list[Any]:
    """Return the first row of a table and the last, by its key, as the database gives them."""
    key = ", ".join(column.name for column in table.primary_key)
    found = [
        connection.execute(text(f"SELECT * FROM {table.name} ORDER BY {key} {way} LIMIT 1")).mappings().first()
        for way in ("ASC", "DESC")
    ]
    return [row for n, row in enumerate(found) if row is not None and row not in found[:n]]


def put(connection: Connection, table: Table, row: Any, column: str, before: Any, after: Any) -> None:
    """Write a value into one column of one row, which is told by all of its other columns."""
    others = [name for name, value in row.items() if name != column and value is not None]
    where = " AND ".join([f"{name} = :{name}" for name in others] or ["true"])
    statement = text(f"UPDATE {table.name} SET {column} = :after_ WHERE {where} AND {column} = :before_")
    values = {name: row[name] for name in others} | {"after_": after, "before_": before}
    assert connection.execute(statement, values).rowcount == 1


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_a_flipped_bit_in_any_column_is_never_the_askers_fault(damaged: Damaged, table: Table) -> None:
    whole = damaged.answers()
    assert set(whole.values()) <= {200, 303, 404}
    with damaged.engine.connect() as connection:
        unchecked(connection)
        for row in rows(connection, table):
            for column, value in row.items():
                wrong = spoilt(value)
                if wrong is not None:
                    put(connection, table, row, column, value, wrong)
                    try:
                        damaged.answers()
                    finally:
                        put(connection, table, row, column, wrong, value)
    assert damaged.answers() == whole


def test_a_flipped_bit_anywhere_in_an_entry_is_never_the_askers_fault(one_file: Damaged) -> None:
    with one_file.engine.connect() as connection:
        raw = connection.execute(text("SELECT raw FROM event WHERE number = :n"), {"n": NUMBER}).scalar_one()
        for place in range(3, len(raw), len(raw) // 40):
            wrong = bytearray(raw)
            wrong[place] ^= 1
            change = text("UPDATE event SET raw = :raw WHERE number = :n")
            connection.execute(change, {"raw": bytes(wrong), "n": NUMBER})
            try:
                one_file.answers()
            finally:
                connection.execute(change, {"raw": raw, "n": NUMBER})


@pytest.mark.parametrize("table", [*(table.name for table in METADATA.sorted_tables), "alembic_version"])
def test_a_table_that_is_gone_is_told_to_the_monitor(damaged: Damaged, table: str) -> None:
    with damaged.engine.connect() as connection:
        unchecked(connection)
        connection.execute(text(f"ALTER TABLE {table} RENAME TO elsewhere"))
        try:
            assert damaged.answers()["/healthz"] == 503
            told = damaged.client.get("/healthz").get_json()
        finally:
            connection.execute(text(f"ALTER TABLE elsewhere RENAME TO {table}"))
    assert told["status"] == "could_not_check"
    assert {table, "register"} & {cause["part"] for cause in told["causes"]}
    assert set(damaged.answers().values()) <= {200, 303, 404}


def test_a_newer_schema_written_in_place_stops_the_answers_of_a_service_that_runs(damaged: Damaged) -> None:
    assert damaged.answers()["/healthz"] == 200
    with damaged.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
        answers = damaged.answers()
        told = damaged.client.get("/healthz").get_json()
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{schema_revision.REVISIONS[-1]}'"))
    assert {answers[path] for path in (f"/c/{NUMBER}", f"/c/{NUMBER}.json", "/log", "/trust.json")} == {503}
    assert told["causes"] == [{"code": "schema_newer", "part": "register"}]


def test_a_checkpoint_that_is_gone_is_told_to_the_monitor(damaged: Damaged) -> None:
    with damaged.engine.connect() as connection:
        connection.execute(text("UPDATE checkpoint SET size = -size WHERE size = 9"))
        assert damaged.answers()["/healthz"] == 503
        told = damaged.client.get("/healthz").get_json()
        connection.execute(text("UPDATE checkpoint SET size = -size WHERE size = -9"))
    assert {"code": "register_damaged", "part": "checkpoint"} in told["causes"]


def test_a_table_that_somebody_locks_is_could_not_check_and_comes_back(
    damaged: Damaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READ_BUSY_SECONDS", 0.2)
    client = create_app(Config(SETTINGS, damaged.register.url, None, lambda: damaged.register.now)).test_client()
    lock = {"sqlite": "BEGIN EXCLUSIVE", "postgresql": "LOCK TABLE event IN ACCESS EXCLUSIVE MODE"}
    locking = create_engine(damaged.register.url)
    with locking.connect() as connection:
        connection.execute(text(lock[connection.dialect.name]))
        answers = {path: client.get(path) for path in (f"/c/{NUMBER}", "/log", "/verify?q=青禾", "/healthz")}
        connection.rollback()
    locking.dispose()
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 503)
    assert answers["/healthz"].get_json()["causes"] == [{"code": "register_locked", "part": "register"}]
    assert {client.get(path).status_code for path in answers} == {200}
    client.application.extensions[EXTENSION].register.close()


def struck(whole: bytes, folder: Path, client: Damaged, places: list[int]) -> None:
    """Flip a bit of the file in one place after another."""
    for place in places:
        spoilt_file = bytearray(whole)
        spoilt_file[place] ^= 1 << place % 8
        (folder / "next").write_bytes(spoilt_file)
        (folder / "next").replace(folder / "register.db")
        try:
            client.answers()
        finally:
            (folder / "register.db").write_bytes(whole)


def file_of(damaged: Damaged) -> Path:
    path = sqlite_path(damaged.register.url)
    if path is None:
        pytest.fail("only a file can be struck")
    return path


def test_a_bit_flipped_anywhere_in_the_file_is_never_the_askers_fault(one_file: Damaged) -> None:
    path = file_of(one_file)
    whole = path.read_bytes()
    struck(whole, path.parent, one_file, random.Random(7).sample(range(len(whole)), 40))


@pytest.mark.slow
def test_a_bit_flipped_in_every_tenth_byte_of_the_file(one_file: Damaged) -> None:
    path = file_of(one_file)
    whole = path.read_bytes()
    struck(whole, path.parent, one_file, list(range(0, len(whole), 10)))


@pytest.mark.parametrize("value", [None, -1, "text", b"\xff" * 70_000], ids=["null", "number", "text", "long"])
def test_a_value_of_another_type_is_never_the_askers_fault(one_file: Damaged, value: Any) -> None:
    path = file_of(one_file)
    whole = path.read_bytes()
    for table in METADATA.sorted_tables:
        for column in table.columns:
            shutil.copy(path, path.parent / "next")
            with sqlite3.connect(path.parent / "next") as connection:
                connection.execute("PRAGMA writable_schema = ON")
                connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
            connection.close()
            with suppress(sqlite3.IntegrityError), sqlite3.connect(path.parent / "next") as connection:  # a key of rows
                connection.execute(f"UPDATE OR REPLACE {table.name} SET {column.name} = ?", (value,))
            connection.close()
            (path.parent / "next").replace(path)
            try:
                one_file.answers()
            finally:
                path.write_bytes(whole)


@pytest.mark.parametrize("column", ["field", "text", "folded", "spelled"])
def test_one_spoilt_text_among_many_is_told(one_file: Damaged, column: str) -> None:
    path = file_of(one_file)
    whole = path.read_bytes()
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"UPDATE name SET {column} = x'' WHERE id = (SELECT id FROM name ORDER BY id LIMIT 1 OFFSET 1)"
        )
    connection.close()
    try:
        assert one_file.answers()["/healthz"] == 503
    finally:
        path.write_bytes(whole)
