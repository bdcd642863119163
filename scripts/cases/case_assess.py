"""`starmark case assess`: the score sheets taken in, combined into one result, and kept; `case sample` before it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any

from certs.casework.assessment.combination import combine
from certs.casework.assessment.outlet_sample import propose
from certs.casework.assessment.read_score_sheet import read_score_sheets
from certs.casework.assessment.result import Result, told_score
from certs.casework.assessment.site_findings import SiteAssessment
from certs.casework.cases import assessed_case, case_store
from certs.casework.cases.assessed_case import SCHEME
from certs.casework.cases.case_store import REASON, SCORE, Act
from certs.casework.journal import staff_list
from certs.casework.journal.trail import Paper
from certs.days import beijing_day
from certs.documents import fonts
from certs.errors import FieldError, Refused, Words
from certs.scheme.assessment_rules import AssessmentRules
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, case_argument, read_code
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, require, verb


@verb(
    "sample",
    Words(
        "建议评价哪几个网点：按机构自己的规则算出几个，每一类网点、每一种服务都抽到。排计划的人可以另选。",
        "Propose which outlets to assess: as many as the body's own rule wants, each kind and service among them. "
        "Whoever plans may choose others.",
    ),
)
@case_argument
@json_option
def sampling(case: str, *, as_json: bool) -> int:
    """Propose them."""
    place = case_desk.instance()
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        outlets = assessed_case.outlets_of(case_store.application(connection, present))
    sample = propose(outlets, place.settings.rules.assessment, present.identifier)
    if as_json:
        rule = {"rule": sample.rule.to_json(), "origin": sample.origin.to_json()}
        named = {"outlets": sample.outlets, "wanted": sample.wanted, "proposed": list(sample.chosen)}
        speech.print_json({"case": present.identifier, **named, **rule})
        return 0
    names = both("、", ", ").join(sample.chosen) or both("没有网点", "there are no outlets")
    zh = f"网点 {sample.outlets} 个，建议评价 {sample.wanted} 个：{names}"
    speech.show(both(zh, f"{sample.wanted} of {sample.outlets} outlets are proposed: {names}"))
    speech.show(f"{say(sample.rule)} {say(sample.origin)}")
    return 0


@verb(
    "assess",
    Words(
        "登记评价结果：总部和每个评价过的网点各交一份评分表，合成一个得分和等级。有错的全部列出，并写出标注好的副本。"
        "改了就全部再交一次，以新的为准。",
        "Record the assessment: a score sheet of headquarters and of each assessed outlet, combined into one score and "
        "level. What is wrong is told all at once, with marked copies. To change it, hand in all again.",
    ),
)
@case_argument
@argument("files", type=FILE, nargs=-1, metavar="FILE.xlsx…", words=Words("填好的评分表。", "The filled score sheets."))
@option(
    "--reason",
    default=None,
    metavar="TEXT",
    words=Words(
        "评价的网点比规则要的少时必须写，与建议的不同时写明为什么；记入案件。",
        "Why fewer outlets were assessed than the rule wants (then it is needed), or others than proposed.",
    ),
)
@by_one_option
@json_option
def command(case: str, files: tuple[Path, ...], reason: str | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Record it."""
    code = read_code(by, "--by")
    require("FILE.xlsx", files or None)
    place, sheets = case_desk.instance(), [(file, case_desk.read_sheet(file)) for file in files]
    rules = place.settings.rules.assessment
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        case_store.require(present, "assess")
        application = case_store.application(connection, present)
        planned = assessed_case.planned_sites(connection, present)
        staff = staff_list.members(connection)
    sites = _read(sheets, rules, fonts.added_characters(place.fonts))
    assessed_case.check_sites(present, application, planned, staff, sites, today=beijing_day(clock.now()))
    result = combine(sites, SCHEME, rules)
    why, few = (
        case_desk.one_text(reason, "--reason") if reason else "",
        assessed_case.few_outlets(application, rules, sites),
    )
    if few is not None:
        _require_reason(few, why)
        result = replace(result, warnings=(*result.warnings, few))
    papers = [Paper(SCORE, assessed_case.paper_of(result, rules, sites, why))]
    papers += [Paper(REASON, {"text": why})] if why else []
    with case_desk.acting(place) as connection:
        moved = case_store.act(
            connection, case_store.find(connection, case), Act("assess", (code,), tuple(papers)), clock.now()
        )
    if not as_json:
        _tell(result)
    words = both("评价结果已登记。", "the assessment is recorded.")
    return case_desk.tell_moved(moved, words, as_json=as_json, more=_answer(result))


def _require_reason(few: Words, why: str) -> None:
    if not why:
        raise Refused(
            "outlets_few",
            f"{few.zh}什么也没有登记；请补上网点的评分表，或用 --reason 写明为什么。",
            f"{few.en} Nothing was recorded; add the sheets of more outlets, or say why with --reason.",
        )


def _read(
    sheets: Sequence[tuple[Path, bytes]], rules: AssessmentRules, more: AbstractSet[int]
) -> tuple[SiteAssessment, ...]:
    """Return the sites. Raises Refused with all that is wrong in any sheet, after marked copies were put beside."""
    reading = read_score_sheets([(str(file), data) for file, data in sheets], SCHEME, rules, more)
    marked = [
        (Path(sheet.source), sheet, case_desk.put_marked(Path(sheet.source), sheet.marked)) for sheet in reading.refused
    ]
    if len(marked) == 1:
        file, sheet, copy = marked[0]
        raise case_desk.form_refused(file, copy, sheet.errors)
    if marked:
        names = "、".join(file.name for file, _, _ in marked)
        copies = [str(copy) for _, _, copy in marked if copy]
        raise Refused(
            "form",
            f"{names} 有要改的地方，什么也没有办理。标注好的副本：{'、'.join(copies)}。",
            f"{names} have faults, so nothing was done. Marked copies: {', '.join(copies)}.",
            errors=tuple(_of_file(file, error) for file, sheet, _ in marked for error in sheet.errors),
        )
    return tuple(sorted(reading.sites, key=lambda site: not site.headquarters))  # as a report tells them


def _of_file(file: Path, error: FieldError) -> FieldError:
    words = Words(f"{file.name} {error.message.zh}", f"{file.name} {error.message.en}")
    return FieldError(f"{file.name} {error.field}", error.value, error.code, words)


def _answer(result: Result) -> dict[str, Any]:
    return {**result.to_json(), "open_corrections": len(result.open_corrections), "assessors": list(result.assessors)}


def _tell(result: Result) -> None:
    level = say(result.level.name) if result.level else both("不合格", "failed")
    score = say(told_score(result.score))
    speech.show(both(f"{level}，最终得分 {score}", f"{level}, final score {score}"))
    if result.failed_because is not None:
        speech.show(say(result.failed_because))
    if result.next_level is not None and result.margin:
        name, margin = say(result.next_level.name), say(told_score(result.margin, upwards=True))
        speech.show(both(f"离{name}还差 {margin} 分".replace("） ", "）"), f"{margin} points are missing to {name}"))
    if result.open_corrections:
        count = len(result.open_corrections)
        case_desk.note(
            f"有 {count} 项特别扣分没有关闭：关闭以前不颁发证书。",
            f"{count} special deductions are open: no certificate is issued before they are closed.",
        )
    for warning in result.warnings:
        case_desk.note(*warning)
