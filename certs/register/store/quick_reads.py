"""A database connection that each thread keeps, for single statements that must be quick.

SQLAlchemy still makes the connection (address, pragmas, rights); what is saved is the pool and the transaction around
one SELECT. Every statement is its own transaction, so nothing is ever locked between two of them.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from certs.register.store.database import translated


class KeptConnections:
    """Runs single SELECT statements, written with `?` places, over one kept connection a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numeric = engine.dialect.name != "sqlite"
        self._own = threading.local()
        self._all: list[Any] = []

    def execute(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Return all rows.

        A connection that fails is dropped, and the next call makes a new one. Raises CouldNotCheck.
        """
        if self._numeric:
            statement = statement.replace("?", "%s")
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._open()
        try:
            return list(connection.execute(statement, values).fetchall())
        except self._engine.dialect.loaded_dbapi.Error as exc:
            self._own.connection = None
            with translated():
                raise DBAPIError.instance(
                    statement, values, exc, self._engine.dialect.loaded_dbapi.Error, dialect=self._engine.dialect
                ) from exc
            raise AssertionError("unreachable") from exc

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
