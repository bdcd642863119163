"""A database connection that each thread keeps, for single statements that must be quick.

SQLAlchemy still makes the connection (address, pragmas, rights); what is saved is the pool and the transaction around
one SELECT. Every statement is its own transaction, so nothing is ever locked between two of them.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from certs.register.store.database_errors import translated


class KeptConnections:
    """Runs single SELECT statements, written with `?` places, over one kept connection a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numeric = engine.dialect.name != "sqlite"
        self._own = threading.local()
        self._all: list[Any] = []

    def execute(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Return all rows.

        A connection that was cut while nobody used it says nothing about the register: a fresh one is asked once more.
        One that fails is dropped, and the next call makes a new one. Raises CouldNotCheck.
        """
        if self._numeric:
            statement = statement.replace("?", "%s")
        dialect = self._engine.dialect
        kept = getattr(self._own, "connection", None)
        try:
            try:
                return self._ask(kept or self._open(), statement, values)
            except dialect.loaded_dbapi.Error as exc:
                if kept is None or not dialect.is_disconnect(exc, kept, None):
                    raise
                return self._ask(self._open(), statement, values)
        except dialect.loaded_dbapi.Error as exc:
            with translated():
                raise DBAPIError.instance(statement, values, exc, dialect.loaded_dbapi.Error, dialect=dialect) from exc
            raise AssertionError("unreachable") from exc

    def _ask(self, connection: Any, statement: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            return list(connection.execute(statement, values).fetchall())
        except self._engine.dialect.loaded_dbapi.Error:
            self._own.connection = None
            raise

    def close(self) -> None:
        """Close what all threads keep; they open anew if they ask again."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._own = threading.local()

    def _open(self) -> Any:
        with translated():
            fairy = self._engine.raw_connection()
        connection: Any = fairy.driver_connection
        fairy.detach()  # the pool no longer counts it: it lives as long as its thread
        if self._numeric:
            connection.autocommit = True
        self._all.append(connection)
        self._own.connection = connection
        return connection
