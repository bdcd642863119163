"""Whose turn it is to ask the register: one request of a process at a time, the others wait, few and not for long.

The threads of a process share one interpreter, so two that ask at once are no quicker than one after the other. But
whoever waits for a locked register must not keep those waiting who do not ask it: the home page, the style sheets, the
site. So there are more threads than may wait here, and what does not ask the register never comes here.
"""

from __future__ import annotations

import time
from threading import BoundedSemaphore, Lock, local

from certs import limits
from certs.errors import CouldNotCheck


class Turn:
    """The turn of one process. A thread takes it for a request, however often that asks, and gives it back at its end.

    All who wait, wait for the same thing: where the register did not answer one of them in time, those who waited
    along are told at once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._places = BoundedSemaphore(limits.REGISTER_QUEUE)
        self._mine = local()
        self._in_vain = 0.0

    def take(self) -> None:
        """Wait for the turn, unless this thread has it. Raises CouldNotCheck `register_busy` or `register_locked`."""
        if getattr(self._mine, "taken", False):
            return
        if not self._lock.acquire(blocking=False):
            self._wait()
        self._mine.taken = True

    def _wait(self) -> None:
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            since = time.monotonic()
            if not self._lock.acquire(timeout=limits.READ_BUSY_SECONDS):
                raise _busy()
            if self._in_vain >= since:
                self._lock.release()
                raise locked()
        finally:
            self._places.release()

    def was_in_vain(self) -> None:
        """Note that the register was locked for as long as anybody may wait."""
        self._in_vain = time.monotonic()

    def give_back(self) -> None:
        """Let the next one ask, if this thread had the turn."""
        if getattr(self._mine, "taken", False):
            self._mine.taken = False
            self._lock.release()


def _busy() -> CouldNotCheck:
    return CouldNotCheck(
        "register_busy",
        "现在查询的人太多，没有查成。请过几秒再查。",
        "Too many are asking just now, so we could not check. Try again in a few seconds.",
    )


def locked() -> CouldNotCheck:
    """Return what is said where the register is being written for longer than anybody may wait."""
    return CouldNotCheck(
        "register_locked",
        "登记簿正在更新，没有查成。请过几秒再查。",
        "The register is being updated, so we could not check. Try again in a few seconds.",
    )
