"""A complaint or an appeal taken in: the case that it opens, what it keeps, and the decisions that can be appealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.cases import case_store, complaint_case, evidence_files
from certs.casework.cases.case_moves import COMPLAINTS
from certs.casework.cases.case_store import CONTACT, DECISION, Act, Case, Opening
from certs.casework.cases.complaint_case import ABOUT, LETTER, About, Terms
from certs.casework.cases.evidence_files import Placed
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import CASES, FILES
from certs.casework.journal.trail import Paper
from certs.errors import Refused

_BY_RESULT: Final = {"refuse": "not-granted", "grant-lower": "level", "grant": "level"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came: a complaint or an appeal, what it is about, the file, and the terms that hold for it.

    `name` and `uscc` are those of the firm concerned, "" where it is about the body; `contact` who wrote, from the
    form, empty where nobody is named.
    """

    kind: str
    about: About
    name: str
    uscc: str
    file: Placed
    contact: Mapping[str, str]
    terms: Terms


def same_letter(connection: sa.Connection, arrival: Arrival) -> Case | None:
    """Return the case that a letter opened before, about the same and not closed yet; None where it is new."""
    query = sa.select(CASES.c.case).join(FILES, FILES.c.case == CASES.c.case)
    same = FILES.c.sha256 == arrival.file.sha256, CASES.c.state != "closed"
    return _about_the_same(connection, arrival, query.where(CASES.c.kind == arrival.kind, *same))


def running(connection: sa.Connection, arrival: Arrival) -> Case | None:
    """Return a case of the same kind about the same that is not answered yet; None where there is none."""
    query = sa.select(CASES.c.case).where(CASES.c.kind == arrival.kind, CASES.c.state.in_(("received", "accepted")))
    return _about_the_same(connection, arrival, query)


def _about_the_same(connection: sa.Connection, arrival: Arrival, query: sa.Select[Any]) -> Case | None:
    own = arrival.about
    query = query.where(CASES.c.number == own.number) if own.number else query
    for identifier in connection.execute(query.order_by(CASES.c.case)).scalars().all():
        case = case_store.find(connection, identifier)
        other = complaint_case.about(connection, case)
        if (other.number, other.case, other.decision) == (own.number, own.case, own.decision):
            return case
    return None


def placed(name: str, data: bytes, kind: str) -> Placed:
    """Return a file as one that came with a complaint."""
    return Placed(name, data, kind, LETTER, 1, (), None)


def open_complaint(connection: sa.Connection, arrival: Arrival, folder: Path, by: str, now: datetime) -> Case:
    """Open the case of a complaint or appeal and keep its letter in `folder`.

    Raises Misuse for a code that is not on the list of staff, Refused for a letter that opened a case already,
    CouldNotCheck where the disk does not take the file.
    """
    about, before = arrival.about, same_letter(connection, arrival)
    if before is not None:
        raise Refused(
            "letter_twice",
            f"这封来信已经立案：{before.identifier}，没有再立。补充的材料，交到那个案件：starmark case evidence "
            f"{before.identifier} FILE。",
            f"This letter opened case {before.identifier} already, and no other was opened. What is new belongs there: "
            f"starmark case evidence {before.identifier} FILE.",
        )
    papers = [Paper(ABOUT, about.to_json()), Paper("files", {"files": [arrival.file.to_json()]})]
    if any(arrival.contact.values()):
        papers.append(Paper(CONTACT, dict(arrival.contact), personal=True))
    deadline = arrival.terms.acknowledge_by(about.received)
    opening = Opening(arrival.kind, arrival.name, arrival.uscc, tuple(papers), about.number, deadline)
    case = case_store.open_case(connection, opening, by, now)
    entry = case_store.history(connection, case)[-1].identifier
    evidence_files.place(connection, folder, case, [arrival.file], entry)
    return case


def take_more(
    connection: sa.Connection, case: Case, files: Sequence[Placed], folder: Path, by: str, now: datetime
) -> Case:
    """Keep what else came or was gathered. Raises as `open_complaint`, and Refused where the case was answered."""
    paper = Paper("files", {"files": [each.to_json() for each in files]})
    moved = case_store.act(connection, case, Act("evidence", (by,), (paper,), deadline=case.deadline), now)
    entry = case_store.history(connection, case)[-1].identifier
    evidence_files.place(connection, folder, case, files, entry)
    return moved


def decisions_of(connection: sa.Connection, case: Case) -> tuple[str, ...]:
    """Return the decisions taken in a case that can be appealed against."""
    if case.kind in COMPLAINTS:
        return ("answer",) if _answered(connection, case) else ()
    decision: dict[str, Any] | None = trail.latest(connection, case.identifier, DECISION)
    if decision is not None:
        return (_BY_RESULT[decision["result"]],)
    return ("not-accepted",) if any(row.act == "refuse" for row in case_store.history(connection, case)) else ()


def _answered(connection: sa.Connection, case: Case) -> bool:
    return any(row.act in {"answer", "refuse"} for row in case_store.history(connection, case))
