"""The tables of `casework.db` by schema number, and the steps from one schema to the next.

A new database is made by the same steps that an older one takes, so that both have the same catalogue. 1 had decisions
alone, 2 the notes of the root key, 3 has staff, cases, their papers and files, and the trail (decision 0051), 4 the
kind of a case and the certificate that it concerns or led to (decision 0044).
"""

from __future__ import annotations

import hashlib
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA: Final = 4
WITH_CASES: Final = 3  # a journal from here on has staff, cases and the trail
BEFORE_CASES: Final = 2  # an older journal goes on as it is until the first note, member of staff or case is kept

_METADATA = sa.MetaData()
VERSION: Final = sa.Table(
    "casework_schema", _METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False)
)


def _decisions(metadata: sa.MetaData, *more: sa.Column[str]) -> sa.Table:
    return sa.Table(
        "decisions",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # without gaps: no counter of the server
        sa.Column("recorded", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("by_code", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("commitment", sa.Text, nullable=False, unique=True),
        *more,
    )


_WITHOUT_CASE: Final = _decisions(_METADATA)
DECISIONS: Final = _decisions(sa.MetaData(), sa.Column("case", sa.Text))
_CASE_COLUMN: Final = 'ALTER TABLE decisions ADD COLUMN "case" TEXT'
NOTES: Final = sa.Table(  # what the root key signed for a row that accounts for entries taken back
    "notes", _METADATA, sa.Column("commitment", sa.Text, primary_key=True), sa.Column("note", sa.Text, nullable=False)
)
STAFF: Final = sa.Table(  # `look` is the code with look-alike characters made one: no two may be alike
    "staff",
    _METADATA,
    sa.Column("look", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("registration", sa.Text, nullable=False),
    sa.Column("registered_until", sa.Text),
    sa.Column("added", sa.Text, nullable=False),
    sa.Column("ended", sa.Text),
)
TRAIL: Final = sa.Table(  # ids and hashes only: what it speaks of lies in `papers` and in files
    "trail",
    _METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # without gaps: no counter of the server
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("recorded", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("by_codes", sa.Text, nullable=False),
    sa.Column("papers", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Index("trail_of_case", "case"),
)


def _cases(metadata: sa.MetaData, *more: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(
        "cases",
        metadata,
        sa.Column("case", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("uscc", sa.Text, nullable=False),
        sa.Column("opened", sa.Text, nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sa.Column("deadline", sa.Text),
        sa.Index("cases_by_uscc", "uscc"),
        *more,
    )


_WITHOUT_KIND: Final = _cases(_METADATA)
_BY_NUMBER: Final = sa.Index("cases_by_number", "number")
CASES: Final = _cases(  # `number` is null until there is a certificate
    sa.MetaData(),
    sa.Column("kind", sa.Text, nullable=False, server_default="certification"),
    sa.Column("number", sa.Text),
    _BY_NUMBER,
)
_TRAIL_BY_ACT: Final = "CREATE INDEX trail_by_act ON trail (act)"  # what is still open is asked by the act
_KIND_COLUMNS: Final = (
    "ALTER TABLE cases ADD COLUMN kind TEXT NOT NULL DEFAULT 'certification'",
    "ALTER TABLE cases ADD COLUMN number TEXT",
)
PAPERS: Final = sa.Table(  # what an act was done on, as JSON; a personal one goes when the case is forgotten
    "papers",
    _METADATA,
    sa.Column("commitment", sa.Text, primary_key=True),
    sa.Column("case", sa.Text, nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("personal", sa.Integer, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("papers_of_case", "case", "kind"),
)
FILES: Final = sa.Table(  # evidence: the bytes lie in casework/files/<sha256>
    "evidence_files",
    _METADATA,
    sa.Column("case", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False),
    sa.Column("products", sa.Text, nullable=False),
    sa.Column("valid_until", sa.Text),
)
_NEW: Final[Mapping[int, tuple[sa.Table, ...]]] = MappingProxyType(
    {1: (VERSION, _WITHOUT_CASE), 2: (NOTES,), 3: (STAFF, TRAIL, _WITHOUT_KIND, PAPERS, FILES), 4: ()}
)
VERSIONS: Final = frozenset(_NEW)


def lift(connection: sa.Connection, present: int, wanted: int) -> None:
    """Take the steps from one schema to another in the caller's transaction; `present` 0 is an empty database."""
    for version in range(present + 1, wanted + 1):
        _METADATA.create_all(connection, tables=list(_NEW[version]))
        if version == WITH_CASES:
            connection.exec_driver_sql(_CASE_COLUMN)
        if version == SCHEMA:
            _add_kinds(connection)
    if present:
        connection.execute(sa.update(VERSION).values(version=wanted))
    else:
        connection.execute(sa.insert(VERSION), {"version": wanted})


def _add_kinds(connection: sa.Connection) -> None:
    """Give each case its kind, and the number of the certificate that it led to, where its papers prove it."""
    for statement in _KIND_COLUMNS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_TRAIL_BY_ACT)
    _BY_NUMBER.create(connection)
    for paper in connection.execute(sa.select(PAPERS).where(PAPERS.c.kind == "issue").order_by(PAPERS.c.entry)).all():
        if is_sealed(paper.salt, paper.body, paper.commitment):
            number = json.loads(paper.body)["number"]
            connection.execute(sa.update(CASES).where(CASES.c.case == paper.case).values(number=number))


def seal_of(salt: bytes, body: str) -> str:
    """Return the commitment of a paper: the hexadecimal SHA-256(salt ‖ body)."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def is_sealed(salt: object, body: object, commitment: object) -> bool:
    """Tell whether a paper, as the database has it, still is what its commitment binds."""
    if not isinstance(salt, bytes) or not isinstance(body, str):
        return False
    try:
        return seal_of(salt, body) == str(commitment)
    except UnicodeEncodeError:
        return False


def has_cases(version: object) -> bool:
    """Tell whether a schema has staff, cases and the trail."""
    return isinstance(version, int) and version >= WITH_CASES


def names(version: int) -> tuple[str, ...]:
    """Return the names of the tables that a schema has."""
    return tuple(table.name for step in range(1, version + 1) for table in _NEW[step])


def decisions(version: object) -> sa.Table:
    """Return the table of decisions as a schema has it."""
    return DECISIONS if has_cases(version) else _WITHOUT_CASE


def cases(version: object) -> sa.FromClause:
    """Return the rows of the cases with every column of the present schema, whichever schema of them it is."""
    if version == SCHEMA:
        return CASES
    kind, number = sa.literal("certification").label("kind"), sa.null().label("number")
    return sa.select(*_WITHOUT_KIND.c, kind, number).subquery("cases")
