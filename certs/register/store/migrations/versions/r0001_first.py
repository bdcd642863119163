"""The first tables: events, tree, checkpoints, trust lists, and what is folded.

Certificates, versions, serials, names, the bits of the status lists; and those lists as they were signed.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

_SQLITE = (
    "CREATE VIRTUAL TABLE name_grams USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
)
_POSTGRESQL = (
    """CREATE FUNCTION starmark_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
       SELECT array_agg(DISTINCT substr(folded, i, n))
       FROM generate_series(1, length(folded)) AS i, generate_series(1, 2) AS n
       WHERE i + n - 1 <= length(folded) $$""",
    "CREATE INDEX name_grams ON name USING gin (starmark_grams(folded))",
)


def upgrade() -> None:
    """Create everything. A migration is history: it repeats the tables rather than import today's."""
    _create_log()
    _create_folded()
    _create_status()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _create_log() -> None:
    op.create_table(
        "event",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("recorded", sa.String(20), nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_index("event_number", "event", ["number", "position"])
    op.create_table(
        "node",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "trust_list",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )


def _create_folded() -> None:
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
    )
    op.create_index("certificate_uscc", "certificate", ["uscc", "last_position"])
    op.create_index("certificate_content", "certificate", ["content"])
    op.create_table(
        "version",
        sa.Column("status_index", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(40), sa.ForeignKey("certificate.number"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, sa.ForeignKey("event.position"), nullable=False, unique=True),
    )
    op.create_index("version_number", "version", ["number", "version"], unique=True)
    op.create_table(
        "serial",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("number", sa.String(40), sa.ForeignKey("certificate.number"), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("name_number", "name", ["number"])


def _create_status() -> None:
    op.create_table(
        "bit",
        sa.Column(
            "status_index", sa.Integer, sa.ForeignKey("version.status_index"), primary_key=True, autoincrement=False
        ),
        sa.Column("purpose", sa.String(10), primary_key=True),
        sa.Column("begins", sa.Date, primary_key=True),
        sa.Column("ends", sa.Date),
    )
    op.create_index("bit_begins", "bit", ["begins"])
    op.create_index("bit_ends", "bit", ["ends"])
    op.create_table(
        "status_list",
        sa.Column("purpose", sa.String(10), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("valid_from", sa.String(20), nullable=False),
        sa.Column("valid_until", sa.String(20), nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_index("status_list_valid_from", "status_list", ["purpose", "number", "valid_from"])
