"""The order of results: what fits best first, then what is valid, then what lasts longest.

A certificate that a newer one replaced stands under the one at the end of its chain, where that was found as well
(decision 0030).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from certs.lifecycle.renewals import end_of_chain
from certs.register.answers.hit_lines import Line
from certs.register.store.lives import RENEWED, Life
from certs.register.store.name_search import Match
from certs.register.store.question_met import Closeness
from certs.register.store.reader import View

_ORDER: Final = ("valid", "suspended", "not_yet_valid", "expired", "withdrawn", "revoked", RENEWED)
_RANK: Final = {code: rank for rank, code in enumerate(_ORDER)}
_RANK[RENEWED] = _RANK["withdrawn"]
_HOW: Final = {
    Closeness.WORDS: "words",
    Closeness.SOUND: "pinyin",
    Closeness.SOUNDING_WORDS: "pinyin",
    Closeness.IN_FULL: "near",
    Closeness.NEAR: "near",
}
Key = tuple[int, int, int, str]


def ranked(view: View, matches: Sequence[Match], today: date) -> list[Line]:
    """Return the lines of what was found, in their order."""
    found = {match.number: match for match in matches}
    lives = _with_successors(view, found)
    under = {number: end for number in found if (end := _replaced_by(number, lives, today)) in found}
    closeness = {number: match.closeness for number, match in found.items() if number not in under}
    for number, end in under.items():
        closeness[end] = min(closeness[end], found[number].closeness)
    keys = {number: _key(number, closeness[number], lives, today) for number in closeness}
    families: dict[str, list[str]] = {number: [] for number in sorted(keys, key=keys.__getitem__)}
    for number in sorted(under, key=lambda number: _key(number, 0, lives, today)):
        families[under[number]].append(number)
    return [
        line
        for lead, older in families.items()
        for line in (_line(found[lead], None), *(_line(found[number], lead) for number in older))
    ]


def _line(match: Match, under: str | None) -> Line:
    return Line(match.number, match.field, match.text, under, _HOW.get(match.closeness, ""), match.more)


def _key(number: str, closeness: int, lives: Mapping[str, Life], today: date) -> Key:
    life = lives.get(number)
    if life is None:  # the search index names what the register does not hold
        return closeness, len(_ORDER), 0, number
    return closeness, _RANK[life.code(today)], -life.valid_until.toordinal(), number


def _with_successors(view: View, found: Mapping[str, Match]) -> dict[str, Life]:
    lives = view.lives(found)
    missing = {life.successor for life in lives.values() if life.successor} - lives.keys()
    while missing:
        later = view.lives(missing)
        lives.update(later)
        missing = {life.successor for life in later.values() if life.successor} - lives.keys()
    return lives


def _replaced_by(number: str, lives: Mapping[str, Life], today: date) -> str | None:
    """Return the end of the chain of those that took a certificate's place by today; None where none did."""

    def following(number: str) -> str | None:
        life = lives.get(number)
        return life.successor if life is not None and life.code(today) == RENEWED else None

    return end_of_chain(number, following)
