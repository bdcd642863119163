"""Which word of a question of several finds nothing, and the products that have its characters further apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from certs import limits
from certs.register.store import name_candidates
from certs.register.store.name_candidates import Wanted
from certs.register.store.name_search import Match
from certs.register.store.question_met import Closeness, asked
from certs.register.store.reader import View
from certs.register.store.text_forms import fold, in_order

_SPREAD: Final = range(2, 7)  # characters of a word that is looked for in products with others between them


class Words(NamedTuple):
    """The words of a question: those that some certificate has, those that none has, and what has all of the first."""

    met: tuple[str, ...]
    unmet: tuple[str, ...]
    having: tuple[Match, ...] = ()


def words_told_apart(view: View, text: str) -> Words:
    """Tell apart which words of a question are found; of a question of one word, that it is not."""
    words = [word.typed for word in asked(text).words]
    if not words:
        return Words((), (text,))
    met = tuple(word for word in words if view.find(word, limit=1)[0])
    unmet = tuple(word for word in words if word not in met)
    having = view.find(" ".join(met), limit=limits.SUGGESTIONS)[0] if met and unmet else []
    return Words(met, unmet, tuple(having))


def products_spread(view: View, word: str) -> Sequence[Match]:
    """Return certificates one of whose products has the characters of a word in their order, others between them."""
    folded = fold(word)
    if len(folded) not in _SPREAD or folded.isascii():
        return ()
    wanted = Wanted((tuple((character,) for character in sorted(set(folded))),))
    rows = name_candidates.unordered(view.connection, wanted, name_candidates.BEYOND, limits.NEAR_TRIED)
    products = (row for row in rows if row.field == "product" and in_order(folded, fold(row.text)))
    return tuple({row.number: Match(row.number, row.field, row.text, Closeness.NEAR) for row in products}.values())
