"""Cases in `casework.db`: opened, looked up, and moved on, each act in the transaction of its caller.

The row of a case is what can be asked fast; what it says follows from the trail and its papers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from certs.casework.cases import case_moves
from certs.casework.forms.application import Application, application_of
from certs.casework.journal import staff_list, trail
from certs.casework.journal.casework_tables import CASES, TRAIL, cases, has_cases
from certs.casework.journal.journal_store import schema_of
from certs.casework.journal.trail import Paper, TrailRow
from certs.days import beijing_day, instant_text, parse_instant
from certs.errors import Refused

_ID: Final = re.compile(r"A[0-9]{2}-[0-9]{5,8}")
RUNNING: Final = ("received", "accepted", "planned", "assessed", "decided")
APPLICATION, CONTACT, PLAN, REASON, REQUEST, SCORE, DECISION, ISSUE = (
    "application",
    "contact",
    "plan",
    "reason",
    "request",
    "score",
    "decision",
    "issue",
)


@dataclass(frozen=True, slots=True)
class Case:
    """The row of a case. `moved` is when its state last changed; `deadline` a day that somebody else must keep;
    `number` the certificate that it concerns or led to, "" until there is one.
    """

    identifier: str
    state: str
    name: str
    uscc: str
    opened: str
    moved: str
    deadline: date | None
    kind: str
    number: str


def read_id(text: str) -> str:
    """Return the id of a case in its one form, as people type it: full-width, small letters, blanks. Raises Refused."""
    identifier = _folded(text)
    if not is_id(text):
        raise Refused(
            "case_id",
            f"“{text[:40]}”不是案件编号；案件编号形如 A26-00001，见 starmark case list。",
            f"“{text[:40]}” is no id of a case; one looks like A26-00001, see starmark case list.",
        )
    return identifier


def is_id(text: str) -> bool:
    """Tell whether a text is the id of a case, as people type it."""
    return _ID.fullmatch(_folded(text)) is not None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().replace("－", "-").replace("—", "-")


def find(connection: sa.Connection, identifier: str) -> Case:
    """Return a case by its id, as people type it. Raises Refused where there is none."""
    identifier = read_id(identifier)
    row = None
    rows = case_rows(connection)
    if rows is not None:
        row = connection.execute(sa.select(rows).where(rows.c.case == identifier)).first()
    if row is None:
        raise Refused(
            "case_unknown",
            f"没有案件 {identifier}。请用 starmark case list 查看。",
            f"There is no case {identifier}. See starmark case list.",
        )
    return _case(row)


def listing(connection: sa.Connection, today: date, newest: int) -> tuple[int, tuple[Case, ...]]:
    """Return how many cases there are, and of them the newest and all that are late, the newest first."""
    rows = case_rows(connection)
    if rows is None:
        return 0, ()
    total = connection.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one()
    first = sa.select(rows.c.case).order_by(rows.c.case.desc()).limit(newest)
    query = sa.select(rows).where(rows.c.case.in_(first) | is_late(rows, today)).order_by(rows.c.case.desc())
    return total, tuple(map(_case, connection.execute(query)))


def listing_json(connection: sa.Connection, today: date) -> str:
    """Return every case, the newest first, as the JSON list of the contract.

    The database writes it: an object for each of 50,000 cases, and its JSON, take several times as long.
    """
    rows = case_rows(connection)
    if rows is None:
        return "[]"
    names = ("case", "kind", "state", "number", "name", "uscc", "opened", "moved", "deadline")
    columns = [rows.c[name] for name in names]
    if connection.dialect.name == "postgresql":
        overdue = sa.func.coalesce(is_late(rows, today), sa.false()).label("overdue")
        each = sa.select(*columns, overdue).order_by(rows.c.case.desc()).subquery().table_valued()
        array = sa.cast(sa.func.coalesce(sa.func.json_agg(sa.func.row_to_json(each)), sa.text("'[]'")), sa.Text)
        return str(connection.execute(sa.select(array)).scalar_one())
    late = sa.func.json(sa.case((is_late(rows, today), "true"), else_="false"))
    pairs = [part for column in columns for part in (column.name, column)]
    written = sa.func.json_object(*pairs, "overdue", late).label("written")
    objects = sa.select(written).order_by(rows.c.case.desc()).subquery()
    return str(connection.execute(sa.select(sa.func.json_group_array(sa.func.json(objects.c.written)))).scalar_one())


def case_rows(connection: sa.Connection) -> sa.FromClause | None:
    """Return the rows of the cases; None in a journal from before there were any."""
    version = schema_of(connection)
    return cases(version) if has_cases(version) else None


def is_late(rows: sa.FromClause, today: date) -> sa.ColumnElement[bool]:
    """Return the condition for the running cases that are past the day that was set."""
    return (rows.c.deadline < today.isoformat()) & rows.c.state.not_in(case_moves.ENDED)


def _case(row: sa.Row[Any]) -> Case:
    deadline = date.fromisoformat(row.deadline) if row.deadline else None
    return Case(row.case, row.state, row.name, row.uscc, row.opened, row.moved, deadline, row.kind, row.number or "")


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened: of which kind, of whom, on what, and the certificate that it concerns, if one."""

    kind: str
    name: str
    uscc: str
    papers: tuple[Paper, ...]
    number: str = ""
    deadline: date | None = None


