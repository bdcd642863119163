"""Reading the score sheets that came back: `read_score_sheets(files, scheme, rules) -> ScoreReading`.

A sheet is taken where its meaning is certain; else each slip is named with sheet, cell, what stands there and what is
expected, all at once, and a copy of the sheet with the slips marked is made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any

from certs.casework.assessment.score_fields import (
    BY_COUNT,
    DEDUCTIONS,
    EDITION,
    FINDINGS,
    FORM,
    HEADQUARTERS,
    SCORES,
    SITE,
    STEPS_SHEET,
)
from certs.casework.assessment.site_checks import MANAGERS_CLAUSE, check_site
from certs.casework.assessment.site_findings import (
    Activity,
    Answer,
    Fault,
    Finding,
    ManagerCount,
    Mode,
    SiteAssessment,
    SpecialDeduction,
    Step,
)
from certs.casework.sheets.marked_sheet import marked_copy
from certs.casework.sheets.read_form import FormReading, FormRow, read_form
from certs.certificate import glyphs
from certs.certificate.reading.findings import Place
from certs.certificate.reading.refused_input import FILE, FileRefused
from certs.certificate.reading.sheet_layout import cell_place
from certs.certificate.reading.tidy_text import UNREADABLE
from certs.certificate.staff_code import parted, validate
from certs.errors import FieldError
from certs.scheme.assessment_rules import AssessmentRules
from certs.scheme.scheme import Scheme


@dataclass(frozen=True, slots=True)
class RefusedSheet:
    """A file that was not taken: its name, all that is wrong, and the marked copy; None where it cannot be opened."""

    source: str
    errors: tuple[FieldError, ...]
    marked: bytes | None


@dataclass(frozen=True, slots=True)
class ScoreReading:
    """The sites whose sheets were taken, and the sheets that were not."""

    sites: tuple[SiteAssessment, ...]
    refused: tuple[RefusedSheet, ...]


def read_score_sheets(
    files: Iterable[tuple[str, bytes]], scheme: Scheme, rules: AssessmentRules, more: AbstractSet[int] = glyphs.NONE
) -> ScoreReading:
    """Return what the files hold, each as (name, bytes); bad content never raises. `more`: glyphs of own fonts."""
    sites: list[SiteAssessment] = []
    refused: list[RefusedSheet] = []
    for name, data in files:
        try:
            reading = read_form(data, FORM, name, more)
        except FileRefused as error:
            refused.append(RefusedSheet(name, (FieldError(FILE, name, error.code, error.words),), None))
            continue
        rows = _checked_rows(reading, scheme)
        site = None if reading.errors else _site(reading, rows, scheme, rules)
        if site is None or reading.errors:
            refused.append(RefusedSheet(name, reading.errors, marked_copy(data, reading.errors)))
        else:
            sites.append(site)
    return ScoreReading(tuple(sites), tuple(refused))


def _checked_rows(reading: FormReading, scheme: Scheme) -> dict[str, FormRow]:
    """Note what is wrong with whole rows, also where single cells are; return the row of each clause."""
    if any(sheet.name not in reading.rows for sheet in FORM.sheets):
        return {}
    first = reading.single(SITE)
    _check_edition(first, reading)
    _check_managers(first, reading)
    rows = _by_clause(reading, scheme)
    _check_people(reading)
    _check_twice(reading, STEPS_SHEET)
    _check_twice(reading, DEDUCTIONS)
    return rows


def _site(reading: FormReading, rows: Mapping[str, FormRow], scheme: Scheme, rules: AssessmentRules) -> SiteAssessment:
    """Return what the sheet says, after the checks that every assessment of a site must pass."""
    first = reading.single(SITE)
    given = "managers" in first.values
    site = SiteAssessment(
        case=first.get("case"),
        site=first.get("site"),
        headquarters=first.get("kind") == HEADQUARTERS,
        scheme=first.get("scheme"),
        findings=tuple(_finding(clause, row) for clause, row in rows.items() if row.get("answer") != BY_COUNT),
        activities=tuple(_activity(row) for row in reading.rows[STEPS_SHEET]),
        deductions=tuple(_deduction(row) for row in reading.rows[DEDUCTIONS]),
        bonus=first.get("bonus", ""),
        managers=ManagerCount(first.get("managers"), first.get("qualified")) if given else None,
    )
    places = _places(site, reading, rows)
    for error in check_site(site, scheme, rules):
        place = places.get(error.field) or cell_place(SITE, 1, first.number)
        _, _, zh = error.message.zh.partition("：")
        _, _, en = error.message.en.partition(": ")
        reading.findings.add(place, error.value, error.code, zh, en)
    return site


def _check_edition(first: FormRow, reading: FormReading) -> None:
    edition = first.get("edition", EDITION)
    if edition is not UNREADABLE and edition > EDITION:
        zh = f"这份评分表是第 {edition} 版，本程序只认到第 {EDITION} 版；请用本程序重新画一份，或者更新程序。"
        en = f"this is edition {edition} of the sheet, this program knows up to {EDITION}: draw it anew, or update."
        reading.findings.add(first.place("edition"), edition, "conflict", zh, en)


def _by_clause(reading: FormReading, scheme: Scheme) -> dict[str, FormRow]:
    """Return the row of each clause, in the scheme's order; note what is unknown, missing, or there twice."""
    points = {each.clause: each.points for each in scheme.clauses}
    rows: dict[str, FormRow] = {}
    for row in reading.rows[SCORES]:
        typed = row.get("clause")
        if not isinstance(typed, str):
            continue
        clause = unicodedata.normalize("NFKC", typed).replace(" ", "")
        if clause not in points:
            zh, en = f"评价方案 {scheme.code} 没有这一条。", f"scheme {scheme.code} has no such clause."
            reading.findings.add(row.place("clause"), typed, "unknown", zh, en)
            continue
        if clause in rows and row.values != rows[clause].values:
            zh = f"与第 {rows[clause].number} 行是同一条，填的却不一样；请删去一行。"
            en = f"row {rows[clause].number} is of the same clause, with other content; remove one."
            reading.findings.add(row.place("clause"), typed, "duplicate", zh, en)
        rows.setdefault(clause, row)
        _check_row(row, clause, points[clause], reading)
    wanted = [clause for clause in points if clause not in rows and clause != MANAGERS_CLAUSE]
    if wanted:
        last = max((row.number for row in rows.values()), default=2) + 1
        zh, en = f"缺少这些条款：{'、'.join(wanted)}。", f"these clauses are missing: {', '.join(wanted)}."
        reading.findings.add(cell_place(SCORES, 1, last), "", "missing", zh, en)
    return {clause: rows[clause] for clause in points if clause in rows}


