"""Which parts of a question are explained, and by what: terms of the certificate, neutral words, labels, marks."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from certs.certificate.coverage.known_words import Known, known_words
from certs.certificate.coverage.model_pattern import ModelPattern
from certs.certificate.coverage.product_question import Question, is_latin
from certs.certificate.coverage.scope_words import BRAND, MODEL, OTHER, SERVICE, Glossary, Term
from certs.certificate.coverage.term_index import TermIndex

_LABELS: Final = (
    (BRAND, re.compile(r"品牌:([^,;:、()\[\]。]+)")),
    (MODEL, re.compile(r"型号:?([A-Z0-9][A-Z0-9\-/._()#]*)")),
)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:[-/._]?[A-Z0-9]+)*")
_LETTERS: Final = re.compile(r"[A-Z]{2,}")
_CATEGORY: Final = re.compile(r"[A-T]\d{2,4}")  # GB/T 4754; no model, unless it is called one
_PARTING: Final = frozenset(",;:、。")
_TYPE: Final = "型"  # neutral behind a model only: KFR-35GW/A型
_SHORTEST_CODE: Final = 4  # characters of what counts as a model without being called one
_Patterns = TermIndex[tuple[ModelPattern, Term]]


class Part(NamedTuple):
    """A part of a question, from `start` to `end`, with what it is (`kind`) and the term that says so.

    Without a term it is a neutral word, or what the question itself calls a brand or model, or a service of the list.
    A `parting` mark parts what stands on its sides. A `label` stands before no
    name. A code that nobody calls a model counts as one only `behind_name`.
    """

    start: int
    end: int
    kind: int = OTHER
    term: Term | None = None
    mark: bool = False
    parting: bool = False
    label: bool = False
    behind_name: bool = False


def explained_parts(question: Question, named: Glossary) -> list[Part]:
    """Return every part that something explains; they overlap."""
    return [
        *(Part(start, end, term.kind, term) for start, end, term in _words(question, named.words)),
        *_models(question, named),
        *_known(question),
        *_called(question),
        *_codes(question),
    ]


def exclusions(question: Question, excluded: Glossary) -> Iterator[Term]:
    """Yield the exclusions that speak: their words stand unbroken in the question, or a model in it fits them."""
    for _, _, term in _words(question, excluded.words):
        yield term
    for patterns in _patterns(question, excluded):
        for start, pattern, term in _begun(question, patterns, question.word_begins):
            if any(end > start for end in pattern.ends(question, start, question.word_ends)):
                yield term


def _words(question: Question, words: TermIndex[Term]) -> Iterator[tuple[int, int, Term]]:
    for start in range(len(question.text)):
        for end, terms in words.at(question.text, start):
            if _is_whole(question, start, end):
                yield from ((start, end, term) for term in terms)


def _is_whole(question: Question, start: int, end: int) -> bool:
    """Tell whether a part is no piece of a longer Latin word or figure; Chinese words have no edges."""
    begins = not is_latin(question.text[start]) or question.word_begins(start)
    return begins and (not is_latin(question.text[end - 1]) or question.word_ends(end))


def _models(question: Question, named: Glossary) -> Iterator[Part]:
    for patterns in _patterns(question, named):
        for start, pattern, term in _begun(question, patterns, question.model_begins):
            for end in pattern.ends(question, start, question.model_ends):
                if end > start and _is_one_model(question.text[start:end]):
                    yield Part(start, end, MODEL, term)


def _is_one_model(text: str) -> bool:
    """Tell whether what fits a pattern is one model: brackets closed, and its first letters not begun again.

    A wildcard would take KFR-72LW along in KFR-35GW/A/KFR-72LW.
    """
    begins = _LETTERS.match(text)
    again = begins and re.search(rf"[^A-Z0-9]{begins[0]}(?![A-Z])", text[begins.end() :])
    return text.count("(") == text.count(")") and not again


def _patterns(question: Question, glossary: Glossary) -> tuple[_Patterns, ...]:
    return (glossary.patterns,) if "-" in question.text else (glossary.patterns, glossary.bare)


def _begun(
    question: Question, patterns: _Patterns, begins: Callable[[int], bool]
) -> Iterator[tuple[int, ModelPattern, Term]]:
    for start, first in enumerate(question.text):
        if not is_latin(first) or begins(start):
            for _, entries in patterns.at(question.text, start):
                yield from ((start, pattern, term) for pattern, term in entries)


def _known(question: Question) -> Iterator[Part]:
    """Yield neutral words, services of the list, quantities and marks."""
    text, known = question.text, known_words()
    for start, first in enumerate(text):
        if first == "+" or unicodedata.category(first)[0] == "P":
            yield Part(start, start + 1, mark=True, parting=first in _PARTING)
        for end, kinds in known.words.at(text, start):
            if _is_whole(question, start, end):
                for each in kinds:
                    yield Part(start, end, SERVICE if each is Known.SERVICE else OTHER, label=each is Known.LABEL)
        if first.isdigit() and (quantity := known.quantity.match(text, start)) and question.word_begins(start):
            yield Part(start, quantity.end())
        if first == _TYPE and not question.word_ends(start - 1 if start else 0):
            yield Part(start, start + 1)


def _called(question: Question) -> Iterator[Part]:
    """Yield what the question itself calls a brand or a model."""
    for kind, label in _LABELS:
        for match in label.finditer(question.text):
            start, whole = match.span(1)
            yield Part(start, min((gap for gap in question.gaps if start < gap < whole), default=whole), kind)


def _codes(question: Question) -> Iterator[Part]:
    """Yield what has the form of a model: letters first, with figures."""
    for left, right in itertools.pairwise(sorted({0, len(question.text), *question.gaps})):
        for match in _CODE.finditer(question.text, left, right):
            whole = question.model_begins(match.start()) and question.model_ends(match.end())
            if whole and len(match[0]) >= _SHORTEST_CODE and looks_like_model(match[0]):
                yield Part(*match.span(), MODEL, behind_name=True)


def looks_like_model(text: str) -> bool:
    """Tell whether a folded word has the form of a model: Latin, with figures, and no category of GB/T 4754."""
    return text.isascii() and any(map(str.isdigit, text)) and not _CATEGORY.fullmatch(text)
