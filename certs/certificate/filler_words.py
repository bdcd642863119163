"""Words that stand in a field for nothing: 无, N/A, 同上, 全部型号, 待定. The list is data, `filler_words.toml`
(decision 0027).

Whoever reads a certificate cannot know what such a word meant, and it would be signed for ever. Only whole values
count: a firm may well be called 无限电器.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from certs.certificate.shipped_lists import FILLER_WORDS, filler_list
from certs.scheme.data_file import Entry, read_entries

_PART: Final = re.compile(r"\{([a-z]+)\}")
_WILDCARDS: Final = "*?"
_DITTO: Final = dict.fromkeys(map(ord, "〃々"), "同上")
_Pieces = tuple[frozenset[str], ...]


class Means(Enum):
    """What the writer of such a word wanted to say."""

    NOTHING = "nothing"  # there is none
    ALL = "all"  # there is no limit
    ELSEWHERE = "elsewhere"  # it can be read somewhere else
    LATER = "later"  # it is not settled yet


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of such words: pieces that follow one another, each one of several words."""

    pieces: _Pieces
    means: Means


def meaning(text: str, *, pattern: bool = False) -> Means | None:
    """Return what a whole value means if it is such a word, else None; in a `pattern`, * and ? are no mere marks."""
    folded = _folded(text, _WILDCARDS if pattern else "")
    if not folded:
        return Means.NOTHING
    return next((form.means for form in _forms().get(folded[0], ()) if _fits(folded, form.pieces)), None)


def _folded(text: str, kept: str = "") -> str:
    """Return a text in the one form in which it is compared: NFKC and case folded, without blanks and marks."""
    plain = unicodedata.normalize("NFKC", text.translate(_DITTO)).casefold()
    return "".join(c for c in plain if c in kept or unicodedata.category(c)[0] in "LMN")


def _fits(text: str, pieces: _Pieces) -> bool:
    if not pieces:
        return not text
    return any(text[:n] in pieces[0] and _fits(text[n:], pieces[1:]) for n in range(len(text) + 1))


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, tuple[_Form, ...]]:
    """Return the forms by the characters that they may begin with: most values are told apart by their first."""
    file = read_entries(filler_list(), FILLER_WORDS, "filler", "part")
    parts = {entry.text("name"): _part(entry) for entry in file.entries["part"]}
    forms: dict[str, list[_Form]] = {}
    for entry in file.entries["filler"]:
        entry.only("means", "words")
        means = Means(entry.text("means"))
        for written in entry.texts("words"):
            pieces = tuple(_pieces(written, parts))
            for first in _beginnings(pieces):
                forms.setdefault(first, []).append(_Form(pieces, means))
    return {first: tuple(these) for first, these in forms.items()}


def _part(entry: Entry) -> frozenset[str]:
    entry.only("name", "optional", "words")
    return frozenset(map(_folded, entry.texts("words"))) | ({""} if entry.value("optional", bool) else set())


def _pieces(written: str, parts: Mapping[str, frozenset[str]]) -> Iterable[frozenset[str]]:
    for place, piece in enumerate(_PART.split(written)):
        if place % 2:
            yield parts[piece]
        elif piece:
            yield frozenset({_folded(piece)})


def _beginnings(pieces: _Pieces) -> set[str]:
    firsts: set[str] = set()
    for piece in pieces:
        firsts |= {word[0] for word in piece if word}
        if "" not in piece:
            break
    return firsts
