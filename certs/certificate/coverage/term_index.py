"""Words, found again in a question: wherever one of them may begin, all that stand there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class TermIndex(Generic[Entry]):
    """Entries by a word, and the lengths of all words with the same first character."""

    __slots__ = ("_entries", "_lengths")

    def __init__(self) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._lengths: dict[str, set[int]] = {}

    def __bool__(self) -> bool:
        """Tell whether there is any entry."""
        return bool(self._entries)

    def add(self, word: str, entry: Entry) -> None:
        """Add an entry under a word; the empty word stands everywhere."""
        self._entries.setdefault(word, []).append(entry)
        self._lengths.setdefault(word[:1], set()).add(len(word))

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[Entry]]]:
        """Yield the entries whose word stands in a text at `start`, with the place behind it."""
        for first in (text[start], ""):
            for length in self._lengths.get(first, ()):
                end = start + length
                entries = self._entries.get(text[start:end])
                if entries and end <= len(text):
                    yield end, entries
