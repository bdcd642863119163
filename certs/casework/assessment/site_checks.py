"""What keeps the assessments of the sites from coming to a result, and what a reader of the result should be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from certs.casework.assessment.result import ClauseResult
from certs.casework.assessment.site_findings import ANSWERS, STEPS, Answer, Finding, Mode, SiteAssessment, Step
from certs.errors import FieldError, Words
from certs.scheme.assessment_rules import AssessmentRules
from certs.scheme.scheme import Scheme

MANAGERS_CLAUSE: Final = "5.1.2.2"  # 售后服务管理师: its finding follows from their number
_PLAIN: Final = frozenset({Answer.MET, Answer.ELSEWHERE})
AT_HEADQUARTERS: Final = (Step.DOCUMENTS, Step.OPENING, Step.INSPECTION, Step.CLOSING)


def check(sites: Sequence[SiteAssessment], scheme: Scheme, rules: AssessmentRules) -> list[FieldError]:
    """Return what is missing or contradicts itself, over all sites; nothing where a result can be reckoned."""
    alone = [error for site in sites for error in check_site(site, scheme, rules)]
    return [*_whole(sites, scheme), *_clauses(sites, scheme), *alone]


def _error(place: str, value: object, code: str, zh: str, en: str) -> FieldError:
    shown = place.replace("/", " ")
    return FieldError(place, str(value), code, Words(f"{shown}：{zh}", f"{shown}: {en}"))


def _whole(sites: Sequence[SiteAssessment], scheme: Scheme) -> Iterator[FieldError]:
    if not scheme.clauses:
        zh, en = (
            f"评价方案 {scheme.code} 没有指标，不能逐项评价。",
            f"scheme {scheme.code} has no indicators to assess.",
        )
        yield _error("scheme", scheme.code, "conflict", zh, en)
    main = [site.site for site in sites if site.headquarters]
    if len(main) != 1:
        names = "、".join(main)
        yield _error(
            "headquarters",
            names,
            "duplicate" if main else "missing",
            f"总部的评分表应有一份，现在有 {len(main)} 份{'：' if main else ''}{names}。",
            f"there should be one sheet of the headquarters; there are {len(main)}.",
        )
    for name, count in Counter(site.site for site in sites).items():
        if count > 1:
            yield _error(
                name, count, "duplicate", f"这个场所有 {count} 份评分表，请只交一份。", "it has more than one sheet."
            )
    for what in ("case", "scheme"):
        values = {getattr(site, what) for site in sites}
        if len(values) > 1 or (what == "scheme" and values - {scheme.code}):
            told = "、".join(sorted(values))
            zh, en = f"各评分表写的不一样，或者与案件不同：{told}。", f"the sheets, or the case, differ: {told}."
            yield _error(what, told, "conflict", zh, en)
    if sum(bool(site.bonus) for site in sites) > 1:
        zh, en = "特别加分最多一项，现在有几个场所都写了。", "at most one bonus counts; several sites have one."
        yield _error("bonus", "", "conflict", zh, en)


def _clauses(sites: Sequence[SiteAssessment], scheme: Scheme) -> Iterator[FieldError]:
    """Check each clause over all sites: assessed somewhere or deleted everywhere, and never both."""
    by_clause: dict[str, list[tuple[str, Finding]]] = {each.clause: [] for each in scheme.clauses}
    for site in sites:
        for finding in site.findings:
            if finding.clause not in by_clause:
                place = f"{site.site}/{finding.clause}"
                yield _error(place, "", "unknown", "评价方案没有这一条。", "the scheme has no such clause.")
            else:
                by_clause[finding.clause].append((site.site, finding))
    by_managers = any(site.managers for site in sites)
    for clause, pairs in by_clause.items():
        deleted = [site for site, finding in pairs if finding.answer is Answer.OUT]
        assessed = [site for site, finding in pairs if finding.answer not in {Answer.OUT, Answer.ELSEWHERE}]
        if deleted and assessed:
            yield _error(
                f"{deleted[0]}/{clause}",
                ANSWERS[Answer.OUT].zh,
                "conflict",
                f"删减是对整个企业的，{'、'.join(assessed)} 却评了这一条；请统一。",
                f"a deletion is for the whole organisation, but it was assessed at {', '.join(assessed)}; choose one.",
            )
        elif not deleted and not assessed and not (clause == MANAGERS_CLAUSE and by_managers):
            zh, en = (
                "没有一个场所评了这一条；请评价，或者写明理由删减。",
                "no site was assessed on it: assess or delete it.",
            )
            yield _error(clause, "", "missing", zh, en)


def check_site(site: SiteAssessment, scheme: Scheme, rules: AssessmentRules) -> list[FieldError]:
    """Return what is wrong with the assessment of one site, whatever the others say."""
    errors: list[FieldError] = []
    for clause, count in Counter(finding.clause for finding in site.findings).items():
        if count > 1:
            place, zh, en = f"{site.site}/{clause}", "这一条有两个结论，请只留一个。", "it has two findings; keep one."
            errors.append(_error(place, count, "duplicate", zh, en))
    for finding in site.findings:
        if finding.answer not in _PLAIN or finding.drawn or finding.failing:  # nothing can be wrong with the others
            errors += _finding(site, finding)
    errors += [*_managers(site, scheme), *_activities(site, rules)]
    if site.deductions and not scheme.deductions_allowed:
        zh, en = "此评价方案没有特别扣分项。", "this scheme knows no special deductions."
        errors.append(_error(f"{site.site}/deductions", len(site.deductions), "conflict", zh, en))
    if site.bonus and not scheme.bonus_allowed:
        zh, en = "按此评价方案不计特别加分。", "no bonus counts under this scheme."
        errors.append(_error(f"{site.site}/bonus", site.bonus, "conflict", zh, en))
    return errors


def _finding(site: SiteAssessment, finding: Finding) -> Iterator[FieldError]:
    place = f"{site.site}/{finding.clause}"
    if finding.answer is Answer.SHARE:
        if not 0 <= finding.failing <= finding.drawn or not finding.drawn:
            zh = f"抽样 {finding.drawn} 个、不符合 {finding.failing} 个不成立：至少抽 1 个，不符合的不多于抽查的。"
            en = f"{finding.failing} failing of {finding.drawn} samples cannot be: draw 1 at least, and no more fail."
            yield _error(place, f"{finding.failing}/{finding.drawn}", "range", zh, en)
    elif finding.drawn or finding.failing:
        zh = f"结论是“{ANSWERS[finding.answer].zh}”，却写了抽样数；要按比例的，结论选“抽样”。"
        en = f"the finding is “{ANSWERS[finding.answer].en}”, yet samples are counted; choose 抽样 for a proportion."
        yield _error(place, f"{finding.failing}/{finding.drawn}", "conflict", zh, en)
    lost = finding.answer is Answer.UNMET or (finding.answer is Answer.SHARE and finding.failing)
    if not finding.words and (lost or finding.answer is Answer.OUT):
        zh = "删减要写理由。" if finding.answer is Answer.OUT else "失分要写看到了什么。"
        en = "a deletion wants its reason." if finding.answer is Answer.OUT else "a loss wants what was seen."
        yield _error(place, "", "missing", zh, en)


def _managers(site: SiteAssessment, scheme: Scheme) -> Iterator[FieldError]:
    """Hold the finding on 5.1.2.2 against the numbers that it follows from."""
    place = f"{site.site}/{MANAGERS_CLAUSE}"
    given = next((each for each in site.findings if each.clause == MANAGERS_CLAUSE), None)
    if given is not None and given.answer is Answer.OUT:
        zh, en = "售后服务管理师一条对每个企业都适用，不能删减。", "it applies to every organisation: no deletion."
        yield _error(place, ANSWERS[Answer.OUT].zh, "conflict", zh, en)
    if site.managers is None:
        if site.headquarters and any(each.clause == MANAGERS_CLAUSE for each in scheme.clauses):
            zh = "没有服务管理人员和售后服务管理师的人数；10% 要按全企业的人数算。"
            en = "the numbers of service managers and of the qualified ones are missing; the 10 % counts them."
            yield _error(f"{site.site}/managers", "", "missing", zh, en)
        elif given is not None and given.answer not in {Answer.OUT, Answer.ELSEWHERE}:
            zh, en = (
                "这一条按全企业的人数算，在总部的评分表里填；网点选“不在此评”。",
                "it is reckoned at the headquarters.",
            )
            yield _error(place, ANSWERS[given.answer].zh, "conflict", zh, en)
        return
    managers, qualified = site.managers.managers, site.managers.qualified
    if not site.headquarters:
        zh, en = (
            "人数按全企业填在总部的评分表里。",
            "they are those of the whole organisation: on the headquarters' sheet.",
        )
        yield _error(f"{site.site}/managers", managers, "conflict", zh, en)
    elif not 0 <= qualified <= managers or not managers:
        zh = f"服务管理人员 {managers} 人、其中售后服务管理师 {qualified} 人不成立。"
        en = f"{qualified} qualified of {managers} service managers cannot be."
        yield _error(f"{site.site}/managers", f"{qualified}/{managers}", "range", zh, en)
    elif given is not None and given.answer is not Answer.ELSEWHERE:
        right = Answer.MET if site.managers.enough else Answer.UNMET
        if given.answer is not right:
            needed = site.managers.needed
            zh = f"{managers} 名服务管理人员至少要有 {needed} 名管理师，现有 {qualified} 名，结论应为“{ANSWERS[right].zh}”。"
            en = f"{managers} service managers need {needed} qualified, there are {qualified}: {ANSWERS[right].en}."
            yield _error(place, ANSWERS[given.answer].zh, "conflict", zh, en)


def _activities(site: SiteAssessment, rules: AssessmentRules) -> Iterator[FieldError]:
    steps = {activity.step for activity in site.activities}
    for step in AT_HEADQUARTERS if site.headquarters else (Step.INSPECTION,):
        if step not in steps:
            zh, en = f"没有“{STEPS[step].zh}”这一步。", f"“{STEPS[step].en}” is missing."
            yield _error(f"{site.site}/{step}", "", "missing", zh, en)
    visits = [a for a in site.activities if a.step is Step.INSPECTION]
    if visits and not rules.remote_sites and all(visit.mode is Mode.REMOTE for visit in visits):
        zh = "现场评价全是远程的；按本机构的规则，总部和抽到的网点要到现场。"
        en = "it was assessed by remote means alone; by the body's rule somebody goes to each site."
        yield _error(f"{site.site}/{Step.INSPECTION}", Mode.REMOTE, "conflict", zh, en)
    for activity in site.activities:
        if activity.mode is Mode.REMOTE and not activity.words:
            zh, en = "远程的要写明为什么、用什么方式。", "a remote step says why, and by what means."
            yield _error(f"{site.site}/{activity.step}", Mode.REMOTE, "missing", zh, en)


def warnings_of(
    sites: Sequence[SiteAssessment], scheme: Scheme, rules: AssessmentRules, clauses: Sequence[ClauseResult]
) -> tuple[Words, ...]:
    """Return what does not stop the result but should be known to whoever decides on it."""
    words: list[Words] = []
    deleted = [each for each in clauses if each.earned is None]
    points, full = sum(each.points for each in deleted), int(scheme.full_marks)
    if points and 2 * (full - points) < full:
        words.append(
            Words(
                f"删减了 {points} 分，剩下的不到满分的一半：这样的得分说明不了整个服务，请重新考虑。",
                f"{points} points are deleted and less than half of the full marks remains: such a score says little "
                "of the service as a whole; think again.",
            )
        )
    elif points >= rules.deletions_warned:
        words.append(
            Words(
                f"删减了 {len(deleted)} 条、{points} 分，请逐条核对理由。",
                f"{len(deleted)} clauses with {points} points are deleted: check the reason of each.",
            )
        )
    steps = {activity.step for site in sites for activity in site.activities}
    words += [
        Words(f"没有记录“{STEPS[step].zh}”。", f"No “{STEPS[step].en.lower()}” is recorded.")
        for step in (Step.UNANNOUNCED, Step.CUSTOMERS)
        if step not in steps
    ]
    return tuple(words)
