"""A table that cannot be read is named, and the audit of the others goes on: on PostgreSQL too, where an error ends the
answers of a transaction.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from certs.audit.full_audit import audit
from certs.days import beijing_day
from certs.errors import CouldNotCheck
from certs.register.store.tables import METADATA
from tests.postgres import PostgresServer
from tests.register.founded_register import draft, founded


def test_each_table_that_is_gone_is_named(store_url: str, tmp_path: Path) -> None:
    register = founded(store_url)
    register.issue(draft(1))
    owner = create_engine(store_url, isolation_level="AUTOCOMMIT")
    today = beijing_day(register.now)
    with owner.connect() as connection:
        for table in sorted(METADATA.tables):
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
            found = audit(store_url, tmp_path / "public", today, workers=1).findings.differences
            code = "not_genuine" if table == "event" else "unreadable"  # not even the first entry is there
            assert (table, code) in [(one.where, one.code) for one in found], table
            connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {table}")
    found = audit(store_url, None, today, workers=1).findings.differences
    assert [one for one in found if one.where != "sqlite_master"] == []  # which keeps how each was renamed
    owner.dispose()
    register.close()


@pytest.mark.postgres
def test_a_session_that_ends_while_it_is_audited_is_out_of_reach(postgres_server: PostgresServer) -> None:
    """And not a register of which nothing can be read."""
    url = postgres_server.fresh()
    register = founded(url)
    owner = create_engine(url)
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE serial RENAME TO elsewhere")
        connection.exec_driver_sql(
            "CREATE FUNCTION killing() RETURNS int LANGUAGE sql AS 'SELECT pg_terminate_backend(pg_backend_pid())::int'"
        )
        connection.exec_driver_sql("CREATE VIEW serial AS SELECT killing() AS year, 1 AS last")
    owner.dispose()
    with pytest.raises(CouldNotCheck, match="register_unreachable"):
        audit(url, None, beijing_day(register.now), workers=1)
    register.close()
    postgres_server.drop(url)
