"""Asking as the web asks: over its own connection, so that what its role alone is shown comes to light.

Row security, a view earlier in its search path, or another database altogether show up in no look of the owner's. Every
row of every table that the role sees is compared with the log, then each certificate is asked for by the very statement
of the web; and the role must have no right to write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from certs.audit import readable_parts, table_comparison
from certs.audit.audit_search_index import audit_names
from certs.audit.audited_acts import Entry
from certs.audit.differences import Difference, Findings
from certs.errors import CouldNotCheck, StarmarkError, Words
from certs.register.store import ledger
from certs.register.store.database import Store, open_store
from certs.register.store.reader import Reader
from certs.register.store.tables import (
    BIT,
    CERTIFICATE,
    CHECKPOINT,
    EVENT,
    NAME,
    NODE,
    SERIAL,
    STANDING,
    STATUS_LIST,
    TRUST_LIST,
    VERSION,
)

_FOLDED: Final = (EVENT, CERTIFICATE, VERSION, SERIAL, BIT, STANDING, NODE)  # in the rebuilt register; the texts too
_SIGNED: Final = (CHECKPOINT, TRUST_LIST, STATUS_LIST)  # only in the register itself, which has been audited


@dataclass(frozen=True, slots=True)
class SeenAsRole:
    """What was asked: the role, its search path ("" on SQLite), the tables compared whole, and how many certificates
    were asked for one by one. `size` is how many entries it saw.
    """

    role: str
    search_path: str
    tables: tuple[str, ...]
    certificates: int
    size: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "role": self.role,
            "search_path": self.search_path,
            "tables": list(self.tables),
            "certificates": self.certificates,
            "entries": self.size,
        }


def audit_as_role(
    findings: Findings, url: str, register: Connection, expected: Connection, entries: Sequence[Entry]
) -> SeenAsRole:
    """Compare what the connection at `url` shows with the log. Raises CouldNotCheck or Misuse."""
    own = Findings()
    store = open_store(url, write=False)
    reader = Reader(store)
    try:
        moment = _same_moment(register, store)
        with store.reading() as connection:
            if moment:
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{moment}'")
            role, path = _who(connection)
            tables = _tables(own, register, expected, connection)
            _rights(own, connection)
            size = ledger.head(connection).size
        asked = _one_by_one(own, reader, entries)
    finally:
        reader.close()
    for difference in own.differences:
        if difference not in findings.differences:  # what the owner sees too has been named
            findings.add(replace(difference, where=f"as role {role}: {difference.where}"))
    findings.more += own.more
    findings.notes += own.notes
    return SeenAsRole(role, path, tables, asked, size)


def _tables(own: Findings, register: Connection, expected: Connection, connection: Connection) -> tuple[str, ...]:
    """Compare every table that the role may read, and return their names."""
    readable = [table for table in (*_FOLDED, NAME, *_SIGNED) if _may_read(connection, table)]
    for table in readable:
        if table is NAME:
            audit_names(own, expected, connection)
        elif table in _SIGNED:
            _compare_signed(own, table, register, connection)
        else:
            table_comparison.compare(own, table, expected, connection)
    closed = [table.name for table in (*_FOLDED, NAME, *_SIGNED) if table not in readable]
    if closed:
        own.note(
            f"这个角色不能读、没有比较的表：{'、'.join(closed)}。",
            f"Tables that this role may not read, and that were not compared: {', '.join(closed)}.",
        )
    return tuple(table.name for table in readable)


def _same_moment(register: Connection, store: Store) -> str:
    """Return the name of the very state that the audit sees, where both are in one PostgreSQL database, else ""."""
    if {register.dialect.name, store.dialect} != {"postgresql"}:
        return ""
    name = str(register.execute(text("SELECT pg_export_snapshot()")).scalar_one())
    try:
        with store.reading() as connection:
            connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{name}'")
    except (StarmarkError, DBAPIError):  # another server, such as a copy of this one: it is seen as of now
        return ""
    return name


def _may_read(connection: Connection, table: Table) -> bool:
    if connection.dialect.name == "sqlite":
        return True
    query = text("SELECT has_table_privilege(to_regclass(:name), 'SELECT')")
    return bool(connection.execute(query, {"name": table.name}).scalar())


def _who(connection: Connection) -> tuple[str, str]:
    if connection.dialect.name == "sqlite":
        return "file", ""
    row = connection.execute(text("SELECT current_user, current_setting('search_path')")).one()
    return str(row[0]), str(row[1])


def _compare_signed(own: Findings, table: Table, register: Connection, connection: Connection) -> None:
    keys = sum(column.primary_key for column in table.columns)
    columns = list(table.columns)
    names = [column.name for column in columns]
    with readable_parts.named(own, connection, table.name):
        table_comparison.merge(
            own,
            table.name,
            names,
            keys,
            table_comparison.rows(register, table, columns, keys),
            table_comparison.rows(connection, table, columns, keys),
        )


def _rights(own: Findings, connection: Connection) -> None:
    """Name what the role may write: whoever takes over the web would be it."""
    if connection.dialect.name == "sqlite":
        return
    for table, right in connection.execute(_WRITABLE):
        words = Words(
            f"这个角色有权改写（{right}）；网站只应能读。", f"This role may write it ({right}); the web must only read."
        )
        own.add(Difference(str(table), "", "", "extra", words))


_WRITABLE: Final = text(
    "SELECT c.relname, string_agg(r.name, ', ' ORDER BY r.name) FROM pg_class c, "
    "unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS r(name) "
    "WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace "
    "WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema') AND has_table_privilege(c.oid, r.name) "
    "GROUP BY c.relname UNION ALL "
    "SELECT 'schema ' || current_schema(), 'CREATE' WHERE has_schema_privilege(current_schema(), 'CREATE') UNION ALL "
    "SELECT 'role ' || rolname, concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, "
    "CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END) "
    "FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls OR rolcreaterole) ORDER BY 1"
)


def _one_by_one(own: Findings, reader: Reader, entries: Sequence[Entry]) -> int:
    """Ask for each certificate as the web does, and hold the entries that come back against those that hold."""
    positions: dict[str, list[int]] = {}
    for entry in entries:
        if entry.number:
            positions.setdefault(entry.number, []).append(entry.position)
    for number, wanted in positions.items():
        try:
            record = reader.look(number).record
        except CouldNotCheck:  # it sees itself that what it is shown is not whole
            record = None
        shown = [] if record is None else [event.position for event in record.entries]
        if [position for position in shown if position <= entries[-1].position] != wanted:
            own.changed("look", f"number={number}", "entries", wanted, shown)
    return len(positions)
