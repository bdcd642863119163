"""The register as the service asks it: opened when first needed, asked again after a failure, remembered while it does not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar

from certs.days import beijing_day
from certs.errors import CouldNotCheck
from certs.register import answers
from certs.register.answers import Answer, Checked, Hits, NotFound
from certs.register.reader import Reader, View, open_reader
from verify.freshness import Memory, Watch

_T = TypeVar("_T")


class Register:
    """What the views ask. Every method raises CouldNotCheck where the register does not answer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._reader: Reader | None = None
        self._lock = Lock()
        self._watch = Watch(url)
        self._memory = Memory(self._watch)

    def answer(self, number: str, now: datetime) -> Answer | NotFound:
        """Look a number up. Everything in an answer goes by days, so one that is remembered today is true all day."""
        found = self._memory.recall(
            ("answer", number, beijing_day(now)),
            lambda: self._ask(lambda reader: answers.answer(reader, number, now=now)))
        if isinstance(found, NotFound):
            return found
        return replace(found, verdict=replace(found.verdict, as_of=now))

    def answer_on(self, number: str, now: datetime, day: date) -> Answer | NotFound:
        """Look a number up as of another day."""
        return self._ask(lambda reader: answers.answer(reader, number, now=now, day=day))

    def search(self, text: str, now: datetime, limit: int, after: str | None) -> Hits | NotFound:
        """Search by number, USCC, or any part of a name, a brand or a product."""
        return self._ask(lambda reader: answers.search(reader, text, now=now, limit=limit, after=after))

    def check(self, data: bytes, now: datetime) -> Checked:
        """Judge a signed object: here, the token of a QR code."""
        return self._ask(lambda reader: answers.check_object(reader, data, now=now))

    def read(self, key: str, read: Callable[[View], _T]) -> _T:
        """Return something read from one consistent state, remembered under a key while the register does not change."""
        return self._memory.recall(("view", key), lambda: self._ask(lambda reader: _in_view(reader, read)))

    def probe(self) -> int:
        """Return how many entries the log has, asked afresh."""
        return self._ask(lambda reader: _in_view(reader, lambda view: view.size))

    def remember(self, key: Any, make: Callable[[], _T]) -> _T:
        """Return something made from the register's present state, such as a file's bytes."""
        return self._memory.recall(key, make)

    def _ask(self, question: Callable[[Reader], _T]) -> _T:
        reader = self._opened()
        try:
            return question(reader)
        except CouldNotCheck:
            self._forget(reader)
            raise

    def _opened(self) -> Reader:
        with self._lock:
            if self._reader is None:
                self._reader = open_reader(self._url)
            return self._reader

    def _forget(self, reader: Reader) -> None:
        """Open the register anew next time: it may be another file by then."""
        with self._lock:
            if self._reader is reader:
                self._reader = None
        reader.close()

    def close(self) -> None:
        """Give all connections back."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        self._watch.close()


def _in_view(reader: Reader, read: Callable[[View], _T]) -> _T:
    with reader.view() as view:
        return read(view)
