"""Search by any part of a name: tokens of one and two characters.

Trigram indexes silently find nothing for two-character Chinese words, which are the main case (measured; decision
0010).

A text is folded (NFKC, case, letters and digits only), its 1- and 2-grams are indexed, and every candidate is checked
again against the folded text, so the answer has no false positive and no false negative. SQLite answers from FTS5,
whose `ascii` tokenizer takes every character beyond ASCII as part of a token (`unicode61` would drop those newer than
Unicode 6.1).
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, text

from certs import limits
from certs.certificate.field_kinds import Field
from certs.certificate.fields import HOLDER, SCOPE
from certs.register.store.stored_bytes import damaged

_NOT_WORD: Final = re.compile(r"[\W_]+")
_HOLDER: Final = tuple(row for row in HOLDER if row.search)
_ITEM: Final = tuple(row for row in SCOPE if row.search)
_REMEMBERED: Final = 8_192  # texts: brands and products come again and again
_BEYOND: Final = 2**62  # above every id
_FEW: Final = 500  # matches up to which PostgreSQL sorts what its index found; above, it walks the table in order


@dataclass(frozen=True, slots=True)
class Match:
    """One certificate found, and which of its texts held the question best.

    `closeness` is 0 where the text is the question, 1 where it begins so, 2 where it has it in it.
    """

    number: str
    field: str
    text: str
    closeness: int


@lru_cache(maxsize=_REMEMBERED)
def fold(value: str) -> str:
    """Return the form in which texts are compared: NFKC, case folded, nothing but letters and digits."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", value).casefold())


def grams(folded: str) -> set[str]:
    """Return the 1- and 2-grams of a folded text."""
    return {*folded, *map(operator.add, folded, folded[1:])}


class Name(NamedTuple):
    """One searchable text of a certificate: which field it stands in, as written, and folded."""

    field: str
    text: str
    folded: str


def names_of(subject: Mapping[str, Any]) -> list[Name]:
    """Return the searchable texts of a certificate, the holder first.

    What folds to the same, or to nothing, only once.
    """
    texts = [*_texts(subject["holder"], _HOLDER), *(text for item in subject["scope"] for text in _texts(item, _ITEM))]
    names: dict[str, Name] = {}
    for field, value in texts:
        folded = fold(value)
        if folded:
            names.setdefault(folded, Name(field, value, folded))
    return list(names.values())


def names_of_versions(subjects: Iterable[Mapping[str, Any]]) -> list[Name]:
    """Return the searchable texts of all versions of a certificate, given the latest first.

    Whoever knows the holder by an older name, or the product by an older word, still finds the certificate.
    """
    names: dict[str, Name] = {}
    for age, subject in enumerate(subjects):
        for name in names_of(subject):
            former = age > 0 and name.field.startswith("holder")
            names.setdefault(name.folded, name._replace(field="former_name") if former else name)
    return list(names.values())


def _texts(record: Mapping[str, Any], rows: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """Yield the searched texts of a record, each with the name under which the search finds it."""
    for row in rows:
        value = record.get(row.name, ())
        yield from ((row.search, entry) for entry in ((value,) if isinstance(value, str) else value))


def find(
    connection: Connection, question: str, *, limit: int = limits.PAGE, before: int | None = None
) -> tuple[list[Match], int | None]:
    """Return the certificates one of whose texts contains the question, the newest first, and the next page's cursor.

    An empty question, or one of punctuation only, finds nothing. The cursor is None on the last page. A certificate's
    texts stand together, so a cursor before its first matching text never shows it twice.
    """
    folded = fold(question[: limits.QUERY])
    matches: dict[str, Match] = {}
    most, place = 2 * limit, _BEYOND if before is None else before
    while folded:
        rows = _rows(connection, folded, most, place)
        for row_id, number, field, written, form in rows:
            if number not in matches and len(matches) == limit:
                return list(matches.values()), place
            if not type(number) is type(field) is type(written) is type(form) is str:
                raise damaged()
            closeness, held = _closeness(folded, form), matches.get(number)
            if held is None or closeness <= held.closeness:
                matches[number] = Match(number, field, written, closeness)
            place = row_id
        if len(rows) < most:
            break
    return list(matches.values()), None


def _closeness(question: str, folded: str) -> int:
    return 0 if folded == question else 1 if folded.startswith(question) else 2


_SQLITE: Final = text(
    "SELECT n.id, n.number, n.field, n.text, n.folded FROM name_grams g JOIN name n ON n.id = g.rowid "
    "WHERE name_grams MATCH :tokens AND g.rowid < :before AND instr(n.folded, :folded) > 0 "
    "ORDER BY g.rowid DESC LIMIT :most"
)
_POSTGRESQL_MATCH: Final = (
    "starmark_grams(folded) @> CAST(:tokens AS text[]) AND strpos(folded, :folded) > 0 AND id < :before"
)
# Two steps: fetched without order the index is always used; only when it finds many is the ordered walk quick (S106:
# no secret).
_POSTGRESQL_FEW: Final = text(
    f"SELECT id, number, field, text, folded FROM name WHERE {_POSTGRESQL_MATCH} LIMIT :most"  # noqa: S608
)
_POSTGRESQL_MANY: Final = text(
    "SELECT id, number, field, text, folded FROM name WHERE strpos(folded, :folded) > 0 AND id < :before "
    "ORDER BY id DESC LIMIT :most"
)


def _rows(connection: Connection, folded: str, most: int, before: int) -> Sequence[Any]:
    tokens = sorted(grams(folded)) if len(folded) == 1 else sorted(g for g in grams(folded) if len(g) > 1)
    values: dict[str, object] = {"folded": folded, "before": before, "most": most}
    if connection.dialect.name == "sqlite":
        values["tokens"] = " AND ".join(f'"{token}"' for token in tokens)
        return connection.execute(_SQLITE, values).all()
    few = connection.execute(_POSTGRESQL_FEW, {**values, "tokens": tokens, "most": _FEW}).all()
    if len(few) < _FEW:
        return sorted(few, key=lambda row: -row.id)[:most]
    return connection.execute(_POSTGRESQL_MANY, values).all()
