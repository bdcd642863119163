"""Searched texts get an index by the whole of each, so that a stack of names is looked up at one stroke."""

from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    """Make the index."""
    op.create_index("name_folded", "name", ["folded"])
