"""The texts that the index names for a question: those with all of some tokens, the newest first.

SQLite answers from FTS5, whose `ascii` tokenizer takes every character beyond ASCII as part of a token (`unicode61`
would drop those newer than Unicode 6.1), PostgreSQL from GIN over the same tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import Connection, TextClause, text

from certs import limits
from certs.register.store.stored_bytes import damaged
from certs.register.store.text_forms import END, START, grams
from certs.register.store.typed_sounds import Groups

BEYOND: Final = 2**62  # above every id
_SAMPLED: Final = 500  # texts by which PostgreSQL is told how common a question is
_WALKED: Final = 100_000  # texts that it walks through at most, as far as those tell; beyond that it sorts
_LAST: Final = "\U0010ffff"  # after every character
_SORTED: Final = 5_000  # texts that begin with a question up to which SQLite puts them all in order
_SMALL: Final = 200_000  # texts through which SQLite walks whatever is asked, and by which it tells what is common
_ASKED: Final = 3  # tokens for which it walks at once through more
_ENTRIES: Final = 4_000_000  # entries of lists through which it walks for one page, as far as those tell: some 60 ms
_LOOKED: Final = 20_000  # texts with the tokens into which it looks for one page
_RARE: Final = 0.005  # of the texts: a token that so few have is never too common to be asked for
_COUNTED: Final = 200  # texts by which it is told how common a token is
# A scalar, since a planner may turn EXISTS into a join with all texts.
_OTHER: Final = (
    "(SELECT 1 FROM name AS other WHERE other.number = name.number AND strpos(other.folded, :other{}) > 0 LIMIT 1) = 1"
)


class Row(NamedTuple):
    """A text by its place in the index: the certificate that it is of, its field, and how it is written."""

    id: int
    number: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the index is asked for: a text must have all groups of one of the alternatives, of each group one token.

    `condition` says the same in SQL over a text, with `value` and `also`: for walking where there are many, and for
    leaving out what has the tokens but not the letters in their order. `others` are words that must stand in some text
    of the same certificate besides. `whole` names what the index of whole texts can answer as well.
    """

    alternatives: tuple[Groups, ...]
    condition: str = "true"
    value: str = ""
    also: str = ""
    others: tuple[str, ...] = ()
    whole: Literal["", "equal", "beginning"] = ""

    @property
    def by_sound(self) -> bool:
        """Whether the condition speaks of how a text sounds, which SQLite cannot tell."""
        return "~" in self.condition

    def with_others(self) -> str:
        """Return the condition, and that the certificate has the other words."""
        return " AND ".join((self.condition, *(_OTHER.format(place) for place in range(len(self.others)))))

    def values(self) -> dict[str, Any]:
        """Return the values of the conditions."""
        others = {f"other{place}": word for place, word in enumerate(self.others)}
        return {"value": self.value, "also": self.also, **others}

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
    tokens = (*_inside(folded), (START + folded[0],))
    return Wanted((tokens,), "strpos(folded, :value) = 1", folded, whole="beginning")


def equal(folded: str) -> Wanted:
    """Ask for the texts that are a folded text."""
    marked = ((START + folded[0],), (folded[-1] + END,))
    return Wanted(((*_inside(folded), *marked),), "folded = :value", folded, whole="equal")


def _inside(folded: str) -> Groups:
    """Return the tokens of a part of a text: its pairs, or its only character."""
    return tuple((token,) for token in sorted(grams(folded)) if len(token) == min(2, len(folded)))


class Page(NamedTuple):
    """Texts that the index names, the newest first, and below which place it was not looked any further.

    `resume` is None where all was looked at, or as many were found as were asked for.
    """

    rows: Sequence[Row]
    resume: int | None = None


def is_common(connection: Connection, wanted: Wanted, most: int) -> bool:
    """Tell whether walking through the texts, the newest first, soon meets so many of those that are wanted.

    PostgreSQL gathers all that its index names before it gives the first of them, which takes longest for what nearly
    every text has. A few hundred texts from everywhere in the table tell; whatever they tell, the answers are the same.
    On SQLite the index is walked anyway.
    """
    if connection.dialect.name == "sqlite":
        return False
    query = text(
        f"SELECT count(*) FROM name WHERE {wanted.with_others()} AND id = ANY (ARRAY("  # noqa: S608 - ours
        "SELECT n * (SELECT max(id) FROM name) / :sampled FROM generate_series(1, :sampled) AS n))"
    )
    values = {**wanted.values(), "sampled": _SAMPLED}
    return int(connection.execute(query, values).scalar_one()) * _WALKED >= most * _SAMPLED


