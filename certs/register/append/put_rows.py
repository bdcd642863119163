"""Putting many rows into a table at one stroke, inside the transaction of an act.

PostgreSQL takes them by COPY in its binary form, SQLite by one prepared statement: what the tools in between spend on
each row would be more than the database does. Constraints, triggers and rights hold as for any INSERT. (Rules do not:
whoever lays one on a table of ours is named by the audit.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Date, Integer, LargeBinary, String, Table, Text
from sqlalchemy.exc import DBAPIError

# What our columns are in PostgreSQL: a row in its binary form does not say.
_TYPES: Final = {
    BigInteger: "int8",
    Integer: "int4",
    String: "varchar",
    Text: "text",
    LargeBinary: "bytea",
    Date: "date",
}
Values = Sequence[tuple[Any, ...]]


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put in rows, each of which has a value for the same columns, two at least. Raises the errors of SQLAlchemy."""
    if not rows:
        return
    columns = tuple(rows[0])
    into = _insert if connection.dialect.name == "sqlite" else _copy
    into(connection, table, columns, list(map(itemgetter(*columns), rows)))


def _insert(connection: Connection, table: Table, columns: Sequence[str], values: Values) -> None:
    if any(isinstance(table.c[column].type, Date) for column in columns):
        values = [tuple(one.isoformat() if type(one) is date else one for one in row) for row in values]
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - all ours
    connection.exec_driver_sql(statement, [*values])


def _copy(connection: Connection, table: Table, columns: Sequence[str], values: Values) -> None:
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.dialect.loaded_dbapi
    session: Any = connection.connection
    try:
        with session.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types([_TYPES[type(table.c[column].type)] for column in columns])
            for row in values:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error
