"""What was found at a surveillance, as the trail keeps it: under the certificate's case, or under its number.

A failure stands here alone, neither in the log nor among the decisions of the journal. What the public sees of it is
what follows: a suspension, a revocation, or a new version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.aftercare import certificate_case
from certs.casework.cases import case_store
from certs.casework.journal import staff_list, trail
from certs.casework.journal.casework_tables import has_cases
from certs.casework.journal.journal_store import schema_of
from certs.casework.journal.trail import Paper
from certs.errors import FieldError, Words

ACT: Final = "surveil"
FAILED: Final = "surveil-failed"  # an act of its own, so that the few that are failed are picked fast
PAPER: Final = "surveillance"
RESULTS: Final = {"passed": Words("通过", "passed"), "failed": Words("没有通过", "failed")}


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the certificate, the day of the surveillance, and whether it was passed."""

    number: str
    day: date
    passed: bool


def keep(connection: sa.Connection, results: Sequence[Result], by: str, note: str, now: datetime) -> None:
    """Write results into the trail, in the caller's transaction. Raises Misuse for a code not on the list of staff."""
    staff_list.require_known(connection, [by])
    for result in results:
        body = {
            "number": result.number,
            "day": result.day.isoformat(),
            "result": "passed" if result.passed else "failed",
        }
        papers = [Paper(PAPER, body)]
        if note:
            papers.append(Paper(case_store.REASON, {"text": note}, personal=True))
        place = certificate_case.case_of(connection, result.number) or result.number
        trail.append(connection, place, ACT if result.passed else FAILED, [by], papers, now)


def results_of(connection: sa.Connection, number: str) -> tuple[Result, ...]:
    """Return all results of a certificate that the trail has, in the order in which they were recorded."""
    if not has_cases(schema_of(connection)):
        return ()
    places = {certificate_case.case_of(connection, number), number} - {""}
    papers = [paper for place in places for paper in trail.papers_of(connection, place, PAPER)]
    return tuple(read(body) for _, body in sorted(papers, key=lambda paper: paper[0]) if body["number"] == number)


def read(body: Mapping[str, Any]) -> Result:
    """Read a result from its paper."""
    return Result(body["number"], date.fromisoformat(body["day"]), body["result"] == "passed")


def repeated(connection: sa.Connection, results: Sequence[Result]) -> dict[str, FieldError]:
    """Return, by its number, what speaks against each failure that is recorded already."""
    errors = {}
    for result in results:
        if result in results_of(connection, result.number):
            zh = f"{result.number} 在 {result.day} 的监督已经登记为没有通过：没有要登记的。"
            en = f"The surveillance of {result.number} on {result.day} was recorded as failed: nothing to record."
            errors[result.number] = FieldError("date", str(result.day), "duplicate", Words(zh, en))
    return errors
