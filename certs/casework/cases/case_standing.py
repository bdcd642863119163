"""How a case stands on a day: what is missing, what comes next, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from certs.casework.cases import assessed_case, case_store, complaint_case, concern, evidence_count
from certs.casework.cases.case_moves import CERTIFICATION, CHANGE, COMPLAINTS, ENDED, RENEWAL, REVOCATION
from certs.casework.cases.case_store import Case
from certs.casework.cases.evidence_count import Shortfall
from certs.casework.cases.evidence_files import pieces_of
from certs.casework.forms.application import Application
from certs.casework.journal import trail
from certs.errors import Words
from certs.scheme.schemes import evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What shows a change that is decided without an assessment, by its code; other changes of that sort need no evidence.
_SHOWN_BY: Final = {"name": "licence", "address": "licence", "sites-removed": "outlets", "sites-moved": "outlets"}
_TO_ISSUE: Final = {
    CERTIFICATION: Words("签发证书", "issue the certificate"),
    RENEWAL: Words("换证：签发新证书", "renew: issue the successor"),
    CHANGE: Words("换发证书", "reissue the certificate"),
    REVOCATION: Words("撤销证书", "revoke the certificate"),
}
GRANTED: Final = frozenset({"grant", "grant-lower", "revoke"})


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """What is to be done in a case: evidence that is missing, the next steps, and what is late."""

    missing: tuple[Shortfall, ...]
    following: tuple[Shortfall, ...]
    overdue: tuple[Shortfall, ...]


def standing(connection: Connection, case: Case, application: Application, today: date) -> CaseStanding:
    """Return how a case stands today."""
    missing = _missing(connection, case, application, today)
    decision = trail.latest(connection, case.identifier, case_store.DECISION)
    granted = decision is not None and decision["result"] in GRANTED
    about = concern.of(connection, case)
    steps = _following(case, missing, granted=granted, assessed=about is None or about.assessed)
    following = (*_corrections(connection, case), *steps)
    return CaseStanding(missing, following, overdue(case, today))


def _missing(connection: Connection, case: Case, application: Application, today: date) -> tuple[Shortfall, ...]:
    if case.state in ENDED:
        return ()
    items = evidence_count.wanted(evidence(), application.applies)
    about = concern.of(connection, case)
    if case.kind == REVOCATION:
        return ()
    if case.kind == CHANGE and about is not None and not about.assessed:
        shown = {_SHOWN_BY.get(code) for code in about.codes}
        items = tuple(item for item in items if item.code in shown)
    return evidence_count.missing(items, application.products, pieces_of(connection, case), today)


def _corrections(connection: Connection, case: Case) -> tuple[Shortfall, ...]:
    """Return the special deductions of the newest assessment that nobody has closed, each with its site and facts."""
    kept = assessed_case.kept(connection, case) if case.state == "assessed" else None
    why = Words(
        "这项特别扣分没有关闭，不能颁发；关闭以后再登记一次评价。",
        "This special deduction is open, and nothing is granted before; once closed, record the assessment again.",
    )
    return tuple(
        Shortfall("correct", Words(f"整改：{told}", f"have it corrected: {told}"), why)
        for told in (f"{each.site}，{each.deduction.words}" for each in (kept.result.open_corrections if kept else ()))
    )


def _following(case: Case, missing: tuple[Shortfall, ...], *, granted: bool, assessed: bool) -> tuple[Shortfall, ...]:
    """Return the next steps; `assessed` says that what the case asks for is decided on an assessment."""
    steps = list[Shortfall]()
    if missing and case.state in {"received", "accepted", "planned", "assessed"}:
        why = Words(f"证据还缺 {len(missing)} 项。", f"{len(missing)} items of evidence are missing.")
        steps.append(Shortfall("evidence", Words("收材料，或写补正通知", "take in evidence, or ask for it"), why))
    match case.state:
        case "received" if case.kind == REVOCATION:
            why = Words("还没有决定是否撤销。", "It is not decided whether to revoke.")
            steps.append(Shortfall("decide", Words("由两个人作出决定", "two people decide"), why))
        case "received":
            why = Words("申请还没有答复。", "The application has no answer yet.")
            steps.append(Shortfall("accept", Words("受理", "accept it"), why))
            steps.append(Shortfall("refuse", Words("不受理，写明理由", "or refuse it, with the reason"), why))
        case "accepted" if not assessed:
            why = Words("这样的变更不需要评价。", "Such a change needs no assessment.")
            steps.append(Shortfall("decide", Words("由两个人作出决定", "two people decide"), why))
        case "accepted":
            why = Words("已受理，还没有评价计划。", "It is accepted and has no plan yet.")
            steps.append(Shortfall("plan", Words("排评价计划", "plan the assessment"), why))
        case "planned":
            why = Words("计划已排，还没有评价结果。", "It is planned and has no result yet.")
            steps.append(Shortfall("assess", Words("登记评价结果", "record the assessment"), why))
        case "assessed":
            why = Words("已评价，还没有决定。", "It is assessed and not decided.")
            steps.append(Shortfall("decide", Words("由两个人作出决定", "two people decide"), why))
        case "decided" if granted:
            why = Words("已经决定，还没有签发。", "It is decided and not done yet.")
            steps.append(Shortfall("issue", _TO_ISSUE.get(case.kind, _TO_ISSUE[CERTIFICATION]), why))
        case "decided" | "refused" | "issued":
            why = Words("事情已经办完。", "All is done.")
            steps.append(Shortfall("close", Words("办结", "close it"), why))
        case _:
            why = Words("案件已办结；保存期满以后删除个人信息。", "It is closed; delete personal data when due.")
            steps.append(Shortfall("forget", Words("删除个人信息和材料", "forget personal data and files"), why))
    return tuple(steps)


def overdue(case: Case, today: date) -> tuple[Shortfall, ...]:
    """Return what is late: a day that was set for the applicant, the last day of the plan, or our own to answer by."""
    if case.kind in COMPLAINTS:
        return complaint_case.overdue(case, today)
    if case.deadline is None or case.deadline >= today or case.state in ENDED:
        return ()
    days = (today - case.deadline).days
    why = Words(f"期限是 {case.deadline}，已过 {days} 天。", f"It was due on {case.deadline}, {days} days ago.")
    if case.state == "planned":
        return (Shortfall("assess", Words("评价的日期已过", "the days of the plan are over"), why),)
    return (Shortfall("evidence", Words("补正期限已过", "the day for sending evidence is over"), why),)
