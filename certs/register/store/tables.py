"""The register's tables.

`event` is the truth; every other table is folded from it and can be rebuilt (see `recovery.py`).

The full-text side differs by database and stands in the migrations only: FTS5 (SQLite), or GIN (PostgreSQL), over the
tokens of `text_forms.py`. `name_candidates.py` asks both.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA: Final = MetaData()

EVENT: Final = Table(
    "event",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(24), nullable=False),
    Column("number", String(40), nullable=False),  # "" for events of the body and its keys
    Column("recorded", String(20), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("event_number", "number", "position"),
    Index("event_type", "type", "position"),
    Index("event_recorded", "recorded"),
)

# The Merkle tree over the events: the hashes of its complete subtrees, which never change (RFC 6962, 2.1).
NODE: Final = Table(
    "node",
    METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# The log's signed head after each act (C2SP tlog-checkpoint); one a size.
CHECKPOINT: Final = Table(
    "checkpoint",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("raw", LargeBinary, nullable=False),
)

CERTIFICATE: Final = Table(
    "certificate",
    METADATA,
    Column("number", String(40), primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("holder", Text, nullable=False),
    Column("level", String(16), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Index("certificate_uscc", "uscc", "last_position"),
    Index("certificate_valid_until", "valid_until"),
)

VERSION: Final = Table(
    "version",
    METADATA,
    Column("status_index", Integer, primary_key=True, autoincrement=False),
    Column("number", String(40), ForeignKey("certificate.number"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, ForeignKey("event.position"), nullable=False, unique=True),
    # SHA-256 of the public content: finds the same certificate asked for again, by any of its versions
    Column("content", String(64), nullable=False, server_default=""),
    Index("version_number", "number", "version", unique=True),
    Index("version_content", "content"),
)

# Which bit of the status lists is set when: from the beginning of day `begins` until that of `ends` (null: for ever).
BIT: Final = Table(
    "bit",
    METADATA,
    Column("status_index", Integer, ForeignKey("version.status_index"), primary_key=True, autoincrement=False),
    Column("purpose", String(10), primary_key=True),
    Column("begins", Date, primary_key=True),
    Column("ends", Date),
    Index("bit_begins", "begins"),
    Index("bit_ends", "ends"),
)

# What a certificate is from the beginning of day `begins` until that of `ends` (null: for ever), and what it says then:
# its status (of a suspension its last day too), its organisation with the province of its registration, scheme and
# level; and from when the next surveillance is reckoned: the last one passed, else the issue. Lists are asked of it.
STANDING: Final = Table(
    "standing",
    METADATA,
    Column("number", String(40), ForeignKey("certificate.number"), primary_key=True),
    Column("begins", Date, primary_key=True),
    Column("ends", Date),
    Column("status", String(16), nullable=False),
    Column("uscc", String(18), nullable=False),
    Column("region", String(2), nullable=False),
    Column("scheme", String(24), nullable=False),
    Column("level", String(16), nullable=False),
    Column("until", Date),
    Column("surveilled", Date),
    Index("standing_status", "status", "uscc", "number"),
    Index("standing_region", "status", "region", "uscc", "number"),
    Index("standing_level", "status", "scheme", "level", "uscc", "number"),
    Index("standing_count", "status", "scheme", "level", "region", "begins", "ends"),
    Index("standing_due", "status", "surveilled", "ends", "begins", "number"),
    sqlite_with_rowid=False,
)

# Every status list that was ever signed, byte for byte; `version` counts up for each. Not folded: it was signed then.
STATUS_LIST: Final = Table(
    "status_list",
    METADATA,
    Column("purpose", String(10), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("valid_from", String(20), nullable=False),
    Column("valid_until", String(20), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("status_list_valid_from", "purpose", "number", "valid_from"),
)

SERIAL: Final = Table(
    "serial",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),  # two digits, as in the number
    Column("last", Integer, nullable=False),
)

NAME: Final = Table(
    "name",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("number", String(40), ForeignKey("certificate.number"), nullable=False),
    Column("field", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("spelled", Text, nullable=False, server_default=""),
    Index("name_number", "number"),
    Index("name_folded", "folded"),
    sqlite_autoincrement=True,  # an id is never used again: the full-text index keeps no text of its own
)

TRUST_LIST: Final = Table(
    "trust_list",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),  # entries folded into it
    Column("raw", LargeBinary, nullable=False),
)
