"""From the findings at all sites to one result: `combine(sites, scheme, rules) -> Result`, in exact fractions.

Like samples of one clause are pooled over all sites. A full loss at one site counts as one failing of as many sites as
were assessed on that clause, unless the body's own rule takes the whole clause (`full_loss`). Where both come
together, the sites that did not lose it are left their share, and the pooled samples tell how much of that is earned
(decision 0053). The sum, the level and the thresholds are `certs.scheme.scoring`: there is no second arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from certs.casework.assessment.result import ClauseResult, OpenCorrection, Result
from certs.casework.assessment.site_checks import MANAGERS_CLAUSE, check, warnings_of
from certs.casework.assessment.site_findings import Activity, Answer, Finding, SiteAssessment
from certs.errors import Refused
from certs.scheme.assessment_rules import WHOLE, AssessmentRules
from certs.scheme.scheme import Indicator, Level, Scheme
from certs.scheme.scoring import Answer as Points
from certs.scheme.scoring import Decision, decide, final_score, in_proportion, score_of


def combine(sites: Sequence[SiteAssessment], scheme: Scheme, rules: AssessmentRules) -> Result:
    """Return the result of the assessments of all sites of one case, headquarters among them.

    Raises Refused (`assessment`) with one error for each thing that is missing or contradicts itself; its `field` is
    `<site>/<clause>` or `<site>/<part>`.
    """
    errors = check(sites, scheme, rules)
    if errors:
        raise Refused(
            "assessment",
            "评价还不能合成一个结果，请改正下列各处。",
            "The assessment does not come to a result yet; mend each of these.",
            errors=tuple(errors),
        )
    findings = _by_clause(sites)
    clauses = tuple(_clause(clause, findings[clause.clause], rules) for clause in scheme.clauses)
    points = [Points(each.clause, each.points, each.earned) for each in clauses]
    deductions = sum(len(site.deductions) for site in sites)
    bonus = int(any(site.bonus for site in sites))
    before = score_of(points)
    decision = decide(scheme, before, deductions, bonus)
    applicable = sum(each.points for each in clauses if each.earned is not None)
    final = final_score(before, 100, deductions, bonus)
    next_level = _next(scheme, decision)
    return Result(
        scheme=scheme.code,
        clauses=clauses,
        earned=before * applicable / 100,
        applicable=applicable,
        deductions=deductions,
        bonus=bonus,
        before=before,
        score=final,
        level=decision.level,
        failed_because=decision.failed_because,
        next_level=next_level,
        margin=None if next_level is None else max(Fraction(next_level.threshold) - final, Fraction(0)),
        warnings=warnings_of(sites, scheme, rules, clauses),
        open_corrections=tuple(
            OpenCorrection(site.site, each) for site in sites for each in site.deductions if each.closed is None
        ),
        assessors=assessors(activity for site in sites for activity in site.activities),
    )


def assessors(activities: Iterable[Activity]) -> tuple[str, ...]:
    """Return the staff codes of all who took part, each once, in the order of their first appearance."""
    return tuple(dict.fromkeys(person for activity in activities for person in activity.people))


def _by_clause(sites: Sequence[SiteAssessment]) -> dict[str, list[tuple[str, Finding]]]:
    """Return site and finding of each clause; that on the service managers follows from their numbers alone."""
    findings = defaultdict(list)
    for site in sites:
        for finding in site.findings:
            if finding.clause != MANAGERS_CLAUSE:
                findings[finding.clause].append((site.site, finding))
        if site.managers is not None:
            answer = Answer.MET if site.managers.enough else Answer.UNMET
            findings[MANAGERS_CLAUSE].append((site.site, Finding(MANAGERS_CLAUSE, answer)))
    return findings


def _clause(clause: Indicator, pairs: Sequence[tuple[str, Finding]], rules: AssessmentRules) -> ClauseResult:
    places, lost, drawn, failing = [], [], 0, 0
    for site, finding in pairs:
        if finding.answer is Answer.OUT:
            return ClauseResult(clause.clause, clause.title, clause.points, None, reason=finding.words)
        if finding.answer is not Answer.ELSEWHERE:
            places.append(site)
            drawn, failing = drawn + finding.drawn, failing + finding.failing
        if finding.answer is Answer.UNMET:
            lost.append(site)
    sites, samples = len(places), drawn or 1
    standing = 0 if lost and rules.full_loss == WHOLE else sites - len(lost)
    # What is left of the clause is one share: of the sites that stand, and within it of the samples that conform.
    gone = sites * samples - standing * (samples - failing)
    earned = in_proportion(clause.points, gone, sites * samples)
    return ClauseResult(clause.clause, clause.title, clause.points, earned, tuple(places), tuple(lost), drawn, failing)


def _next(scheme: Scheme, decision: Decision) -> Level | None:
    """Return the level above the one that was earned; the lowest where none was."""
    at = scheme.levels.index(decision.level) if decision.level else len(scheme.levels)
    return scheme.levels[at - 1] if at else None
