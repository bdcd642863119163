"""People who ask the website all day, and know what each certificate may be told to be."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

_EACH: Final = 0.1  # seconds between two questions of one


@dataclass
class Visitors:
    """`known` is what each certificate may be told to be: while an act changes it, the status of before and after."""

    url: str
    count: int = 3
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    talked_of: list[str] = field(default_factory=list)  # what has changed: every other question is about one of these
    _ended: threading.Event = field(default_factory=threading.Event)

    def know(self, status: str, numbers: Iterable[str]) -> None:
        """Let nothing but a status be told from now on."""
        self.known.update((number, frozenset({status})) for number in numbers)

    @contextmanager
    def changing(self, number: str, status: str) -> Iterator[None]:
        """Let either status be told while an act changes it; where it ends well, the new one alone."""
        self.known[number] |= {status}
        self.talked_of.append(number)
        yield
        self.know(status, [number])

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask until this ends."""
        threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(self.count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    def _ask(self, turn: int) -> None:
        while not self._ended.is_set():
            turn += 1
            numbers = self.talked_of if self.talked_of and turn % 2 else list(self.known)
            number = numbers[turn * 7 // 2 % len(numbers)]
            may_be = self.known[number]
            told = self._told(number)
            self.given[told] += 1
            if told not in may_be | self.known[number] and not told.startswith("503 "):
                self.wrong.append(f"{number}: {told}, not {', '.join(sorted(may_be))}")
            time.sleep(_EACH)

    def _told(self, number: str) -> str:
        try:
            status, answer = asked(f"{self.url}/api/v1/certificates/{number}")
        except OSError as error:  # a person has waited for nothing
            return f"no answer: {type(error).__name__}"
        return str(answer.get("status", "")) if status == 200 else f"{status} {answer.get('code', '')}"


def asked(url: str) -> tuple[int, dict[str, Any]]:
    """Ask once and return the status and the JSON: 500 for a 503 that does not say when to ask again."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        later = error.code != 503 or "Retry-After" in error.headers
        return error.code if later else 500, json.loads(error.read())
