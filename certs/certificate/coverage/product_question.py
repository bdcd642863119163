"""What somebody asks about: a product, in the words of a bid, folded so that form makes no difference.

Width, case and blanks mean nothing; each other character has to be explained by the certificate or by a neutral word
(meanings.md, "Coverage").
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from certs import limits
from certs.certificate.pasted_text import shown
from certs.errors import FieldError, Malformed, Words

_DASHES: Final = frozenset("‐‑‒–—―−")
_COMMA: Final = "、"  # in a list as good as a comma
_UNASSIGNED: Final = frozenset({"Co", "Cn"})
_JOINERS: Final = frozenset("-/._")  # within a model: YX50-4P is one, and not YX50


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the same folded (`fold`).

    `origins` has for each character of `text` its place in `shown`; `gaps` are the places in `text` before which a
    blank stood. One between two figures stays: 3 5V is not 35V.
    """

    shown: str
    text: str
    origins: tuple[int, ...]
    gaps: frozenset[int]

    def words(self, start: int, end: int) -> str:
        """Return the words between two places of `text`, as they were asked."""
        return self.shown[self.origins[start] : self.origins[end - 1] + 1]

    def without_hyphens(self) -> Question:
        """Return the same question without any hyphen, to hold against exclusions however they are written."""
        return _question("".join(each for each in self.shown if _folded(each) != "-"))

    def word_begins(self, place: int) -> bool:
        """Tell whether no Latin letter or figure runs into this place."""
        return place == 0 or place in self.gaps or not is_latin(self.text[place - 1])

    def word_ends(self, place: int) -> bool:
        """Tell whether no Latin letter or figure goes on behind this place."""
        return place == len(self.text) or place in self.gaps or not is_latin(self.text[place])

    def model_begins(self, place: int) -> bool:
        """Tell whether a model may begin here: neither a letter runs into this place, nor one joined by a mark."""
        return self.word_begins(place) and (place in self.gaps or not self.is_inside_model(place - 1))

    def model_ends(self, place: int) -> bool:
        """Tell whether a model may end before this place: no letter goes on behind it, nor one joined by a mark."""
        return self.word_ends(place) and (place in self.gaps or not self.is_inside_model(place))

    def is_inside_model(self, place: int) -> bool:
        """Tell whether a mark stands here that joins two parts of a model, without a blank on either side."""
        return (
            0 < place < len(self.text) - 1
            and self.text[place] in _JOINERS
            and not self.word_ends(place + 1)
            and not self.word_begins(place)
        )


def is_latin(character: str) -> bool:
    """Tell whether a folded character is a Latin letter or a figure: in those, words have edges."""
    return character.isascii() and character.isalnum()


def fold(text: str) -> str:
    """Return a text in the one form in which words are compared: NFKC, upper case, each dash -, each 、 a comma, without
    blanks but those between figures.

    Character by character, so that each can be found again in what was asked.
    """
    if text.isascii() and len(words := text.upper().split()) == 1:
        return words[0]
    return _spelled(unicodedata.normalize("NFC", text))[0]


@lru_cache(maxsize=limits.WORDS_KEPT)
def _folded(character: str) -> str:
    small = unicodedata.normalize("NFKC", character)
    plain = unicodedata.normalize("NFKC", small.upper())
    if plain.isascii() and not small.isascii():  # ı is no I, and ß no SS
        return small
    return "-" if plain in _DASHES else "," if plain == _COMMA else "".join(plain.split())


def read_question(product: str) -> Question:
    """Read what was asked. Raises Malformed (`bad_product`) for what is empty, too long, or has no letter in it."""
    known = "".join("\ufffd" if unicodedata.category(each) in _UNASSIGNED else each for each in product)
    asked = unicodedata.normalize("NFC", shown(known))  # a rare character that a font of theirs may show is not nothing
    if not asked:
        raise _bad(
            asked,
            "missing",
            "请写出要问的产品或服务，如“家用空调器”。",
            "Write the product or service that you ask about.",
        )
    if len(asked) > limits.PRODUCT:
        raise _bad(
            asked,
            "range",
            f"要问的产品最多写 {limits.PRODUCT} 个字符，现在有 {len(asked)} 个；请只写一个产品的名称、品牌和型号。",
            f"A product is asked about in at most {limits.PRODUCT} characters, and this has {len(asked)}; write the "
            "name, brand and model of one product only.",
        )
    question = _question(asked)
    if not any(character.isalnum() for character in question.text):
        raise _bad(
            asked,
            "format",
            f"“{asked}”里没有文字；请写出要问的产品或服务，如“家用空调器”。",
            f"“{asked}” has no letters; write the product or service that you ask about.",
        )
    return question


@lru_cache(maxsize=limits.QUESTIONS_KEPT)
def _question(asked: str) -> Question:
    text, origins, gaps = _spelled(asked)
    return Question(asked, text, tuple(origins), frozenset(gaps))


def _spelled(asked: str) -> tuple[str, list[int], set[int]]:
    """Return a text folded, the place from which each character of it comes, and the places behind a blank."""
    text, origins, gaps = "", [], set()
    for place, character in enumerate(asked):
        folded = _folded(character)
        if not folded:
            gaps.add(len(text))
        elif len(text) in gaps and text[-1:].isdigit() and folded[0].isdigit():
            folded = f" {folded}"
        text += folded
        origins += [place] * len(folded)
    return text, origins, gaps


def _bad(value: str, code: str, zh: str, en: str) -> Malformed:
    return Malformed("bad_product", zh, en, errors=(FieldError("product", value, code, Words(zh, en)),))
