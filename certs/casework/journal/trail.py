"""The trail of the casework: every act upon staff and cases, each row bound to the one before it.

A row holds ids and hashes only. What an act was done on lies beside it as papers (JSON under a salt), which can be
deleted when a case is forgotten: the trail still proves that they were there, and says no more (decision 0051).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from certs import canonical, limits
from certs.casework.journal.casework_tables import PAPERS, TRAIL, seal_of
from certs.casework.journal.journal_store import plain_rows
from certs.days import instant_text
from certs.errors import CouldNotCheck, Malformed, StarmarkError

FIRST: Final = "0" * 64  # what the first row names as the one before it
_SALT: Final = 32


@dataclass(frozen=True, slots=True)
class Paper:
    """What an act was done on: its kind, its content as JSON, and whether it goes when the case is forgotten."""

    kind: str
    body: Mapping[str, Any]
    personal: bool = False


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One row of the trail. `papers` are commitments by kind; `case` is "" where the act was upon staff."""

    identifier: int
    case: str
    recorded: str
    act: str
    by: tuple[str, ...]
    papers: Mapping[str, str]
    previous: str
    digest: str

    def holds(self) -> bool:
        """Tell whether the row still says what its digest bound."""
        try:
            return digest_of(self) == self.digest
        except Malformed:
            return False


def digest_of(row: TrailRow) -> str:
    """Return the hexadecimal SHA-256 of a row with the digest of the one before it. Raises Malformed."""
    content = {
        "id": row.identifier,
        "case": row.case,
        "recorded": row.recorded,
        "act": row.act,
        "by": list(row.by),
        "papers": dict(row.papers),
        "previous": row.previous,
    }
    return hashlib.sha256(canonical.dumps(content)).hexdigest()


def append(
    connection: sa.Connection, case: str, act: str, by: Sequence[str], papers: Sequence[Paper], now: datetime
) -> TrailRow:
    """Append one act with its papers in the caller's transaction, which nobody else writes beside."""
    last = connection.execute(sa.select(TRAIL.c.id, TRAIL.c.digest).order_by(TRAIL.c.id.desc()).limit(1)).first()
    identifier = 1 if last is None else last.id + 1
    sealed = {paper.kind: _keep(connection, case, identifier, paper) for paper in papers}
    row = TrailRow(identifier, case, instant_text(now), act, tuple(by), sealed, last.digest if last else FIRST, "")
    row = replace(row, digest=digest_of(row))
    connection.execute(
        sa.insert(TRAIL),
        {
            "id": row.identifier,
            "case": row.case,
            "recorded": row.recorded,
            "act": row.act,
            "by_codes": canonical.dumps(list(row.by)).decode(),
            "papers": canonical.dumps(sealed).decode(),
            "previous": row.previous,
            "digest": row.digest,
        },
    )
    if read(connection, TRAIL.c.id == identifier) != (row,):
        raise CouldNotCheck(
            "journal_trapped",
            "刚写进案件轨迹的一行读回来不一样：有触发器或别的东西改动了它。什么也没有办理；请保留现场，运行 starmark audit。",
            "The row just written to the trail reads back otherwise: a trigger or something else changed it. Nothing "
            "was done; keep everything as it is and run starmark audit.",
        )
    return row


def _keep(connection: sa.Connection, case: str, entry: int, paper: Paper) -> str:
    salt, body = secrets.token_bytes(_SALT), canonical.dumps(paper.body).decode()
    sealed = seal_of(salt, body)
    values = {"case": case, "entry": entry, "kind": paper.kind, "personal": int(paper.personal)}
    connection.execute(sa.insert(PAPERS), {**values, "commitment": sealed, "salt": salt, "body": body})
    return sealed


def read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> tuple[TrailRow, ...]:
    """Return rows in their order. Raises Malformed for one that is no row at all."""
    return tuple(map(read_row, plain_rows(connection, TRAIL, *where)))


def read_row(fields: Mapping[str, object]) -> TrailRow:
    """Read a row as the database has it; it need not hold. Raises Malformed."""
    texts = ("case", "recorded", "act", "by_codes", "papers", "previous", "digest")
    values = [fields[name] for name in texts]
    try:
        if type(fields["id"]) is not int or not all(isinstance(value, str) for value in values):
            raise _no_row(fields["id"])
        case, recorded, act, codes, papers, previous, digest = map(str, values)
        by = canonical.loads(codes.encode(), limits.TRAIL_JSON)
        sealed = canonical.loads(papers.encode(), limits.TRAIL_JSON)
    except (StarmarkError, UnicodeEncodeError) as error:
        raise _no_row(fields["id"]) from error
    if not isinstance(by, list) or not isinstance(sealed, dict) or not all(isinstance(one, str) for one in by):
        raise _no_row(fields["id"])
    return TrailRow(fields["id"], case, recorded, act, tuple(by), sealed, previous, digest)


def latest(connection: sa.Connection, case: str, kind: str) -> dict[str, Any] | None:
    """Return the newest paper of a kind in a case, or None. Raises CouldNotCheck for one that was changed."""
    where = PAPERS.c.case == case, PAPERS.c.kind == kind
    newest = sa.select(PAPERS).where(*where).order_by(PAPERS.c.entry.desc()).limit(1)
    last = connection.execute(newest).mappings().first()
    return None if last is None else opened(dict(last))


def papers_of(connection: sa.Connection, case: str, kind: str) -> tuple[tuple[int, dict[str, Any]], ...]:
    """Return every paper of a kind in a case with the place of its act, oldest first. Raises as `latest`."""
    query = sa.select(PAPERS).where(PAPERS.c.case == case, PAPERS.c.kind == kind).order_by(PAPERS.c.entry)
    return tuple((each["entry"], opened(dict(each))) for each in connection.execute(query).mappings())


def opened(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a paper. Raises CouldNotCheck where it no longer is what the trail binds."""
    if seal_of(fields["salt"], fields["body"]) != fields["commitment"]:
        raise CouldNotCheck(
            "paper_changed",
            "案件里的一份记录被改动过，与案件轨迹不相符。什么也没有办理；请保留现场，运行 starmark audit。",
            "A paper of the case was changed and does not fit the trail. Nothing was done; keep everything as it is "
            "and run starmark audit.",
        )
    content = canonical.loads(fields["body"].encode(), limits.PAPER)
    assert isinstance(content, dict)  # as it was written, since it opens
    return content


def _no_row(identifier: object) -> Malformed:
    return Malformed(
        "trail_row",
        f"案件轨迹的一行（id={str(identifier)[:40]}）读不懂：它被改动过。请保留现场，运行 starmark audit。",
        f"A row of the trail (id={str(identifier)[:40]}) cannot be read: it was changed. Keep everything as it is and "
        "run starmark audit.",
    )
