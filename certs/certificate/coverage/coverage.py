"""Does a certificate cover a product? One of four answers, with what decided it (meanings.md, "Coverage").

The scope is read word by word. What nothing in the certificate explains forbids a yes, and is named; nothing is
inferred (decision 0037).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from certs.certificate.coverage import coverage_sentences
from certs.certificate.coverage.explained_parts import exclusions, explained_parts, looks_like_model
from certs.certificate.coverage.item_reading import PRODUCT, Parts, Reading, read_for
from certs.certificate.coverage.nearest_items import nearest_items
from certs.certificate.coverage.product_question import Question, read_question
from certs.certificate.coverage.scope_words import (
    BRAND,
    CATEGORY,
    MODEL,
    NAME,
    OTHER,
    SERVICE,
    WHOLE,
    Item,
    ScopeWords,
    scope_words,
)
from certs.errors import Words


class Answer(StrEnum):
    """The four answers."""

    COVERED = "covered"
    COVERED_IF = "covered_if"
    NOT_LISTED = "not_listed"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Coverage:
    """An answer about one product, from one version of a certificate, whatever its status.

    `item` is the name of the scope item that decided, `rule` the stable code of the rule (meanings.md, "Coverage"),
    `words` are those of question and certificate that decided. Where the answer is `covered_if`, `limits` says what
    the certificate limits and the question does not name (`brand`, `model`), and `limited_to` has for each of them, in
    the same order, the brands or model patterns that are covered; they also stand in `words` and in the sentence.
    `nearest` are the names of the nearest items, best first. `sentence` can be put into a file as it is.
    """

    answer: Answer
    item: str | None
    rule: str
    words: tuple[str, ...]
    limits: tuple[str, ...]
    nearest: tuple[str, ...]
    sentence: Words
    limited_to: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the answer as programs get it."""
        return {
            "answer": self.answer.value,
            "item": self.item,
            "rule": self.rule,
            "words": list(self.words),
            "limits": list(self.limits),
            "nearest": list(self.nearest),
            "sentence": self.sentence.to_json(),
        }


def coverage_of(subject: Mapping[str, Any], product: str) -> Coverage:
    """Return whether the certificate with this credential subject covers the product, and what decided.

    `product` has 1 to 60 characters. Raises Malformed (`bad_product`, field `product`) for any other.
    """
    question, scope = read_question(product), scope_words(subject)
    spoken = [(term.entry, number) for term in exclusions(question, scope.excluded) for number in term.items]
    parts = Parts(question, explained_parts(question, scope.named))
    readings = _readings(scope, parts, {number for _, number in spoken})
    fits = []
    for reading, item in _with_items([reading for reading in readings if reading.fits]):
        both = ((WHOLE, scope.excludes), (item.number, item.excludes))
        together = [
            (each, number) for number, entries in both for each in entries if reading.names_all_of(question, each)
        ]
        spoken += together
        fits += [] if together else [reading]
    if altogether := [entry for entry, number in spoken if number == WHOLE]:
        return _excluded(question, None, _longest(altogether))
    if fits:
        return _listed(question, fits)
    if spoken:
        entry = _longest(entry for entry, _ in spoken)
        items = (scope.items[number] for each, number in spoken if each == entry)
        return _excluded(question, min(items, key=lambda item: item.name), entry)
    return _not_listed(scope, parts, readings)


def _longest(entries: Iterable[str]) -> str:
    """Return the exclusion that says most; of two as long always the same, whatever the order of the items."""
    return max(entries, key=lambda entry: (len(entry), entry))


def _readings(scope: ScopeWords, parts: Parts, silenced: set[int]) -> list[Reading]:
    """Return the readings for all items that the question names, or gives a model of; of items that read alike, one."""
    named = [scope.items[number] for number in parts.named - silenced]
    items = sorted(named, key=lambda item: (item.name, item.brands, item.models))
    shapes = {parts.shape(item): item for item in reversed(items)}
    return [read_for(parts, item) for item in shapes.values()]


def _excluded(question: Question, item: Item | None, entry: str) -> Coverage:
    rule = "excluded_by_item" if item else "excluded_by_certificate"
    told = coverage_sentences.excluded(question, item, entry)
    return Coverage(Answer.EXCLUDED, item.name if item else None, rule, (entry,), (), (), told)


