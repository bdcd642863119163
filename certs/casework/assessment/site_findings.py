"""What the assessment of one site holds: a finding on each clause, what was done and by whom, and what lies outside.

Points never stand here: they are the scheme's. A clause is lost in full or in proportion to the sample, and nothing in
between (GB/T 27922-2011 chapter 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from certs.errors import Words


class Answer(StrEnum):
    """What was found on one clause at one site. The codes are those of the self-assessment on the site."""

    MET = "met"
    UNMET = "unmet"  # all points of the clause are lost
    SHARE = "share"  # in proportion to the failing ones of the sample
    OUT = "out"  # does not apply to this organisation, and is deleted (clause 6.2.2)
    ELSEWHERE = "elsewhere"  # applies, but was not assessed at this site


ANSWERS: Final[Mapping[Answer, Words]] = MappingProxyType(
    {
        Answer.MET: Words("符合", "Met"),
        Answer.UNMET: Words("不符合", "Not met"),
        Answer.SHARE: Words("抽样", "Sampled"),
        Answer.OUT: Words("删减", "Deleted"),
        Answer.ELSEWHERE: Words("不在此评", "Not assessed here"),
    }
)


class Fault(StrEnum):
    """Why a point is taken outside the score."""

    LAW = "law"
    OWN_RULES = "own-rules"
    TRADE = "trade"
    AFFECTS = "affects"


FAULTS: Final[Mapping[Fault, Words]] = MappingProxyType(
    {
        Fault.LAW: Words("违反法律法规", "Breaks the law"),
        Fault.OWN_RULES: Words("违反企业自己的服务规定", "Breaks the company's own service rules"),
        Fault.TRADE: Words("违反行业特殊的专业要求", "Breaks a special requirement of the trade"),
        Fault.AFFECTS: Words("影响服务体系的运行", "Affects the running of the service system"),
    }
)


class Step(StrEnum):
    """A part of the assessment."""

    DOCUMENTS = "documents"
    OPENING = "opening"
    INSPECTION = "inspection"
    UNANNOUNCED = "unannounced"
    CUSTOMERS = "customers"
    CLOSING = "closing"


STEPS: Final[Mapping[Step, Words]] = MappingProxyType(
    {
        Step.DOCUMENTS: Words("文件审查", "Document review"),
        Step.OPENING: Words("首次会议", "Opening meeting"),
        Step.INSPECTION: Words("现场评价", "Assessment at the site"),
        Step.UNANNOUNCED: Words("暗访", "Unannounced visit"),
        Step.CUSTOMERS: Words("顾客访谈", "Customer interviews"),
        Step.CLOSING: Words("末次会议", "Closing meeting"),
    }
)


class Mode(StrEnum):
    """Whether those who assessed were there."""

    ON_SITE = "on-site"
    REMOTE = "remote"


MODES: Final[Mapping[Mode, Words]] = MappingProxyType(
    {Mode.ON_SITE: Words("现场", "On site"), Mode.REMOTE: Words("远程", "Remote")}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding on one clause. `drawn` and `failing` count like samples and are 0 but for `Answer.SHARE`.

    `words` say what was seen; of a deletion they are its reason.
    """

    clause: str
    answer: Answer
    drawn: int = 0
    failing: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class SpecialDeduction:
    """One point off outside the score, which must be corrected (clause 4.2). `closed` is the day it was; None: open."""

    fault: Fault
    words: str
    action: str = ""
    evidence: str = ""
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One part of the assessment: on which day, by whom (staff codes), whether they were there, and what of it."""

    step: Step
    day: date
    people: tuple[str, ...]
    mode: Mode = Mode.ON_SITE
    words: str = ""


def in_order(activities: Iterable[Activity]) -> list[Activity]:
    """Return the parts of an assessment as they came: by day, those of one day from documents to closing meeting."""
    steps = list(Step)
    return sorted(activities, key=lambda each: (each.day, steps.index(each.step)))


@dataclass(frozen=True, slots=True)
class ManagerCount:
    """Those who manage the service in the whole organisation, and how many of them are qualified (5.1.2.2)."""

    managers: int
    qualified: int

    @property
    def needed(self) -> int:
        """One in ten, rounded up, and one at least: the body's way of reading the 10 %."""
        return max(1, -(-self.managers // 10))

    @property
    def enough(self) -> bool:
        """Tell whether the clause is met."""
        return self.qualified >= self.needed


@dataclass(frozen=True, slots=True)
class SiteAssessment:
    """What was found at one site. Deletions and service managers are those of the whole organisation.

    `bonus` says which advantage earns the one point; "" where none does.
    """

    case: str
    site: str
    headquarters: bool
    scheme: str
    findings: tuple[Finding, ...]
    activities: tuple[Activity, ...] = ()
    deductions: tuple[SpecialDeduction, ...] = ()
    bonus: str = ""
    managers: ManagerCount | None = None
