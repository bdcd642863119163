"""The assessment report in words of one language: `report_data(paper, language) -> dict`, plain JSON to be set.

Everything follows from the findings and the result, so that the same assessment gives the same report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from certs.casework.assessment import assessment_words as words
from certs.casework.assessment.outlet_sample import OutletSample
from certs.casework.assessment.result import ClauseResult, Result, exact_text, told_score
from certs.casework.assessment.site_checks import MANAGERS_CLAUSE
from certs.casework.assessment.site_findings import FAULTS, MODES, STEPS, Answer, SiteAssessment, in_order
from certs.errors import Words
from certs.scheme.assessment_rules import FULL_LOSS, AssessmentRules
from certs.scheme.scheme import Scheme


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """All that a report is made of. `day` dates it; `sample` is how outlets were chosen, None where there are none."""

    organisation: str
    uscc: str
    scope: str
    day: date
    complaints: str
    sites: Sequence[SiteAssessment]
    result: Result
    scheme: Scheme
    rules: AssessmentRules
    sample: OutletSample | None = None


def report_data(paper: ReportPaper, language: str) -> dict[str, Any]:
    """Return all that the report says, but for the head and foot of the body. Nothing in it depends on a clock."""
    told = _Told(paper, language)
    return {
        "language": language,
        "title": told.say(words.TITLE),
        "number": paper.sites[0].case,
        "day": told.day(paper.day),
        "facts": told.facts(),
        "result": told.result(),
        "clauses": {
            "title": told.say(words.CLAUSES),
            "heads": [told.say(head) for head in (words.CLAUSE, words.EARNED, words.HOW)],
            "rows": [told.clause(clause) for clause in paper.result.clauses] + [told.total()],
        },
        "sites": {"title": told.say(words.BY_SITE), "parts": [told.site(site) for site in paper.sites]},
        "parts": [told.deletions(), told.deductions(), *told.bonus(), told.notes()],
    }


class _Told:
    """The parts of one report in one language."""

    def __init__(self, paper: ReportPaper, language: str) -> None:
        self._paper, self._result, self._chinese = paper, paper.result, language == "zh"
        self._cut = False  # whether a figure was written that was cut
        self._titles = {each.clause: self.say(each.title) for each in paper.scheme.clauses}

    def say(self, pair: Words, **values: object) -> str:
        text = pair.zh if self._chinese else pair.en
        return text.format(**values) if values else text

    def day(self, day: date) -> str:
        return day.isoformat()

    def facts(self) -> list[tuple[str, str]]:
        paper, scheme = self._paper, self._paper.scheme
        days = [activity.day for site in paper.sites for activity in site.activities]
        name = f"《{scheme.standard_name.zh}》" if self._chinese else f", {scheme.standard_name.en}"
        first, last = self.day(min(days)), self.day(max(days))
        pairs = [
            (words.CASE, paper.sites[0].case),
            (words.ORGANISATION, paper.organisation),
            (words.USCC, paper.uscc),
            (words.STANDARD, f"{scheme.standard}{name}"),
            (words.SCOPE, paper.scope),
            (words.SITES, self._joined(site.site for site in paper.sites)),
            (words.DAYS, first if first == last else self.say(words.SPAN, first=first, last=last)),
            (words.PEOPLE, self._joined(self._result.assessors)),
        ]
        if paper.sample is not None:
            pairs.append((words.SAMPLING, self._sampled(paper.sample)))
        return [(self.say(label), text) for label, text in pairs]

    def _sampled(self, sample: OutletSample) -> str:
        rule, origin = self.say(sample.rule), self.say(sample.origin)
        text = self.say(words.SAMPLED, outlets=sample.outlets, count=len(sample.chosen), rule=rule, origin=origin)
        return f"{text} {sample.reason}".strip()

    def result(self) -> dict[str, Any]:
        result = self._result
        reckoned = self.say(
            words.RECKONED,
            earned=self._figure(result.earned),
            applicable=result.applicable,
            before=self._figure(result.before),
            deductions=result.deductions,
            bonus=result.bonus,
        )
        lines = [self.say(result.failed_because)] if result.failed_because else []
        lines += [reckoned, self._margin()]
        return {
            "title": self.say(words.RESULT),
            "word": self.say(result.level.name if result.level else words.FAILED),
            "score": self.say(words.FINAL, score=self._figure(result.score)),
            "lines": [*lines, *(self.say(warning) for warning in result.warnings), self.say(words.NO_DECISION)],
        }

    def _margin(self) -> str:
        result = self._result
        if result.next_level is None or result.margin is None:
            return self.say(words.HIGHEST)
        if result.level is None and not result.margin:
            return self.say(words.FEWER)
        margin = self._figure(result.margin, upwards=True)
        blank = "" if margin.endswith("）") else " "  # a full-width bracket brings its own
        return self.say(words.MARGIN, level=self.say(result.next_level.name), margin=margin, blank=blank)

    def _figure(self, value: Fraction, *, upwards: bool = False) -> str:
        told = self.say(told_score(value, upwards=upwards))
        self._cut |= told != exact_text(value)
        return told

    def clause(self, clause: ClauseResult) -> tuple[str, str, str]:
        name = f"{clause.clause} {self._titles[clause.clause]}"
        if clause.earned is None:
            return name, f"– / {clause.points}", self.say(words.DELETED)
        return name, f"{self._figure(clause.earned)} / {clause.points}", self._how(clause)

    def _how(self, clause: ClauseResult) -> str:
        managers = next((site.managers for site in self._paper.sites if site.managers), None)
        if clause.clause == MANAGERS_CLAUSE and managers is not None:
            numbers = {"managers": managers.managers, "qualified": managers.qualified, "needed": managers.needed}
            return self.say(words.COUNTED, **numbers)
        parts = []
        if clause.drawn:
            parts.append(self.say(words.SHARE, drawn=clause.drawn, failing=clause.failing))
        if clause.lost and len(clause.sites) == 1:
            parts.append(self.say(words.ONE_LOST))
        elif clause.lost:
            parts.append(self.say(words.LOST, sites=len(clause.sites), lost=self._joined(clause.lost)))
        if clause.lost and not clause.earned and len(clause.lost) < len(clause.sites):
            parts.append(self.say(words.WHOLE))
        if not parts and len(clause.sites) == 1:
            parts.append(self.say(words.ONE_MET))
        return self._listed(parts or [self.say(words.MET, sites=len(clause.sites))])

    def total(self) -> tuple[str, str, str]:
        result = self._result
        return self.say(words.TOTAL), f"{self._figure(result.earned)} / {result.applicable}", ""

    def site(self, site: SiteAssessment) -> dict[str, Any]:
        kind = self.say(words.HEADQUARTERS if site.headquarters else words.OUTLET)
        done = [
            self.say(
                words.DONE_LINE,
                day=self.day(each.day),
                step=self.say(STEPS[each.step]),
                mode=self.say(MODES[each.mode]),
                words=(f"{'：' if self._chinese else ': '}{each.words}") if each.words else "",
            )
            for each in in_order(site.activities)
        ]
        lost = [
            self.say(
                words.FOUND_SHARE if each.answer is Answer.SHARE else words.FOUND_LINE,
                clause=each.clause,
                title=self._titles[each.clause],
                drawn=each.drawn,
                failing=each.failing,
                words=each.words,
            )
            for each in site.findings
            if each.answer is Answer.UNMET or each.failing
        ]
        return {
            "title": f"{site.site}（{kind}）" if self._chinese else f"{site.site} ({kind})",
            "rows": [(self.say(words.DONE), done), (self.say(words.FOUND), lost or [self.say(words.NOTHING_FOUND)])],
        }

    def deletions(self) -> dict[str, Any]:
        rows = [(f"{each.clause} {self._titles[each.clause]}", [each.reason]) for each in self._result.deleted]
        return {"title": self.say(words.DELETIONS), "rows": rows, "none": self.say(words.NO_DELETIONS)}

    def deductions(self) -> dict[str, Any]:
        rows = []
        for site in self._paper.sites:
            for each in site.deductions:
                state = self.say(words.CLOSED, day=self.day(each.closed)) if each.closed else self.say(words.OPEN)
                lines = [f"{self.say(FAULTS[each.fault])}{'：' if self._chinese else ': '}{each.words}"]
                lines += [self.say(words.ACTION, action=each.action)] if each.action else []
                lines += [self.say(words.EVIDENCE, evidence=each.evidence)] if each.evidence else []
                rows.append((f"{site.site}{'，' if self._chinese else ', '}{state}", lines))
        return {"title": self.say(words.DEDUCTIONS), "rows": rows, "none": self.say(words.NO_DEDUCTIONS)}

    def bonus(self) -> list[dict[str, Any]]:
        rows = [(site.site, [site.bonus]) for site in self._paper.sites if site.bonus]
        return [{"title": self.say(words.BONUS), "rows": rows, "none": ""}] if rows else []

    def notes(self) -> dict[str, Any]:
        rule = self.say(FULL_LOSS[self._paper.rules.full_loss])
        lines = [self.say(words.RULE, rule=rule), self.say(words.EXACT)]
        if self._cut:  # by now every figure of the report was written
            lines[-1] = self.say(words.CUT)
        if self._paper.scheme.sample_note is not None:
            lines.append(self.say(self._paper.scheme.sample_note))
        lines.append(self.say(words.APPEAL, complaints=self._paper.complaints))
        return {"title": self.say(words.NOTES), "rows": [("", lines)], "none": ""}

    def _joined(self, names: Any) -> str:
        return ("、" if self._chinese else ", ").join(names)

    def _listed(self, parts: Sequence[str]) -> str:
        return ("；" if self._chinese else "; ").join(parts)
