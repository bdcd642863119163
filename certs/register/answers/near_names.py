"""Names that are nearly what was typed: one character off, or with a 市 or a bracket too much or too little."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from certs.certificate.number import one_slip_apart
from certs.register.store.name_search import Match, fold
from certs.register.store.reader import View

_BRACKET: Final = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_PLACE_WORDS: Final = re.compile("[省市区县]")
_KIND: Final = re.compile("(?:有限责任|股份有限|集团有限|有限|集团|总)?公司$|集团$")
_LEAST: Final = 3  # characters of a core; with fewer, one character off is another name
_TRIED: Final = 200  # certificates looked at for each half of a name


def near_names(view: View, text: str) -> list[Match]:
    """Return certificates one of whose names is nearly the one typed. One half of it stands in them unchanged."""
    whole, core = whole_and_core(text)
    if len(core) < _LEAST:
        return []
    middle = (len(core) + 1) // 2
    near: dict[str, Match] = {}
    for half in dict.fromkeys((core[:middle], core[middle:])):
        if len(half) > 1:
            for match in view.find(half, limit=_TRIED)[0]:
                name, its_core = whole_and_core(match.text)
                if _nearly_in(core, its_core) or one_slip_apart(whole, name):
                    near.setdefault(match.number, match)
    return list(near.values())


def whole_and_core(name: str) -> tuple[str, str]:
    """Return a name folded, without brackets and words for places; and that without the words for its kind of firm."""
    folded = fold(_BRACKET.sub("", unicodedata.normalize("NFKC", name)))
    return _PLACE_WORDS.sub("", folded), _PLACE_WORDS.sub("", _KIND.sub("", folded))


def _nearly_in(core: str, name: str) -> bool:
    """Tell whether a part of a name is the core, or one character away from it: wrong, missing or too much."""
    for start in range(max(1, len(name) - len(core) + 2)):
        for length in (len(core) - 1, len(core), len(core) + 1):
            if one_slip_apart(core, name[start : start + length]):
                return True
    return False
