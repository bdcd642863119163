"""评价计划, the assessment plan: on which day who looks at what, where and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from certs.casework.forms.application import Application
from certs.casework.forms.basic_data import YES
from certs.casework.journal.staff_list import Member
from certs.casework.sheets.read_form import FormRow, read_form
from certs.casework.sheets.sheet_form import Form, FormSheet, asked, words
from certs.certificate import staff_code
from certs.certificate.field_kinds import Kind
from certs.certificate.reading.findings import Findings

VISITS: Final = "计划"
ON_SITE, REMOTE, UNANNOUNCED = "现场评价", "远程评价", "暗访"
ACTIVITIES: Final = ("文件审查", "首次会议", ON_SITE, REMOTE, UNANNOUNCED, "顾客访谈", "末次会议")
_AT_A_SITE: Final = frozenset({ON_SITE, REMOTE, UNANNOUNCED})
_MOST: Final = 400  # visits of one plan: two for each site


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of a plan. `site` is "" where an activity belongs to none; `people` are staff codes."""

    day: date
    activity: str
    site: str
    people: tuple[str, ...]
    remark: str

    def to_json(self) -> dict[str, Any]:
        """Return the paper of the case."""
        rest = {"site": self.site, "people": list(self.people), "remark": self.remark}
        return {"day": self.day.isoformat(), "activity": self.activity, **rest}


def visit_of(paper: dict[str, Any]) -> Visit:
    """Return a visit that a case keeps."""
    day = date.fromisoformat(paper["day"])
    return Visit(day, paper["activity"], paper["site"], tuple(paper["people"]), paper["remark"])


def plan_form(application: Application, assessors: Sequence[Member]) -> Form:
    """Return the form of a case: its own sites in the drop-down, and the assessors in the advice."""
    names = "、".join(member.code for member in assessors) or "（名单里还没有审查员）"
    fields = (
        asked("day", Kind.DAY, ("日期", "Day"), ("如 2026-12-01。", "Such as 2026-12-01."), width=14, required=True),
        asked(
            "activity", Kind.TEXT, ("工作", "Activity"), ("从下拉选项里选。", "Choose from the list."), required=True
        ),
        asked(
            "site",
            Kind.TEXT,
            ("场所", "Site"),
            ("现场评价、远程评价、暗访要写明场所。", "Needed for visits, remote or not."),
            width=30,
        ),
        asked(
            "people",
            Kind.ENTRIES,
            ("审查员工号", "Assessors"),
            ("工号，不写姓名；几个人用；分开。", "Staff codes, never names; several separated by ；."),
            width=30,
            required=True,
        ),
        asked("remark", Kind.TEXT, ("备注", "Remark"), ("可不填。", "May be left empty."), width=40),
    )
    title = f"评价计划（{application.name}）"
    advice = (
        title,
        "怎样填写",
        "1. 一行一项工作：哪一天、做什么、在哪个场所、由谁。每个要评价的场所各写一行。",
        f"2. 审查员写工号，几个人用；分开。名单里在用的审查员：{names}。",
        "3. 企业没有申请远程审核的，不能写“远程评价”。",
    )
    choices = {"activity": words(*ACTIVITIES), "site": words(*application.sites)}
    sheet = FormSheet(VISITS, fields, choices, least=1, most=_MOST, code="visits")
    return Form(title, "starmark case template plan", (sheet,), advice, heads=1)


def read_plan(data: bytes, application: Application, staff: Sequence[Member]) -> tuple[tuple[Visit, ...], Findings]:
    """Read a plan: its visits by day, and everything that is wrong. Raises FileRefused for another file.

    People are held against the list of staff, unless that is empty.
    """
    reading = read_form(data, plan_form(application, ()))
    findings, rows = reading.findings, reading.rows.get(VISITS, ())
    for row in rows:
        _check(findings, row, application)
        _check_people(findings, row, staff)
    activities = {row.get("activity") for row in rows}
    if rows and not activities & {ON_SITE, REMOTE}:
        zh, en = f"计划里没有“{ON_SITE}”。", "the plan has no visit to a site (现场评价)."
        findings.add(reading.form.sheet(VISITS).whole, "", "missing", zh, en)
    visits = () if findings.errors else tuple(sorted((_visit(row.plain()) for row in rows), key=lambda each: each.day))
    return visits, findings


def _visit(row: dict[str, Any]) -> Visit:
    codes = tuple(staff_code.validate(code) for code in staff_code.parted(row["people"]))
    return Visit(row["day"], row["activity"], row["site"], codes, row["remark"])


def _check(findings: Findings, row: FormRow, application: Application) -> None:
    activity = row.get("activity")
    if activity in _AT_A_SITE and "site" not in row.values:
        zh, en = f"“{activity}”要写明场所。", "this activity needs a site."
        findings.add(row.place("site"), "", "missing", zh, en)
    if activity == REMOTE and application.facts.get("remote") != YES:
        zh, en = "企业没有申请远程审核，不能排远程评价。", "the applicant did not request a remote audit."
        findings.add(row.place("activity"), REMOTE, "conflict", zh, en)


def _check_people(findings: Findings, row: FormRow, staff: Sequence[Member]) -> None:
    known = {member.code.casefold(): member for member in staff}
    day = row.get("day")
    for number, code in enumerate(staff_code.parted(row.plain()["people"])):
        place = row.place("people").entry(number)
        if len(code.split()) > 1:
            zh, en = "一格里写几个工号的，用；或逗号分开。", "separate several codes by ； or a comma."
            findings.add(place, code, "format", zh, en)
            continue
        form = findings.try_to(place, code, partial(staff_code.validate, code), "")
        member = known.get(form.casefold())
        if not form or not staff:
            continue
        if member is None or member.ended:
            zh, en = f"人员名单里没有在用的工号 {form}。", f"the list of staff has no code {form} in use."
            findings.add(place, code, "unknown", zh, en)
        elif isinstance(day, date) and not member.registered_on(day):
            zh = f"{form} 在 {day} 不是注册的审查员；请换人，或用 starmark staff add 更新注册。"
            en = f"{form} is no registered assessor on {day}; choose another, or renew the registration."
            findings.add(place, code, "conflict", zh, en)
