"""The body's own rules and fees (`[rules]` and `[fees]` of its settings), as its assessments and its site take them.

Rules of certification and fees are public (认证认可条例, art. 20). What a body has not written is not made up: the site
then says that it has stated none. Only how a score comes about has defaults, which are ours and said to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

from certs import limits
from certs.instance.document_settings import DocumentSettings
from certs.instance.toml_tables import FieldTables, field_error
from certs.scheme.assessment_rules import FULL_LOSS, OUTLETS, AssessmentRules

_RULES: Final = "rules"
_FEES: Final = "fees"
_NONE: Final = -1  # a number that the body has not written


@dataclass(frozen=True, slots=True)
class PersonDays:
    """How many days of one person an initial assessment takes, in half days; `yearly_percent` of them each year.

    `documents` and `headquarters` are taken once, `outlet` for each sampled outlet.
    """

    documents: int
    headquarters: int
    outlet: int
    yearly_percent: int

    def initial(self, outlets: int) -> int:
        """Return the half days of an initial assessment that visits so many outlets."""
        return self.documents + self.headquarters + outlets * self.outlet

    def yearly(self, outlets: int) -> int:
        """Return those of one surveillance, rounded up to a half day."""
        return -(-self.initial(outlets) * self.yearly_percent // 100)


@dataclass(frozen=True, slots=True)
class Fees:
    """What the body charges, in yuan; None where it has not stated one."""

    application: int | None = None
    person_day: int | None = None
    issue: int | None = None
    copy: int | None = None
    yearly: int | None = None
    renewal: int | None = None
    change: int | None = None

    @property
    def stated(self) -> bool:
        """Whether the body has stated any."""
        return any(getattr(self, each.name) is not None for each in fields(self))


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """The body's 实施规则 and fees. `version` "" where it has published none; `filed` is the day of its filing.

    With `cases_only` a certificate is issued from a case alone, never from a bare file. A complaint or appeal is
    acknowledged within `complaint_acknowledged_days` and answered within `complaint_answered_days` after it came, both
    in days of the calendar, 0 where the body has set none. `surveillance_months` is
    the longest time from the issue to the first surveillance, and from each to the next. What was assessed is to be
    decided, and what was granted to be issued, within `decision_days`; a key is rotated after `key_months`. Both only
    remind, and 0 takes the reminder away.
    """

    version: str = ""
    in_force: date | None = None
    filed: date | None = None
    renewal_months: int = 0
    person_days: PersonDays | None = None
    fees: Fees = field(default_factory=Fees)
    assessment: AssessmentRules = field(default_factory=AssessmentRules)
    cases_only: bool = False
    complaint_acknowledged_days: int = 0
    complaint_answered_days: int = 0
    surveillance_months: int = limits.SURVEILLANCE_MONTHS
    decision_days: int = limits.DECISION_DAYS
    key_months: int = limits.KEY_MONTHS


def read(table: FieldTables, documents: DocumentSettings) -> RuleSettings:
    """Read both sections; what is wrong in them is noted among the errors of the table.

    The renewal lead time may still stand in `[documents]`, where it was before there were `[rules]`.
    """
    version, in_force, filed = (
        table.text(_RULES, "version", default=""),
        *(_day(table, n) for n in ("in_force", "filed")),
    )
    months = _bounded(table, "renewal_months", 0, limits.RENEWAL_MONTHS)
    if months and documents.renewal_months not in {0, months}:
        zh, en = "与 [documents] 里写的不同，请只写一处。", "It differs from that in [documents]: write one of them."
        table.errors.append(field_error(f"{_RULES}.renewal_months", str(months), "conflict", zh, en))
    return RuleSettings(
        version,
        in_force,
        filed,
        months or documents.renewal_months,
        _person_days(table),
        Fees(**{each.name: _amount(table, _FEES, each.name) for each in fields(Fees)}),
        _assessment(table),
        table.flag(_RULES, "cases_only"),
        *_complaints(table),
        _bounded(table, "surveillance_months", limits.SURVEILLANCE_MONTHS, limits.SURVEILLANCE_MONTHS),
        _bounded(table, "decision_days", limits.DECISION_DAYS, limits.DECISION_DAYS_MOST, least=0),
        _bounded(table, "key_months", limits.KEY_MONTHS, limits.KEY_MONTHS_MOST, least=0),
    )


def _complaints(table: FieldTables) -> tuple[int, int]:
    acknowledged = _bounded(table, "complaint_acknowledged_days", 0, limits.COMPLAINT_DAYS)
    answered = _bounded(table, "complaint_answered_days", 0, limits.COMPLAINT_DAYS)
    if answered and acknowledged > answered:
        zh, en = "确认收到的期限比答复的还长，请核对。", "It is longer than the term of the answer; check both."
        table.errors.append(field_error(f"{_RULES}.complaint_acknowledged_days", str(acknowledged), "conflict", zh, en))
    return acknowledged, answered


def _assessment(table: FieldTables) -> AssessmentRules:
    ours = AssessmentRules()
    full_loss = table.text(_RULES, "full_loss", default=ours.full_loss)
    table.one_of(f"{_RULES}.full_loss", full_loss, tuple(FULL_LOSS))
    outlets = table.text(_RULES, "outlets", default=ours.outlets)
    table.one_of(f"{_RULES}.outlets", outlets, OUTLETS)
    return AssessmentRules(
        full_loss,
        outlets,
        _bounded(table, "outlets_percent", ours.outlets_percent, 100),
        _bounded(table, "outlets_least", ours.outlets_least, limits.SITES),
        _bounded(table, "deletions_warned", ours.deletions_warned, 100),
        table.flag(_RULES, "remote_sites"),
    )


def _person_days(table: FieldTables) -> PersonDays | None:
    """Read the four numbers together: with one of them missing nothing can be reckoned."""
    names = {each.name: f"half_days_{each.name}" for each in fields(PersonDays) if each.name != "yearly_percent"}
    names["yearly_percent"] = "yearly_percent"
    amounts = {name: _amount(table, _RULES, setting) for name, setting in names.items()}
    given = {name: value for name, value in amounts.items() if value is not None}
    if given and len(given) < len(amounts):
        absent = [setting for name, setting in names.items() if name not in given]
        zh, en = (
            f"人日要四个数才能算，还缺：{'、'.join(absent)}。",
            f"Person-days take four numbers; missing: {', '.join(absent)}.",
        )
        table.errors.append(field_error(_RULES, "", "missing", zh, en))
    return PersonDays(**given) if len(given) == len(amounts) else None


def _amount(table: FieldTables, section: str, name: str) -> int | None:
    value = table.count(section, name, _NONE, least=0)
    return None if value == _NONE else value


def _bounded(table: FieldTables, name: str, default: int, most: int, *, least: int = 1) -> int:
    value = table.count(_RULES, name, default, least=least)
    if value > most:
        zh, en = f"应为 {least} 到 {most}。", f"It must be from {least} to {most}."
        table.errors.append(field_error(f"{_RULES}.{name}", str(value), "range", zh, en))
    return value


def _day(table: FieldTables, name: str) -> date | None:
    text = table.text(_RULES, name, default="")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        zh, en = "应为日期，如 2026-01-01。", "It must be a day, such as 2026-01-01."
        table.errors.append(field_error(f"{_RULES}.{name}", text, "format", zh, en))
        return None
