"""Names that are nearly what was typed: one character off, or with a 市 or a bracket too much or too little."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from certs import limits
from certs.certificate.number import one_slip_apart
from certs.register.store import name_candidates, typed_sounds
from certs.register.store.name_candidates import Row, Wanted
from certs.register.store.name_search import Match
from certs.register.store.question_met import Closeness
from certs.register.store.reader import View
from certs.register.store.text_forms import fold, grams, in_order, spell
from certs.register.store.typed_sounds import Groups

_BRACKET: Final = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_PLACE_WORDS: Final = re.compile("[省市区县]")
_KIND: Final = re.compile("(?:有限责任|股份有限|集团有限|有限|集团|总)?公司$|集团$")
_LEAST: Final = 3  # characters of a core; with fewer, one character off is another name
_MOST: Final = 40  # characters of a core


def near_names(view: View, text: str) -> list[Match]:
    """Return certificates one of whose names is nearly the one typed, or else sounds like it."""
    return one_slip_away(view, text) or _sounding_alike(view, text)


def one_slip_away(view: View, text: str, *, least: int = 0) -> list[Match]:
    """Return certificates one of whose names is one character off, if at least so many characters were typed."""
    whole, core = whole_and_core(text)
    if not _LEAST <= len(core) <= _MOST or len(fold(text)) < least:
        return []
    slips = _slips(core)

    def is_near(row: Row) -> object:
        its_whole, its_core = whole_and_core(row.text)
        forms = (its_core, its_whole, fold(row.text))  # what is typed may have what stands in brackets, without them
        return any(map(slips.search, forms)) or one_slip_apart(whole, its_whole)

    written = _KIND.sub("", _without_brackets(text))  # as the index has it where both names have the 市
    parts = dict.fromkeys((*_without_one_part(core), *_without_one_part(written[:_MOST])))
    return [
        replace(match, closeness=Closeness.IN_FULL) if in_order(core, fold(match.text)) else match
        for match in _those(view, Wanted(tuple(parts)), is_near)
    ]


def _sounding_alike(view: View, text: str) -> list[Match]:
    """Return certificates one of whose names sounds like the one typed: an input method's commonest slip."""
    _, core = whole_and_core(text)
    way = typed_sounds.sounding_alike(core) if len(core) <= _MOST else None
    if way is None:
        return []
    pattern = re.compile(way.pattern)
    return _those(view, Wanted((way.groups,)), lambda row: pattern.search(spell(fold(row.text))))


def _those(view: View, wanted: Wanted, is_near: Callable[[Row], object]) -> list[Match]:
    rows = name_candidates.unordered(view.connection, wanted, name_candidates.BEYOND, limits.NEAR_TRIED)
    near = {row.number: Match(row.number, row.field, row.text, Closeness.NEAR) for row in rows if is_near(row)}
    return list(near.values())


def whole_and_core(name: str) -> tuple[str, str]:
    """Return a name folded, without brackets and words for places; and that without the words for its kind of firm."""
    folded = _without_brackets(name)
    return _PLACE_WORDS.sub("", folded), _PLACE_WORDS.sub("", _KIND.sub("", folded))


def _without_brackets(name: str) -> str:
    return fold(_BRACKET.sub("", unicodedata.normalize("NFKC", name)))


def _without_one_part(core: str) -> tuple[Groups, ...]:
    """Return the tokens of what one slip leaves whole of a core: a half of it and a half of the other half.

    Or all its characters, where two neighbours have changed places.
    """
    middle = len(core) // 2
    quarters = (
        (core[: middle // 2], core[middle // 2 : middle]),
        (core[middle:][: middle // 2], core[middle:][middle // 2 :]),
    )
    halves = ((core[:middle], quarters[1]), (core[middle:], quarters[0]))
    whole_parts = [(half, quarter) for half, others in halves for quarter in others if quarter]
    return (*(tuple(_pieces(half) + _pieces(quarter)) for half, quarter in whole_parts), _characters(core))


def _pieces(part: str) -> Groups:
    return tuple((token,) for token in sorted(grams(part)) if len(token) == min(2, len(part)))


def _characters(core: str) -> Groups:
    return tuple((character,) for character in sorted(set(core)))


@lru_cache(maxsize=64)
def _slips(core: str) -> re.Pattern[str]:
    """Return what matches a core with one character wrong, missing or too many, or two neighbours swapped."""
    forms = [core]
    for place in range(len(core)):
        before, after = core[:place], core[place + 1 :]
        forms.append(f"{re.escape(before)}.?{re.escape(after)}")
        if place:
            forms.append(f"{re.escape(before)}.{re.escape(core[place:])}")
            forms.append(re.escape(core[: place - 1] + core[place] + core[place - 1] + after))
    return re.compile("|".join(forms))
