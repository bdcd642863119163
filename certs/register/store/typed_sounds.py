"""A question that spells a name: pinyin in full, its first letters, or both mixed, with or without blanks and tones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise, product
from typing import Final

from certs.register.store import text_forms
from certs.register.store.text_forms import letters_token, pair_token, syllable_token

Groups = tuple[tuple[str, ...], ...]  # tokens of which each group must have one in a text

_PINYIN: Final = re.compile(r"(?:[a-z]+[1-5]?[\s'’·.-]*)+")
_GROUP: Final = re.compile(r"[a-z]+[1-5]?")
_WAYS: Final = 6  # readings of one question that are tried: xian is xian and xi'an
_LEAST: Final = 2  # letters; one letter alone is no pinyin
_MOST: Final = 60  # letters; the longest names have fewer syllables than ten questions of this length
_LETTERS: Final = 12  # letters that are taken each for the first of a syllable
_OTHERS: Final = r"(?:[^ /]+/)*{}(?:/[^ /]+)*"  # a character with several readings is met by each of them


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a question: the tokens that a text must have, and the pattern that its spelling must meet."""

    groups: Groups
    pattern: str


@dataclass(frozen=True, slots=True)
class _Sound:
    """One syllable of a question: whole, or only its beginning."""

    letters: str
    whole: bool

    @property
    def pattern(self) -> str:
        return _OTHERS.format(self.letters if self.whole else f"{self.letters}[a-z]*")

    @property
    def completions(self) -> tuple[str, ...]:
        if self.whole:
            return (self.letters,)
        return tuple(sorted(one for one in text_forms.syllables() if one.startswith(self.letters)))


def ways(question: str) -> tuple[Way, ...]:
    """Return the ways in which a question can be read as pinyin, at most `_WAYS`; none where it is none."""
    plain = _plain(question)
    if _PINYIN.fullmatch(plain) is None:
        return ()
    groups = [match[0] for match in _GROUP.finditer(plain)]
    if not _LEAST <= sum(map(len, groups)) <= _MOST:
        return ()
    return tuple(dict.fromkeys(_way(sounds) for sounds in _readings(groups)))[:_WAYS]


def sounding_alike(folded: str) -> Way | None:
    """Return how a text in Chinese characters sounds, whichever characters it is written in; None where it is none."""
    spelled = text_forms.spell(folded)
    alternatives = [tuple(sound.split("/")) for sound in spelled.split(" ")] if spelled else []
    if len(alternatives) < _LEAST or (text_forms.BREAK,) in alternatives:
        return None
    groups = tuple(
        tuple(pair_token(one, other) for one in first for other in second) for first, second in pairwise(alternatives)
    )
    return Way(groups, _pattern([_OTHERS.format(f"(?:{'|'.join(sounds)})") for sounds in alternatives]))


def _plain(question: str) -> str:
    """Return a question in small letters without tones; `ü` is written as `v`."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", question).casefold()).replace("u\u0308", "v")
    return "".join(character for character in apart if unicodedata.category(character) != "Mn").strip()


def _readings(groups: Sequence[str]) -> Iterator[list[_Sound]]:
    """Yield the readings: in whole syllables, of which the last may be begun; else the first letters of syllables."""
    whole = list(islice(_in_syllables(groups), _WAYS))
    yield from whole
    letters = "".join(groups)
    if letters.isalpha() and len(letters) <= _LETTERS and len(groups) in {1, len(letters)}:
        first = [_Sound(letter, whole=False) for letter in letters]
        if all(sound.completions for sound in first):
            yield first
        elif not whole and len(groups) == 1:
            yield from _mixed(letters)


def _in_syllables(groups: Sequence[str]) -> Iterator[list[_Sound]]:
    """Yield the ways to cut every group into whole syllables; only the last of the last one may be begun.

    A group with the figure of a tone behind it is one syllable.
    """
    cuts = []
    for place, group in enumerate(groups, 1):
        toned = group[-1].isdigit()
        of_group = _cuts(group.rstrip("12345"), begun=place == len(groups) and not toned)
        cuts.append([cut for cut in of_group if len(cut) == 1 or not toned])
    for chosen in product(*cuts):
        yield list(chain.from_iterable(chosen))


def _cuts(letters: str, *, begun: bool) -> list[list[_Sound]]:
    """Return the first ways to cut letters into syllables, longer ones first; the last of them may be only begun."""
    known = text_forms.syllables()
    from_place: list[list[list[_Sound]]] = [[[]]]  # the cuts of what follows a place, from the end to the beginning
    for start in range(len(letters) - 1, -1, -1):
        cuts: list[list[_Sound]] = []
        for end in range(min(len(letters), start + 6), start, -1):
            if letters[start:end] in known:
                rests = from_place[len(letters) - end]
                cuts += [[_Sound(letters[start:end], whole=True), *rest] for rest in rests]
        rest = letters[start:]
        if begun and rest not in known and any(one.startswith(rest) for one in known):
            cuts.append([_Sound(rest, whole=False)])
        from_place.append(cuts[:_WAYS])
    return from_place[-1]


def _mixed(letters: str) -> Iterator[list[_Sound]]:
    """Yield the shortest way to read letters as syllables and first letters mixed: qhdianqi."""
    best: list[list[_Sound] | None] = [[]]
    for end in range(1, len(letters) + 1):
        ways_here: list[list[_Sound]] = []
        for start in range(max(0, end - 6), end):
            before, piece = best[start], letters[start:end]
            whole = len(piece) > 1 and piece in text_forms.syllables()
            if before is not None and (whole or (end - start == 1 and _Sound(piece, whole=False).completions)):
                ways_here.append([*before, _Sound(piece, whole=whole)])
        best.append(min(ways_here, key=len, default=None))
    if best[-1] is not None:
        yield best[-1]


def _way(sounds: Sequence[_Sound]) -> Way:
    groups: list[tuple[str, ...]] = []
    for first, second in pairwise(sounds):
        if first.whole:
            groups.append(tuple(pair_token(first.letters, one) for one in second.completions))
        else:
            groups.append((letters_token(first.letters, second.letters),))
            if second.whole:
                groups.append((syllable_token(second.letters),))
    if len(sounds) == 1:
        groups.append(tuple(map(syllable_token, sounds[0].completions)))
    return Way(tuple(groups), _pattern([sound.pattern for sound in sounds]))


def _pattern(parts: Sequence[str]) -> str:
    return rf"(?:^| ){' '.join(parts)}(?: |$)"
