"""What is due of cases: days that were set, and failed surveillances that nothing has followed yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from certs.casework.aftercare import surveillance_results
from certs.casework.aftercare.due_item import AHEAD, DueItem
from certs.casework.cases import case_store
from certs.casework.cases.case_moves import COMPLAINTS, ENDED, RENEWAL, REVOCATION
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import PAPERS, TRAIL
from certs.days import beijing_day, parse_instant
from certs.errors import Words
from certs.register.store import ledger
from certs.register.store.tables import EVENT

_FOLLOWS: Final = ("suspended", "revoked", "withdrawn", "reissued", "renewed", "surveillance-passed")
_SINCE: Final = ledger.InChunks(
    sa.select(EVENT.c.number, EVENT.c.recorded).where(EVENT.c.type.in_(_FOLLOWS)), EVENT.c.number
)


def renewals(casework: sa.Connection) -> dict[str, str]:
    """Return the running cases of renewal by the number that each renews."""
    rows = case_store.case_rows(casework)
    if rows is None:
        return {}
    query = sa.select(rows.c.number, rows.c.case).where(rows.c.kind == RENEWAL, rows.c.state.not_in(ENDED))
    return {number: case for number, case in casework.execute(query) if number}


def deadlines(casework: sa.Connection, day: date) -> Iterator[DueItem]:
    """Yield the cases with a day that was set: for an answer to a complaint or an appeal, for evidence, for a visit."""
    rows = case_store.case_rows(casework)
    if rows is None:
        return
    latest = (day + timedelta(days=AHEAD)).isoformat()
    query = sa.select(rows.c.case, rows.c.kind, rows.c.state, rows.c.name, rows.c.deadline)
    running = query.where(rows.c.deadline <= latest, rows.c.state.not_in(ENDED))
    for case, kind, state, name, deadline in casework.execute(running).all():  # one by one takes longer
        what = "complaint" if kind in COMPLAINTS else "correction"
        yield DueItem(what, date.fromisoformat(deadline), _words(kind, state, case, deadline), "", case, name)


def confirmations(casework: sa.Connection, day: date, days: int) -> Iterator[DueItem]:
    """Yield the cases that wait for a second pair of eyes, or for what was granted to be done.

    Each has `days` from its last step; none where that is 0. What waits for the firm has a day of its own.
    """
    rows = case_store.case_rows(casework)
    if rows is None or not days:
        return
    query = sa.select(rows.c.case, rows.c.kind, rows.c.state, rows.c.name, rows.c.moved)
    undecided = sa.or_(rows.c.state == "assessed", sa.and_(rows.c.kind == REVOCATION, rows.c.state == "received"))
    waiting = sa.or_(undecided, rows.c.state == "decided")
    found = query.where(waiting, rows.c.kind.not_in(COMPLAINTS), rows.c.deadline.is_(None))
    for case, kind, state, name, moved in casework.execute(found).all():
        deadline = beijing_day(parse_instant(moved)) + timedelta(days=days)
        if deadline > day + timedelta(days=AHEAD) or (state == "decided" and not _granted(casework, case)):
            continue
        yield DueItem("confirmation", deadline, _waiting_words(kind, state, case, deadline), "", case, name)


def _granted(casework: sa.Connection, case: str) -> bool:
    """Tell whether the decision on a case asks for an act; a refusal does not."""
    decision = trail.latest(casework, case, case_store.DECISION)
    return decision is not None and decision["result"] != "refuse"


def _waiting_words(kind: str, state: str, case: str, deadline: date) -> Words:
    if state == "decided":
        command = f"starmark case issue {case}"
        return Words(
            f"已作出决定，还没有办理，最迟 {deadline}：{command}", f"Decided and not done yet; by {deadline}: {command}"
        )
    command = f"starmark case decide {case} --result RESULT --by CODE --by CODE"
    if kind == REVOCATION:
        return Words(
            f"已立案，要由两个人决定，最迟 {deadline}：{command}", f"Two people are to decide by {deadline}: {command}"
        )
    return Words(
        f"已评价，要由没有参加评价的两个人复核并决定，最迟 {deadline}：{command}",
        f"Assessed; two people who took no part are to confirm and decide by {deadline}: {command}",
    )


def _words(kind: str, state: str, case: str, deadline: str) -> Words:
    show = f"starmark case show {case}"
    if kind in COMPLAINTS:
        if state == "received":
            return Words(f"最迟 {deadline} 确认收到：{show}", f"To be acknowledged by {deadline}: {show}")
        return Words(f"最迟 {deadline} 答复：{show}", f"To be answered by {deadline}: {show}")
    if state == "planned":
        return Words(f"计划的评价到 {deadline}：{show}", f"The assessment is planned until {deadline}: {show}")
    return Words(
        f"企业最迟 {deadline} 交材料或整改：{show}", f"The firm is to hand in or correct by {deadline}: {show}"
    )


def failures(casework: sa.Connection, register: sa.Connection) -> Iterator[DueItem]:
    """Yield the failed surveillances since which nothing was recorded of the certificate: the day is that of each."""
    if case_store.case_rows(casework) is None:
        return
    joined = TRAIL.join(PAPERS, (PAPERS.c.case == TRAIL.c.case) & (PAPERS.c.entry == TRAIL.c.id))
    query = sa.select(TRAIL.c.recorded, *PAPERS.c).select_from(joined)
    failed = [
        (row["recorded"], surveillance_results.read(trail.opened(dict(row))))
        for row in casework.execute(
            query.where(TRAIL.c.act == surveillance_results.FAILED, PAPERS.c.kind == surveillance_results.PAPER)
        ).mappings()
    ]
    newest = dict[str, str]()
    for number, recorded in _SINCE.rows(register, {result.number for _, result in failed}):
        newest[number] = max(recorded, newest.get(number, ""))
    for recorded, result in failed:
        if newest.get(result.number, "") < recorded:
            words = Words(
                f"{result.day} 的监督没有通过，还没有接着办理：暂停、撤销或换发 {result.number}",
                f"The surveillance of {result.day} was failed and nothing has followed: suspend, revoke or reissue "
                f"{result.number}",
            )
            yield DueItem("surveillance", result.day, words, result.number)
