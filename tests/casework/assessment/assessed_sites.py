"""Assessments of sites for the tests: all clauses met and all steps taken, with changes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from certs.casework.assessment.site_findings import Activity, Answer, Finding, ManagerCount, Mode, SiteAssessment, Step
from certs.scheme.assessment_rules import AssessmentRules
from certs.scheme.schemes import SCHEMES

GBT: Final = SCHEMES["gbt27922-2011"]
RULES: Final = AssessmentRules()
DAY: Final = date(2026, 11, 23)
_AT_OUTLET: Final = (Step.INSPECTION, Step.UNANNOUNCED, Step.CUSTOMERS)


def finding(clause: str, answer: Answer, drawn: int = 0, failing: int = 0, words: str = "") -> Finding:
    """A finding that says what it must."""
    return Finding(clause, answer, drawn, failing, words or ("看到的情况" if answer is not Answer.MET else ""))


def headquarters(*changes: Finding, site: str = "总部", **values: Any) -> SiteAssessment:
    """The headquarters with every clause met but for the changes."""
    by_clause = {each.clause: each for each in changes}
    whole = tuple(by_clause.get(c.clause, Finding(c.clause, Answer.MET)) for c in GBT.clauses if c.clause != "5.1.2.2")
    facts: dict[str, Any] = {
        "managers": ManagerCount(20, 2),
        "activities": activities(*Step),
        "findings": whole,
    } | values
    return SiteAssessment("A26-00001", site, True, GBT.code, **facts)


def outlet(site: str, *findings: Finding, **values: Any) -> SiteAssessment:
    """An outlet at which nothing but these findings was assessed."""
    facts: dict[str, Any] = {"activities": activities(*_AT_OUTLET), "findings": findings} | values
    return SiteAssessment("A26-00001", site, False, GBT.code, **facts)


def activities(*steps: Step, mode: Mode = Mode.ON_SITE) -> tuple[Activity, ...]:
    """One activity for each step, by two people."""
    words = "视频会议" if mode is Mode.REMOTE else ""
    return tuple(Activity(step, DAY, ("assessor-01", "assessor-02"), mode, words) for step in steps)
