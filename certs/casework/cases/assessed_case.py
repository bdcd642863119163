"""The assessment of a case: held against application, plan and staff, kept as a paper, and told from it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from certs.casework.assessment import kept_assessment
from certs.casework.assessment.combination import combine
from certs.casework.assessment.outlet_sample import Outlet
from certs.casework.assessment.result import Result
from certs.casework.assessment.site_findings import SiteAssessment
from certs.casework.cases import case_store
from certs.casework.cases.case_store import Case
from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import HEADQUARTERS
from certs.casework.forms.plan_form import ON_SITE, REMOTE, visit_of
from certs.casework.journal import trail
from certs.casework.journal.staff_list import Member
from certs.errors import FieldError, Refused, Words
from certs.scheme.assessment_rules import AssessmentRules
from certs.scheme.schemes import SCHEMES

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCHEME: Final = SCHEMES["gbt27922-2011"]
_APART: Final = str.maketrans("；;，,", "、、、、")


@dataclass(frozen=True, slots=True)
class KeptAssessment:
    """What a case keeps of its assessment. `rules` are those that it was reckoned by, whatever holds now."""

    sites: tuple[SiteAssessment, ...]
    result: Result
    rules: AssessmentRules
    reason: str


def outlets_of(application: Application) -> tuple[Outlet, ...]:
    """Return the outlets of an applicant as the sampling sees them: all sites but the headquarters."""
    rows = zip(application.sites, application.facts["sites"], strict=True)
    return tuple(
        Outlet(name, row["kind"], _services(row.get("services") or ""), int(row.get("people") or 0))
        for name, row in rows
        if row["kind"] != HEADQUARTERS
    )


def _services(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.translate(_APART).split("、"))))


def planned_sites(connection: Connection, case: Case) -> tuple[str, ...]:
    """Return the sites that the plan of a case goes to, each once."""
    plan = trail.latest(connection, case.identifier, case_store.PLAN) or {"visits": []}
    visits = map(visit_of, plan["visits"])
    return tuple(dict.fromkeys(visit.site for visit in visits if visit.activity in {ON_SITE, REMOTE}))


def check_sites(
    case: Case,
    application: Application,
    planned: Sequence[str],
    staff: Sequence[Member],
    sites: Sequence[SiteAssessment],
    *,
    today: date,
) -> None:
    """Hold the sheets against what the case knows, and today. Raises Refused (`assessment`), naming what is wrong."""
    errors = [error for site in sites for error in (*_site(case, application, staff, site), *_to_come(site, today))]
    missing = [name for name in planned if name not in {site.site for site in sites}]
    errors += [
        _error(name, "", "missing", "计划里有这个场所，没有它的评分表。", "it was planned, and its sheet is missing.")
        for name in missing
    ]
    if errors:
        raise Refused(
            "assessment",
            "评分表与案件不相符，什么也没有登记；请改正下列各处。",
            "The score sheets do not fit the case, and nothing was recorded; mend each of these.",
            errors=tuple(errors),
        )


def _site(case: Case, application: Application, staff: Sequence[Member], site: SiteAssessment) -> Iterator[FieldError]:
    kinds = {name: row["kind"] for name, row in zip(application.sites, application.facts["sites"], strict=True)}
    if case_store.read_id(site.case or case.identifier) != case.identifier:
        zh, en = f"评分表写的是案件 {site.case}，这次是 {case.identifier}。", f"the sheet is of case {site.case}."
        yield _error(site.site, site.case, "conflict", zh, en)
    if site.site not in kinds:
        zh = f"申请里没有这个场所；申请的有：{'、'.join(kinds)}。"
        yield _error(
            site.site, site.site, "unknown", zh, f"the application has no such site; it has {', '.join(kinds)}."
        )
    elif (kinds[site.site] == HEADQUARTERS) != site.headquarters:
        zh, en = f"申请里它是“{kinds[site.site]}”，评分表的类别不同。", f"the application calls it {kinds[site.site]}."
        yield _error(site.site, "", "conflict", zh, en)
    people = {member.code.casefold(): member for member in staff}
    for code, day in {(code, each.day) for each in site.activities for code in each.people} if staff else ():
        member = people.get(code.casefold())
        if member is None or not member.registered_on(day):
            zh = f"{code} 在 {day} 不是名单里注册的审查员；请核对，或用 starmark staff add 登记。"
            en = f"{code} is no registered assessor of the list on {day}; check it, or add it with starmark staff add."
            yield _error(site.site, code, "unknown", zh, en)


def _to_come(site: SiteAssessment, today: date) -> Iterator[FieldError]:
    """Name each day of a sheet that has not come yet: nothing can have been assessed or closed on it."""
    days = {each.day for each in site.activities} | {each.closed for each in site.deductions if each.closed}
    for day in sorted(each for each in days if each > today):
        zh, en = f"{day} 还没有到；请核对日期。", f"{day} lies in the future; check the day."
        yield _error(site.site, str(day), "range", zh, en)


def _error(site: str, value: str, code: str, zh: str, en: str) -> FieldError:
    return FieldError(site, value, code, Words(f"{site}：{zh}", f"{site}: {en}"))


def few_outlets(application: Application, rules: AssessmentRules, sites: Sequence[SiteAssessment]) -> Words | None:
    """Return what whoever decides should know where fewer outlets were assessed than the rule wants, else None."""
    outlets, visited = outlets_of(application), {site.site for site in sites}
    wanted, count = rules.outlets_to_sample(len(outlets)), sum(not site.headquarters for site in sites)
    if count >= wanted:
        return None
    rule = rules.outlets_words
    left = "、".join(outlet.name for outlet in outlets if outlet.name not in visited)
    return Words(
        f"评价了 {count} 个网点，按规则应有 {wanted} 个（{rule.zh}）没有评价的：{left}。",
        f"{count} outlets were assessed, the rule wants {wanted}. {rule.en} Not assessed: {left}.",
    )


def paper_of(result: Result, rules: AssessmentRules, sites: Sequence[SiteAssessment], reason: str) -> dict[str, Any]:
    """Return what a case keeps: the figures as scripts read them, and all that they were reckoned from."""
    return {
        **result.to_json(),
        "open_corrections": len(result.open_corrections),
        "assessors": list(result.assessors),
        "certificate_score": f"{result.certificate_score:f}",
        "rules": {name: getattr(rules, name) for name in AssessmentRules.__match_args__},
        "reason": reason,
        "sites": [kept_assessment.to_json(site) for site in sites],
    }


def kept(connection: Connection, case: Case) -> KeptAssessment | None:
    """Return the newest assessment of a case, reckoned anew from what is kept; None where there is none."""
    paper = trail.latest(connection, case.identifier, case_store.SCORE)
    if paper is None:
        return None
    sites = tuple(map(kept_assessment.from_json, paper["sites"]))
    rules = AssessmentRules(**paper["rules"])
    return KeptAssessment(sites, combine(sites, SCHEME, rules), rules, paper["reason"])
