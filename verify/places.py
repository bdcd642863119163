"""Places that few may take at once, and of these one address only some: who sends slowly keeps only himself waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from certs import limits


class Places:
    """`count` places of one process."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._by_address = Counter[str]()
        self._lock = Lock()

    @contextmanager
    def one_for(self, address: str) -> Iterator[bool]:
        """Take a place for as long as the block lasts; tell whether there was one, and the address has not too many."""
        with self._lock:
            is_free = self._by_address.total() < self._count and self._by_address[address] < limits.BODIES_PER_ADDRESS
            self._by_address[address] += is_free
        try:
            yield is_free
        finally:
            with self._lock:
                self._by_address[address] -= is_free
                self._by_address += Counter()  # those at nought are forgotten
