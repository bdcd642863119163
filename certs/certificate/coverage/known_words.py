"""Words beside those of the certificate: same names, neutral words, measures, services. The list is data,
`coverage_words.toml` (decision 0037).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from certs.certificate.coverage.product_question import fold
from certs.certificate.coverage.term_index import TermIndex
from certs.certificate.shipped_lists import COVERAGE_WORDS, coverage_list
from certs.scheme.data_file import DataFile, read_entries

SERVICE_ENDING: Final = "服务"
_GOODS: Final = ("goods", "goods_ending")
_MEASURES: Final = ("measure", "measure_word")
_NUMBER: Final = r"(?:数量:?)?(?:\d{1,3}(?:,\d{3})+|\d+|[一二两三四五六七八九十]+)"


class Known(Enum):
    """What a word of the list is: the name of its kind in the file."""

    NEUTRAL = "neutral"
    LABEL = "label"  # neutral, but not right before a name or behind a service
    JOINING = "joining"  # neutral, but not right before a name
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class KnownWords:
    """Folded words. `same` has for each name all that stand for the same thing, itself included.

    `words` has neutral words, labels and services, each with which of them it is; `endings` are those of the names of
    services. A `quantity` is a number with a measure of one character, unless the measure begins one of the words
    `measured`: 2台灯 may be table lamps. `goods` say what goods or what service is meant, as `goods_endings` do at the
    end of a word.
    """

    same: dict[str, frozenset[str]]
    words: TermIndex[Known]
    quantity: re.Pattern[str]
    measured: re.Pattern[str]
    endings: tuple[str, ...]
    goods: frozenset[str]
    goods_endings: tuple[str, ...]

    def is_service(self, name: str) -> bool:
        """Tell whether a folded name ends in the word for a service, as that of a service does."""
        return name.endswith(self.endings)

    def says_goods(self, brand: str) -> bool:
        """Tell whether what is called a brand names goods, a part, a state or a service besides."""
        return brand.endswith(self.goods_endings) or any(word in brand for word in self.goods)


@lru_cache(maxsize=1)
def known_words() -> KnownWords:
    """Return the words of the list that is shipped."""
    file = read_entries(coverage_list(), COVERAGE_WORDS, "same", *_MEASURES, *_GOODS, *(known.value for known in Known))
    words: TermIndex[Known] = TermIndex()
    for known in Known:
        for word in _all(file, known.value):
            words.add(word, known)
            if known is Known.SERVICE:
                words.add(f"{word}{SERVICE_ENDING}", known)
    services = _all(file, "service")
    groups = [frozenset(group) for group in _groups(file, "same")]
    return KnownWords(
        same={word: group for group in groups for word in group},
        words=words,
        quantity=re.compile(rf"{_NUMBER}(?:{_either(file, 'measure')})"),
        measured=re.compile(_either(file, "measure_word")),
        endings=tuple(set(services) - {SERVICE_ENDING}),
        goods=frozenset({*services, *_all(file, "same"), *_all(file, "label"), *_all(file, "goods")}),
        goods_endings=tuple(_all(file, "goods_ending")),
    )


def _either(file: DataFile, kind: str) -> str:
    return "|".join(map(re.escape, _all(file, kind)))


def _all(file: DataFile, kind: str) -> list[str]:
    return [word for group in _groups(file, kind) for word in group]


def _groups(file: DataFile, kind: str) -> list[tuple[str, ...]]:
    groups = []
    for entry in file.entries[kind]:
        entry.only("words")
        groups.append(tuple(map(fold, entry.texts("words"))))
    return groups
