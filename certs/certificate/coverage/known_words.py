"""Words beside those of the certificate: same names, neutral words, measures, services. The list is data,
`coverage_words.toml` (decision 0036).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from certs.certificate.coverage.product_question import fold
from certs.certificate.shipped_lists import COVERAGE_WORDS, coverage_list
from certs.scheme.data_file import DataFile, read_entries

SERVICE: Final = "服务"
_LONGEST: Final = 20  # characters of a word of the list


@dataclass(frozen=True, slots=True)
class KnownWords:
    """Folded words. `same` has for each name all that stand for the same thing, itself included."""

    same: dict[str, frozenset[str]]
    neutral: frozenset[str]
    quantity: re.Pattern[str]
    services: frozenset[str]

    def neutral_ends(self, text: str, start: int) -> Iterator[int]:
        """Yield where a neutral word or a quantity ends that begins at a place of a folded text."""
        yield from _ends(self.neutral, text, start)
        if quantity := self.quantity.match(text, start):
            yield quantity.end()

    def service_ends(self, text: str, start: int) -> Iterator[int]:
        """Yield where the word for a service ends that begins at a place of a folded text."""
        return _ends(self.services, text, start)

    def is_service(self, name: str) -> bool:
        """Tell whether a folded name ends in the word for a service, as that of a service does."""
        return name.endswith(tuple(self.services - {SERVICE}))


def _ends(words: frozenset[str], text: str, start: int) -> Iterator[int]:
    for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
        if text[start:end] in words:
            yield end


@lru_cache(maxsize=1)
def known_words() -> KnownWords:
    """Return the words of the list that is shipped."""
    file = read_entries(coverage_list(), COVERAGE_WORDS, "same", "neutral", "measure", "service")
    groups = [frozenset(words) for words in _words(file, "same")]
    measures = "|".join(map(re.escape, _all(file, "measure")))
    return KnownWords(
        same={word: group for group in groups for word in group},
        neutral=frozenset(_all(file, "neutral")),
        quantity=re.compile(rf"\d+(?:{measures})"),
        services=frozenset(form for word in _all(file, "service") for form in (word, f"{word}{SERVICE}")),
    )


def _all(file: DataFile, kind: str) -> list[str]:
    return [word for words in _words(file, kind) for word in words]


def _words(file: DataFile, kind: str) -> list[tuple[str, ...]]:
    lists = []
    for entry in file.entries[kind]:
        entry.only("words")
        lists.append(tuple(map(fold, entry.texts("words"))))
    return lists
