"""Auditing the casework: whether the trail is whole, and the papers beside it are those that it names.

A paper that is missing is a difference, unless the case was forgotten: what was deleted then is listed in a paper of
that act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from certs import canonical, limits
from certs.audit.differences import Difference, Findings
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import PAPERS, TRAIL, has_cases, is_sealed
from certs.casework.journal.journal_store import plain_rows, schema_of
from certs.casework.journal.trail import TrailRow
from certs.errors import StarmarkError, Words

WHERE: Final = "casework.db trail"
FORGOTTEN: Final = "forgotten"  # the paper that lists what was deleted when a case was forgotten
AGAIN: Final = "forget-again"  # the act that repeats it where an older copy has brought the case back
FORGETTING: Final = ("forget", AGAIN)
_BROKEN: Final = Words(
    "案件轨迹在这里断了：这一行被改动过，或前面的行不见了。",
    "The trail breaks here: this row was changed, or rows before it are gone.",
)


def hold_trail(findings: Findings, connection: sa.Connection) -> None:
    """Name every row and paper that is not as it was written. Raises DatabaseError where a table cannot be read."""
    if not has_cases(schema_of(connection)):
        return
    rows = list[TrailRow]()
    previous, following = trail.FIRST, 1
    for fields in plain_rows(connection, TRAIL):
        try:
            row = trail.read_row(fields)
        except StarmarkError:
            row = None
        if row is None or not row.holds() or row.previous != previous or row.identifier != following:
            findings.not_genuine(WHERE, f"id={str(fields['id'])[:40]}", "digest", _BROKEN)
        if row is not None:
            rows.append(row)
            previous, following = row.digest, row.identifier + 1
    _hold_papers(findings, rows, {str(each["commitment"]): each for each in plain_rows(connection, PAPERS)})


def _hold_papers(findings: Findings, rows: Sequence[TrailRow], papers: Mapping[str, Mapping[str, Any]]) -> None:
    named = set[str]()
    deleted = {sealed for row in rows for sealed in _deleted(papers.get(row.papers.get(FORGOTTEN, "")))}
    for row in rows:
        for kind, sealed in row.papers.items():
            named.add(sealed)
            paper = papers.get(sealed)
            if paper is None and sealed in deleted:
                continue
            if paper is None or not _opens(paper) or (paper["case"], paper["kind"]) != (row.case, kind):
                words = Words("案件的这份记录不见了，或被改动过。", "This paper of the case is gone, or was changed.")
                where = f"id={row.identifier} {kind}"
                findings.add(
                    Difference("casework.db papers", where, "", "missing" if paper is None else "changed", words)
                )
    for sealed in sorted(papers.keys() - named):
        words = Words("案件轨迹里没有这份记录。", "The trail does not know this paper.")
        findings.add(Difference("casework.db papers", f"commitment={sealed[:64]}", "", "extra", words))


def _deleted(paper: Mapping[str, Any] | None) -> Sequence[str]:
    """Return the commitments of the papers that were deleted when a case was forgotten, from the paper that says so."""
    if paper is None or not _opens(paper):
        return ()
    body = canonical.loads(str(paper["body"]).encode(), limits.PAPER)
    return tuple(map(str, body["papers"]))  # as it was written, since it opens


def _opens(paper: Mapping[str, Any]) -> bool:
    return is_sealed(paper["salt"], paper["body"], paper["commitment"])
