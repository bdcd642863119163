"""In which forms a name, an inclusion or an exclusion of a certificate may stand in a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from certs import limits
from certs.certificate.coverage.known_words import SERVICE_ENDING, known_words
from certs.certificate.coverage.product_question import fold, is_latin

# The word that says what a name is: PLASTICS MACHINERY is no plastic machinery, and PPS or iOS no plural.
_NOUN: Final = re.compile(r"(?<![^\s-])[A-Za-z][a-z]{2,}(?=\s*(?:[(,;]|$|\bof\b))")
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff]")
# Brackets and quotation marks only: 电脑、桌椅 are no 电脑桌椅, C++ is no C, and -48V no 48V.
_NEUTRAL: Final = r"[()\[\]【】「」『』《》“”·]+"
_MARKS: Final = re.compile(
    rf"(?<![0-9]){_NEUTRAL}(?![0-9])|(?<![0-9A-Z]){_NEUTRAL}|{_NEUTRAL}(?![0-9A-Z])"  # 1(5) is not 15
    r"|(?<=[A-Z])-(?=[A-Z])"
)
_NO_PLURAL: Final = ("SS", "US", "IS", "ICS", "NEWS", "GOODS", "CUSTOMS", "LENS", "WORKS", "GAS")


@lru_cache(maxsize=limits.WORDS_KEPT)
def name_forms(name: str) -> frozenset[str]:
    """Return the folded forms of a name: other words for the same, with and without marks and 服务, both numbers."""
    if not name:
        return frozenset()
    forms = {form for number in _numbers(name) for form in _same(number)}
    forms |= {form for each in forms for form in _service_names(each)}
    return frozenset(forms | {_MARKS.sub("", form) for form in forms}) - {""}


@lru_cache(maxsize=limits.WORDS_KEPT)
def service_forms(entry: str) -> frozenset[str]:
    """Return the folded forms of an inclusion: by other words for the same service, and with 服务 behind it."""
    forms = {form for number in _numbers(entry) for form in _same(number)}
    return frozenset(forms | {f"{form}{SERVICE_ENDING}" for form in forms if not form.endswith(SERVICE_ENDING)})


def exclusion_forms(entry: str) -> frozenset[str]:
    """Return the folded forms of an exclusion: also with any of its words in other words for the same.

    Wider than those of a name: what is excluded by mistake can be asked about, what is covered by mistake is filed.
    """
    forms = {fold(number) for number in _numbers(entry) | _numbers(entry.lower())}
    for word, group in known_words().same.items():
        forms |= {form.replace(word, other) for form in forms if word in form for other in group}
    brands = {form.removesuffix("牌").removesuffix("品") for form in forms if form.endswith("牌")}
    forms |= {f"{label}{brand}" for brand in brands for label in ("品牌", "品牌:")}
    forms |= {form.removesuffix("型") for form in forms} | {_MARKS.sub("", form) for form in forms}
    return frozenset(forms) - {""}


def is_made_of(entry: str, words: Iterable[str]) -> bool:
    """Tell whether nothing is left of an exclusion when some folded words are taken out, in whatever order.

    What is left may also be a pattern that one of the words fits.
    """
    if not any(map(str.isalnum, entry)):
        return False
    longest_first = sorted({*words, "的", ","}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    rest = {pattern.sub("", form).replace("-", "") for form in exclusion_forms(entry)}
    bare = [word.replace("-", "") for word in longest_first]
    return any(not each.strip("*") or any(fnmatchcase(word, each) for word in bare) for each in rest)


def _same(name: str) -> frozenset[str]:
    folded = fold(name)
    return known_words().same.get(folded, frozenset({folded}))


def _service_names(folded: str) -> Iterator[str]:
    """A service may be called with 服务 behind its name or without; 汽车服务 is not 汽车."""
    stem = folded.removesuffix(SERVICE_ENDING)
    if known_words().is_service(stem):
        yield stem
        if not is_latin(stem[-1]):
            yield f"{stem}{SERVICE_ENDING}"


def _numbers(text: str) -> set[str]:
    """Return a text as it is and, if it is English, with what it names in the singular and in the plural."""
    if _IDEOGRAPH.search(text):
        return {text}
    plain = unicodedata.normalize("NFKC", text)
    return {
        text,
        _NOUN.sub(lambda word: _singular(word[0].upper()), plain),
        _NOUN.sub(lambda word: _plural(word[0].upper()), plain),
    }


def _singular(word: str) -> str:
    if word.endswith("IES"):
        return f"{word[:-3]}Y"
    if word.endswith(("CHES", "SHES", "XES")):
        return word[:-2]
    return word if word.endswith(_NO_PLURAL) else word.removesuffix("S")


def _plural(word: str) -> str:
    if word.endswith("S"):
        return word
    if word.endswith(("CH", "SH", "X")):
        return f"{word}ES"
    return f"{word[:-1]}IES" if word.endswith("Y") and word[-2] not in "AEIOU" else f"{word}S"


def stands_in(term: str, text: str) -> bool:
    """Tell whether a folded term stands in another text, as whole words where it is in Latin letters."""
    place = text.find(term)
    while place >= 0:
        end = place + len(term)
        begins = place == 0 or not (is_latin(term[0]) and is_latin(text[place - 1]))
        if begins and (end == len(text) or not (is_latin(term[-1]) and is_latin(text[end]))):
            return True
        place = text.find(term, place + 1)
    return False
