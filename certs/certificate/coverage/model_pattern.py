"""Model patterns: `*` is any run, also an empty one, `?` one character (meanings.md, "Coverage").

All places of a pattern that a text may have reached are one row of bits: the time grows with the length of the text,
however many `*` there are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from certs.certificate.coverage.product_question import Question, fold, is_latin

_RUNS: Final = re.compile(r"\*+")
_HEAD: Final = re.compile(r"[^*?]*")
_WILD_AT_HYPHEN: Final = re.compile(r"-[*?]|[*?]-")
_LETTERS: Final = 2  # that may go on behind a mark and a blank, as in KFR-35GW / A; more are a word of their own
_SWALLOWED: Final = frozenset("-/._()#")  # what a wildcard stands for, beside Latin letters and figures


@dataclass(frozen=True, slots=True)
class ModelPattern:
    """A folded pattern. `head` is what stands before its first wildcard; without a wildcard, all of it.

    `letters` has for each character that stands for itself a row of the places where it does; `single` and `runs` are
    the places of `?` and `*`.
    """

    head: str
    length: int
    letters: dict[str, int]
    single: int
    runs: int

    def names_behind_head(self, mark: str) -> int:
        """Return how often the pattern itself names a mark behind its head."""
        return (self.letters.get(mark, 0) >> len(self.head)).bit_count()

    def ends(self, question: Question, start: int, may_end: Callable[[int], bool]) -> Iterator[int]:
        """Yield each place at which what begins at `start` and fits may end.

        A blank in the question may stand between two characters that the pattern names, behind a mark (KFR-35GW / A) or
        between the letters and the figures of a model (TKJ 1000); no wildcard stands for two words.
        """
        named, wild = self._widened(1), 0  # the places reached, by a character that the pattern names or by a wildcard
        for place in range(start, len(question.text) + 1):
            if (named | wild) >> self.length & 1 and may_end(place):
                yield place
            if place == len(question.text) or not named | wild:
                return
            to_named = to_wild = named | wild
            if place in question.gaps and place > start:
                to_named, to_wild = named, named if _goes_on(question, start, place) else 0
            character = question.text[place]
            named = self._widened((to_named & self.letters.get(character, 0)) << 1)
            swallowed = is_latin(character) or character in _SWALLOWED
            single = (to_wild & self.single) << 1 if swallowed else 0
            wild = self._widened(single | (to_wild & self.runs)) if swallowed or character == "*" else 0

    def _widened(self, row: int) -> int:
        """Add the places behind each `*` that was reached: it may stand for nothing."""
        return row | (row & self.runs) << 1


def _goes_on(question: Question, start: int, place: int) -> bool:
    """Tell whether a model goes on behind a blank: with its first figure, or behind a mark with no other word."""
    text = question.text
    if is_latin(text[place - 1]):
        return text[place].isdigit() and not any(character.isdigit() for character in text[start:place])
    end = next((each for each in range(place + 1, len(text)) if each in question.gaps), len(text))
    piece = "".join(itertools.takewhile(is_latin, text[place:end]))
    return len(piece) <= _LETTERS or any(map(str.isdigit, piece))


def read_pattern(entry: str, *, is_exclusion: bool = False) -> tuple[ModelPattern, ModelPattern | None]:
    """Return a pattern, and the form of it that a question without any hyphen is also held against.

    There is none where it has no hyphen, or where a wildcard touches one: YX50-* is not YX500. An exclusion always has
    one: it speaks however its hyphens are written.
    """
    text = _RUNS.sub("*", fold(entry))
    bare = is_exclusion or ("-" in text and not _WILD_AT_HYPHEN.search(text))
    return _pattern(text), _pattern(text.replace("-", "")) if bare else None


def _pattern(text: str) -> ModelPattern:
    letters: dict[str, int] = {}
    for place, character in enumerate(text):
        letters[character] = letters.get(character, 0) | 1 << place
    single, runs = letters.pop("?", 0), letters.pop("*", 0)
    head = _HEAD.match(text)
    return ModelPattern(head[0] if head else "", len(text), letters, single, runs)


def is_without_limit(entry: str) -> bool:
    """Tell whether a pattern is nothing but `*`: it limits nothing, and names nothing."""
    return not fold(entry).strip("*")
