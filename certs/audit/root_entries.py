"""The entries of the body and its keys, found among all others by the database itself.

They name no certificate. What the column `number` says of an entry is not asked, since it can be anything; its bytes
are.
"""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, LargeBinary, case, func, literal
from sqlalchemy.exc import DatabaseError

from certs import limits
from certs.audit import table_comparison
from certs.audit.prove_log import NUMBERED, Leaf
from certs.audit.readable_parts import part
from certs.register.store.tables import EVENT


def root_leaves(connection: Connection) -> list[Leaf]:
    """Return these entries in order, as far as the log goes on without a long gap."""
    sought = literal(NUMBERED, LargeBinary)
    sqlite = connection.dialect.name == "sqlite"
    place = func.instr(EVENT.c.raw, sought) if sqlite else func.position(sought.op("IN")(EVENT.c.raw))
    columns = [EVENT.c.position, case((place == 0, EVENT.c.raw)).label("raw")]
    leaves: list[Leaf] = []
    following = 0
    with suppress(DatabaseError, UnicodeDecodeError), part(connection):  # which is named where all entries are read
        for position, raw in table_comparison.rows(connection, EVENT, columns, 1):
            if isinstance(position, int) and following <= position <= following + limits.AUDIT_GAP:
                following = position + 1
                if isinstance(raw, bytes):
                    leaves.append((position, raw))
    return leaves[: limits.ROOT_ENTRIES]
