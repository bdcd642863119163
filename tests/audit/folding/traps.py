"""Traps that somebody has laid in a register's database: what is put into a table last is swallowed, or altered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import create_engine, text

from tests.register.founded_register import Register

ALTERED: Final = {
    "certificate": "UPDATE certificate SET holder = 'x' WHERE {here}",
    "version": "UPDATE version SET content = 'x' WHERE {here}",
    "standing": "UPDATE standing SET level = 'x' WHERE {here}",
    "bit": "UPDATE bit SET ends = '2031-01-01' WHERE {here}",
    "name": "UPDATE name SET spelled = 'x' WHERE {here}",
    "serial": "UPDATE serial SET last = 9 WHERE {here}",
    "node": "UPDATE node SET hash = (SELECT raw FROM event WHERE position = 0) WHERE {here}",
}
SWALLOWED: Final = {table: f"DELETE FROM {table} WHERE {{here}}" for table in ALTERED}
_KEYS: Final = {
    "certificate": ("number",),
    "version": ("status_index",),
    "standing": ("number", "begins"),
    "bit": ("status_index", "purpose", "begins"),
    "name": ("id",),
    "serial": ("year",),
    "node": ("level", "place"),
}


@contextmanager
def laid(register: Register, table: str, does: str, only: str) -> Iterator[None]:
    """Lay a trap for a while: it does something to each new row of which `only` holds, such as `NEW.place = 7`."""
    body = does.format(here=" AND ".join(f"{key} = NEW.{key}" for key in _KEYS[table]))
    owner = create_engine(register.url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"CREATE TRIGGER trap AFTER INSERT ON {table} WHEN {only} BEGIN {body}; END"))
        else:
            function = (
                f"CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
            )
            connection.exec_driver_sql(function)
            rows = f"AFTER INSERT ON {table} FOR EACH ROW WHEN ({only}) EXECUTE FUNCTION trap()"
            connection.exec_driver_sql(f"CREATE TRIGGER trap {rows}")
        yield
        remove = "DROP TRIGGER trap" if connection.dialect.name == "sqlite" else "DROP FUNCTION trap CASCADE"
        connection.execute(text(remove))
    owner.dispose()
