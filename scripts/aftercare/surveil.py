"""`starmark surveil`: what was found at the yearly surveillance of one or many certificates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final

import click
from sqlalchemy import Connection

from certs.casework.aftercare import certificate_case, surveillance_results
from certs.casework.aftercare.standing_subs import named, standing_subs
from certs.casework.aftercare.surveillance_results import RESULTS, Result
from certs.casework.cases import case_store
from certs.days import beijing_day
from certs.errors import Refused, Words
from certs.instance.folder import Instance
from certs.lifecycle.request import Remark, Request
from certs.lifecycle.rules import RefusedItem
from certs.lifecycle.surveillance import PASSED
from certs.register.acts.orders import Changed
from scripts.cases import case_desk
from scripts.desk import act_report, batch, instance_access, refused_sheet
from scripts.desk.act_options import ActOptions, acting, targets_argument
from scripts.desk.targets import numbers
from scripts.terminal import clock, code_words, refusals, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option, require, verb

FAILED: Final = "surveillance-failed"  # in answers only: the log has no such entry
# What has to follow a failure, one of them: the command of each, and when it fits.
FOLLOWING: Final = (
    (
        "starmark suspend NUMBER --reason requirements-not-met --until DATE --by CODE",
        Words("限期整改：暂停", "correction is due: suspend it"),
    ),
    (
        "starmark revoke NUMBER --reason requirements-lost --by CODE --by CODE",
        Words("不再符合要求：撤销", "the requirements are lost: revoke it"),
    ),
    (
        "starmark reissue NUMBER FILE --reason level-lowered --by CODE",
        Words(
            "等级降低（level-lowered）或范围缩小（scope-narrowed）：换发",
            "a lower level (level-lowered) or a narrower scope (scope-narrowed): reissue it",
        ),
    ),
)


@verb(
    "surveil",
    Words(
        "登记监督的结果。通过的，公开登记；没有通过的，只记在案件轨迹里，并写明接着要办什么。",
        "Record the result of a surveillance. A pass is entered in the public log; a failure is kept in the trail of "
        "the casework alone, and what has to follow is named.",
    ),
)
@targets_argument
@option(
    "--date",
    "day",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("监督的日期：不早于颁证，最多往前 12 个月。", "Day of the surveillance: at most 12 months ago."),
)
@option(
    "--result",
    type=click.Choice(tuple(RESULTS)),
    default=None,
    metavar="passed|failed",
    words=Words("结果：passed（通过）或 failed（没有通过）。", "Its result: passed or failed."),
)
@acting
def command(targets: tuple[str, ...], day: date | None, result: str | None, options: ActOptions) -> int:
    """Record the result."""
    require("--date", day)
    require("--result", result)
    require("--by", options.by or None)
    assert day is not None
    place, remark = case_desk.instance(), options.remark(PASSED)
    with case_desk.looking(place) as connection:
        cases = dict(_meant(connection, targets))
    requests = [_request(number, day, remark, case) for number, case in cases.items()]
    _note_subs(cases)
    if result == "passed":
        return act_report.report(PASSED, batch.carry_out(requests, (), options, partial(_keep_passed, place)), options)
    return _record_failed(place, requests, options)


def _note_subs(meant: Collection[str]) -> None:
    """Name the sub-certificates of what was surveyed that are not among it: each has a result of its own."""
    with instance_access.reader() as reader, reader.view() as view:
        subs = standing_subs(view.connection, beijing_day(clock.now()))
    for number in meant:
        left = [sub for sub in subs.get(number, ()) if sub not in meant]
        if left:
            told = named(left)
            case_desk.note(
                f"请注意：{number} 有 {told.zh}，这次没有写；一起监督了的，也写上它们的编号。",
                f"Note: {number} has {told.en}, which were not named: name those that were surveyed with it too.",
            )


def _meant(connection: Connection, targets: Sequence[str]) -> list[tuple[str, str]]:
    """Return the number of each certificate that is meant, by its number or its case, with the case that it has."""
    meant = []
    for text in numbers(targets):
        number = case_store.find(connection, text).number if certificate_case.names_case(text) else text
        if not number:
            raise Refused(
                "case_no_certificate",
                f"案件 {text} 还没有证书，没有可监督的。什么也没有办理。",
                f"Case {text} has no certificate yet, so nothing can be surveyed. Nothing was done.",
            )
        meant.append((number, certificate_case.case_of(connection, number)))
    return meant


def _request(number: str, day: date, remark: Remark, case: str) -> Request:
    return Request(PASSED, number, effective=day, remark=Remark(remark.note, remark.by, case=case))


def _results(requests: Sequence[Request], *, passed: bool) -> list[Result]:
    return [Result(each.number, each.effective, passed) for each in requests if each.effective is not None]


def _keep_passed(place: Instance, connection: Connection, requests: Sequence[Request], now: datetime) -> None:
    remark = requests[0].remark
    with case_desk.brought_forward(place, connection):
        surveillance_results.keep(connection, _results(requests, passed=True), remark.by, remark.note, now)


def _record_failed(place: Instance, requests: Sequence[Request], options: ActOptions) -> int:
    """Hold the results to the same rules as those that are passed, and keep them; nothing is signed."""
    repeated = _repeated(place, requests)
    names = {item.source for item in repeated}
    rehearsed = batch.rehearse([each for each in requests if each.number not in names], repeated, options)
    failed = [each for each in rehearsed.preview if isinstance(each, Changed)]
    if failed and not options.dry_run:
        with case_desk.acting(place) as connection:
            remark = requests[0].remark
            results = _results(rehearsed.good, passed=False)
            surveillance_results.keep(connection, results, remark.by, remark.note, clock.now())
    _tell(failed, rehearsed.faults, options)
    if rehearsed.faults and options.skip_bad and not options.dry_run:
        return refused_sheet.keep(rehearsed.faults, options.refused_to, refused_sheet.numbers)
    return 1 if rehearsed.faults else 0


def _repeated(place: Instance, requests: Sequence[Request]) -> list[RefusedItem]:
    with case_desk.looking(place) as connection:
        errors = surveillance_results.repeated(connection, _results(requests, passed=False))
    return [RefusedItem(number, (error,)) for number, error in errors.items()]


def _tell(failed: Sequence[Changed], faults: tuple[refusals.Item, ...], options: ActOptions) -> None:
    if options.as_json:
        following = [{"command": text, "words": words.to_json()} for text, words in FOLLOWING]
        answer: dict[str, Any] = {"changed": [_json(each) for each in failed], "refused": refusals.to_json(faults)}
        speech.print_json(answer | {"following": following if failed else []})
        return
    if failed:
        _show(failed, dry_run=options.dry_run)
    refusals.tell_outcome(faults, done=len(failed), skip_bad=options.skip_bad)


def _json(one: Changed) -> dict[str, Any]:
    day = one.effective.isoformat()
    return {"number": one.number, "type": FAILED, "effective": day, "status": one.before.code, "position": None}


def _show(failed: Sequence[Changed], *, dry_run: bool) -> None:
    table = speech.table(
        both("编号", "number"), both("企业", "holder"), both("监督", "surveillance"), both("现在状态", "status now")
    )
    for one in failed:
        result = f"{one.effective} {say(RESULTS['failed'])}"
        speech.row(table, one.number, one.holder, result, code_words.status(one.before.code))
    speech.show(table)
    if dry_run:
        speech.show(both("预览：什么也没有登记。", "Preview: nothing was recorded."))
    else:
        speech.show(
            both(
                f"已记入案件轨迹 {len(failed)} 项；公开日志没有变化，状态也没有变。",
                f"{len(failed)} kept in the trail; neither the public log nor the status has changed.",
            )
        )
    speech.show(
        both("接着要办下面的一件（starmark due 会一直提醒）：", "One of these has to follow (starmark due reminds):")
    )
    for text, words in FOLLOWING:
        speech.show(speech.stacked(f"  {say(words)}", f"    {text}"))
