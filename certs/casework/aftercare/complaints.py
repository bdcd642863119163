"""A complaint or an appeal taken in: the case that it opens, what it keeps, and the decisions that can be appealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.cases import case_store, evidence_files
from certs.casework.cases.case_moves import COMPLAINTS
from certs.casework.cases.case_store import CONTACT, DECISION, Act, Case, Opening
from certs.casework.cases.complaint_case import ABOUT, LETTER, About, Terms
from certs.casework.cases.evidence_files import Placed
from certs.casework.journal import trail
from certs.casework.journal.trail import Paper

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


def placed(name: str, data: bytes, kind: str) -> Placed:
    """Return a file as one that came with a complaint."""
    return Placed(name, data, kind, LETTER, 1, (), None)


def open_complaint(connection: sa.Connection, arrival: Arrival, folder: Path, by: str, now: datetime) -> Case:
    """Open the case of a complaint or appeal and keep its letter in `folder`.

    Raises Misuse for a code that is not on the list of staff, CouldNotCheck where the disk does not take the file.
    """
    about = arrival.about
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
