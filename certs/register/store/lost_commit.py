"""When the answer to COMMIT is lost: the write may stand or not, and "nothing was changed" would be a guess.

It is looked for, over a fresh connection, by what it would have left behind. Where that cannot be done either, people
are told that it is not known, and which command tells.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Final, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from certs import limits
from certs.errors import CouldNotCheck, StarmarkError, Words


class Trace(Protocol):
    """What a write leaves behind."""

    def is_there(self, connection: Connection) -> bool | None:
        """Tell whether it is in the register; None where nothing tells."""

    def is_whole(self, connection: Connection) -> bool:
        """Tell, before COMMIT, whether all that belongs to it is there; then it is there afterwards, or nothing is."""

    def next_step(self) -> Words:
        """Say which command tells people, and what to do then."""


class _NoTrace:
    """A write that leaves nothing to be known by, and that the same command does again without harm."""

    def is_there(self, connection: Connection) -> bool | None:
        """Nothing tells."""

    def is_whole(self, connection: Connection) -> bool:
        """Nothing is missed."""
        del connection
        return True

    def next_step(self) -> Words:
        """Send them to the same command."""
        return Words(
            "请在数据库恢复后把同一命令再运行一次：已经写入的，不会再写第二次。",
            "Once the database is back, run the same command again: what was written is not written twice.",
        )


NO_TRACE: Final[Trace] = _NoTrace()


def certainly_failed(lost: BaseException, dialect: str) -> bool:
    """Tell whether an error of COMMIT itself says that nothing was written.

    SQLite says so of a lock or a full disk. Of an I/O error it does not: it may come after the journal was taken away.
    """
    return dialect == "sqlite" and isinstance(lost, SQLAlchemyError) and "disk i/o error" not in str(lost).lower()


def look_again(look: Callable[[], bool | None]) -> bool | None:
    """Look a few times: a database that has just lost its connections may need a moment. None where nothing tells."""
    pause = Event()
    for turn in range(limits.COMMIT_LOOKS):
        if turn:
            pause.wait(limits.COMMIT_PAUSE)
        with suppress(StarmarkError):
            there = look()
            if there is not None:
                return there
    return None


def not_known(trace: Trace) -> CouldNotCheck:
    """Return what to say where even a fresh connection did not tell."""
    what_now = trace.next_step()
    return CouldNotCheck(
        "not_known",
        f"数据库没有答复最后的提交，重新连接也没有查到，所以不知道这次办理是否已经写入登记簿。{what_now.zh}",
        "The database did not answer the final commit, and a fresh connection did not tell either, so it is not known "
        f"whether this was written to the register. {what_now.en}",
    )
