"""Database connections that are kept open, for single statements that must be quick.

SQLAlchemy still makes them (address, pragmas, rights); what is saved is the pool and the transaction around one SELECT.
Every statement is its own transaction, so nothing is ever locked between two of them. There are as many as were ever
asked at once: a connection is taken for one statement and put back.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from certs.register.store.database_errors import translated


class KeptConnections:
    """Runs single SELECT statements, written with `?` places, over connections that it keeps. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numeric = engine.dialect.name != "sqlite"
        self._idle: list[Any] = []  # taking the last one off and putting one on are single steps of the interpreter

    def execute(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Return all rows.

        A connection that was cut while nobody used it says nothing about the register: a fresh one is asked once more.
        One that fails is dropped, and the next call makes a new one. Raises CouldNotCheck.
        """
        if self._numeric:
            statement = statement.replace("?", "%s")
        dialect = self._engine.dialect
        try:
            kept = self._idle.pop()
        except IndexError:
            kept = None
        try:
            return self._ask(kept or self._open(), statement, values, again=kept is not None)
        except dialect.loaded_dbapi.Error as exc:
            with translated():
                raise DBAPIError.instance(statement, values, exc, dialect.loaded_dbapi.Error, dialect=dialect) from exc
            raise AssertionError("unreachable") from exc

    def _ask(self, connection: Any, statement: str, values: tuple[Any, ...], *, again: bool) -> list[Any]:
        dialect = self._engine.dialect
        try:
            rows = list(connection.execute(statement, values).fetchall())
        except dialect.loaded_dbapi.Error as exc:
            cut = again and dialect.is_disconnect(exc, connection, None)
            connection.close()
            if not cut:
                raise
            return self._ask(self._open(), statement, values, again=False)
        self._idle.append(connection)
        return rows

    def close(self) -> None:
        """Close the connections that nobody asks just now; what is asked afterwards opens anew."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _open(self) -> Any:
        with translated():
            fairy = self._engine.raw_connection()
        connection: Any = fairy.driver_connection
        fairy.detach()  # the pool no longer counts it
        if self._numeric:
            connection.autocommit = True
        return connection
