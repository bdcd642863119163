"""Search by any part of a name: by tokens, and held against the texts themselves.

Trigram indexes silently find nothing for two-character Chinese words, which are the main case (measured; decision
0010). So the 1- and 2-grams of each text are indexed, and how it sounds (`text_forms`). The tokens name candidates;
what a certificate is found by is judged on its texts (`question_met`), so the answer has no false positive and no false
negative.

What meets the question best comes first: the texts that are it, begin with it, have it in them; then those of which
each word is met; then those that sound like it. Within each the newest come first, and each certificate once, where it
fits best.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from certs import limits
from certs.certificate.field_kinds import Field
from certs.certificate.fields import HOLDER, SCOPE
from certs.register.store import ledger, name_candidates
from certs.register.store.name_candidates import Page, Row, Wanted
from certs.register.store.question_met import Closeness, Met, Name, Question, Word, asked
from certs.register.store.stored_bytes import damaged
from certs.register.store.tables import NAME
from certs.register.store.text_forms import fold, spell

_HOLDER: Final = tuple(row for row in HOLDER if row.search)
_ITEM: Final = tuple(row for row in SCOPE if row.search)
_CALLED: Final = ledger.InChunks(
    select(NAME.c.folded, NAME.c.number, NAME.c.field, NAME.c.text).order_by(NAME.c.id.desc()), NAME.c.folded
)
_LITERAL: Final = (Closeness.EXACT, Closeness.BEGINNING, Closeness.PART)
_NAMES: Final = ledger.InChunks(
    select(NAME.c.number, NAME.c.id, NAME.c.field, NAME.c.text, NAME.c.folded, NAME.c.spelled).order_by(NAME.c.id),
    NAME.c.number,
)


@dataclass(frozen=True, slots=True)
class Match:
    """One certificate found, which of its texts met the question, and how closely.

    `more` are further texts, as (field, text), where each met a word of the question.
    """

    number: str
    field: str
    text: str
    closeness: Closeness
    more: tuple[tuple[str, str], ...] = ()


class Place(NamedTuple):
    """Where a page of matches ends: how close its last match is, and before which text of the index it goes on."""

    closeness: int
    before: int


FIRST: Final = Place(Closeness.EXACT, name_candidates.BEYOND)


def names_of(subject: Mapping[str, Any]) -> list[Name]:
    """Return the searchable texts of a certificate, the holder first.

    What folds to the same, or to nothing, only once.
    """
    texts = [*_texts(subject["holder"], _HOLDER), *(text for item in subject["scope"] for text in _texts(item, _ITEM))]
    names: dict[str, Name] = {}
    for field, value in texts:
        folded = fold(value)
        if folded:
            names.setdefault(folded, Name(field, value, folded, spell(folded)))
    return list(names.values())


def names_of_versions(subjects: Iterable[Mapping[str, Any]]) -> list[Name]:
    """Return the searchable texts of all versions of a certificate, given the latest first.

    Whoever knows the holder by an older name, or the product by an older word, still finds the certificate.
    """
    names: dict[str, Name] = {}
    for age, subject in enumerate(subjects):
        for name in names_of(subject):
            former = age > 0 and name.field.startswith("holder")
            names.setdefault(name.folded, name._replace(field="former_name") if former else name)
    return list(names.values())


def _texts(record: Mapping[str, Any], rows: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """Yield the searched texts of a record, each with the name under which the search finds it."""
    for row in rows:
        value = record.get(row.name, ())
        yield from ((row.search, entry) for entry in ((value,) if isinstance(value, str) else value))


def find(
    connection: Connection, question: str, *, limit: int = limits.PAGE, before: Place | None = None
) -> tuple[list[Match], Place | None]:
    """Return the certificates that meet the question, the closest first, then the newest, and the next page's place.

    An empty question, or one of punctuation only, finds nothing. The place is None on the last page. A certificate's
    texts stand together in the index, so a place before the first of them never shows it twice. A page may have fewer
    matches than asked for, or none, and still a next one: no question walks through all of a large register at once.
    """
    found = list(islice(_matches(connection, asked(question), before or FIRST, limit), limit + 1))
    matches = [match for match, _ in found[:limit] if match is not None]
    if found and found[-1][0] is None:
        return matches, found[-1][1]
    return matches, found[limit - 1][1] if len(found) > limit else None


def called(connection: Connection, names: Iterable[str]) -> dict[str, list[Match]]:
    """Return by each name, folded, the certificates of which a text is exactly it, the newest first.

    All at one stroke, however many names there are. Raises CouldNotCheck where a text is damaged.
    """
    matches: dict[str, list[Match]] = {}
    for folded, *columns in _CALLED.rows(connection, filter(None, map(fold, names))):
        if not all(type(column) is str for column in columns):
            raise damaged()
        number, field, name = columns
        matches.setdefault(folded, []).append(Match(number, field, name, Closeness.EXACT))
    return matches


class Texts(NamedTuple):
    """The searchable texts of a certificate in their order, and the place of the first of them in the index."""

    first: int
    names: list[Name]


def texts_of(connection: Connection, numbers: Iterable[str]) -> dict[str, Texts]:
    """Return the searchable texts of certificates. Raises CouldNotCheck where one is damaged."""
    texts: dict[str, Texts] = {}
    for number, place, *columns in _NAMES.rows(connection, numbers):
        if not all(type(column) is str for column in columns):
            raise damaged()
        texts.setdefault(number, Texts(place, [])).names.append(Name(*columns))
    return texts


def _matches(
    connection: Connection, question: Question, start: Place, limit: int
) -> Iterator[tuple[Match | None, Place]]:
    """Yield the matches from a place on, each with the place after it; None with a place where enough was looked at."""
    if not question.whole.folded:
        return
    at_once = limit + 2
    holding = name_candidates.holding(question.whole.folded)
    common = name_candidates.is_common(connection, holding, at_once)
    newest: Page | None = None  # of all that hold the question, however closely
    if start == FIRST:
        newest = name_candidates.page(connection, holding, start.before, at_once, common=common)
        if len(newest.rows) < at_once and newest.resume is None:  # all of them: they are put in order at one stroke
            judged = [
                (match, place) for match, place in _judged(connection, question, newest.rows) if match is not None
            ]
            yield from sorted(judged, key=lambda one: one[0].closeness)
            start = Place(Closeness.WORDS, name_candidates.BEYOND)
    for closeness in Closeness:
        wanted = _wanted(connection, question, closeness) if closeness >= start.closeness else None
        if wanted is not None:
            before = start.before if closeness == start.closeness else name_candidates.BEYOND
            # What begins with the question, or is it, is no commoner than what has it anywhere.
            walked = common
            if closeness != Closeness.PART and (common or closeness not in _LITERAL):
                walked = name_candidates.is_common(connection, wanted, at_once)
            pages = partial(name_candidates.page, connection, wanted, common=walked)
            page = newest if newest is not None and closeness == Closeness.PART else pages(before, at_once)
            for found in _of_closeness(connection, question, closeness, pages, page, at_once):
                yield found
                if found[0] is None:
                    return


def _of_closeness(
    connection: Connection,
    question: Question,
    closeness: Closeness,
    pages: Callable[[int, int], Page],
    page: Page,
    at_once: int,
) -> Iterator[tuple[Match | None, Place]]:
    """Yield the matches that fit this closely, and no closer: in a page, and in those that `pages` has next."""
    looked_at, before = len(page.rows), name_candidates.BEYOND
    while True:
        for match, place in _judged(connection, question, page.rows):
            if match is not None and match.closeness == closeness:
                yield match, place
            before = place.before
        if page.resume is not None:
            yield None, Place(closeness, page.resume)
        if len(page.rows) < at_once:
            return
        if looked_at >= limits.CANDIDATES:
            if closeness in _LITERAL:  # of what has the question in it nothing is left out: the next page goes on
                yield None, Place(closeness, before)
            return
        at_once = min(2 * at_once, limits.STEP)  # what meets the question is rare among what the index names
        page = pages(before, at_once)
        looked_at += len(page.rows)


def _judged(connection: Connection, question: Question, rows: Sequence[Row]) -> Iterator[tuple[Match | None, Place]]:
    """Yield the certificates of candidates, in their order, each judged by all its texts, with the place after it."""
    texts = texts_of(connection, {row.number for row in rows})
    for number in dict.fromkeys(row.number for row in rows):
        met = question.met_by(texts[number].names)
        yield match_of(number, met) if met else None, Place(met.closeness if met else 0, texts[number].first)


def match_of(number: str, met: Met) -> Match:
    """Return the match of a certificate whose texts met a question."""
    first, *others = met.names
    return Match(number, first.field, first.text, met.closeness, tuple((one.field, one.text) for one in others))


def _wanted(connection: Connection, question: Question, closeness: Closeness) -> Wanted | None:
    """Return what the index is asked for those that fit so closely; None where the question cannot be met so."""
    whole = question.whole
    match closeness:
        case Closeness.EXACT:
            return name_candidates.equal(whole.folded)
        case Closeness.BEGINNING:
            return name_candidates.beginning(whole.folded)
        case Closeness.PART:
            return name_candidates.holding(whole.folded)
        case Closeness.SOUND:
            return _sounding(whole) if whole.ways else None
        case Closeness.WORDS:
            return _rarest(connection, [name_candidates.holding(word.folded) for word in question.words])
        case Closeness.SOUNDING_WORDS if any(word.ways for word in question.words):
            return _rarest(connection, [_sounding(word, literally=True) for word in question.words])
    return None


def _sounding(word: Word, *, literally: bool = False) -> Wanted:
    """Return what the index is asked for those texts that sound like a word, or have it in them."""
    inside = name_candidates.holding(word.folded)
    alternatives = (*(inside.alternatives if literally else ()), *(way.groups for way in word.ways))
    if not literally:
        return Wanted(alternatives, "spelled ~ :value", word.pattern)
    if not word.ways:
        return inside
    return Wanted(alternatives, "(strpos(folded, :also) > 0 OR spelled ~ :value)", word.pattern, word.folded)


def _rarest(connection: Connection, wanted: Sequence[Wanted]) -> Wanted | None:
    """Return, of what is asked for each word, that which the index names least for, and that the others be there too.

    Words that may only sound are not held against the texts: what they are is judged outside.
    """
    if not wanted:
        return None
    rarest = min(wanted, key=lambda one: name_candidates.commonness(connection, one))
    return replace(rarest, others=tuple(one.value for one in wanted if one is not rarest and not one.by_sound))
