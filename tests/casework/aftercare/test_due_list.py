"""What is due: each kind on both sides of its day, what harms most first, and nothing of what has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from certs.casework.aftercare import due_cases, due_item, due_list, surveillance_results
from certs.casework.aftercare.due_certificates import Terms
from certs.casework.aftercare.due_item import HARM, DueItem, in_order
from certs.casework.aftercare.surveillance_results import Result
from certs.casework.cases import case_moves, case_store
from certs.casework.cases.case_store import Opening
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import CASES
from certs.casework.journal.journal import Journal
from certs.casework.journal.trail import Paper
from certs.days import add_months, instant_text
from certs.errors import Words
from certs.register.store.tables import STATUS_LIST
from tests.register.founded_register import NOW, Register, draft

TODAY = NOW.date()
DAY = timedelta(days=1)
LAST = date(TODAY.year + 3, TODAY.month, TODAY.day) - DAY
YEAR = add_months(TODAY, 12)


@pytest.fixture
def casework(tmp_path: Path) -> Iterator[sa.Connection]:
    """Lend an empty casework."""
    url = f"sqlite:///{tmp_path / 'casework.db'}"
    Journal.create(url).close()
    with Journal.open(url) as journal, journal.acting() as connection:
        yield connection


def due(
    register: Register, casework: sa.Connection, day: date, months: int = 12, lead: int = 0
) -> list[tuple[str, str, date]]:
    with register.store.reading() as connection:
        items = due_list.due(connection, casework, day, Terms(months, lead), NOW)
    return [(item.what, item.number or item.case, item.deadline) for item in items]


def test_surveillance_is_due_a_year_after_the_issue_and_after_each(register: Register, casework: sa.Connection) -> None:
    number = register.issue(draft(1))[0].number
    assert due(register, casework, YEAR - 91 * DAY) == []
    assert due(register, casework, YEAR - 90 * DAY) == [("surveillance", number, YEAR)]
    assert due(register, casework, YEAR + 40 * DAY) == [("surveillance", number, YEAR)]
    assert due(register, casework, YEAR - 91 * DAY, months=9) == [("surveillance", number, add_months(TODAY, 9))]
    register.later(days=300)
    done = TODAY + 290 * DAY
    register.change("surveillance-passed", number, "", effective=done, confirm_clock=register.now.date())
    assert due(register, casework, YEAR) == []
    assert due(register, casework, add_months(done, 12)) == [("surveillance", number, add_months(done, 12))]


def test_the_end_is_due_unless_it_ends_before(register: Register, casework: sa.Connection) -> None:
    number, other = (issued.number for issued in register.issue(draft(1), draft(2)))
    register.change("withdrawn", other, "merged", effective=TODAY + 20 * DAY)
    ends = [each for each in due(register, casework, LAST - 90 * DAY) if each[0] == "expiry"]
    assert ends == [("expiry", number, LAST)]
    for day in (LAST - 91 * DAY, LAST + DAY):
        assert [each for each in due(register, casework, day) if each[0] == "expiry"] == []
    assert [each for each in due(register, casework, TODAY) if each[1] == other] == []


def test_the_day_to_apply_for_a_renewal_is_due_before_the_end(register: Register, casework: sa.Connection) -> None:
    number = register.issue(draft(1))[0].number
    apply_by = add_months(LAST, -6)

    def ends(day: date) -> list[tuple[str, str, date]]:
        return [each for each in due(register, casework, day, lead=6) if each[0] == "expiry"]

    assert ends(apply_by - 91 * DAY) == []
    assert ends(apply_by - 90 * DAY) == ends(apply_by) == [("expiry", number, apply_by)]
    assert ends(apply_by + DAY) == ends(LAST) == [("expiry", number, LAST)], "late: what is left is the end"
    with register.store.reading() as connection:
        items = due_list.due(connection, casework, apply_by + DAY, Terms(12, 6), NOW)
    (words,) = [each.words.zh for each in items if each.what == "expiry"]
    assert f"最迟 {apply_by} 申请换证" in words
    case_store.open_case(casework, Opening(case_moves.RENEWAL, "甲", "", (), number), "clerk-01", NOW)
    assert ends(apply_by) == [], "it is applied for"
    assert ends(LAST - 90 * DAY) == [("expiry", number, LAST)]


def test_the_running_case_of_a_renewal_is_named(register: Register, casework: sa.Connection) -> None:
    number = register.issue(draft(1))[0].number
    case_store.open_case(casework, Opening(case_moves.RENEWAL, "甲", "", (), number), "clerk-01", NOW)
    with register.store.reading() as connection:
        (item,) = [each for each in due_list.due(connection, casework, LAST, Terms(12), NOW) if each.what == "expiry"]
    assert "A26-00001" in item.words.en


def test_a_suspension_is_due_to_its_end_and_first_of_all_when_it_has_run_out(
    register: Register, casework: sa.Connection
) -> None:
    number = register.issue(draft(1))[0].number
    until = TODAY + 60 * DAY
    register.change("suspended", number, "complaint", until=until)
    for day in (TODAY, until, until + 9 * DAY):
        assert due(register, casework, day)[0] == ("suspension", number, until)
    first, second = due(register, casework, YEAR + DAY)
    assert (first[0], second[0]) == ("suspension", "surveillance"), "it stays suspended, and what harms most is first"
    register.change("restored", number, "cause-removed")
    assert due(register, casework, until) == []


def test_a_failed_surveillance_is_due_until_something_follows(register: Register, casework: sa.Connection) -> None:
    number, other = (issued.number for issued in register.issue(draft(1), draft(2)))
    failed = [Result(number, TODAY, passed=False), Result(other, TODAY, passed=False)]
    surveillance_results.keep(casework, failed, "clerk-01", "", NOW)
    register.later(days=1)
    register.change("suspended", other, "requirements-not-met", until=TODAY + 100 * DAY)
    assert due(register, casework, TODAY + DAY) == [("surveillance", number, TODAY)]


@pytest.mark.parametrize(
    ("kind", "what", "words"),
    [
        (case_moves.CERTIFICATION, "correction", "The firm is to hand in or correct"),
        (case_moves.APPEAL, "complaint", "To be acknowledged"),
    ],
)
def test_a_day_that_a_case_has_set_is_due_while_it_runs(
    register: Register, casework: sa.Connection, kind: str, what: str, words: str
) -> None:
    row = {"case": "A26-00007", "kind": kind, "state": "received", "name": "甲", "uscc": "", "opened": "", "moved": ""}
    casework.execute(sa.insert(CASES), {**row, "deadline": (TODAY + 5 * DAY).isoformat()})
    assert due(register, casework, TODAY) == [(what, "A26-00007", TODAY + 5 * DAY)]
    (item,) = due_cases.deadlines(casework, TODAY)
    assert item.words.en == f"{words} by {TODAY + 5 * DAY}: starmark case show A26-00007"
    casework.execute(sa.update(CASES).values(state="accepted"))
    (item,) = due_cases.deadlines(casework, TODAY)
    assert item.words.zh.startswith(f"最迟 {TODAY + 5 * DAY} 答复" if what == "complaint" else "企业最迟")
    casework.execute(sa.update(CASES).values(state="closed"))
    assert due(register, casework, TODAY) == []


@pytest.mark.parametrize(
    ("kind", "state", "result", "words"),
    [
        (case_moves.CERTIFICATION, "assessed", "", "Assessed; two people who took no part are to confirm"),
        (case_moves.REVOCATION, "received", "", "Two people are to decide"),
        (case_moves.RENEWAL, "decided", "grant", "Decided and not done yet"),
        (case_moves.RENEWAL, "decided", "refuse", ""),
        (case_moves.CERTIFICATION, "received", "", ""),
        (case_moves.COMPLAINT, "decided", "", ""),
    ],
)
def test_what_waits_for_a_decision_or_its_act_is_due(
    casework: sa.Connection, kind: str, state: str, result: str, words: str
) -> None:
    row = {"case": "A26-00007", "kind": kind, "state": state, "name": "甲", "uscc": "", "opened": ""}
    casework.execute(sa.insert(CASES), {**row, "moved": instant_text(NOW), "deadline": None})
    if result:
        trail.append(casework, "A26-00007", "decide", ["a", "b"], [Paper(case_store.DECISION, {"result": result})], NOW)
    deadline = TODAY + 100 * DAY
    assert list(due_cases.confirmations(casework, deadline - 91 * DAY, 100)) == []
    for day in (deadline - 90 * DAY, deadline + 9 * DAY):
        items = list(due_cases.confirmations(casework, day, 100))
        assert [(item.what, item.case, item.deadline) for item in items] == (
            [("confirmation", "A26-00007", deadline)] if words else []
        )
        assert all(item.words.en.startswith(words) for item in items)
    assert list(due_cases.confirmations(casework, deadline, 0)) == [], "the body has taken the reminder away"
    casework.execute(sa.update(CASES).values(deadline=TODAY.isoformat()))
    assert list(due_cases.confirmations(casework, deadline, 100)) == [], "it waits for the firm"


def test_of_a_later_day_nothing_is_said_about_lists(register: Register, casework: sa.Connection) -> None:
    row = {"purpose": "revocation", "number": 1, "version": 1, "valid_from": "", "raw": b""}
    with register.store.writing() as connection:
        connection.execute(sa.insert(STATUS_LIST), {**row, "valid_until": instant_text(NOW + timedelta(hours=1))})
    assert [each[0] for each in due(register, casework, TODAY)] == ["list"]
    assert due(register, casework, TODAY + DAY) == []


def test_what_is_past_comes_by_its_harm_and_what_is_to_come_by_its_day() -> None:
    words = Words("", "")
    past = [DueItem(what, TODAY - n * DAY, words) for n, what in enumerate(HARM, 1)]
    ahead = [DueItem("expiry", TODAY, words), DueItem("list", TODAY + DAY, words)]
    assert in_order([*reversed(ahead), *reversed(past)], TODAY) == [*past, *ahead]
    assert due_item.to_json(past, TODAY)[0]["days"] == -1
