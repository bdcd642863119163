"""Where the `limits` library keeps what each address has asked for in its present window.

The library's own storage in memory starts a thread for every few requests, to forget what has ended; and two threads
that do so at once disturb each other. Here whoever counts forgets, once a window.
"""

from __future__ import annotations

import time
from threading import Lock

from limits.storage import Storage


class Windows(Storage):
    """Points by key, each in a window that begins with the first of them. Threads may share it."""

    STORAGE_SCHEME = None  # nobody asks for it by an address

    def __init__(self) -> None:
        super().__init__()
        self._windows: dict[str, tuple[float, int]] = {}  # when each ends, and its points so far
        self._forget_at = 0.0
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here: nothing."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to the points of a key, in a window of so many seconds; return how many they are."""
        now = time.time()
        with self._lock:
            if now >= self._forget_at:
                self._windows = {each: window for each, window in self._windows.items() if window[0] > now}
                self._forget_at = now + expiry
            ends, points = self._windows.get(key, (0.0, 0))
            if ends <= now:
                ends, points = now + expiry, 0
            self._windows[key] = ends, points + amount
            return points + amount

    def get(self, key: str) -> int:
        """Return the points of a key in its present window."""
        ends, points = self._windows.get(key, (0.0, 0))
        return points if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends: now, where there is none."""
        now = time.time()
        return max(now, self._windows.get(key, (now, 0))[0])

    def check(self) -> bool:
        """Tell that it works."""
        return True

    def reset(self) -> int:
        """Forget all; return how many keys that were."""
        with self._lock:
            count, self._windows = len(self._windows), {}
            return count

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._windows.pop(key, None)
