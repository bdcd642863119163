"""Runs the register's migrations over the connection that `schema_revision.py` hands in; there is no ini file."""

from alembic import context

from certs.register.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, transaction_per_migration=False
)
context.run_migrations()
