"""What a server that holds the register says of itself: whether it copies another, and how far its log goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, true
from sqlalchemy.sql import literal

from certs.register.store.database import Store
from certs.register.store.tables import EVENT

_SIZE: Final = func.coalesce(func.max(EVENT.c.position) + 1, 0)


@dataclass(frozen=True, slots=True)
class ServerState:
    """`size` is how many entries its log has; `standby` is true while it only repeats what another server does."""

    size: int
    standby: bool


def state_of(store: Store) -> ServerState:
    """Ask a server. Raises CouldNotCheck where it does not answer, or holds no register."""
    recovering = func.pg_is_in_recovery() if store.dialect == "postgresql" else literal(value=False)
    with store.reading() as connection:
        size, standby = connection.execute(select(_SIZE, recovering).where(true())).one()
    return ServerState(int(size), bool(standby))
