"""What is known of the health of the register, from one look to the next."""

from __future__ import annotations

import time
from datetime import datetime
from threading import Lock

from certs import limits
from certs.publication.files.self_check import Cause, SelfCheck
from certs.register.store.reader import View


class Health:
    """What the last look at the register found. A look that found nothing stands for a moment: it costs a while.

    One thread looks at a time; whoever asks meanwhile hears what the look before found.
    """

    def __init__(self) -> None:
        self._check = SelfCheck()
        self._whole: tuple[float, int] | None = None
        self._looking = Lock()

    def look(self, view: View, now: datetime) -> tuple[int, tuple[Cause, ...]]:
        """Return the size of the log, and every cause of which an address would answer "could not check"."""
        whole = self._whole
        if not self._looking.acquire(blocking=whole is None):
            assert whole is not None
            return whole[1], ()
        try:
            return self._looked(view, now)
        finally:
            self._looking.release()

    def _looked(self, view: View, now: datetime) -> tuple[int, tuple[Cause, ...]]:
        if self._whole is not None and time.monotonic() - self._whole[0] < limits.HEALTH_SECONDS:
            return self._whole[1], ()
        causes = self._check.causes(view, now)
        size = 0 if causes else view.size
        self._whole = None if causes else (time.monotonic(), size)
        return size, causes
