"""How much room scope and sites take on a report: whether they go to an annex, or all may be set wider apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

_LINE: Final = 56  # characters of Chinese on one line of the sheet
_NAME, _ADDRESS = 18, 36  # of them on one line of the two columns of sites
_ROOM: Final = 10  # lines of scope and sites beside everything else on one sheet
_ROOMY: Final = 5  # lines of them up to which all may be set wider apart
_REMARKS: Final = {"zh": 160, "en": 400}  # letters below the answer up to which it may

_Pairs = Sequence[tuple[str, str]]


def needs_annex(scope: Sequence[str], notes: _Pairs, sites: _Pairs) -> bool:
    """Tell whether scope and sites would push the foot off the sheet."""
    return _lines(scope, notes, sites) > _ROOM


def is_roomy(language: str, remarks: Iterable[str], scope: Sequence[str], notes: _Pairs, sites: _Pairs) -> bool:
    """Tell whether there is little to say: few lines of scope and sites, and few words below the answer."""
    return _lines(scope, notes, sites) <= _ROOMY and sum(map(len, remarks)) <= _REMARKS[language]


def _lines(scope: Sequence[str], notes: _Pairs, sites: _Pairs) -> int:
    texts = (*scope, *(label + text for label, text in notes))
    of_sites = (max(-(-len(name) // _NAME), -(-len(address) // _ADDRESS)) for name, address in sites)
    return sum(-(-len(text) // _LINE) for text in texts) + sum(of_sites)
