"""The words of a certificate by which it explains a question: each term with what it is and whose."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from certs import limits
from certs.certificate.coverage.model_pattern import ModelPattern, is_without_limit, read_pattern
from certs.certificate.coverage.name_forms import exclusion_forms, name_forms, service_forms, stands_in
from certs.certificate.coverage.product_question import fold
from certs.certificate.coverage.term_index import TermIndex

# What a part of a question is for an item, as bits of one number.
OTHER: Final = 0  # a neutral word
NAME: Final = 1
MODEL: Final = 2
BRAND: Final = 4
SERVICE: Final = 8
CATEGORY: Final = 16

_PATTERN: Final = "*"  # the form of a pattern, which no word has
WHOLE: Final = -1  # the number of the item where something is said of the whole certificate
_BRAND_ENDINGS: Final = ("", "牌", "品牌")  # 牌 means a brand only behind one: 广告牌 is none


@dataclass(frozen=True, slots=True)
class Term:
    """What an entry is for those items that have it: `entry` as written. A name may name the item's brand as well."""

    kind: int
    entry: str
    items: set[int]


@dataclass(frozen=True, slots=True)
class Item:
    """One scope item, by its number. `names` are all the folded forms of its name; `pairs` its
    pairs of neighbours, in each language.

    Without `brands` or `models` none is left out. `excludes` are the exclusions of the item as written.
    """

    number: int
    name: str
    names: frozenset[str]
    brands: tuple[str, ...]
    models: tuple[str, ...]
    excludes: tuple[str, ...]
    pairs: tuple[frozenset[str], ...]


class Glossary:
    """Terms by their folded words, and patterns by their heads; `bare` are those for a question without any hyphen."""

    __slots__ = ("_terms", "bare", "patterns", "words")

    def __init__(self) -> None:
        self.words: TermIndex[Term] = TermIndex()
        self.patterns: TermIndex[tuple[ModelPattern, Term]] = TermIndex()
        self.bare: TermIndex[tuple[ModelPattern, Term]] = TermIndex()
        self._terms: dict[tuple[str, int, str], Term] = {}

    def add(self, forms: Iterable[str], kind: int, item: int, entry: str) -> None:
        """Add an entry of an item in all its forms."""
        for form in forms:
            term, is_new = self._term(form, kind, item, entry)
            if is_new:
                self.words.add(form, term)

    def add_pattern(self, kind: int, item: int, entry: str, form: str | None = None) -> None:
        """Add an entry of an item that is a pattern; `form` is that of an exclusion, which counts without hyphens."""
        pattern = form or entry
        term, is_new = self._term(f"{_PATTERN}{pattern}", kind, item, entry)
        if is_new:
            written, bare = read_pattern(pattern, is_exclusion=form is not None)
            self.patterns.add(written.head, (written, term))
            if bare is not None:
                self.bare.add(bare.head, (bare, term))

    def _term(self, form: str, kind: int, item: int, entry: str) -> tuple[Term, bool]:
        """Return the one term for a form of an entry, and whether it is new; items with the same entry share it."""
        key = (form, kind, entry)
        term = self._terms.get(key)
        if term is None:
            self._terms[key] = term = Term(kind, entry, {item})
            return term, True
        term.items.add(item)
        return term, False


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """What a certificate names, and what it excludes; `excludes` are the exclusions of the whole, as written."""

    items: tuple[Item, ...]
    excludes: tuple[str, ...]
    named: Glossary
    excluded: Glossary


_Texts = tuple[str, ...]
_Row = tuple[str, str, str, _Texts, _Texts, _Texts, _Texts]


def scope_words(subject: Mapping[str, Any]) -> ScopeWords:
    """Return the words of a certificate's scope; those of the certificates asked about last are kept."""
    rows = tuple(
        (
            item["name"],
            item.get("name_en", ""),
            item.get("category", ""),
            tuple(item.get("brands", ())),
            tuple(item.get("models", ())),
            tuple(item.get("includes", ())),
            tuple(item.get("excludes", ())),
        )
        for item in subject["scope"]
    )
    return _scope_words(rows, tuple(subject.get("excludes", ())))


@lru_cache(maxsize=limits.SCOPES_KEPT)
def _scope_words(rows: tuple[_Row, ...], excludes: _Texts) -> ScopeWords:
    named, excluded = Glossary(), Glossary()
    items = tuple(_item(number, row) for number, row in enumerate(rows))
    for row, item in zip(rows, items, strict=True):
        _add_item(named, row, item)
        _add_excluded(excluded, item.number, row[-1])
    _add_excluded(excluded, WHOLE, excludes)
    return ScopeWords(items, excludes, named, excluded)


def _item(number: int, row: _Row) -> Item:
    name, name_en, _, brands, models, _, excludes = row
    names = name_forms(name) | name_forms(name_en)
    all_models = any(map(is_without_limit, models))
    return Item(
        number,
        name,
        names,
        brands,
        () if all_models else models,
        excludes,
        tuple(pairs_of(fold(each)) for each in (name, name_en) if each),
    )


def pairs_of(folded: str) -> frozenset[str]:
    """Return the pairs of neighbours in a text, by which near names are found."""
    return frozenset(map("".join, itertools.pairwise(folded)))


def _add_item(named: Glossary, row: _Row, item: Item) -> None:
    number = item.number
    brands = {brand: fold(brand) for brand in item.brands}
    for name in item.names:
        brought = BRAND if any(_is_brought(brand, name, len(brands)) for brand in brands.values()) else OTHER
        named.add([name], NAME | brought, number, item.name)
    for entry, brand in brands.items():
        named.add([f"{brand}{ending}" for ending in _BRAND_ENDINGS], BRAND, number, entry)
    for entry in row[5]:
        named.add(service_forms(entry), SERVICE, number, entry)
    if row[2]:
        named.add([fold(row[2])], CATEGORY, number, row[2])
    for entry in item.models:
        named.add_pattern(MODEL, number, entry)


def term_forms(term: Term) -> frozenset[str]:
    """Return the folded forms of a brand or service of the certificate."""
    if term.kind & NAME:
        return frozenset()
    if term.kind & BRAND:
        return frozenset(f"{fold(term.entry)}{ending}" for ending in _BRAND_ENDINGS)
    return service_forms(term.entry) if term.kind & SERVICE else frozenset()


def _is_brought(brand: str, name: str, brands: int) -> bool:
    """Tell whether a name says a brand of its item: 青松牌拖把. Of several, one may be a common word: 通用机械."""
    return stands_in(f"{brand}牌", name) or (brands == 1 and stands_in(brand, name))


def _add_excluded(excluded: Glossary, number: int, entries: _Texts) -> None:
    """Exclusions may be words or models: one with a figure or a wildcard is held against models as well."""
    for entry in entries:
        excluded.add(exclusion_forms(entry), OTHER, number, entry)
        if not is_without_limit(entry) and any(character in "*?" or character.isdigit() for character in entry):
            for form in {entry, entry.removesuffix("型")}:
                excluded.add_pattern(OTHER, number, entry, form)