def _check_row(row: FormRow, clause: str, points: int, reading: FormReading) -> None:
    stated = row.get("points", points)
    if stated is not UNREADABLE and stated != points:
        zh = f"这一条的分值是 {points}；表格可能是按另一版分值画的，请重新画一份。"
        en = f"this clause has {points} points; the sheet may be of another edition: draw it anew."
        reading.findings.add(row.place("points"), stated, "conflict", zh, en)
    if row.get("answer") == BY_COUNT and clause != MANAGERS_CLAUSE:
        zh, en = f"只有 {MANAGERS_CLAUSE} 按人数得出；请选结论。", f"only {MANAGERS_CLAUSE} is found by count; choose."
        reading.findings.add(row.place("answer"), FINDINGS[BY_COUNT].zh, "conflict", zh, en)


def _finding(clause: str, row: FormRow) -> Finding:
    answer = Answer(row.get("answer"))
    return Finding(clause, answer, row.get("drawn", 0), row.get("failing", 0), row.get("words", ""))


def _activity(row: FormRow) -> Activity:
    mode = Mode(row.get("mode", Mode.ON_SITE))
    people = tuple(map(validate, parted(row.get("people", ()))))
    return Activity(Step(row.get("step")), row.get("day"), people, mode, row.get("words", ""))


def _deduction(row: FormRow) -> SpecialDeduction:
    words, action, evidence = (row.get(name, "") for name in ("words", "action", "evidence"))
    return SpecialDeduction(Fault(row.get("fault")), words, action, evidence, row.get("closed"))


def _check_managers(first: FormRow, reading: FormReading) -> None:
    given = {name for name in ("managers", "qualified") if name in first.values}
    if len(given) == 1:
        absent = "qualified" if "managers" in given else "managers"
        zh, en = "两个人数要一起填。", "both numbers are needed."
        reading.findings.add(first.place(absent), "", "missing", zh, en)


def _check_people(reading: FormReading) -> None:
    """Hold the staff codes to their form: names stay out of a case."""
    for row in reading.rows[STEPS_SHEET]:
        codes = row.get("people", ())
        for number, code in enumerate(parted(codes) if isinstance(codes, tuple) else ()):
            place = row.place("people").entry(number)
            reading.findings.try_to(Place(row.place("people").path, place.shown), code, partial(validate, code), "")


def _check_twice(reading: FormReading, sheet: str) -> None:
    """Two rows alike may be one that was pasted twice, or two: nobody can tell."""
    first: dict[str, int] = {}
    for row in reading.rows[sheet]:
        content = repr(sorted(row.values.items()))
        if content in first:
            zh = f"与第 {first[content]} 行完全相同，看不出是一次还是两次；请删去一行，或写出区别。"
            en = f"it equals row {first[content]}: once or twice? Remove one, or say what differs."
            reading.findings.add(cell_place(sheet, 1, row.number), "", "duplicate", zh, en)
        first.setdefault(content, row.number)


def _places(site: SiteAssessment, reading: FormReading, rows: Mapping[str, FormRow]) -> dict[str, Place]:
    """Return the cell of each thing that a check of the site may speak of, by the field of its error."""
    first = reading.single(SITE)
    places = {f"{site.site}/{clause}": row.place("answer") for clause, row in rows.items()}
    places |= {f"{site.site}/{name}": first.place(name) for name in ("managers", "bonus")}
    steps: dict[Any, FormRow] = {row.get("step"): row for row in reversed(reading.rows[STEPS_SHEET])}
    for step in Step:
        row = steps.get(step)
        places[f"{site.site}/{step}"] = row.place("step") if row else cell_place(STEPS_SHEET, 1, 3)
    if reading.rows[DEDUCTIONS]:
        places[f"{site.site}/deductions"] = cell_place(DEDUCTIONS, 1, reading.rows[DEDUCTIONS][0].number)
    return places
