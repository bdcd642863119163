"""`starmark case answer`: a complaint or an appeal is decided by people who took no part, and answered by letter."""

from __future__ import annotations

from pathlib import Path

import click

from certs.casework.aftercare import answering
from certs.casework.aftercare.answering import Answer, Step
from certs.casework.cases import case_store, complaint_case
from certs.casework.cases.case_store import Case
from certs.casework.cases.complaint_case import RESULTS
from certs.certificate import staff_code
from certs.days import beijing_day, parse_instant
from certs.errors import Misuse, Words
from certs.instance import whole_files
from scripts.cases import case_desk, complaint_letter
from scripts.cases.case_options import case_argument, read_code
from scripts.desk import instance_access
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, speech
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option, require, verb


@verb(
    "answer",
    Words(
        "答复投诉或申诉：由没有参与过的人决定，写明理由；--letter 写答复书。成立的，列出接着可以办什么，不会自己办。",
        "Answer a complaint or an appeal: people who took no part decide, with the reason; --letter writes the answer. "
        "Of an upheld one it names what may follow, and does none of it.",
    ),
    RESULTS,
)
@case_argument
@option(
    "--result",
    type=click.Choice(tuple(RESULTS)),
    default=None,
    metavar="|".join(RESULTS),
    words=Words("决定：upheld 成立，dismissed 不成立。", "What is decided: upheld or dismissed."),
)
@option(
    "--reason",
    default=None,
    metavar="TEXT",
    words=Words("理由，写进答复书；不公开，不写姓名。", "The reason, for the letter; never published; no names."),
)
@option(
    "--letter",
    type=FILE,
    default=None,
    metavar="FILE.pdf",
    words=Words("把答复书写到这个文件。", "Write the answer to this file."),
)
@option(
    "--by",
    multiple=True,
    metavar="CODE",
    words=Words("决定的人的工号，可写几次。", "Staff code of who decides; may be given again."),
)
@json_option
def command(
    case: str, result: str | None, reason: str | None, letter: Path | None, by: tuple[str, ...], *, as_json: bool
) -> int:
    """Answer it."""
    require("--result", result)
    assert result is not None
    given = Answer(result, case_desk.one_text(reason, "--reason"), _codes(by))
    place, now, written = case_desk.instance(), clock.now(), None
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case)
        case_store.require(present, "answer")
        about = complaint_case.about(connection, present)
        moved = answering.answer(connection, present, given, _sealed(present), now)
        if letter is not None:
            written = complaint_letter.answer(connection, place, moved, result, given.reason, beijing_day(now))
    if letter is not None and written is not None:
        whole_files.write(letter, written, whole_files.PRIVATE)
    steps = answering.steps_after(about, result)
    following = [each.to_json() for each in steps]
    words = both(f"答复：{RESULTS[result].zh}。", f"answered: {RESULTS[result].en}.")
    code = case_desk.tell_moved(moved, words, as_json=as_json, more={"result": result, "following": following})
    if steps and not as_json:
        _show(steps)
    return code


def _codes(by: tuple[str, ...]) -> tuple[str, ...]:
    require("--by", by or None)
    codes = tuple(read_code(each, "--by") for each in by)
    if not staff_code.of_different_people(codes):
        raise Misuse(
            "by",
            "同一个工号写了两次；每个人写一次。什么也没有办理。",
            "One staff code is given twice; name each person once. Nothing was done.",
        )
    return codes


def _sealed(case: Case) -> tuple[str, ...]:
    """Return the commitments of what the log has about the certificate up to the letter; it tells who decided that."""
    if not case.number:
        return ()
    with instance_access.reader() as reader:
        record = reader.look(case.number).record
    opened = parse_instant(case.opened)
    entries = () if record is None else record.entries
    return tuple(each.body["decision"] for each in entries if each.recorded <= opened and each.type != "reported")


def _show(steps: tuple[Step, ...]) -> None:
    speech.heading(
        both("接着可以办（要由人决定，不会自己办）", "What may follow (somebody decides; nothing is done by itself)")
    )
    for each in steps:
        speech.show(speech.stacked(f"  {say(each.words)}", *([f"    {each.command}"] if each.command else [])))
