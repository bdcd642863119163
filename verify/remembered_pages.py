"""Pages kept while what they rest on stays the same, to the byte.

A certificate's page is a function of its log entries and those of the one that it was last renewed as, the size of the
log, the head that witnesses cosigned last and the Beijing day; only the time of the check changes from one asking to
the next. The entries are read from the register for every answer, and a page is kept under their exact bytes, so one
changed byte, one new entry or a new day makes a new page, with every check made anew. What is not genuine is never
kept.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Final

from markupsafe import Markup

from certs.lifecycle.record import Record

MOST: Final = 2_048  # pages; some 12 kB each
# Stands in a kept page for the time of the check. No text of a certificate can hold this character.
TIME: Final = Markup("\x00")

Key = tuple[str, date, int, bytes, tuple[bytes, ...]]
Halves = tuple[bytes, bytes]


def key_of(language: str, day: date, size: int, cosigned: bytes, record: Record, newest: Record | None = None) -> Key:
    """Return what a page rests on. `cosigned` is the head that witnesses cosigned last, empty where there is none.

    `newest` is the last of the certificates that were renewed from this one.
    """
    entries = record.entries + (newest.entries if newest else ())
    return language, day, size, cosigned, tuple(event.raw for event in entries)


class KeptPages:
    """The newest `MOST` pages asked for. Safe to share between threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Halves] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Halves | None:
        """Return a page as the bytes before and after the time of the check; None if it is not kept."""
        with self._lock:
            halves = self._pages.get(key)
            if halves is not None:
                self._pages.move_to_end(key)
            return halves

    def keep(self, key: Key, html: str) -> Halves:
        """Keep a page, and return it in its halves. Raises ValueError unless the time stands in it exactly once."""
        before, after = html.split(str(TIME))
        halves = before.encode(), after.encode()
        with self._lock:
            self._pages[key] = halves
            if len(self._pages) > MOST:
                self._pages.popitem(last=False)
        return halves
