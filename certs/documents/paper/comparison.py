"""The print of a paper held against the register, field by field: what differs, and what could not be read.

Only pages headed by a number are a certificate's. A fact is read where its label stands; what is there must be what
the register has, all of it and nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from certs import limits
from certs.documents.paper.column_heads import strange_heads
from certs.documents.paper.paper_file import Page
from certs.documents.paper.printed_labels import FIELDS, LISTS, OTHER, compact
from certs.documents.paper.printed_lists import PAGE_END, explained
from certs.documents.paper.printed_parts import Part, days_of, parts_of
from certs.documents.paper.register_side import RegisterSide

_NUMBER: Final = re.compile(r"[0-9A-Z][0-9A-Z/_-]{5,39}")
_OURS: Final = re.compile(r"(?<![0-9A-Z])[0-9]{5,6}SC[0-9]{5,8}R[0-9]{1,2}[SML](?:-[0-9]{1,2})?(?![0-9A-Z])")
_APPROVAL: Final = re.compile(r"CNCA-[0-9A-Z-]+")
_SIGNS: Final = re.compile(r"[\s,.;:，。；：、《》()（）/|·]+")
_FIGURES: Final = "零一二三四五六七八九十"
_ENGLISH: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LEVEL: Final = re.compile(
    rf"[{_FIGURES}0-9]+星级?|达标级|★+|(?:{'|'.join(_ENGLISH[1:])}|[0-9]+)-?stars?|qualified(?:\(nostars\))?",
    re.IGNORECASE,
)
_FINDING: Final = re.compile(r"符合|达到|,?asevaluated,?to|,?andconformsto|atthelevel|;level:", re.IGNORECASE)
# Older layouts print no day beside the version.
_EDITION: Final = re.compile(
    r"(?:第(?P<zh>[0-9]+)版|version(?P<en>[0-9]+))(?:\((?:自|from)?(?P<day>.*)\))?", re.IGNORECASE
)
_AROUND: Final = 16  # characters shown on each side of where two long texts part


class Difference(NamedTuple):
    """One field in which paper and register differ: what each of them says."""

    field: str
    paper: str
    register: str

    def to_json(self) -> dict[str, str]:
        """Return the JSON form."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome. `unread` are the fields that no page showed; `strange` the pages that are no certificate's.

    `is_report` says that it is a report, which was held against the bundle in it. `register` has each field as the
    register says it, in the version that the print was held against.
    """

    differences: tuple[Difference, ...] = ()
    unread: tuple[str, ...] = ()
    strange: tuple[int, ...] = ()
    is_made: bool = False
    is_report: bool = False
    register: Mapping[str, str] | None = None


def numbers_in(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return the certificate numbers in the text: behind their label, or of the form of ours, in their order."""
    numbers: dict[str, None] = {}
    for page in pages:
        numbers |= dict.fromkeys(_heading(parts_of(page)))
        numbers |= dict.fromkeys(match[0] for run in page.runs for match in _OURS.finditer(compact(run.text)))
    return tuple(numbers)


def compare(pages: Sequence[Page], register: RegisterSide) -> Comparison:
    """Hold the pages that a number heads against the register's words."""
    parts_by_page = [parts_of(page) for page in pages]
    own = [place for place, parts in enumerate(parts_by_page) if _heading(parts)]
    if not own:
        return Comparison(strange=tuple(range(1, len(pages) + 1)))
    parts: list[Part] = []
    for place in own:
        parts += _going_on(place, parts_by_page[place], parts, register)
    reads: dict[str, list[Difference]] = {}
    heads = (Difference(*one) for one in strange_heads([pages[place] for place in own]))
    days = _days([pages[place] for place in own], register)
    for one in (*_facts(parts, register), *days, *_lists(parts, register), *heads):
        reads.setdefault(one.field, []).append(one)
    differences = [one for field in (*FIELDS, "version") for one in reads.get(field, ()) if one.paper != one.register]
    strange = tuple(place for place in range(1, len(pages) + 1) if place - 1 not in own)
    differing = {one.field for one in differences}
    missing = _without_chinese(parts, register) - differing
    unread = tuple(field for field in FIELDS if field not in reads or field in missing)
    return Comparison(
        tuple(dict.fromkeys(map(shortened, differences))), unread, strange, is_made=True, register=register.shown
    )


def _without_chinese(parts: Sequence[Part], register: RegisterSide) -> set[str]:
    """Return the fields whose Chinese words nobody sees: every layout prints them, and the English alone is no print.

    Whoever paints another level or name over the Chinese one leaves the English beside it as it was.
    """
    text = "\n".join(part.text for part in parts if part.field not in LISTS)
    return {field for field in ("holder", "level") if register.words[field][0] not in text}


def _going_on(page: int, parts: list[Part], before: Sequence[Part], register: RegisterSide) -> Iterator[Part]:
    """Yield the parts of a page; a list that the page before left open goes on behind the page's own heading."""
    is_open = next((part.field for part in reversed(before) if part.field), OTHER)
    for part in parts:
        kept = _heading_lines(part, register) if part.field == "number" and is_open in LISTS else len(part.shown)
        yield Part(part.field, part.shown[:kept], page)
        if part.shown[kept:]:
            yield Part(is_open, part.shown[kept:], page)


def _heading_lines(part: Part, register: RegisterSide) -> int:
    """Return how many lines of what stands behind the number are it, the edition and the organisation."""
    names, text, kept = register.words["holder"], "", 1
    for count, line in enumerate(part.lines[1:], 2):
        text += "" if _EDITION.fullmatch(line) else line
        left = text
        for name in names:
            left = left.replace(name, "", 1)
        kept = kept if left else count
    return kept


