"""What the database of the casework is made of, held against a new one: a trigger or view hides or alters what is kept.

In SQLite every object is compared with its statement. PostgreSQL is asked for what could bend a question or a write:
tables by their names, anything else that could stand in their place, triggers, rules, row security and inheritance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import sqlalchemy as sa

from certs.casework.journal.casework_tables import SCHEMA, VERSIONS, lift, names

_OF_OTHERS: Final = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"
_POSTGRESQL: Final = f"""
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
         WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' ELSE 'sequence' END || ' '
       || CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname
       || CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN ' with row security' ELSE '' END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S') AND {_OF_OTHERS}
UNION ALL
SELECT 'trigger ' || c.relname || '.' || t.tgname
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OF_OTHERS}
UNION ALL
SELECT 'rule ' || c.relname || '.' || r.rulename
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind NOT IN ('v', 'm') AND {_OF_OTHERS}
UNION ALL
SELECT 'inheritance ' || c.relname
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OF_OTHERS}
UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
"""  # noqa: S608 - our own words alone


def faults(connection: sa.Connection, version: object) -> list[tuple[str, str]]:
    """Return every object that is `missing`, `extra` or `changed` beside a new database of a schema: (name, which)."""
    wanted, present = _fresh(connection.dialect.name, version), objects(connection)
    differing = []
    for name in sorted(wanted.keys() | present.keys()):
        if name not in present:
            differing.append((name, "missing"))
        elif name not in wanted:
            differing.append((name, "extra"))
        elif wanted[name] != present[name]:
            differing.append((name, "changed"))
    return differing


def objects(connection: sa.Connection) -> dict[str, str | None]:
    """Return what stands in the catalogue, in SQLite each object with its statement on one line."""
    if connection.dialect.name == "postgresql":
        return dict.fromkeys(connection.execute(sa.text(_POSTGRESQL)).scalars())
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
    return {f"{row[0]} {row[1]} {row[2]}": None if row[3] is None else " ".join(str(row[3]).split()) for row in rows}


@lru_cache(maxsize=8)
def _fresh(dialect: str, version: object) -> dict[str, str | None]:
    schema = version if isinstance(version, int) and version in VERSIONS else SCHEMA
    if dialect == "postgresql":
        return dict.fromkeys(f"table {name}" for name in names(schema))
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        lift(connection, 0, schema)
        return objects(connection)
