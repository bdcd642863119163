"""Which copy of the register a question goes to, and as of when that copy is known to be complete.

A copy proves nothing about its own age: one that has lost its primary without noticing looks as fresh as ever, and one
of an idle primary looks old. So the length of the primary's log is asked again and again, and kept with the moment of
asking: a copy whose log is as long holds all that was done until that moment, whatever it has heard since. An answer is
as of that moment, and none is given as of a moment longer ago than the body allows (decision 0061). A log never gets
shorter: a primary with less than one was seen to have, or than was published, is a copy that was promoted too early, or
an old one that came back, and is not asked.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from certs import limits
from certs.errors import CouldNotCheck, StarmarkError
from certs.register.store.database import Store, open_store
from certs.register.store.server_state import ServerState, state_of

_LOG: Final = logging.getLogger("starmark.verify")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by both clocks: one that never jumps, in seconds, and the one that people read."""

    ticks: float
    instant: datetime


@dataclass(slots=True)
class Server:
    """One server of the register. `complete` is as of when it is known to be; `cause` why it is not asked now."""

    url: str
    store: Store | None = None
    complete: Moment | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question goes, and as of when its answer is: None for the primary, which is always of now."""

    url: str
    as_of: Moment | None = None


@dataclass(slots=True)
class _Heads:
    """How long the primary's log was, by moments, the newest last; older ones than anybody may ask are forgotten."""

    seconds: int
    longest: int = 0
    rows: deque[tuple[Moment, int]] = field(default_factory=deque)

    def add(self, moment: Moment, size: int) -> None:
        self.longest = max(self.longest, size)
        if self.rows and self.rows[-1][1] == size and len(self.rows) > 1 and self.rows[-2][1] == size:
            self.rows[-1] = moment, size  # between two moments of one length nothing was done
        else:
            self.rows.append((moment, size))
        while self.rows and moment.ticks - self.rows[0][0].ticks > self.seconds:
            self.rows.popleft()

    def reached(self, size: int) -> Moment | None:
        """Return the latest moment until which a log of this length holds all that was done."""
        return next((moment for moment, known in reversed(self.rows) if known <= size), None)


class Replicas:
    """The servers of one register: the primary, and the standbys that answer for it. Threads may share it."""

    def __init__(
        self,
        primary: str,
        standbys: Sequence[str],
        seconds: int,
        clock: Callable[[], datetime],
        published: Callable[[], int] = lambda: 0,
    ) -> None:
        """`published` tells how many entries are under the published checkpoint; 0 where that is not known here."""
        own = os.getpid() % len(standbys)  # each process of the web begins with another
        self.primary = Server(primary)
        self.standbys = tuple(Server(url) for url in (*standbys[own:], *standbys[:own]))
        self._seconds, self._clock, self._heads = seconds, clock, _Heads(seconds)
        self._published = published
        self._lock, self._watched = threading.Lock(), False

    def choose(self, *, since: datetime | None = None) -> Source:
        """Return where to ask. With `since`, only what is as fresh as that, which the asker was told already.

        Raises CouldNotCheck `replica_old` where nothing is fresh enough.
        """
        self._begin()
        ticks = time.monotonic()
        for server in self.standbys:
            complete = server.complete
            if server.cause or complete is None or ticks - complete.ticks > self._seconds:
                continue
            if since is None or complete.instant >= since:
                return Source(server.url, complete)
        if self.primary.complete is not None and not self.primary.cause:
            return Source(self.primary.url)
        raise self._too_old(ticks)

    def failed(self, source: Source) -> None:
        """Note that a server did not answer: it is asked again after the next look that finds it well."""
        for server in (self.primary, *self.standbys):
            if server.url == source.url:
                server.cause = "register_unreachable"

    def causes(self) -> tuple[tuple[str, int], ...]:
        """Return what is wrong with which copy, by code and its place in the settings, for whoever watches over it."""
        self._begin()
        named = [(self.primary.cause, 0)]
        named += [(server.cause, place) for place, server in enumerate(self.standbys, 1)]
        return tuple((cause, place) for cause, place in named if cause)

    def look(self) -> None:
        """Look at all of them once: the primary first, so that a copy which is as long holds what was done by then."""
        moment = Moment(time.monotonic(), self._clock())
        least = max(self._heads.longest, self._published())  # told before it is asked: an act meanwhile makes it longer
        head = self._ask(self.primary)
        if head is not None and head.standby:
            self._note(self.primary, "primary_is_replica")
        elif head is not None and head.size < least:
            self.primary.complete = None
            self._note(self.primary, "primary_behind")
        elif head is not None:
            self._heads.add(moment, head.size)
            self.primary.complete = moment
            self._note(self.primary, "")
        for server in self.standbys:
            state = self._ask(server)
            if state is None:
                continue
            if not state.standby:
                server.complete = None  # two that both write: nobody knows which of them is right
                self._note(server, "replica_is_primary")
                continue
            server.complete = self._heads.reached(state.size)
            late = server.complete is None or moment.ticks - server.complete.ticks > self._seconds
            self._note(server, "replica_behind" if late else "")

    def close(self) -> None:
        """Give all connections back."""
        for server in (self.primary, *self.standbys):
            if server.store is not None:
                server.store.close()
                server.store = None

    def _ask(self, server: Server) -> ServerState | None:
        try:
            if server.store is None:
                server.store = open_store(server.url, write=False, readable=True, answered_within=limits.ANSWER_SECONDS)
            return state_of(server.store)
        except StarmarkError as error:
            if server.store is not None:
                server.store.close()
                server.store = None
            self._note(server, error.code)
            return None

    def _note(self, server: Server, cause: str) -> None:
        if cause != server.cause:
            place = 0 if server is self.primary else 1 + self.standbys.index(server)
            _LOG.warning("register server %d: %s", place, cause or "well again")
        server.cause = cause

    def _begin(self) -> None:
        """Look for the first time before the first answer; from then on a thread does."""
        if self._watched:
            return
        with self._lock:
            if not self._watched:
                self.look()
                threading.Thread(target=self._watch, daemon=True, name="replicas").start()
                self._watched = True

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(limits.REPLICA_LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001  # whatever it was, the next look is made
                _LOG.exception("the copies of the register could not be looked at")

    def _too_old(self, ticks: float) -> CouldNotCheck:
        ages = [ticks - server.complete.ticks for server in self.standbys if server.complete is not None]
        zh = f"最新的副本是 {min(ages):.0f} 秒以前的" if ages else "没有一个副本能证明自己是完整的"
        en = f"the newest copy is {min(ages):.0f} seconds old" if ages else "no copy is known to be complete"
        return CouldNotCheck(
            "replica_old",
            f"登记簿的主库问不到，{zh}，超过了允许的 {self._seconds} 秒，所以没有作答。请过几分钟再查。",
            f"The primary of the register is out of reach and {en}; {self._seconds} seconds are allowed, so nothing is "
            "answered. Try again in a few minutes.",
        )
