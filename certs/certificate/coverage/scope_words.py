"""The words of a certificate by which it explains a question: each term with what it is and whose."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from certs import limits
from certs.certificate.coverage.model_pattern import ModelPattern, is_without_limit, read_pattern
from certs.certificate.coverage.name_forms import exclusion_forms, name_forms, service_forms, stands_in
from certs.certificate.coverage.product_question import fold

WHOLE: Final = -1  # the number of the item where something is said of the whole certificate
Entry = TypeVar("Entry")
_BRAND_ENDINGS: Final = ("", "牌", "品牌")  # 牌 means a brand only behind one: 广告牌 is none


class Kind(IntFlag):
    """What a part of a question is for an item."""

    OTHER = 0  # a neutral word, or an exclusion
    NAME = 1
    MODEL = 2
    BRAND = 4
    SERVICE = 8
    CATEGORY = 16


@dataclass(frozen=True, slots=True)
class Term:
    """What one entry of one item is: `entry` as the certificate has it. A name may name the item's brand as well."""

    kind: Kind
    item: int
    entry: str


@dataclass(frozen=True, slots=True)
class Item:
    """One scope item. `names` are all the folded forms of its name; without `models` no model is left out."""

    name: str
    names: frozenset[str]
    brands: tuple[str, ...]
    models: tuple[str, ...]
    pairs: frozenset[str]


class Index(Generic[Entry]):
    """Entries by a text at which they begin, and all lengths of these texts, so that a question is looked up in it."""

    __slots__ = ("_entries", "_lengths")

    def __init__(self) -> None:
        self._entries: dict[str, list[Entry]] = {}
        self._lengths: set[int] = set()

    def add(self, text: str, entry: Entry) -> None:
        """Add an entry."""
        self._entries.setdefault(text, []).append(entry)
        self._lengths.add(len(text))

    def at(self, text: str, start: int) -> Iterator[tuple[int, list[Entry]]]:
        """Yield the entries whose text stands in another at `start`, with the place behind it."""
        for length in self._lengths:
            end = start + length
            if end <= len(text) and (entries := self._entries.get(text[start:end])):
                yield end, entries


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms by their folded words, and patterns by their heads; `bare` are those for a question without any hyphen."""

    words: Index[Term]
    patterns: Index[tuple[ModelPattern, Term]]
    bare: Index[tuple[ModelPattern, Term]]

    def add(self, forms: Iterable[str], term: Term) -> None:
        """Add a term in all its forms."""
        for form in forms:
            self.words.add(form, term)

    def add_pattern(self, term: Term) -> None:
        """Add a term whose entry is a pattern."""
        written, bare = read_pattern(term.entry)
        self.patterns.add(written.head, (written, term))
        if bare is not None:
            self.bare.add(bare.head, (bare, term))


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """What a certificate names, and what it excludes."""

    items: tuple[Item, ...]
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
    named, excluded = Glossary(Index(), Index(), Index()), Glossary(Index(), Index(), Index())
    items = tuple(_item(row) for row in rows)
    for number, (row, item) in enumerate(zip(rows, items, strict=True)):
        _add_item(named, number, row, item)
        _add_excluded(excluded, number, row[-1])
    _add_excluded(excluded, WHOLE, excludes)
    return ScopeWords(items, named, excluded)


def _item(row: _Row) -> Item:
    name, name_en, _, brands, models, _, _ = row
    names = name_forms(name) | name_forms(name_en)
    all_models = any(map(is_without_limit, models))
    return Item(name, names, brands, () if all_models else models, frozenset().union(*map(pairs, names)))


def pairs(folded: str) -> frozenset[str]:
    """Return the pairs of neighbours in a text, by which near names are found."""
    return frozenset(map("".join, itertools.pairwise(folded)))


def _add_item(named: Glossary, number: int, row: _Row, item: Item) -> None:
    brands = {brand: fold(brand) for brand in item.brands}
    for name in item.names:
        brought = Kind.BRAND if any(stands_in(brand, name) for brand in brands.values()) else Kind.OTHER
        named.add([name], Term(Kind.NAME | brought, number, item.name))
    for entry, brand in brands.items():
        named.add([f"{brand}{ending}" for ending in _BRAND_ENDINGS], Term(Kind.BRAND, number, entry))
    for entry in row[5]:
        named.add(service_forms(entry), Term(Kind.SERVICE, number, entry))
    if row[2]:
        named.add([fold(row[2])], Term(Kind.CATEGORY, number, row[2]))
    for entry in item.models:
        named.add_pattern(Term(Kind.MODEL, number, entry))


def _add_excluded(excluded: Glossary, number: int, entries: _Texts) -> None:
    """Exclusions may be words or models: one with a figure or a wildcard is held against models as well."""
    for entry in entries:
        term = Term(Kind.OTHER, number, entry)
        excluded.add(exclusion_forms(entry), term)
        if not is_without_limit(entry) and any(character in "*?" or character.isdigit() for character in entry):
            excluded.add_pattern(term)
