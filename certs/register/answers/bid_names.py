"""The certificates that a bidder's name fits: exactly, former and English names included, or nearly."""

from __future__ import annotations

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
_PAGES: Final = 4  # of matches looked through for those that fit exactly


@dataclass(frozen=True, slots=True)
class Fits:
    """What a name fits, the best first. `exact` says that it is the very name; `more` that there are more than these.

    `part` says that the name stands within theirs; else they are only close to it.
    """

    numbers: tuple[str, ...] = ()
    exact: bool = False
    more: bool = False
    part: bool = False


def fits(view: View, name: str, today: date, *, exactly: bool) -> Fits:
    """Return what a name or a USCC fits; `exactly` leaves out what only comes near. Raises CouldNotCheck."""
    code = uscc.compact(name)
    if uscc.is_valid(code):
        numbers = view.of_uscc(code, limit=limits.SUGGESTIONS + 1)
        return _some(tuple(numbers), exact=True)
    exact, parts, more = _of_holders(view, name)
    if exact:
        return _some(_ordered(view, exact, today), exact=True, more=more)
    if exactly:
        return Fits()
    near = parts or near_names(view, name)
    return _some(_ordered(view, near, today), part=bool(parts))


def _ordered(view: View, matches: list[Match], today: date) -> tuple[str, ...]:
    lines = ranked(view, matches, today) if len(matches) > 1 else matches
    return tuple(line.number for line in lines)


def _some(numbers: tuple[str, ...], *, exact: bool = False, part: bool = False, more: bool = False) -> Fits:
    return Fits(numbers[: limits.SUGGESTIONS], exact, more or len(numbers) > limits.SUGGESTIONS, part)


def _of_holders(view: View, name: str) -> tuple[list[Match], list[Match], bool]:
    """Return the certificates whose holder has that name, those that have it in a text, and whether there are more."""
    exact: list[Match] = []
    parts: list[Match] = []
    before: Place | None = None
    folded = fold(name)
    for _ in range(_PAGES):
        matches, before = view.find(name, limit=limits.RANKED, before=before)
        for match in matches:
            is_name = match.field in _OF_HOLDER and fold(match.text) == folded
            if is_name or match.closeness <= Closeness.PART:
                (exact if is_name else parts).append(match)
        if before is None or before.closeness > Closeness.PART:
            before = None
            break
    return exact, parts, before is not None


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
