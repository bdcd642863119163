"""Does a certificate cover a product? One of four answers, with what decided it (meanings.md, "Coverage").

The scope is read word by word. What nothing in the certificate explains forbids a yes, and is named; nothing is
inferred (decision 0036).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from certs.certificate.coverage import coverage_sentences
from certs.certificate.coverage.explained_parts import (
    Part,
    certificate_parts,
    exclusions,
    looks_like_model,
    other_parts,
)
from certs.certificate.coverage.item_reading import PRODUCT, Reading, read_for
from certs.certificate.coverage.nearest_items import nearest_items
from certs.certificate.coverage.product_question import Question, read_question
from certs.certificate.coverage.scope_words import WHOLE, Item, Kind, ScopeWords, Term, scope_words
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
    spoken = sorted(exclusions(question, scope.excluded), key=_decisive)
    if spoken and spoken[0].item == WHOLE:
        return _excluded(question, scope, spoken[0])
    parts = [*certificate_parts(question, scope.named), *other_parts(question)]
    asked = sorted({part.term.item for part in parts if part.term is not None and part.term.kind & PRODUCT})
    readings = [read_for(question, number, scope.items, parts) for number in asked]
    silenced = {term.item for term in spoken}
    if fits := [each for each in readings if each.fits and each.number not in silenced]:
        return _listed(question, scope, fits)
    if spoken:
        return _excluded(question, scope, spoken[0])
    return _not_listed(question, scope, parts, readings)


def _decisive(term: Term) -> tuple[bool, int, str, int]:
    return term.item != WHOLE, -len(term.entry), term.entry, term.item


def _excluded(question: Question, scope: ScopeWords, term: Term) -> Coverage:
    item = None if term.item == WHOLE else scope.items[term.item]
    return Coverage(
        Answer.EXCLUDED,
        item.name if item else None,
        "excluded_by_item" if item else "excluded_by_certificate",
        (term.entry,),
        (),
        (),
        coverage_sentences.excluded(question, item, term.entry),
    )


def _listed(question: Question, scope: ScopeWords, fits: list[Reading]) -> Coverage:
    """Answer by the reading with the fewest limits left: covered if one covers, else covered_if."""
    reading = min(fits, key=lambda each: (len(each.missing), scope.items[each.number or 0].name))
    item = scope.items[reading.number or 0]
    if not reading.missing:
        rule = _COVERING[reading.kinds & (Kind.SERVICE | Kind.MODEL)]
        words = _words(question, item, reading)
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


_COVERING: Final = {
    Kind.OTHER: "item_named",
    Kind.MODEL: "model_fits",
    Kind.SERVICE: "service_included",
    Kind.MODEL | Kind.SERVICE: "service_included",
}


def _words(question: Question, item: Item, reading: Reading) -> tuple[str, ...]:
    words = [item.name]
    for part in reading.parts:
        if part.called or (part.term is not None and part.term.kind & Kind.MODEL):
            words.append(question.words(part.start, part.end))
        if part.term is not None:
            words.append(part.term.entry)
    return tuple(dict.fromkeys(words))


def _not_listed(question: Question, scope: ScopeWords, parts: list[Part], readings: list[Reading]) -> Coverage:
    named = [each for each in readings if each.kinds & PRODUCT]
    if named:
        reading = min(
            named, key=lambda each: (not each.kinds & Kind.NAME, each.left, scope.items[each.number or 0].name)
        )
        rule = _item_rule(question, scope.items[reading.number or 0], reading)
    else:
        reading = read_for(question, None, scope.items, parts)
        rule = _rule_without_item(question, scope, reading)
    item = None if reading.number is None else scope.items[reading.number]
    words = _deciding(question, rule, reading)
    nearest = nearest_items(question, scope, parts, reading.number)
    told = coverage_sentences.not_listed(question, item, rule, words, nearest)
    return Coverage(Answer.NOT_LISTED, item.name if item else None, rule, words, (), nearest, told)


def _item_rule(question: Question, item: Item, reading: Reading) -> str:
    """Return the rule by which an item that the question names does not cover it."""
    if not reading.leftovers:
        return "service_before_name"
    unknown = [each for each in reading.leftovers if not each.kind]
    if unknown:
        models = item.models and all(looks_like_model(question.text[each.start : each.end]) for each in unknown)
        return "model_not_listed" if models else "word_unexplained"
    kinds = {kind for each in reading.leftovers for kind in _FOREIGN if each.kind & kind}
    return next(rule for kind, rule in _FOREIGN.items() if kind in kinds)


_FOREIGN: Final = {
    Kind.NAME: "several_products",
    Kind.BRAND: "brand_not_listed",
    Kind.SERVICE: "service_not_listed",
    Kind.MODEL: "model_not_listed",
    Kind.CATEGORY: "word_unexplained",
}


def _rule_without_item(question: Question, scope: ScopeWords, reading: Reading) -> str:
    """Return the rule where the question names no item."""
    if not reading.leftovers:
        return next((rule for kind, rule in _ALONE.items() if reading.kinds & kind), "nothing_named")
    left = [question.text[each.start : each.end] for each in reading.leftovers]
    if all(any(text in name for item in scope.items for name in item.names) for text in left):
        return "broader_word"
    if all(map(looks_like_model, left)) and any(item.models for item in scope.items):
        return "model_not_listed"
    return "word_unexplained"


_ALONE: Final = {Kind.SERVICE: "service_alone", Kind.BRAND: "brand_alone", Kind.CATEGORY: "category_alone"}


def _deciding(question: Question, rule: str, reading: Reading) -> tuple[str, ...]:
    """Return the words that decided: what is left over, else what there is."""
    places = [(each.start, each.end) for each in reading.leftovers] or [
        (part.start, part.end)
        for part in reading.parts
        if (rule not in _BY_SERVICE or (part.term.kind if part.term else part.called) & Kind.SERVICE)
    ]
    named = [part.term.entry for part in reading.parts if part.term and part.term.kind & Kind.NAME]
    told = named if rule == "several_products" else []
    return tuple(dict.fromkeys([*told, *(question.words(start, end) for start, end in places)]))


_BY_SERVICE: Final = frozenset({"service_before_name", "service_alone"})