def page(connection: Connection, wanted: Wanted, before: int, most: int, *, common: bool = False) -> Page:
    """Return texts that are wanted and stand before a place, the newest first, at most so many.

    `common` says that there are so many that PostgreSQL had better walk than ask its index (`is_common`).
    """
    if connection.dialect.name == "sqlite":
        return _of_sqlite(connection, wanted, before, most)
    # `id + 0` keeps the planner from walking where the index is asked, and from the index of the ids besides.
    contained, tokens = ("true", {}) if common or wanted.whole == "equal" else wanted.contained()
    place = "id" if common else "id + 0"
    query = f"FROM name WHERE ({contained}) AND {wanted.condition} AND {place} < :before ORDER BY {place} DESC LIMIT"
    values = {**wanted.values(), **tokens, "before": before, "most": most, "looked": limits.CANDIDATES}
    if common:
        query = query.replace(wanted.condition, wanted.with_others())
    elif wanted.others:  # only the newest are held against the other words
        query = f"FROM (SELECT * {query} :looked) AS name WHERE {wanted.with_others()} ORDER BY id DESC LIMIT"
    return Page(_rows(connection, text(f"SELECT id, number, field, text {query} :most"), values))


def unordered(connection: Connection, wanted: Wanted, before: int, most: int) -> Sequence[Row]:
    """Return texts that the index names before a place, at most so many, as they come; on SQLite the newest first."""
    if connection.dialect.name == "sqlite":
        return _walked(connection, replace(wanted, condition="true"), before, most)
    contained, tokens = wanted.contained()
    # `+ 0` keeps the planner from reading the whole index of the ids besides.
    query = text(
        f"SELECT id, number, field, text FROM name WHERE ({contained}) AND id + 0 < :before LIMIT :most"  # noqa: S608
    )
    return _rows(connection, query, {**tokens, "before": before, "most": most})


def _rows(connection: Connection, query: TextClause, values: Mapping[str, Any]) -> list[Row]:
    found = [Row(*row) for row in connection.execute(query, values).all()]
    if not all(type(row.number) is type(row.field) is type(row.text) is str for row in found):
        raise damaged()
    return found


def commonness(connection: Connection, wanted: Wanted) -> float:
    """Return how common a question is: on SQLite its share of the newest texts, else texts, counted up to a limit."""
    if connection.dialect.name == "sqlite":
        beyond = _beyond(connection)
        return sum(min(_shares(connection, groups, beyond).values()) for groups in wanted.alternatives)
    contained, tokens = wanted.contained()
    query = f"SELECT count(*) FROM (SELECT 1 FROM name WHERE {contained} LIMIT :most) AS named"  # noqa: S608
    return float(connection.execute(text(query), {**tokens, "most": limits.CANDIDATES}).scalar_one())


# --- SQLite ------------------------------------------------------------------------------------------------------
#
# FTS5 walks the lists of all tokens side by side, the newest first, until it has met so many texts. Where each token
# is common and no text has them all, it walks through all of the register, and no bound on the places holds it. So of
# a large one only the rarest tokens are asked for, in one of many millions only the rarest, and the letters are held
# against the texts, so many for one page. What texts are, or begin with, the index of whole texts says (decision 0073).

_TOKENS: Final = (
    "SELECT name.* FROM name_grams CROSS JOIN name ON name.id = name_grams.rowid "
    "WHERE name_grams MATCH :tokens AND name_grams.rowid < :before ORDER BY name_grams.rowid DESC"
)
_BEGUN: Final = "FROM name WHERE folded >= :value AND folded < :beyond"


def _of_sqlite(connection: Connection, wanted: Wanted, before: int, most: int) -> Page:
    values = {"value": wanted.value, "beyond": wanted.value + _LAST, "before": before, "most": most}
    if wanted.whole == "equal":
        query = "FROM name WHERE folded = :value AND id < :before ORDER BY id DESC LIMIT :most"
        return Page(_rows(connection, text(f"SELECT id, number, field, text {query}"), values))
    if wanted.whole == "beginning":
        counted = text(f"SELECT count(*) FROM (SELECT 1 {_BEGUN} LIMIT {_SORTED})")  # noqa: S608 - ours
        if connection.execute(counted, values).scalar_one() < _SORTED:
            # `+id` keeps the planner from walking through the texts in order of their ids.
            newest = f"SELECT id {_BEGUN} AND +id < :before ORDER BY +id DESC LIMIT :most"
            query = f"FROM name WHERE id IN ({newest}) ORDER BY id DESC"
            return Page(_rows(connection, text(f"SELECT id, number, field, text {query}"), values))
    if wanted.whole or not wanted.value or wanted.by_sound:
        return Page(_walked(connection, wanted, before, most))
    return _newest(connection, wanted, before, most)