def open_application(connection: sa.Connection, application: Application, by: str, now: datetime) -> Case:
    """Open a case on an application. Raises Refused where one of the same organisation is still running.

    A firm may apply for several sub-certificates at once: of these only the same application again is refused.
    """
    staff_list.require_known(connection, [by])
    first = CASES.c.kind.in_((case_moves.CERTIFICATION, case_moves.RENEWAL))
    same = sa.select(CASES).where(CASES.c.uscc == application.uscc, CASES.c.state.in_(RUNNING), first)
    cases = connection.execute(same.order_by(CASES.c.case)).all()
    if application.main:
        cases = [each for each in cases if _asks_for(connection, each.case, application)]
    if cases:
        running = cases[0]
        raise Refused(
            "case_running",
            f"{application.name} 已有在办的案件 {running.case}。没有再开；补充的材料，交到那个案件。",
            f"{application.name} has a running case, {running.case}. No other was opened; what is new belongs there.",
        )
    papers = (Paper(APPLICATION, application.to_json()), Paper(CONTACT, application.contact, personal=True))
    opening = Opening(case_moves.CERTIFICATION, application.name, application.uscc, papers)
    return open_case(connection, opening, by, now)


def _asks_for(connection: sa.Connection, case: str, application: Application) -> bool:
    paper = trail.latest(connection, case, APPLICATION)
    return paper is not None and paper["content"] == application.content


def open_case(connection: sa.Connection, opening: Opening, by: str, now: datetime) -> Case:
    """Open a case of any kind under the next id of the year. Raises Misuse for a code not on the list of staff."""
    staff_list.require_known(connection, [by])
    year = f"A{beijing_day(now):%y}-"
    numbers = sa.select(CASES.c.case).where(CASES.c.case.startswith(year, autoescape=True))
    last = max((int(each[len(year) :]) for each in connection.execute(numbers).scalars()), default=0)
    identifier = f"{year}{last + 1:05}"
    trail.append(connection, identifier, "open", [by], opening.papers, now)
    row = {
        "case": identifier,
        "kind": opening.kind,
        "state": case_moves.after("open", "", identifier, opening.kind),
        "number": opening.number or None,
        "name": opening.name,
        "uscc": opening.uscc,
        "opened": instant_text(now),
        "moved": instant_text(now),
        "deadline": opening.deadline.isoformat() if opening.deadline else None,
    }
    connection.execute(sa.insert(CASES), row)
    return find(connection, identifier)


@dataclass(frozen=True, slots=True)
class Act:
    """One act upon a case: which, by whom, on what. `deadline` is a day that it sets for what follows, `number` the
    certificate that it led to.
    """

    name: str
    by: tuple[str, ...]
    papers: tuple[Paper, ...] = ()
    deadline: date | None = None
    number: str = ""


def require(case: Case, name: str) -> str:
    """Return the state that an act leads a case to. Raises Refused for an act that does not fit."""
    return case_moves.after(name, case.state, case.identifier, case.kind)


def act(connection: sa.Connection, case: Case, done: Act, now: datetime) -> Case:
    """Move a case on and write the act into the trail. Raises Refused for an act that does not fit, Misuse for a code
    that is not on the list of staff.
    """
    staff_list.require_known(connection, done.by)
    state = require(case, done.name)
    trail.append(connection, case.identifier, done.name, done.by, done.papers, now)
    values: dict[str, object] = {"deadline": done.deadline.isoformat() if done.deadline else None}
    if state != case.state:
        values |= {"state": state, "moved": instant_text(now)}
    if done.number:
        values["number"] = done.number
    connection.execute(sa.update(CASES).where(CASES.c.case == case.identifier).values(**values))
    return find(connection, case.identifier)


def application(connection: sa.Connection, case: Case) -> Application:
    """Return what the applicant asked for. Raises Refused for a case of a kind that begins without an application."""
    paper = trail.latest(connection, case.identifier, APPLICATION)
    if paper is None:
        kind = case_moves.KINDS[case.kind]
        raise Refused(
            "case_kind",
            f"案件 {case.identifier} 是{kind.zh}，没有申请，不能这样办理。什么也没有办理；下一步看 starmark case show "
            f"{case.identifier}。",
            f"Case {case.identifier} is of the kind “{kind.en}” and has no application, so this cannot be done. "
            f"Nothing was done; starmark case show {case.identifier} tells what comes next.",
        )
    return application_of(paper, trail.latest(connection, case.identifier, CONTACT))


def history(connection: sa.Connection, case: Case) -> tuple[TrailRow, ...]:
    """Return the acts upon a case, oldest first."""
    return trail.read(connection, TRAIL.c.case == case.identifier)


def done_on(connection: sa.Connection, case: Case, name: str) -> date | None:
    """Return the Beijing day of the newest act of a name upon a case; None where there is none."""
    rows = [row for row in history(connection, case) if row.act == name]
    return beijing_day(parse_instant(rows[-1].recorded)) if rows else None


def reasons(connection: sa.Connection, case: Case) -> Mapping[int, str]:
    """Return the reason that was given with an act, by the place of the act in the trail."""
    return {entry: str(body["text"]) for entry, body in trail.papers_of(connection, case.identifier, REASON)}
