"""Counts and times of the desk, from a trail that is written down here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.casework.aftercare.desk_figures import CaseCount, DeskFigures, DueCount, StepTime, desk_figures
from certs.casework.aftercare.due_item import DueItem
from certs.casework.journal.casework_tables import CASES, SCHEMA, TRAIL, lift
from certs.days import instant_text
from certs.errors import Words
from certs.register.store.database import open_store
from tests.register.founded_register import TODAY, Register, draft, founded

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 4, tzinfo=UTC)


@pytest.fixture
def casework(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'casework.db'}")
    with engine.begin() as connection:
        lift(connection, 0, SCHEMA)
        yield connection
    engine.dispose()


def case(
    casework: sa.Connection,
    number: int,
    state: str,
    acts: dict[str, float],
    *,
    kind: str = "certification",
    due: int = 0,
) -> None:
    """Write a case whose acts were done so many days ago, and which is due in so many days."""
    identifier = f"A26-{number:05}"
    when = {act: instant_text(NOON - timedelta(days=days)) for act, days in acts.items()}
    row = {"case": identifier, "state": state, "kind": kind, "name": "样例", "uscc": "", "number": None}
    deadline = (TODAY + timedelta(days=due)).isoformat() if due else None
    moved = list(when.values())[-1]
    casework.execute(sa.insert(CASES), {**row, "opened": when["open"], "moved": moved, "deadline": deadline})
    for place, (act, recorded) in enumerate(when.items()):
        rest = {"by_codes": "[]", "papers": "{}", "previous": "", "digest": f"{identifier}{act}"}
        casework.execute(
            sa.insert(TRAIL), {"id": 10 * number + place, "case": identifier, "recorded": recorded, "act": act, **rest}
        )


def told(casework: sa.Connection, tmp_path: Path, due: Iterable[DueItem] = ()) -> DeskFigures:
    register = founded(f"sqlite:///{tmp_path / 'register.db'}")
    issued = register.issue(draft(1), draft(2))
    register.later(minutes=1)
    register.change("suspended", issued[0].number, "mark-misuse", until=TODAY + timedelta(days=30))
    register.close()
    store = open_store(f"sqlite:///{tmp_path / 'register.db'}", write=False)
    with store.reading() as connection:
        figures = desk_figures(connection, casework, TODAY, due)
    store.close()
    return figures


def test_cases_are_counted_by_kind_and_state_and_lateness(casework: sa.Connection, tmp_path: Path) -> None:
    case(casework, 1, "received", {"open": 9}, due=-1)
    case(casework, 2, "received", {"open": 9}, due=1)
    case(casework, 3, "decided", {"open": 9}, kind="complaint")
    case(casework, 4, "closed", {"open": 9}, due=-1)
    figures = told(casework, tmp_path)
    assert figures.cases == (
        CaseCount("certification", "received", 2, 1),
        CaseCount("certification", "closed", 1, 0),
        CaseCount("complaint", "decided", 1, 0),
    )
    assert (figures.running, figures.late) == (3, 1)
    assert (figures.statuses, sum(figures.levels.values())) == ({"valid": 1, "suspended": 1}, 1)
    assert (figures.months[-1].month, figures.months[-1].issued, len(figures.months)) == (f"{TODAY:%Y-%m}", 2, 12)


def test_a_renewal_ends_the_certificate_of_before(casework: sa.Connection, register: Register) -> None:
    number = register.issue(draft(1))[0].number
    register.later(days=1)
    register.renew(number, draft(1))
    with register.store.reading() as connection:
        month = desk_figures(connection, casework, TODAY, ()).months[-1]
    assert (month.issued, month.withdrawn, month.revoked) == (2, 1, 0)


def test_what_is_due_is_counted_by_its_kind_and_on_which_side_of_its_day(
    casework: sa.Connection, tmp_path: Path
) -> None:
    days = {"expiry": (0, 90), "surveillance": (-400, -1, 1), "list": (-1,)}
    due = [DueItem(what, TODAY + timedelta(days=n), Words("", "")) for what, each in days.items() for n in each]
    assert told(casework, tmp_path, due).due == (
        DueCount("list", 1, 0),
        DueCount("surveillance", 2, 1),
        DueCount("expiry", 0, 2),
    )


def test_a_step_is_measured_from_the_state_before(casework: sa.Connection, tmp_path: Path) -> None:
    for number in range(1, 21):  # the step took 1 to 20 days; letters between do not begin it anew
        case(casework, number, "accepted", {"open": 30.0, "evidence": 29.5, "accept": 30.0 - number})
    case(casework, 30, "accepted", {"open": 800, "accept": 700})  # longer ago than what counts
    case(casework, 31, "accepted", {"open": 500, "accept": 4}, kind="complaint")
    assert told(casework, tmp_path).steps == (
        StepTime("certification", "accept", 20, 10.5, 19.0),
        StepTime("complaint", "accept", 1, 496.0, 496.0),
    )


def test_a_body_without_cases_has_figures(tmp_path: Path) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        lift(connection, 0, 2)
        figures = told(connection, tmp_path)
    assert (figures.cases, figures.steps, figures.due, figures.running, figures.day) == ((), (), (), 0, TODAY)
