"""The certificates that a bidder's name fits: exactly, former and English names included, or nearly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from certs import limits
from certs.certificate import uscc
from certs.lifecycle.record import Record
from certs.register.answers.near_names import near_names
from certs.register.answers.ranking import ranked
from certs.register.store.name_search import Match, Place
from certs.register.store.question_met import Closeness
from certs.register.store.reader import View
from certs.register.store.text_forms import fold

_OF_HOLDER: Final = frozenset({"holder", "holder_en", "former_name"})
_PAGES: Final = 4  # of matches looked through for those that have a name in them
_MOST: Final = _PAGES * limits.RANKED  # certificates of one name that are put in order


@dataclass(frozen=True, slots=True)
class Fits:
    """What a name fits, the best first. `exact` says that it is the very name; `more` that there are more than these.

    `part` says that the name stands within theirs; else they are only close to it. `passed_over` says that near ones
    were not looked for, since the stack holds too many names that the register lacks.
    """

    numbers: tuple[str, ...] = ()
    exact: bool = False
    more: bool = False
    part: bool = False
    passed_over: bool = False


def fits(view: View, names: Collection[str], bare: Collection[str], today: date) -> dict[str, Fits]:
    """Return what each name or USCC fits, and what comes near those of the `bare` that the register lacks.

    All names are looked up together, but what comes near takes the index some milliseconds for each, in one statement
    as in many: so it is looked for in the order of the `bare`, and only for the first `limits.NEAR_OF_STACK`. Raises
    CouldNotCheck.
    """
    called = view.called(names)
    fitting = {name: _exactly(view, name, called.get(fold(name), []), today) for name in names}
    lacking = [name for name in bare if not fitting[name].exact]
    fitting |= {name: _nearly(view, name, today) for name in lacking[: limits.NEAR_OF_STACK]}
    return fitting | dict.fromkeys(lacking[limits.NEAR_OF_STACK :], Fits(passed_over=True))


def _exactly(view: View, name: str, called: list[Match], today: date) -> Fits:
    code = uscc.compact(name)
    if uscc.is_valid(code):
        numbers = view.of_uscc(code, limit=limits.SUGGESTIONS + 1)
        return _some(tuple(numbers), exact=True)
    exact = [match for match in called if match.field in _OF_HOLDER]
    if not exact:
        return Fits()
    return _some(_ordered(view, exact[:_MOST], today), exact=True, more=len(exact) > _MOST)


def _nearly(view: View, name: str, today: date) -> Fits:
    parts = _with_the_name_in_them(view, name)
    return _some(_ordered(view, parts or near_names(view, name), today), part=bool(parts))


def _ordered(view: View, matches: list[Match], today: date) -> tuple[str, ...]:
    lines = ranked(view, matches, today) if len(matches) > 1 else matches
    return tuple(line.number for line in lines)


def _some(numbers: tuple[str, ...], *, exact: bool = False, part: bool = False, more: bool = False) -> Fits:
    return Fits(numbers[: limits.SUGGESTIONS], exact, more or len(numbers) > limits.SUGGESTIONS, part)


def _with_the_name_in_them(view: View, name: str) -> list[Match]:
    """Return the certificates that have the name in a text."""
    parts: list[Match] = []
    before: Place | None = None
    for _ in range(_PAGES):
        matches, before = view.find(name, limit=limits.RANKED, before=before)
        parts += [match for match in matches if match.closeness <= Closeness.PART]
        if before is None or before.closeness > Closeness.PART:
            break
    return parts


def is_holder(record: Record, name: str) -> bool:
    """Tell whether a name is one that the holder has or had, in either language, or its USCC."""
    codes = {version.subject["holder"]["uscc"] for version in record.versions}
    return fold(name) in _names(record) or uscc.compact(name) in codes


def is_close(record: Record, name: str) -> bool:
    """Tell whether a name is a part of one of the holder's, or has one as a part, as a consortium's has."""
    folded = fold(name)
    return bool(folded) and any(folded in each or each in folded for each in _names(record))


def _names(record: Record) -> set[str]:
    """Return every name that the holder has or had, folded."""
    holders = [version.subject["holder"] for version in record.versions]
    names = [each for of in holders for each in (of["name"], of.get("name_en") or "", *of.get("former_names", ()))]
    return {folded for each in names if (folded := fold(each))}
