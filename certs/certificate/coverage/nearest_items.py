"""The items nearest to a question, named where none covers it."""

from __future__ import annotations

from typing import Final

from certs import limits
from certs.certificate.coverage.item_reading import Parts
from certs.certificate.coverage.scope_words import Item, ScopeWords, pairs_of

_ALIKE: Final = 0.2  # share of common pairs from which on a name is near


def nearest_items(scope: ScopeWords, parts: Parts, first: Item | None) -> tuple[str, ...]:
    """Return the names of the nearest items, best first: the one that decided, those hit by a word, those alike."""
    asked = pairs_of(parts.question.text)
    ranked = []
    for item in scope.items:
        is_hit = item is first or item.number in parts.hit
        alike = _alike(asked, item)
        if is_hit or alike >= _ALIKE:
            ranked.append((item is not first, not is_hit, -alike, item.name))
    return tuple(dict.fromkeys(name for *_, name in sorted(ranked)))[: limits.NEAREST_ITEMS]


def _alike(asked: frozenset[str], item: Item) -> float:
    """Return the share of the pairs of question and name that both have, in the language in which it is larger."""
    return max(2 * len(asked & pairs) / (len(asked) + len(pairs) or 1) for pairs in item.pairs)
