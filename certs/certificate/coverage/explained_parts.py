"""Which parts of a question are explained, and by what: terms of the certificate, neutral words, labels, marks."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from string import ascii_uppercase
from typing import Final, NamedTuple

from certs.certificate.coverage.known_words import Known, known_words
from certs.certificate.coverage.model_pattern import ModelPattern
from certs.certificate.coverage.product_question import Question, fold, is_latin
from certs.certificate.coverage.scope_words import BRAND, CATEGORY, MODEL, NAME, OTHER, SERVICE, Glossary, Term
from certs.certificate.coverage.term_index import TermIndex

_LABELS: Final = (
    (
        BRAND,
        re.compile(r"品牌:"),
        re.compile(r"(?:(?![的和与及含或]\w)(?:[^\W_]|(?<=[A-Z])[&'.-](?=[^\W_])|(?<=\w)·(?=\w)))+"),
    ),
    (MODEL, re.compile(r"型号:?"), re.compile(r"[A-Z0-9](?:[A-Z0-9\-/._#]|\([A-Z0-9\-/._#]*\))*")),
)
_CATEGORY_LABEL: Final = re.compile(r"行业代码:?$")
_MODEL_LABEL: Final = re.compile(r"型号:?$")
_BRAND_LABEL: Final = "品牌"
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:[-/._]?[A-Z0-9]+)*")
_LETTERS: Final = re.compile(r"[A-Z]+")
# Another model, written behind the first; and letters that may be a word: LBP2900-TONER, or CHARGER for CH*.
_NEXT_MODEL: Final = re.compile(r"[/_(#]\d*[A-Z]+(?:-[A-Z]+)*-?\d|[-.][A-Z]{2,}-?\d\d")
_WORD: Final = re.compile(r"(?<![A-Z0-9)])(?=[A-Z]*[AEIOU])[A-Z]{4,}(?![A-Z0-9])")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_CATEGORY: Final = re.compile(r"[A-T]\d{2,4}")  # GB/T 4754; no model, unless it is called one
_PARTING: Final = frozenset(",;:。")
_FREE_MARKS: Final = _PARTING | frozenset(
    " !?()[]{}【】〔〕「」『』《》〈〉“‘·"
)  # these say nothing wherever they stand
_ONCE: Final = frozenset(",。·")  # more than one of them means that something is left out
_CLOSING: Final = {"”": "“", "’": "‘", '"': '"', "'": "'"}  # inches and minutes, where none is open
_JOINING: Final = frozenset("+-/&")  # between two words; right behind letters or figures they belong to them: S9+
_TYPE: Final = "型"  # neutral behind a model only: KFR-35GW/A型
_SHORTEST_CODE: Final = 4  # characters of what counts as a model without being called one
_Patterns = TermIndex[tuple[ModelPattern, Term]]


class Part(NamedTuple):
    """A part of a question, from `start` to `end`, with what it is (`kind`) and the term that says so.

    Without a term it is a neutral word, or what the question itself calls a brand or model, or a service of the list.
    A `parting` mark parts what stands on its sides. A `label` stands before no name and behind no service, a `joining`
    word before no name. A code that nobody calls a model counts as one only `behind_name`, 型 only `behind_model`.
    """

    start: int
    end: int
    kind: int = OTHER
    term: Term | None = None
    mark: bool = False
    parting: bool = False
    label: bool = False
    joining: bool = False
    behind_name: bool = False
    behind_model: bool = False


def explained_parts(question: Question, named: Glossary) -> list[Part]:
    """Return every part that something explains; they overlap."""
    words = [
        Part(start, end, term.kind, term, label=bool(term.kind & BRAND) and is_called_brand(question, end))
        for start, end, term in _words(question, named.words)
    ]
    models = list(_models(question, named, {(each.start, each.end): each.kind for each in words}))
    begins, ends = {each.start for each in models}, {each.end for each in models}
    ranges = {each for each in ends if question.text[each : each + 1] == "-" and each + 1 in begins}
    marks = [each for each in _marks(question) if each.start not in ranges]  # YX50 - YX60 is no list of two
    return [*words, *models, *marks, *_known(question), *_called(question, words), *_codes(question)]


def is_called_brand(question: Question, end: int) -> bool:
    """Tell whether what ends here is called a brand behind its name: 青松品牌."""
    return question.text.endswith(_BRAND_LABEL, 0, end)


def exclusions(question: Question, excluded: Glossary) -> Iterator[Term]:
    """Yield the exclusions that speak: their words stand unbroken in the question, or a model in it fits them."""
    for _, _, term in _words(question, excluded.words):
        yield term
    if not excluded.patterns:  # the usual case; without them there are no bare ones either
        return
    for asked, patterns in ((question, excluded.patterns), (question.without_hyphens(), excluded.bare)):
        for start, pattern, term in _begun(asked, patterns, asked.word_begins):
            if any(end > start for end in pattern.ends(asked, start, asked.word_ends)):
                yield term


def _words(question: Question, words: TermIndex[Term]) -> Iterator[tuple[int, int, Term]]:
    for start in range(len(question.text)):
        for end, terms in words.at(question.text, start):
            is_doubled = question.text.endswith(question.text[start:end], 0, start)  # 奶奶 is no 奶
            if _is_whole(question, start, end) and not is_doubled:
                yield from ((start, end, term) for term in terms)


def _is_whole(question: Question, start: int, end: int) -> bool:
    """Tell whether a part is no piece of a longer Latin word or figure; Chinese words have no edges."""
    begins = not is_latin(question.text[start]) or question.word_begins(start)
    return begins and (not is_latin(question.text[end - 1]) or question.word_ends(end))


def _models(question: Question, named: Glossary, words: dict[tuple[int, int], int]) -> Iterator[Part]:
    """Yield the models that fit; none that is a brand or category of the certificate, unless it is called a model."""
    for patterns in (named.patterns,) if "-" in question.text else (named.patterns, named.bare):
        for start, pattern, term in _begun(question, patterns, question.model_begins):
            for end in pattern.ends(question, start, question.model_ends):
                is_other = _is_other(question, start, words.get((start, end), OTHER))
                text = question.text[start:end]
                says_more = _says_more(text if text.isalpha() else text[len(pattern.head) :], term.entry)
                if end > start and not is_other and not says_more and _is_one_model(text, pattern):
                    yield Part(start, end, MODEL, term)


def _is_other(question: Question, start: int, kind: int) -> bool:
    if kind & CATEGORY and not _MODEL_LABEL.search(question.text[:start]):
        return True
    return bool(kind & BRAND) or _CATEGORY_LABEL.search(question.text[:start]) is not None


def _is_one_model(text: str, pattern: ModelPattern) -> bool:
    """Tell whether what fits a pattern is one model: brackets closed, and no second one begun.

    A wildcard would take KFR-72LW along in KFR-35GW/A/KFR-72LW, and S11-630 in S9-630/S11-630.
    """
    begins = _LETTERS.match(text)
    again = begins and re.search(rf"[^A-Z0-9]{begins[0]}(?![A-Z])", text[begins.end() :])
    joints = Counter(each[0][0] for each in _NEXT_MODEL.finditer(text, len(pattern.head)))
    is_joined = any(number > pattern.names_behind_head(mark) for mark, number in joints.items())
    closed = not set("()") & set(_BRACKETS.sub("", text))
    return closed and ".." not in text and not again and not is_joined


def _says_more(rest: str, entry: str = "") -> bool:
    """Tell whether a word that the certificate does not name stands behind the head of a model, or is all of it."""
    return any(word not in fold(entry) for word in _WORD.findall(rest))


def _is_one_code(text: str) -> bool:
    """Tell whether what the certificate does not list is one model, with no word behind it."""
    return not _NEXT_MODEL.search(text) and not _says_more(text.lstrip(ascii_uppercase))


def _begun(
    question: Question, patterns: _Patterns, begins: Callable[[int], bool]
) -> Iterator[tuple[int, ModelPattern, Term]]:
    for start, first in enumerate(question.text):
        if not is_latin(first) or begins(start):
            for _, entries in patterns.at(question.text, start):
                yield from ((start, pattern, term) for pattern, term in entries)


def _known(question: Question) -> Iterator[Part]:
    """Yield neutral words, services of the list and quantities."""
    text, known = question.text, known_words()
    for start, first in enumerate(text):
        for end, kinds in known.words.at(text, start):
            if _is_whole(question, start, end):
                joins = end < len(text)  # 金和 is no 金
                yield from (_known_part(text, start, end, each) for each in kinds if joins or each is not Known.JOINING)
        if first == _TYPE and not question.word_ends(start - 1 if start else 0):
            yield Part(start, start + 1, behind_model=True)
    for quantity in known.quantity.finditer(text):
        start, end = quantity.span()
        if _is_whole(question, start, end) and not known.measured.match(text, end - 1):
            yield Part(start, end)


def _known_part(text: str, start: int, end: int, known: Known) -> Part:
    """Return a word of the list; 品牌 and 型号 are parted from what stands before if a colon and more follow."""
    kind = SERVICE if known is Known.SERVICE else OTHER
    names_next = text[end : end + 1] == ":" and end + 1 < len(text)
    if names_next and known is Known.LABEL and text[start:end].endswith((_BRAND_LABEL, "型号")):
        return Part(start, end, parting=True)
    return Part(start, end, kind, label=known is Known.LABEL, joining=known is Known.JOINING)


def _marks(question: Question) -> Iterator[Part]:
    for place, mark in enumerate(question.text):
        if _is_neutral(question, place):
            yield Part(place, place + 1, mark=True, parting=mark in _PARTING)


def _is_neutral(question: Question, place: int) -> bool:
    """Tell whether a mark says nothing: it only parts words, and is no sign, decimal point or end of a model."""
    text, mark = question.text, question.text[place]
    before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    if mark in _FREE_MARKS:
        return mark not in _ONCE or mark not in {before, after}
    is_behind_latin = bool(before) and is_latin(before)
    if mark in _CLOSING:
        return not is_behind_latin or _CLOSING[mark] in text[:place]
    if mark == ".":
        return before.isalnum() and (not after or (place + 1 in question.gaps and after.isalnum()))
    if mark not in _JOINING or not before.isalnum() | (before in _FREE_MARKS) or not after.isalnum():
        return False
    is_parted = {place, place + 1} <= question.gaps
    return is_parted if is_behind_latin else not after.isdigit()


def _called(question: Question, words: list[Part]) -> Iterator[Part]:
    """Yield what the question itself calls a brand or a model; no brand says what goods or what service is meant."""
    text, names = question.text, [each for each in words if each.kind & NAME]
    for kind, label, form in _LABELS:
        for begin in label.finditer(text):
            start = begin.end()
            end = min((gap for gap in question.gaps if start < gap), default=len(text))
            called = form.match(text, start, end)
            if called is None or (
                known_words().says_goods(called[0]) if kind == BRAND else not _is_one_code(called[0])
            ):
                continue
            if kind == MODEL or not any(start <= each.start and each.end <= called.end() for each in names):
                yield Part(start, called.end(), kind)


def _codes(question: Question) -> Iterator[Part]:
    """Yield what has the form of a model: letters first, with figures."""
    for left, right in itertools.pairwise(sorted({0, len(question.text), *question.gaps})):
        for match in _CODE.finditer(question.text, left, right):
            whole = question.model_begins(match.start()) and question.model_ends(match.end())
            is_one = len(match[0]) >= _SHORTEST_CODE and _is_one_code(match[0])
            if whole and is_one and looks_like_model(match[0]):
                yield Part(*match.span(), MODEL, behind_name=True)


def looks_like_model(text: str) -> bool:
    """Tell whether a folded word has the form of a model: Latin, with figures, and no category of GB/T 4754."""
    return text.isascii() and any(map(str.isdigit, text)) and not _CATEGORY.fullmatch(text)
