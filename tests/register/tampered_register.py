"""A register with everything in it, published, and whoever owns its database: changes, deletes and inserts anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, inspect, text

from certs.audit.full_audit import Audited, audit
from certs.certificate.fields import ScopeItem
from certs.days import beijing_day
from certs.publication.publish import publish
from certs.register.store.tables import METADATA
from tests.register.founded_register import Register, draft, ring

Key = dict[str, Any]
SHADOWS: Final = ("name_grams_data", "name_grams_idx", "name_grams_config", "name_grams_content", "name_grams_docsize")


@dataclass
class World:
    """A register, its publication, and a connection of the owner, who may do anything."""

    register: Register
    public: Path
    owner: Engine

    def audit(self) -> Audited:
        """Audit all of it, in this process."""
        return audit(self.register.url, self.public, beijing_day(self.register.now), workers=1)

    def found(self) -> list[tuple[str, str, str, str]]:
        """Audit, and return (where, row, field, code) of every difference."""
        return [(one.where, one.row, one.field, one.code) for one in self.audit().findings.differences]

    def publish(self) -> None:
        """Publish."""
        publish(self.register.store, self.public, ring().get("list"), self.register.now)


def world(register: Register, public: Path) -> World:
    """Act in every way there is, at different times, and publish after each."""
    made = World(register, public, _owner(register.url))
    made.publish()
    numbers = [one.number for one in register.issue(*(draft(n) for n in range(1, 5)))]
    _next(made)
    register.change("suspended", numbers[0], "complaint", until=date(2027, 1, 31))
    _next(made)
    register.reissue(
        numbers[1], draft(2, scope=(*draft(2).scope, ScopeItem("洗衣机", brands=("青禾样例",)))), "scope-widened"
    )
    _next(made)
    register.change("restored", numbers[0], "cause-removed")
    register.later(seconds=1)
    register.change("revoked", numbers[2], "fraud")
    _next(made)
    register.issue(draft(5))
    _next(made)
    return made


def _next(made: World) -> None:
    made.publish()
    made.register.later(minutes=1)


def _owner(url: str) -> Engine:
    engine = create_engine(url)
    with engine.begin() as connection:
        _free(connection)
    return engine


def _free(connection: Connection) -> None:
    """Switch off what would keep even the owner from it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))


def tables(made: World) -> list[Table]:
    """Return every table of the database, whatever it is for."""
    found = MetaData()
    names = [name for name in inspect(made.owner).get_table_names() if not name.startswith(("sqlite_", "name_grams"))]
    found.reflect(made.owner, only=names)
    assert set(METADATA.tables) | {"alembic_version"} == set(names)
    return [found.tables[name] for name in sorted(names)]


def rows(made: World, table: Table) -> list[Key]:
    """Return all rows of a table."""
    with made.owner.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(table.select())]


def replace(made: World, table: Table, old: Key | None, new: Key | None) -> None:
    """Put a row in place of another: None for none."""
    with made.owner.begin() as connection:
        _free(connection)
        if old is not None:
            matches = [
                column == old[column.name] if old[column.name] is not None else column.is_(None)
                for column in table.columns
            ]
            assert connection.execute(table.delete().where(*matches)).rowcount == 1
        if new is not None:
            connection.execute(table.insert().values(new))


def other(value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case None:
            return date(2031, 1, 1)
        case bytes() | memoryview():
            data = bytearray(bytes(value))
            data[len(data) // 2] ^= 1
            return bytes(data)
        case date():
            return value + timedelta(days=1)
        case int():
            return value + 1_000
        case _:
            text_value = str(value)
            return text_value[:-1] + ("x" if text_value[-1:] != "x" else "y") if text_value else "x"


def inserted(table: Table, row: Key) -> Key:
    """Return a row like another one under a key of its own."""
    new = dict(row)
    for column in table.primary_key.columns or table.columns:
        new[column.name] = other(row[column.name])
    unique = {"position": other, "version": other} if table.name == "version" else {}
    return {name: unique.get(name, lambda same: same)(value) for name, value in new.items()}


def mutations(made: World, table: Table, chosen: Sequence[Key]) -> Iterator[tuple[str, Key | None, Key | None]]:
    """Yield what an owner could do to these rows: each column changed, the row deleted, one like it inserted."""
    for row in chosen:
        key = " ".join(f"{column.name}={row[column.name]}" for column in table.primary_key.columns)
        for name, value in row.items():
            yield f"{table.name} {key}: {name} changed", row, {**row, name: other(value)}
        yield f"{table.name} {key}: deleted", row, None
    yield f"{table.name}: inserted", None, inserted(table, chosen[-1])
