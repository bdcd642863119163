"""Reading part by part a database of which its owner may have changed anything: what cannot be read is named, and the
next part is read.

After an error PostgreSQL answers nothing more within a transaction, unless it goes back to a savepoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from certs.audit.differences import Findings
from certs.register.store.database_errors import translated


@contextmanager
def part(connection: Connection) -> Iterator[None]:
    """Read a part. Raises DBAPIError where that cannot be done, and CouldNotCheck where the connection is no more."""
    driver = connection.dialect.loaded_dbapi.Error
    try:
        with connection.begin_nested():
            yield
    except DBAPIError as error:
        if error.connection_invalidated:
            with translated():
                raise
        raise
    except driver as error:  # by a cursor of its own
        raise DBAPIError.instance(None, None, error, driver, dialect=connection.dialect) from error


@contextmanager
def named(findings: Findings, connection: Connection, where: str, row: str = "") -> Iterator[None]:
    """Read a part; one that cannot be read is a difference like any other."""
    try:
        with part(connection):
            yield
    except (DBAPIError, ValueError) as error:
        findings.unreadable(where, row, getattr(error, "orig", error))
