"""The forms in which a text is indexed and compared: folded, spelled, and cut into tokens.

A text is folded: NFKC, case, traditional characters as their simplified ones, letters and digits only. A folded text is
spelled: each Chinese character by its usual readings without tones. Both tables lie beside this module and are part of
the register's form: a change of them is a migration, since what an older program wrote would no longer be found
(decision 0039). `simplified.txt` is the character map of OpenCC (Apache-2.0); `readings.txt` has of each character in
the dictionary of pypinyin (MIT) the first reading, and those that its phrases bear out.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Final

_NOT_WORD: Final = re.compile(r"[\W_]+")
_REMEMBERED: Final = 8_192  # texts: brands and products come again and again
BREAK: Final = "-"  # stands in a spelled text for what is no Chinese character
START: Final = "⟨"
END: Final = "⟩"


@lru_cache(maxsize=_REMEMBERED)
def fold(value: str) -> str:
    """Return the form in which texts are compared."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", value).casefold()).translate(_simplified())


def in_order(part: str, whole: str) -> bool:
    """Tell whether a text has all characters of another in their order, with whatever between them."""
    rest = iter(whole)
    return all(character in rest for character in part)


@lru_cache(maxsize=_REMEMBERED)
def spell(folded: str) -> str:
    """Return the readings of a folded text: `chong/zhong qing`, with `-` for a run of anything but Chinese.

    Empty where there is no Chinese character in it.
    """
    readings = readings_of_characters()
    sounds: list[str] = []
    for character in folded:
        sound = readings.get(character, BREAK)
        if sound != BREAK or sounds[-1:] != [BREAK]:
            sounds.append(sound)
    return "" if sounds in ([], [BREAK]) else " ".join(sounds)


def grams(folded: str) -> set[str]:
    """Return the 1- and 2-grams of a folded text."""
    return {*folded, *map(operator.add, folded, folded[1:])}


def tokens(folded: str, spelled: str) -> set[str]:
    """Return what a text is indexed by.

    Its grams; its first and its last character, marked; each syllable (`·qing`), each pair of them (`qing·he`) and of
    their first letters (`qh·`). The function `starmark_tokens` of PostgreSQL returns the same.
    """
    return {*grams(folded), START + folded[:1], folded[-1:] + END, *_sound_tokens(spelled)}


def _sound_tokens(spelled: str) -> Iterator[str]:
    before: Sequence[str] = ()
    for sound in spelled.split(" ") if spelled else ():
        readings = () if sound == BREAK else sound.split("/")
        for reading in readings:
            yield syllable_token(reading)
            for earlier in before:
                yield pair_token(earlier, reading)
                yield letters_token(earlier, reading)
        before = readings


def syllable_token(syllable: str) -> str:
    """Return the token of a syllable."""
    return f"·{syllable}"


def pair_token(first: str, second: str) -> str:
    """Return the token of two syllables that follow each other."""
    return f"{first}·{second}"


def letters_token(first: str, second: str) -> str:
    """Return the token of the first letters of two syllables that follow each other."""
    return f"{first[0]}{second[0]}·"


@cache
def _simplified() -> dict[int, str]:
    return {ord(old): simple for simple, olds in _lines("simplified.txt") for old in olds}


@cache
def readings_of_characters() -> dict[str, str]:
    """Return the usual readings of each character, several of them divided by `/`."""
    readings: dict[str, str] = {}
    for syllable, characters in _lines("readings.txt"):
        for character in characters:
            readings[character] = f"{readings[character]}/{syllable}" if character in readings else syllable
    return readings


@cache
def syllables() -> frozenset[str]:
    """Return all syllables, `ü` written as `v`."""
    return frozenset(syllable for syllable, _ in _lines("readings.txt"))


def _lines(name: str) -> list[tuple[str, str]]:
    data = resources.files("certs.register.store").joinpath(name).read_text(encoding="utf-8")
    return [(left, right) for left, right in (line.split(" ") for line in data.splitlines())]
