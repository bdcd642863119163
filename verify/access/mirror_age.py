"""As of when a mirror answers, and that it does not where it has followed nobody for longer than its settings allow.

Whoever follows the log notes the moment until which the mirror holds all that was published (decision 0065). Without
that note, or where it is too old, nothing is answered: a register that is behind looks like one that is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from certs import limits
from certs.errors import CouldNotCheck
from certs.instance import mirror_note


class MirrorAge:
    """The age of one mirror. The note is read again when it has changed. Threads may share it."""

    def __init__(self, home: Path, seconds: int, clock: Callable[[], datetime]) -> None:
        self._path, self._seconds, self._clock = mirror_note.path_of(home), seconds, clock
        self._read: tuple[tuple[int, int], datetime] | None = None  # the file that was read, and what it says

    def complete(self) -> datetime:
        """Return the moment as of which the mirror answers. Raises CouldNotCheck `mirror_old`."""
        now, noted = self._clock(), self._noted()
        if noted is None or (now - noted).total_seconds() > self._seconds:
            raise self._too_old(None if noted is None else int((now - noted).total_seconds()))
        return min(now, noted)

    def _noted(self) -> datetime | None:
        try:
            found = self._path.stat()
            place = found.st_ino, found.st_mtime_ns
            if self._read is None or self._read[0] != place:
                with self._path.open("rb") as file:
                    self._read = place, mirror_note.read_stamp(file.read(limits.PUBLISHING_STATE))
            return self._read[1]
        except (OSError, CouldNotCheck):
            return None

    def _too_old(self, age: int | None) -> CouldNotCheck:
        zh = "这个镜像还没有完整地跟上过日志" if age is None else f"这个镜像是 {age} 秒以前的"
        en = "this mirror has never followed the log to its end" if age is None else f"this mirror is {age} seconds old"
        return CouldNotCheck(
            "mirror_old",
            f"{zh}，允许的是 {self._seconds} 秒，所以没有作答。请过几分钟再查，或者到机构自己的网站查。",
            f"No answer: {en}, and {self._seconds} seconds are allowed. Try again in a few minutes, or ask the website "
            "of the body itself.",
        )