def _newest(connection: Connection, wanted: Wanted, before: int, most: int) -> Page:
    """Walk through the newest texts, of a large register for the rarest tokens only."""
    before, candidates = min(before, _beyond(connection)), 0.0
    [groups] = wanted.alternatives
    if before > _SMALL and len(groups) > 1:  # what has the only token has the letters
        shares = _shares(connection, groups, before)
        rarest, *others = sorted(shares, key=shares.__getitem__)[:_ASKED]
        common = max(30 * shares[rarest], _RARE)  # to find the next entry of such a list costs more than a text
        kept = (rarest, *(group for group in others if shares[group] <= common))
        kept = kept if before * sum(map(shares.__getitem__, kept)) <= _ENTRIES else (rarest,)
        wanted, candidates = replace(wanted, alternatives=(kept,)), before * shares[rarest]
    if wanted.others:
        return _looked_at(connection, wanted, before, most, limits.TOGETHER)
    if candidates > _LOOKED / 2:
        return _looked_at(connection, wanted, before, most, _LOOKED)
    return Page(_walked(connection, wanted, before, most))


def _looked_at(connection: Connection, wanted: Wanted, before: int, most: int, looked: int) -> Page:
    """Look at no more than so many of the texts with the tokens, and say where the next page goes on."""
    rows = _walked(connection, wanted, before, most, looked)
    if len(rows) == most:
        return Page(rows)
    query = text(
        "SELECT rowid FROM name_grams WHERE name_grams MATCH :tokens AND rowid < :before "
        "ORDER BY rowid DESC LIMIT 1 OFFSET :skipped"
    )
    values = {"tokens": wanted.match(), "before": before, "skipped": looked - 1}
    last = connection.execute(query, values).scalar()
    if last is None:
        return Page(rows)
    resume = _end_of_certificate(connection, last)
    if resume >= before:  # all of them are of one certificate, which is then looked at in two parts
        resume = int(last)
    return Page([row for row in rows if row.id >= resume], resume)


def _beyond(connection: Connection) -> int:
    """Return the place after the newest text."""
    return 1 + int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM name").scalar_one())


def _shares(connection: Connection, groups: Groups, before: int) -> dict[tuple[str, ...], float]:
    """Return what share of the newest texts has each token, as far as a few hundred tell; with a rare one it ends."""
    shares: dict[tuple[str, ...], float] = {}
    query = text(
        "SELECT count(*), min(rowid) FROM (SELECT rowid FROM name_grams WHERE name_grams MATCH :tokens "
        "AND rowid >= :after AND rowid < :before ORDER BY rowid DESC LIMIT :most)"
    )
    after = max(0, before - _SMALL)
    for group in groups:
        values = {"tokens": Wanted(((group,),)).match(), "after": after, "before": before, "most": _COUNTED}
        count, lowest = connection.execute(query, values).one()
        shares[group] = max(count, 1) / (before - (lowest if count == _COUNTED else after))
        if shares[group] < _RARE / 50:  # whatever the others are
            break
    return shares


def _end_of_certificate(connection: Connection, place: int) -> int:
    """Return the place after the certificate whose texts a place stands among: none is looked at in half."""
    query = "SELECT 1 + max(id) FROM name WHERE number = (SELECT number FROM name WHERE id >= ? ORDER BY id LIMIT 1)"
    return int(connection.exec_driver_sql(query, (place,)).scalar_one())


def _walked(connection: Connection, wanted: Wanted, before: int, most: int, looked: int = -1) -> list[Row]:
    """Walk through the texts that the index names before a place, the newest first; of so many that have the tokens."""
    if wanted.by_sound:  # judged outside
        wanted = replace(wanted, condition="true")
    values = {**wanted.values(), "tokens": wanted.match(), "before": before, "most": most, "looked": looked}
    condition = wanted.with_others().replace("strpos(", "instr(")
    walked = f"({_TOKENS} LIMIT :looked) AS name"  # which is the order in which they come
    query = f"SELECT id, number, field, text FROM {walked} WHERE {condition} LIMIT :most"  # noqa: S608 - ours
    return _rows(connection, text(query), values)
