"""Whether the texts of a certificate meet a question, and how closely: the meaning of the search, without its index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from certs import limits
from certs.register.store import typed_sounds
from certs.register.store.text_forms import fold

_BETWEEN_WORDS: Final = re.compile(r"[\s,，、;；|/+]+")
_REMEMBERED: Final = 1_024  # questions


class Closeness(IntEnum):
    """How closely a question is met, the closest first.

    A text is the question, begins with it, has it in it; each word stands in some text; a text sounds like it; each
    word stands or sounds in some text; a name is one character off, and of those first the ones that say it in full:
    青禾家用电器 for 青禾家电.
    """

    EXACT = 0
    BEGINNING = 1
    PART = 2
    WORDS = 3
    SOUND = 4
    SOUNDING_WORDS = 5
    IN_FULL = 6
    NEAR = 7


class Name(NamedTuple):
    """One searchable text of a certificate: which field it stands in, as written, folded, and how it sounds."""

    field: str
    text: str
    folded: str
    spelled: str


class Met(NamedTuple):
    """How closely a question is met, and by which texts: several where each meets a word of it."""

    closeness: Closeness
    names: tuple[Name, ...]


@dataclass(frozen=True)
class Word:
    """One word of a question: folded, and the ways in which it can be read as pinyin."""

    typed: str

    @cached_property
    def folded(self) -> str:
        """The word as texts are compared."""
        return fold(self.typed)

    @cached_property
    def ways(self) -> tuple[typed_sounds.Way, ...]:
        """How it can be read as pinyin."""
        return typed_sounds.ways(self.typed)

    @cached_property
    def pattern(self) -> str:
        """What the spelling of a text must meet; "" where the word is no pinyin."""
        return "|".join(way.pattern for way in self.ways)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def literally(self, names: Sequence[Name]) -> Met | None:
        """Return the text that holds the word best, the earliest of equals."""
        best: Met | None = None
        for name in names:
            place = name.folded.find(self.folded)
            if place < 0:
                continue
            same = len(name.folded) == len(self.folded)
            closeness = Closeness.EXACT if same else Closeness.PART if place else Closeness.BEGINNING
            if best is None or closeness < best.closeness:
                best = Met(closeness, (name,))
        return best

    def by_sound(self, names: Sequence[Name]) -> Met | None:
        """Return the first text that sounds like the word."""
        if not self.pattern:
            return None
        name = next((name for name in names if name.spelled and self._compiled.search(name.spelled)), None)
        return None if name is None else Met(Closeness.SOUND, (name,))


@dataclass(frozen=True)
class Question:
    """A question: as a whole, and by its words where it has several."""

    whole: Word
    words: tuple[Word, ...]

    def met_by(self, names: Sequence[Name]) -> Met | None:
        """Return how the texts of one certificate, in their order, meet the question best; None where they do not."""
        if not self.whole.folded:
            return None
        best = self.whole.literally(names)
        if best is not None:
            return best
        literal = [word.literally(names) for word in self.words]
        if literal and None not in literal:
            return _together(Closeness.WORDS, literal)
        best = self.whole.by_sound(names)
        if best is not None or not literal:
            return best
        either = [met or word.by_sound(names) for met, word in zip(literal, self.words, strict=True)]
        return None if None in either else _together(Closeness.SOUNDING_WORDS, either)


def _together(closeness: Closeness, met: Sequence[Met | None]) -> Met:
    return Met(closeness, tuple(dict.fromkeys(one.names[0] for one in met if one is not None)))


@lru_cache(maxsize=_REMEMBERED)
def asked(text: str) -> Question:
    """Read a question."""
    text = text[: limits.QUERY]
    words = {word.folded: word for word in map(Word, _BETWEEN_WORDS.split(text)) if word.folded}
    several = tuple(words.values()) if 1 < len(words) <= limits.QUESTION_WORDS else ()
    return Question(Word(text), several)
