"""Which parts of a question are explained, and by what: terms of the certificate, neutral words, labels, marks."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from certs.certificate.coverage.known_words import known_words
from certs.certificate.coverage.model_pattern import ModelPattern
from certs.certificate.coverage.product_question import Question, is_latin
from certs.certificate.coverage.scope_words import Glossary, Index, Kind, Term

_VALUE: Final = r"[^,;:、()\[\]。]+"
_LABELS: Final = (
    (Kind.BRAND, re.compile(rf"品牌:({_VALUE})")),
    (Kind.MODEL, re.compile(rf"型号(?::(?![A-Z0-9])({_VALUE})|:?([A-Z0-9][A-Z0-9\-/._()#]*))")),
)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:[-/._]?[A-Z0-9]+)*")
_CATEGORY: Final = re.compile(r"[A-T]\d{2,4}")  # GB/T 4754; no model, unless it is called one
_SHORTEST_CODE: Final = 4  # characters of what counts as a model without being called one


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, from `start` to `end`, explained by `term`; without one it is a neutral word or a mark.

    A `mark` parts what stands on its sides. `called` is what the question itself calls it, or what it looks like where
    it stands behind a name (`behind_name`): a brand or model that only an item without such a limit explains.
    """

    start: int
    end: int
    term: Term | None = None
    mark: bool = False
    called: Kind = Kind.OTHER
    behind_name: bool = False


def certificate_parts(question: Question, named: Glossary) -> Iterator[Part]:
    """Yield the parts that terms of the certificate explain, words and models."""
    for start, end, term in _words(question, named.words):
        yield Part(start, end, term)
    for patterns in _patterns(question, named):
        for start, pattern, term in _begun(question, patterns, question.model_begins):
            for end in pattern.ends(question, start, question.model_ends):
                if end > start:
                    yield Part(start, end, term)


def exclusions(question: Question, excluded: Glossary) -> Iterator[Term]:
    """Yield the exclusions that speak: their words stand unbroken in the question, or a model in it fits them."""
    for _, _, term in _words(question, excluded.words):
        yield term
    for patterns in _patterns(question, excluded):
        for start, pattern, term in _begun(question, patterns, question.word_begins):
            if any(end > start for end in pattern.ends(question, start, question.word_ends)):
                yield term


def _patterns(question: Question, glossary: Glossary) -> tuple[Index[tuple[ModelPattern, Term]], ...]:
    return (glossary.patterns,) if "-" in question.text else (glossary.patterns, glossary.bare)


def _words(question: Question, words: Index[Term]) -> Iterator[tuple[int, int, Term]]:
    text = question.text
    for start, first in enumerate(text):
        if not is_latin(first) or question.word_begins(start):
            for end, terms in words.at(text, start):
                if not is_latin(text[end - 1]) or question.word_ends(end):
                    yield from ((start, end, term) for term in terms)


def _begun(
    question: Question, patterns: Index[tuple[ModelPattern, Term]], begins: Callable[[int], bool]
) -> Iterator[tuple[int, ModelPattern, Term]]:
    for start, first in enumerate(question.text):
        if not is_latin(first) or begins(start):
            for _, entries in patterns.at(question.text, start):
                yield from ((start, pattern, term) for pattern, term in entries)


def other_parts(question: Question) -> Iterator[Part]:
    """Yield what is explained without the certificate: neutral words, quantities, marks, what is called so."""
    text, known = question.text, known_words()
    for start, first in enumerate(text):
        if first == "+" or unicodedata.category(first)[0] == "P":
            yield Part(start, start + 1, mark=True)
        yield from (Part(start, end) for end in known.neutral_ends(text, start) if _whole(question, start, end))
        services = (end for end in known.service_ends(text, start) if _whole(question, start, end))
        yield from (Part(start, end, called=Kind.SERVICE) for end in services)
    yield from _called(question)
    yield from _codes(question)


def _whole(question: Question, start: int, end: int) -> bool:
    begins = not is_latin(question.text[start]) or question.word_begins(start)
    return begins and (not is_latin(question.text[end - 1]) or question.word_ends(end))


def _called(question: Question) -> Iterator[Part]:
    for kind, label in _LABELS:
        for match in label.finditer(question.text):
            start = match.end() - len(match[match.lastindex or 0])
            end = min((gap for gap in question.gaps if start < gap < match.end()), default=match.end())
            yield Part(start, end, called=kind)


def _codes(question: Question) -> Iterator[Part]:
    """Yield what has the form of a model: letters first, with figures. Only behind a name does it count as one."""
    edges = sorted({0, len(question.text), *question.gaps})
    for left, right in itertools.pairwise(edges):
        for match in _CODE.finditer(question.text, left, right):
            code = match[0]
            figures = any(map(str.isdigit, code))
            whole = question.model_begins(match.start()) and question.model_ends(match.end())
            if whole and figures and len(code) >= _SHORTEST_CODE and not _CATEGORY.fullmatch(code):
                yield Part(*match.span(), called=Kind.MODEL, behind_name=True)


def looks_like_model(text: str) -> bool:
    """Tell whether a folded word has the form of a model: Latin, with figures, and no category of GB/T 4754."""
    return text.isascii() and any(map(str.isdigit, text)) and not _CATEGORY.fullmatch(text)
