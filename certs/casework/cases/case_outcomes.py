"""What cases came to, for a list: granted or refused, upheld or dismissed, or never taken up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.cases import deciding
from certs.casework.cases.case_store import DECISION, Case
from certs.casework.cases.complaint_case import ANSWER, RESULTS
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import PAPERS, TRAIL
from certs.errors import Words

_NOT_TAKEN_UP: Final = Words("不受理", "not accepted")
_AT_ONCE: Final = 500  # a statement has a place for each case


def outcomes(connection: sa.Connection, cases: Sequence[Case]) -> dict[str, Words]:
    """Return what each case came to, by its id; one that is not decided yet is left out."""
    told = dict[str, Words]()
    for start in range(0, len(cases), _AT_ONCE):
        told |= dict(_of_some(connection, {case.identifier: case.kind for case in cases[start : start + _AT_ONCE]}))
    return told


def _of_some(connection: sa.Connection, kinds: dict[str, str]) -> Iterator[tuple[str, Words]]:
    refused = sa.select(TRAIL.c.case).where(TRAIL.c.case.in_(kinds), TRAIL.c.act == "refuse")
    for (case,) in connection.execute(refused).all():
        yield case, _NOT_TAKEN_UP
    decided = sa.select(PAPERS).where(PAPERS.c.case.in_(kinds), PAPERS.c.kind.in_((DECISION, ANSWER)))
    for paper in connection.execute(decided).mappings().all():
        yield paper["case"], _words(kinds[paper["case"]], paper["kind"], trail.opened(dict(paper)))


def _words(kind: str, paper: str, body: dict[str, Any]) -> Words:
    if paper == ANSWER:
        return RESULTS[body["result"]]
    return deciding.outcome(kind, body["result"], body["level"])