def _listed(question: Question, fits: list[Reading]) -> Coverage:
    """Answer by the reading that leaves the fewest limits open: covered, if there is one that leaves none."""
    reading, item = min(_with_items(fits), key=lambda pair: (len(pair[0].missing), pair[1].name))
    if not reading.missing:
        rule = _COVERING[reading.kinds & (SERVICE | MODEL)]
        words = _explaining(question, item, reading)
        told = coverage_sentences.covered(question, item, reading.parts)
        return Coverage(Answer.COVERED, item.name, rule, words, (), (), told)
    entries = {"brand": item.brands, "model": item.models}
    limited = tuple((limit, entries[limit]) for limit in reading.missing)
    return Coverage(
        Answer.COVERED_IF,
        item.name,
        "limits_apply",
        tuple(entry for _, these in limited for entry in these),
        reading.missing,
        (),
        coverage_sentences.covered_if(question, item, reading.parts, limited),
        tuple(these for _, these in limited),
    )


def _with_items(readings: list[Reading]) -> list[tuple[Reading, Item]]:
    return [(reading, reading.item) for reading in readings if reading.item is not None]


_COVERING: Final = {
    OTHER: "item_named",
    MODEL: "model_fits",
    SERVICE: "service_included",
    MODEL | SERVICE: "service_included",
}


def _explaining(question: Question, item: Item, reading: Reading) -> tuple[str, ...]:
    """Return the words that explained the question: the item, brands, models with their patterns, services."""
    words = [item.name]
    for part in reading.parts:
        if part.kind & MODEL or (part.kind and part.term is None):
            words.append(question.words(part.start, part.end))
        if part.term is not None:
            words.append(part.term.entry)
    return tuple(dict.fromkeys(words))


def _not_listed(scope: ScopeWords, parts: Parts, readings: list[Reading]) -> Coverage:
    question = parts.question
    named = _with_items([reading for reading in readings if reading.kinds & PRODUCT])
    if named:
        reading, item = min(named, key=lambda pair: (not pair[0].kinds & NAME, pair[0].left, pair[1].name))
        rule = _item_rule(question, item, reading)
    else:
        reading = read_for(parts, None)
        rule = _rule_without_item(question, scope, reading)
    words = _deciding(question, rule, reading)
    nearest = nearest_items(scope, parts, reading.item)
    told = coverage_sentences.not_listed(question, reading, rule, words, nearest)
    return Coverage(Answer.NOT_LISTED, reading.item.name if reading.item else None, rule, words, (), nearest, told)


def _item_rule(question: Question, item: Item, reading: Reading) -> str:
    """Return the rule by which an item that the question names does not cover it."""
    if not reading.leftovers:
        return "service_before_name"
    unknown = [each for each in reading.leftovers if not each.kind]
    if unknown:
        models = item.models and all(looks_like_model(question.text[each.start : each.end]) for each in unknown)
        return "model_not_listed" if models else "word_unexplained"
    if all(each.kind & MODEL for each in reading.leftovers) and not (item.models and reading.kinds & NAME):
        return "several_products"
    return next(rule for kind, rule in _OF_OTHERS for each in reading.leftovers if each.kind & kind)


_OF_OTHERS: Final = (
    (NAME, "several_products"),
    (BRAND, "brand_not_listed"),
    (SERVICE, "service_not_listed"),
    (MODEL, "model_not_listed"),
    (CATEGORY, "word_unexplained"),
)


def _rule_without_item(question: Question, scope: ScopeWords, reading: Reading) -> str:
    """Return the rule where the question names no item."""
    if not reading.leftovers:
        return next((rule for kind, rule in _ALONE if reading.kinds & kind), "nothing_named")
    left = [question.text[each.start : each.end] for each in reading.leftovers]
    if all(any(text in name for item in scope.items for name in item.names) for text in left):
        return "broader_word"
    if all(map(looks_like_model, left)) and any(item.models for item in scope.items):
        return "model_not_listed"
    return "word_unexplained"


_ALONE: Final = ((SERVICE, "service_alone"), (BRAND, "brand_alone"), (CATEGORY, "category_alone"))
_BY_SERVICE: Final = frozenset({"service_before_name", "service_alone"})


def _deciding(question: Question, rule: str, reading: Reading) -> tuple[str, ...]:
    """Return the words that decided: what is left over, else what there is."""
    telling = [part for part in reading.parts if (part.kind & SERVICE if rule in _BY_SERVICE else not part.mark)]
    telling = [part for part in telling if part.kind] or telling
    places = [(each.start, each.end) for each in reading.leftovers or telling]
    products = [part for part in reading.parts if rule == "several_products" and part.kind & PRODUCT]
    places = [(part.start, part.end) for part in products] + places
    return tuple(dict.fromkeys(question.words(start, end) for start, end in places))


RULES: Final = frozenset(
    {*_COVERING.values(), "limits_apply", "excluded_by_item", "excluded_by_certificate", *coverage_sentences.REASONS}
)
