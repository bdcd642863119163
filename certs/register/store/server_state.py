"""What a server that holds the register says of itself: whether it copies another, and how far its log goes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, true
from sqlalchemy.sql import literal

from certs import limits
from certs.errors import StarmarkError
from certs.register.store.database import Store, open_store
from certs.register.store.tables import EVENT

_PAUSE: Final = 0.05  # seconds between two looks at a copy
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


def behind(store: Store, replicas: Sequence[str]) -> tuple[int, ...]:
    """Wait for a while until copies at these addresses show as many entries; return those that do not, from 1 on."""
    if not replicas:
        return ()
    size, until = state_of(store).size, time.monotonic() + limits.REPLICA_WAIT_SECONDS
    return tuple(place for place, url in enumerate(replicas, 1) if not _shows(url, size, until))


def _shows(url: str, size: int, until: float) -> bool:
    try:
        with closing(open_store(url, write=False)) as store:
            while state_of(store).size < size:
                if time.monotonic() >= until:
                    return False
                time.sleep(_PAUSE)
    except StarmarkError:
        return False
    return True
