"""The texts that the index names for a question: those with all of some tokens, the newest first.

SQLite answers from FTS5, whose `ascii` tokenizer takes every character beyond ASCII as part of a token (`unicode61`
would drop those newer than Unicode 6.1), PostgreSQL from GIN over the same tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, TextClause, text

from certs.register.store.stored_bytes import damaged
from certs.register.store.text_forms import END, START, grams
from certs.register.store.typed_sounds import Groups

BEYOND: Final = 2**62  # above every id
_SAMPLED: Final = 500  # texts by which PostgreSQL is told how common a question is
_WALKED: Final = 100_000  # texts that it walks through at most, as far as those tell; beyond that it sorts


class Row(NamedTuple):
    """A text by its place in the index: the certificate that it is of, its field, and how it is written."""

    id: int
    number: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the index is asked for: a text must have all groups of one of the alternatives, of each group one token.

    `condition` says the same in PostgreSQL's words over a text, with `value` and `also`, for walking where there are
    many.
    """

    alternatives: tuple[Groups, ...]
    condition: str = ""
    value: str = ""
    also: str = ""

    def match(self) -> str:
        """Return the question in the words of FTS5."""
        return " OR ".join(
            "(" + " AND ".join("(" + " OR ".join(f'"{token}"' for token in group) + ")" for group in groups) + ")"
            for groups in self.alternatives
        )

    def contained(self) -> tuple[str, dict[str, Any]]:
        """Return the question as a condition of PostgreSQL over the indexed expression, and its values."""
        values: dict[str, list[str]] = {}
        alternatives = []
        for groups in self.alternatives:
            every = sorted(group[0] for group in groups if len(group) == 1)
            conditions = [("@>", every)] if every else []
            conditions += [("&&", sorted(group)) for group in groups if len(group) > 1]
            parts = []
            for operator, tokens in conditions:
                parts.append(f"starmark_tokens(folded, spelled) {operator} CAST(:tokens{len(values)} AS text[])")
                values[f"tokens{len(values)}"] = tokens
            alternatives.append(f"({' AND '.join(parts)})")
        return " OR ".join(alternatives), values


def holding(folded: str) -> Wanted:
    """Ask for the texts that have a folded text in them."""
    return Wanted((_inside(folded),), "strpos(folded, :value) > 0", folded)


def beginning(folded: str) -> Wanted:
    """Ask for the texts that begin with a folded text."""
    return Wanted(((*_inside(folded), (START + folded[0],)),), "strpos(folded, :value) = 1", folded)


def equal(folded: str) -> Wanted:
    """Ask for the texts that are a folded text."""
    marked = ((START + folded[0],), (folded[-1] + END,))
    return Wanted(((*_inside(folded), *marked),), "folded = :value", folded)


def _inside(folded: str) -> Groups:
    """Return the tokens of a part of a text: its pairs, or its only character."""
    return tuple((token,) for token in sorted(grams(folded)) if len(token) == min(2, len(folded)))


_SQLITE: Final = text(
    "SELECT n.id, n.number, n.field, n.text FROM name_grams g JOIN name n ON n.id = g.rowid "
    "WHERE name_grams MATCH :tokens AND g.rowid < :before ORDER BY g.rowid DESC LIMIT :most"
)


def is_common(connection: Connection, wanted: Wanted, most: int) -> bool:
    """Tell whether walking through the texts, the newest first, soon meets so many of those that are wanted.

    PostgreSQL gathers all that its index names before it gives the first of them, which takes longest for what nearly
    every text has. A few hundred texts from everywhere in the table tell; whatever they tell, the answers are the same.
    On SQLite the index is walked anyway.
    """
    if connection.dialect.name == "sqlite":
        return False
    query = text(
        f"SELECT count(*) FROM name WHERE {wanted.condition} AND id = ANY (ARRAY("  # noqa: S608 - ours
        "SELECT n * (SELECT max(id) FROM name) / :sampled FROM generate_series(1, :sampled) AS n))"
    )
    values = {"value": wanted.value, "also": wanted.also, "sampled": _SAMPLED}
    return int(connection.execute(query, values).scalar_one()) * _WALKED >= most * _SAMPLED


def rows(connection: Connection, wanted: Wanted, before: int, most: int, *, common: bool = False) -> Sequence[Row]:
    """Return the texts that the index names before a place, the newest first, at most so many.

    `common` says that there are so many that PostgreSQL had better walk than ask its index (`is_common`).
    """
    if connection.dialect.name == "sqlite":
        return unordered(connection, wanted, before, most)
    # `id + 0` keeps the planner from walking where the index is asked, and from the index of the ids besides.
    contained, tokens = ("true", {}) if common else wanted.contained()
    place = "id" if common else "id + 0"
    query = text(
        f"SELECT id, number, field, text FROM name WHERE ({contained}) AND {wanted.condition} "  # noqa: S608 - ours
        f"AND {place} < :before ORDER BY {place} DESC LIMIT :most"
    )
    values = {"value": wanted.value, "also": wanted.also, "before": before, "most": most}
    return _rows(connection, query, {**values, **tokens})


def unordered(connection: Connection, wanted: Wanted, before: int, most: int) -> Sequence[Row]:
    """Return texts that the index names before a place, at most so many, as they come; on SQLite the newest first."""
    values: dict[str, Any] = {"before": before, "most": most}
    if connection.dialect.name == "sqlite":
        return _rows(connection, _SQLITE, {**values, "tokens": wanted.match()})
    contained, tokens = wanted.contained()
    # `+ 0` keeps the planner from reading the whole index of the ids besides.
    query = text(
        f"SELECT id, number, field, text FROM name WHERE ({contained}) AND id + 0 < :before LIMIT :most"  # noqa: S608
    )
    return _rows(connection, query, {**values, **tokens})


def _rows(connection: Connection, query: TextClause, values: Mapping[str, Any]) -> list[Row]:
    found = [Row(*row) for row in connection.execute(query, values).all()]
    if not all(type(row.number) is type(row.field) is type(row.text) is str for row in found):
        raise damaged()
    return found


def some(connection: Connection, wanted: Wanted, most: int) -> int:
    """Return how many texts the index names, counted up to `most`."""
    if connection.dialect.name == "sqlite":
        query = "SELECT count(*) FROM (SELECT 1 FROM name_grams WHERE name_grams MATCH :tokens LIMIT :most)"
        return int(connection.execute(text(query), {"tokens": wanted.match(), "most": most}).scalar_one())
    contained, tokens = wanted.contained()
    query = f"SELECT count(*) FROM (SELECT 1 FROM name WHERE {contained} LIMIT :most) AS named"  # noqa: S608
    return int(connection.execute(text(query), {**tokens, "most": most}).scalar_one())