def _heading(parts: Sequence[Part]) -> list[str]:
    """Return the numbers that stand behind the label of the number."""
    return [match[0] for part in parts if part.field == "number" for match in _NUMBER.finditer(_first_line(part))]


def _first_line(part: Part) -> str:
    return part.lines[0] if part.lines else ""


def _facts(parts: Sequence[Part], register: RegisterSide) -> Iterator[Difference]:
    """Yield each fact that was read: it differs where the two texts are not the same."""
    for part in parts:
        match part.field:
            case "number" if part.shown:
                yield Difference("number", _first_line(part), register.shown["number"])
                yield from _beside_number(part, register)
            case "holder" | "uscc" | "address" | "body" if part.shown:
                yield _whole(part, part.field, register)
            case "approval" if part.shown:
                match = _APPROVAL.search(part.text)
                yield Difference("approval", match[0] if match else part.text, register.shown["approval"])
            case "scheme" if part.shown:
                yield _scheme(part, register)
            case "main" if part.shown:
                yield Difference("main", _main(part), register.shown["main"])
        if part.field not in LISTS:
            yield from _strange_numbers(part, register)
            yield from _editions(part, register)
        if part.field not in LISTS and part.field != "number":
            yield from _levels(part, register)


def _main(part: Part) -> str:
    match = _NUMBER.search(_first_line(part))
    return match[0] if match else part.text


def _strange_numbers(part: Part, register: RegisterSide) -> Iterator[Difference]:
    """Yield numbers of our form that stand without their label, as at the foot of a page or in an address."""
    number = register.shown["number"]
    own = {number, register.shown["main"]} if part.field == "main" else {number}
    others = {match[0] for line in part.lines for match in _OURS.finditer(line)} - own
    yield from (Difference("number", other, number) for other in sorted(others))


def _editions(part: Part, register: RegisterSide) -> Iterator[Difference]:
    """Yield each version that is printed, with the day from which it holds where that stands beside it."""
    ours = _EDITION.fullmatch(compact(register.shown["version"]))
    assert ours is not None
    for shown in part.shown:
        printed = _EDITION.fullmatch(compact(shown))
        if printed:
            is_same = int(printed["zh"] or printed["en"]) == int(ours["zh"]) and printed["day"] in {None, ours["day"]}
            yield Difference("version", register.shown["version"] if is_same else shown, register.shown["version"])


def _beside_number(part: Part, register: RegisterSide) -> Iterator[Difference]:
    """Yield the organisation, which stands below the number without a label of its own."""
    lines = [line for line in part.shown[1:] if not _EDITION.fullmatch(compact(line))]
    if lines:
        yield _whole(Part("holder", lines), "holder", register)


def _whole(part: Part, field: str, register: RegisterSide) -> Difference:
    """Compare a part that must be one of the register's words for it, or several of them, and nothing else."""
    left, has_one = part.text, False
    for word in sorted(register.words[field], key=len, reverse=True):
        has_one = has_one or word in left
        left = left.replace(word, "")
    is_same = has_one and not _SIGNS.sub("", left)
    return Difference(field, register.shown[field] if is_same else " ".join(part.shown), register.shown[field])


def _scheme(part: Part, register: RegisterSide) -> Difference:
    text = _FINDING.sub("", _LEVEL.sub("", part.text))
    return _whole(Part("scheme", [text]), "scheme", register)


def _levels(part: Part, register: RegisterSide) -> Iterator[Difference]:
    """Yield the levels that stand anywhere but in the lists."""
    for match in _LEVEL.finditer(part.text):
        is_same = _stars(match[0].lower()) == register.stars
        yield Difference("level", register.shown["level"] if is_same else match[0], register.shown["level"])


def _stars(level: str) -> int:
    """Return how many stars a level has, in whichever words."""
    if level[0] == "★":
        return len(level)
    figure = re.match(rf"[0-9]+|[{_FIGURES}]|{'|'.join(_ENGLISH[1:])}", level)
    if figure is None:
        return 0
    word = figure[0]
    return int(word) if word.isdecimal() else _FIGURES.find(word) if word in _FIGURES else _ENGLISH.index(word)


def _days(pages: Iterable[Page], register: RegisterSide) -> Iterator[Difference]:
    for page in pages:
        for field, days in days_of(page).items():
            yield from (Difference(field, day, register.shown[field]) for day in sorted(days))


def _lists(parts: Sequence[Part], register: RegisterSide) -> Iterator[Difference]:
    for field, items, wholes in (
        ("scope", register.scope, register.scope_wholes),
        ("sites", register.sites, register.site_wholes),
    ):
        by_page = groupby((part for part in parts if part.field == field), lambda part: part.page)
        text = PAGE_END.join("".join(part.text for part in group) for _, group in by_page)
        if text:
            wrong = explained(text, items, wholes)
            yield from (Difference(field, paper, held or register.shown[field]) for paper, held in wrong)
            yield from () if wrong else (Difference(field, register.shown[field], register.shown[field]),)


def shortened(one: Difference) -> Difference:
    """Cut long texts down to where they part."""
    if max(len(one.paper), len(one.register)) <= limits.READING_SHOWN:
        return one
    begin = next((place for place, (a, b) in enumerate(zip(one.paper, one.register, strict=False)) if a != b), 0)
    first = max(begin - _AROUND, 0)
    return Difference(one.field, *(_cut(text, first) for text in (one.paper, one.register)))


def _cut(text: str, first: int) -> str:
    end = first + limits.READING_SHOWN
    return ("…" if first else "") + text[first:end] + ("…" if end < len(text) else "")
