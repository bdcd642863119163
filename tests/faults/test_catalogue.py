"""The owner of the database strikes every object that a register is made of, each in every way that it can be struck.

What somebody would do who knows what to hide is in `tests/audit/test_audit_catalogue.py`; here nothing is chosen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError

from certs.audit import postgresql_catalogue
from certs.audit.audit_catalogue import audit_catalogue
from certs.audit.differences import Findings
from certs.audit.postgresql_catalogue import Item
from certs.register.store.database import create
from tests.postgres import PostgresServer
from tests.register.founded_register import draft, founded

_HIDING: Final = "CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
_POSTGRESQL: Final = {  # what can be done to an object of each kind
    "table": (
        "DROP TABLE {name} CASCADE",
        "ALTER TABLE {name} RENAME TO calm",
        "ALTER TABLE {name} RENAME TO was; CREATE VIEW {name} AS SELECT * FROM was",
        "ALTER TABLE {name} ADD calm int",
        "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {name} SET SCHEMA pg_catalog",
        "CREATE POLICY calm ON {name} USING (false)",
        "CREATE RULE calm AS ON INSERT TO {name} DO INSTEAD NOTHING",
        "CREATE RULE calm AS ON UPDATE TO {name} DO INSTEAD NOTHING",
        f"{_HIDING}; CREATE TRIGGER calm BEFORE INSERT OR DELETE ON {{name}} FOR EACH ROW EXECUTE FUNCTION hide()",
        "CREATE TABLE calm () INHERITS ({name})",
        "GRANT INSERT ON {name} TO PUBLIC",
        "CREATE ROLE calm; ALTER TABLE {name} OWNER TO calm",
    ),
    "column": (
        "ALTER TABLE {parent} DROP {part} CASCADE",
        "ALTER TABLE {parent} RENAME {part} TO calm",
        "GRANT UPDATE ({part}) ON {parent} TO PUBLIC",
    ),
    "constraint": (
        "ALTER TABLE {parent} DROP CONSTRAINT {part} CASCADE",
        "ALTER TABLE {parent} RENAME CONSTRAINT {part} TO calm",
        "UPDATE pg_constraint SET convalidated = false WHERE conname = '{part}' AND contype = 'f'",
    ),
    "index": (
        "ALTER INDEX {name} RENAME TO calm",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass",
        "UPDATE pg_index SET indisunique = NOT indisunique WHERE indexrelid = '{name}'::regclass",
    ),
    "function": (
        "DROP FUNCTION {name} CASCADE",
        "ALTER FUNCTION {name} RENAME TO calm",
        "ALTER FUNCTION {name} VOLATILE",
        "ALTER FUNCTION {name} SECURITY DEFINER",
    ),
    "sequence": (
        "DROP SEQUENCE {name} CASCADE",
        "ALTER SEQUENCE {name} RENAME TO calm",
        "ALTER SEQUENCE {name} MAXVALUE 9",
        "ALTER SEQUENCE {name} CYCLE",
    ),
    "trigger": ("ALTER TABLE {first} DISABLE TRIGGER ALL", "ALTER TABLE {first} ENABLE ALWAYS TRIGGER ALL"),
}
_SQLITE: Final = {
    "table": (
        "ALTER TABLE {name} RENAME TO calm",
        "ALTER TABLE {name} ADD calm",
        "CREATE TRIGGER calm AFTER INSERT ON {name} BEGIN SELECT 1; END",
        "CREATE INDEX calm ON {name} (1)",
        "DROP TABLE {name}",
    ),
    "index": ("DROP INDEX {name}",),
}
_WRITTEN_OVER: Final = (  # any object, in the schema itself
    "DELETE FROM sqlite_master WHERE name = '{name}'",
    "UPDATE sqlite_master SET sql = sql || ' ' WHERE name = '{name}'",
    "UPDATE sqlite_master SET sql = replace(sql, ' ', '  ') WHERE name = '{name}'",
    "UPDATE sqlite_master SET tbl_name = 'calm' WHERE name = '{name}'",
    "UPDATE sqlite_master SET name = 'calm' WHERE name = '{name}'",
    "UPDATE sqlite_master SET type = 'view' WHERE name = '{name}'",
)
EVERY: Final = [40, pytest.param(1, marks=pytest.mark.slow)]  # so manyeth strike


def named(connection: Connection, expected: Connection) -> list[str]:
    """Look at the database, and return code and row of each difference."""
    findings = Findings()
    audit_catalogue(findings, expected, connection)
    return [f"{one.code} {one.where} {one.row}" for one in findings.differences]


def strikes(items: list[Item]) -> Iterator[str]:
    """Yield what can be done to each object of a register on PostgreSQL."""
    for item in items:
        first, _, rest = item.name.partition(".")
        for strike in _POSTGRESQL.get(item.kind, ()):
            yield strike.format(
                name=f'"{first}"' if item.kind == "table" else item.name,
                parent=item.parent,
                part=f'"{rest}"' if item.kind == "column" else rest,
                first=first,
            )


@pytest.mark.postgres
@pytest.mark.parametrize("every", EVERY)
def test_whatever_is_done_to_any_object_of_a_postgresql_database_is_named(
    postgres_server: PostgresServer, every: int
) -> None:
    url = postgres_server.fresh()
    register = founded(url)
    register.issue(draft(1))
    register.close()
    owner, quiet, refused = create_engine(url), [], 0
    todo = list(dict.fromkeys(strikes(list(postgresql_catalogue.fresh()))))[::every]
    with owner.connect() as connection:
        connection.exec_driver_sql("SET allow_system_table_mods = on")
        connection.commit()
        for strike in todo:
            try:
                touched = connection.exec_driver_sql(strike).rowcount
            except DBAPIError:  # not even the owner may
                refused += 1
            else:
                if touched and not named(connection, connection):
                    quiet.append(strike)
            connection.rollback()
        assert named(connection, connection) == []
    owner.dispose()
    postgres_server.drop(url)
    assert quiet == []
    assert len(todo) - refused > 300 // every


@pytest.mark.parametrize("every", EVERY)
def test_whatever_is_done_to_any_object_of_a_sqlite_file_is_named(tmp_path: Path, every: int) -> None:
    fresh = create(f"sqlite:///{tmp_path / 'fresh.db'}")
    sound, struck = tmp_path / "fresh.db", tmp_path / "struck.db"
    with closing(sqlite3.connect(sound)) as read:
        objects = read.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    todo = [strike.format(name=name) for kind, name in objects for strike in (*_SQLITE[kind], *_WRITTEN_OVER)][::every]
    quiet, refused = [], 0
    with fresh.reading() as expected:
        for strike in todo:
            struck.write_bytes(sound.read_bytes())
            try:
                with closing(sqlite3.connect(struck)) as write, write:
                    write.execute("PRAGMA writable_schema = ON")
                    write.execute(strike)
            except sqlite3.OperationalError:  # a table of the full-text index may not be altered
                refused += 1
                continue
            engine = create_engine(f"sqlite:///{struck}")
            with engine.connect() as connection:
                if not named(connection, expected):
                    quiet.append(strike)
            engine.dispose()
    fresh.close()
    assert quiet == []
    assert len(todo) - refused > 150 // every
