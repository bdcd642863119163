"""Auditing the search index: the texts of each certificate, and the full-text side that finds them.

An id of a text is the database's own affair, but the texts of one certificate were put in together: their ids follow
each other in the order in which they are folded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, text

from certs.audit import table_comparison
from certs.audit.differences import Findings
from certs.audit.readable_parts import named
from certs.errors import Words
from certs.register.store.tables import NAME
from certs.register.store.text_forms import tokens

_APART: Final = 100  # ids between two texts that are looked up apart
_EVERY: Final = range(-(2**63), 2**63)  # ids of SQLite
Row = tuple[Any, ...]
_COLUMNS = [NAME.c.number, NAME.c.id, NAME.c.field, NAME.c.text, NAME.c.folded, NAME.c.spelled]


def audit_names(
    findings: Findings, expected: Connection, register: Connection, part: ColumnElement[bool] | None = None
) -> None:
    """Compare the searchable texts with those folded from the log; `part` says which, None for all."""
    names = ["number", "place", "id", "field", "text", "folded", "spelled"]
    with named(findings, register, NAME.name):
        if table_comparison.same(expected, register, _COLUMNS, 2, part):
            return
        with closing(_placed(expected, part)) as ours, closing(_placed(register, part)) as theirs:
            table_comparison.merge(findings, NAME.name, names, 2, ours, theirs)


def _placed(connection: Connection, part: ColumnElement[bool] | None) -> Generator[Row, None, None]:
    """Yield (number, place among its texts, how its id follows the first, field, text, folded, spelled)."""
    with closing(table_comparison.rows(connection, NAME, _COLUMNS, 2, part)) as rows:
        for number, group in groupby(rows, key=lambda row: row[0]):
            first: object = None
            for place, (_, identifier, *rest) in enumerate(group):
                first = identifier if first is None else first
                follows = identifier - first if isinstance(identifier, int) and isinstance(first, int) else identifier
                yield number, place, follows, *rest


def audit_grams(findings: Findings, register: Connection, expected: Connection) -> None:
    """Compare the full-text index of SQLite with the texts it stands for; PostgreSQL keeps its own in step.

    It is compared by what it answers: each term is walked to and looked up, since the two go different ways through it.
    Its segments themselves lie as they were written, which no log tells.
    """
    if register.dialect.name != "sqlite":
        return
    with named(findings, register, "name_grams"):
        if table_comparison.same(expected, register, _COLUMNS, 2) and _same_index(expected, register):
            return
        wanted = _wanted(register)
        _counts(findings, register, wanted)
        index = {term: {int(one) for one in documents.split(",")} for term, documents in _walked(register)}
        _answers(findings, wanted, index)
        _answers(findings, wanted, {term: _looked_up(register, term) for term in wanted})


def audit_some_grams(findings: Findings, register: Connection, part: ColumnElement[bool]) -> None:
    """Look up, in the full-text index of SQLite, whether it finds some of the texts by each of their terms."""
    if register.dialect.name != "sqlite":
        return
    with named(findings, register, "name_grams"):
        wanted = _wanted(register, part)
        texts = set[int]().union(*wanted.values())
        index: dict[str, set[int]] = {}
        for ids, terms in _runs(wanted, sorted(texts)):
            for term in terms:
                index.setdefault(term, set()).update(_looked_up(register, term, ids) & texts)
        _answers(findings, wanted, index)


def _runs(wanted: Mapping[str, set[int]], texts: Sequence[int]) -> Iterator[tuple[range, set[str]]]:
    """Yield ids that lie close together, with the terms of their texts: a term of a country stands in millions."""
    runs = list[list[int]]()
    for one in texts:
        if runs and one - runs[-1][-1] <= _APART:
            runs[-1].append(one)
        else:
            runs.append([one])
    starts, terms = [run[0] for run in runs], [set[str]() for _ in runs]
    for term, ids in wanted.items():
        for one in ids:
            terms[bisect_right(starts, one) - 1].add(term)
    for run, some in zip(runs, terms, strict=True):
        yield range(run[0], run[-1] + 1), some


def _same_index(expected: Connection, register: Connection) -> bool:
    """Tell whether the index is that of the rebuilt register, byte for byte of what it answers in both ways.

    An index whose ids are others is not, and may be right all the same.
    """
    terms = _walked(register)
    if terms != _walked(expected) or _settings(register) != _settings(expected):
        return False
    cursor = register.connection.cursor()
    for term, documents in terms:
        cursor.execute("SELECT group_concat(rowid) FROM name_grams WHERE name_grams MATCH ?", (f'"{term}"',))
        if cursor.fetchone() != (documents,):
            return False
    return True


def _walked(connection: Connection) -> list[tuple[str, str]]:
    """Return each term of the index with the ids of its texts, in order, as the index itself lists them."""
    connection.execute(text("DROP TABLE IF EXISTS temp.starmark_terms"))
    connection.execute(
        text("CREATE VIRTUAL TABLE temp.starmark_terms USING fts5vocab('main', 'name_grams', 'instance')")
    )
    rows = connection.exec_driver_sql("SELECT term, group_concat(doc) FROM temp.starmark_terms GROUP BY term")
    return [(str(term), str(documents)) for term, documents in rows]


def _settings(connection: Connection) -> list[tuple[Any, ...]]:
    """Return how many rows and terms the index says it has, and its settings."""
    rows = connection.exec_driver_sql("SELECT block FROM name_grams_data WHERE id = 1").all()
    return [tuple(row) for row in (*rows, *connection.exec_driver_sql("SELECT k, v FROM name_grams_config"))]


def _wanted(connection: Connection, part: ColumnElement[bool] | None = None) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {}
    columns = [NAME.c.id, NAME.c.folded, NAME.c.spelled]
    for identifier, folded, spelled in table_comparison.rows(connection, NAME, columns, 1, part):
        for token in tokens(folded, spelled) if isinstance(folded, str) and isinstance(spelled, str) else ():
            wanted.setdefault(token, set()).add(identifier)
    return wanted


def _looked_up(connection: Connection, term: str, ids: range = _EVERY) -> set[int]:
    query = "SELECT rowid FROM name_grams WHERE name_grams MATCH ? AND rowid BETWEEN ? AND ?"
    return set(connection.exec_driver_sql(query, (f'"{term}"', ids[0], ids[-1])).scalars())


def _answers(findings: Findings, wanted: Mapping[str, set[int]], index: Mapping[str, set[int]]) -> None:
    lost, foreign = Counter[int](), Counter[int]()
    for term in wanted.keys() | index.keys():
        expected, is_now = wanted.get(term, set()), index.get(term, set())
        lost.update(expected - is_now)
        foreign.update(is_now - expected)
    for identifier in sorted(lost.keys() | foreign.keys()):
        findings.not_genuine(
            "name_grams",
            f"rowid={identifier}",
            "grams",
            Words(
                f"全文索引与 name 表的文字不符：缺 {lost[identifier]} 个词，多 {foreign[identifier]} 个词。",
                f"The full-text index is not that of the text in the table name: {lost[identifier]} terms are missing, "
                f"{foreign[identifier]} are too many.",
            ),
        )


def _counts(findings: Findings, connection: Connection, wanted: Mapping[str, set[int]]) -> None:
    """Compare how many rows and terms the index says it has (the first block of FTS5), and its settings."""
    rows = len(set().union(*wanted.values()))
    block = connection.exec_driver_sql("SELECT block FROM name_grams_data WHERE id = 1").scalar()
    expected = _varint(rows) + _varint(sum(map(len, wanted.values()))) if rows else block
    if block != expected:
        findings.changed("name_grams", "name_grams_data id=1", "block", expected, block)
    settings = [tuple(row) for row in connection.exec_driver_sql("SELECT k, v FROM name_grams_config")]
    if settings != [("version", 4)]:
        findings.changed("name_grams", "name_grams_config", "v", [("version", 4)], settings)


def _varint(number: int) -> bytes:
    """Write a number as SQLite does: seven bits a byte, the highest first."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
