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
from certs.errors import CouldNotCheck, StarmarkError
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


def require_one_primary(store: Store, replicas: Sequence[str]) -> None:
    """Look whether a copy at one of these addresses takes writes itself, as one does that has been promoted.

    Whoever acts on either of two would make two logs of one. The server that is written to may stand in the list, as it
    does after a failover; one that does not answer is passed over. Raises CouldNotCheck `two_primaries`.
    """
    place = next((place for place, url in enumerate(replicas, 1) if _is_another_primary(url, store)), 0)
    if not place:
        return
    raise CouldNotCheck(
        "two_primaries",
        f"设置里的第 {place} 个热备自己也接受写入：它被提升过，现在有两个主库，办理会使日志分叉。没有改动任何内容。请停掉其中一个，"
        "让 url 指向留下的那个，再重做；留哪一个，以日志更长的为准。",
        f"Replica {place} of the settings takes writes itself: it was promoted, so that there are two primaries, and "
        "an act would fork the log. Nothing was changed. Stop one of them, let url lead to the other, and repeat the "
        "act; the one with the longer log is right.",
    )


def _is_another_primary(url: str, store: Store) -> bool:
    with suppress(StarmarkError), closing(_opened(url)) as copy:
        return not state_of(copy).standby and _started(copy) != _started(store)
    return False


def _started(store: Store) -> object:
    """Return since when the server runs, to the microsecond: by that it is known under whatever address."""
    with store.reading() as connection:
        return connection.execute(select(func.pg_postmaster_start_time())).scalar_one()


def _shows(url: str, size: int) -> bool:
    with suppress(StarmarkError), closing(_opened(url)) as store:
        return state_of(store).size >= size
    return False


def _opened(url: str) -> Store:
    return open_store(url, write=False, answered_within=limits.ANSWER_SECONDS)
