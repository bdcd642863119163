"""What a server that holds the register says of itself: whether it copies another, and how far its log goes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Event
from typing import Final

from sqlalchemy import func, select, true
from sqlalchemy.sql import literal

from certs import limits
from certs.errors import StarmarkError
from certs.register.store.database import Store, open_store
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


def behind(store: Store, replicas: Sequence[str]) -> tuple[int, ...]:
    """Wait for a while until copies at these addresses show as many entries; return those that do not, from 1 on."""
    waiting = dict(enumerate(replicas, 1))
    size, pause = state_of(store).size if replicas else 0, Event()
    for turn in range(limits.REPLICA_LOOKS):
        waiting = {place: url for place, url in waiting.items() if not _shows(url, size)}
        if not waiting:
            break
        if turn + 1 < limits.REPLICA_LOOKS:
            pause.wait(limits.REPLICA_PAUSE)
    return tuple(waiting)


def _shows(url: str, size: int) -> bool:
    with suppress(StarmarkError), closing(_opened(url)) as store:
        return state_of(store).size >= size
    return False


def _opened(url: str) -> Store:
    return open_store(url, write=False, answered_within=limits.ANSWER_SECONDS)
