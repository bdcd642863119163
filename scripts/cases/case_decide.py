"""`starmark case decide`: two people decide, and the notice is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from certs.casework.cases import case_standing, case_store, concern, deciding
from certs.casework.cases.case_moves import REVOCATION
from certs.casework.cases.case_store import Case
from certs.casework.cases.deciding import RESULTS, Ruling
from certs.days import beijing_day
from certs.errors import Misuse, Words
from certs.instance import whole_files
from scripts.cases import case_desk, case_letter, concerned, main_and_subs
from scripts.cases.case_options import case_argument, read_code
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import option, require, verb

_BY_TWO: Final = option(
    "--by",
    multiple=True,
    metavar="CODE",
    words=Words(
        "决定的两个人的工号，写两次；没有参加评价的人。", "Staff codes of the two who decide; neither assessed."
    ),
)


@verb(
    "decide",
    Words(
        "作出决定：两个没有参加评价的人；先记下来，然后才签发。--letter 写出决定通知书（撤销的通知书由 issue 写出）。",
        "Decide: two people who took no part in the assessment. It is recorded before anything is signed; --letter "
        "writes the notice (that of a revocation is written by `issue`).",
    ),
    RESULTS,
)
@case_argument
@option(
    "--result",
    type=click.Choice(tuple(RESULTS)),
    default=None,
    metavar="|".join(RESULTS),
    words=Words("决定，见下表。", "What is decided, from the list below."),
)
@option(
    "--level",
    default="",
    metavar="LEVEL",
    words=Words("等级代码；grant-lower 要写。", "Code of the level; needed for grant-lower."),
)
@option(
    "--reason",
    default="",
    metavar="TEXT",
    words=Words("理由；不予颁发、不撤销要写。", "The reason; needed for a refusal."),
)
@option(
    "--no-assessment",
    "unassessed",
    default="",
    metavar="TEXT",
    words=Words(
        "变更本来要评价、而这次不需要的：写明为什么。",
        "Why a change needs no assessment where such changes are else assessed.",
    ),
)
@option(
    "--letter",
    type=FILE,
    default=None,
    metavar="FILE.pdf",
    words=Words("把决定通知书写到这个文件。", "Write the notice of the decision to this file."),
)
@_BY_TWO
@json_option
def command(
    case: str,
    result: str | None,
    level: str,
    reason: str,
    unassessed: str,
    letter: Path | None,
    by: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Decide it."""
    require("--result", result)
    assert result is not None
    ruling = replace(_ruling(result, level, reason), unassessed=_line(unassessed, "--no-assessment"))
    deciders = tuple(read_code(code, "--by") for code in by)
    place, now = case_desk.instance(), clock.now()
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case)
        about = concern.of(connection, present)
        if about is not None:
            case_store.require(present, "decide")
            concerned.require_current(present, about)
        _require_letter(present, letter)
        application = case_store.application(connection, present)
        moved, granted = deciding.decide(connection, present, ruling, deciders, now)
        main_and_subs.require_level(present, about, application, granted)
        missing = case_standing.standing(connection, present, application, beijing_day(now)).missing
    if letter is not None:
        decided = replace(ruling, level=granted)
        number = about.number if about else ""
        written = case_letter.decision(place, moved, application, decided, beijing_day(now), number)
        whole_files.write(letter, written, whole_files.PRIVATE)
    if missing and result != "refuse":
        case_desk.note(
            f"请注意：证据还缺 {len(missing)} 项，见 starmark case show {moved.identifier}。",
            f"Note: {len(missing)} items of evidence are missing; see starmark case show {moved.identifier}.",
        )
    outcome = deciding.outcome(present.kind, result, granted)
    words = both(f"决定：{outcome.zh}。", f"decided: {outcome.en}.")
    return case_desk.tell_moved(moved, words, as_json=as_json, more={"result": result, "level": granted or None})


def _ruling(result: str, level: str, reason: str) -> Ruling:
    if result == "refuse" and level:
        raise Misuse("usage", "不予办理时不写 --level。什么也没有办理。", "A refusal has no --level. Nothing was done.")
    if result == "grant-lower":
        require("--level", level)
    text = case_desk.one_text(reason, "--reason") if reason or result == "refuse" else ""
    return Ruling(result, level.strip().lower(), text)


def _line(text: str, option: str) -> str:
    return case_desk.one_text(text, option) if text else ""


def _require_letter(case: Case, letter: Path | None) -> None:
    if letter is not None and case.kind == REVOCATION:
        raise Misuse(
            "usage",
            "撤销的案件，通知书在撤销以后由 starmark case issue 写出，这里不写 --letter。什么也没有办理。",
            "The notice of a revocation is written by starmark case issue once it is done: leave out --letter here. "
            "Nothing was done.",
        )
