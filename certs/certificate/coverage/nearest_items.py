"""The items nearest to a question, named where none covers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from certs import limits
from certs.certificate.coverage.explained_parts import Part
from certs.certificate.coverage.product_question import Question
from certs.certificate.coverage.scope_words import Item, ScopeWords, pairs

_ALIKE: Final = 0.2  # share of common pairs from which on a name is near


def nearest_items(question: Question, scope: ScopeWords, parts: Iterable[Part], first: int | None) -> tuple[str, ...]:
    """Return the names of the nearest items, best first: the one that decided, those hit by a word, those alike."""
    hits = [0] * len(scope.items)
    for part in parts:
        if part.term is not None:
            hits[part.term.item] |= part.term.kind
    asked = pairs(question.text)
    ranked = [
        (number != first, not hit, -_alike(asked, item), item.name)
        for number, (item, hit) in enumerate(zip(scope.items, hits, strict=True))
    ]
    near = [name for other, no_hit, alike, name in sorted(ranked) if not other or not no_hit or -alike >= _ALIKE]
    return tuple(dict.fromkeys(near))[: limits.NEAREST_ITEMS]


def _alike(asked: frozenset[str], item: Item) -> float:
    """Return the share of the pairs of question and name that both have."""
    return 2 * len(asked & item.pairs) / (len(asked) + len(item.pairs) or 1)
