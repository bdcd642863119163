"""`starmark case evidence` and `forget`: files taken in and counted, the letter that asks for the rest, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from certs import limits
from certs.casework.aftercare import complaints
from certs.casework.cases import case_standing, case_store, evidence_files, forgetting
from certs.casework.cases.case_moves import COMPLAINTS
from certs.casework.cases.case_store import REQUEST, Act, Case
from certs.casework.cases.evidence_files import Placed
from certs.casework.cases.evidence_placing import Unplaced, place_files
from certs.casework.forms.application import Application
from certs.casework.forms.evidence_form import SHEET, Indexed, read_index
from certs.casework.journal.trail import Paper
from certs.casework.sheets.read_form import has_sheet
from certs.days import beijing_day
from certs.errors import FieldError, Misuse, Refused, Words
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.scheme.schemes import evidence
from scripts.cases import case_desk, case_letter, handed_files
from scripts.cases.case_options import by_one_option, case_argument, read_code
from scripts.desk.act_options import FILE, json_option
from scripts.terminal import clock, colours, input_file, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import argument, option, verb


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in: files by their path below it, the index where there is one, what stays aside."""

    placed: tuple[Placed, ...]
    aside: tuple[Unplaced, ...]


@verb(
    "evidence",
    Words(
        "收材料：文件或文件夹，按材料目录或名字开头的编号归类，清点还缺什么；--letter 写补正通知。不写文件就只清点。",
        "Take in evidence: files or folders, placed by an index or by the number that a name begins with, and count "
        "what is missing; --letter writes the request. Without files it only counts.",
    ),
)
@case_argument
@argument(
    "paths",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH…",
    words=Words("文件、文件夹、材料目录。", "Files, folders, the index."),
)
@option(
    "--letter",
    type=FILE,
    default=None,
    metavar="FILE.pdf",
    words=Words("把补正通知写到这个文件。", "Write the letter that asks for what is missing to this file."),
)
@option(
    "--until",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("请企业在哪一天以前补齐；写进通知。", "The day by which it is to come; stands in the letter."),
)
@by_one_option
@json_option
def command(
    case: str, paths: tuple[Path, ...], letter: Path | None, until: date | None, by: tuple[str, ...], *, as_json: bool
) -> int:
    """Take it in."""
    code, place = read_code(by, "--by"), case_desk.instance()
    if until is not None and letter is None:
        raise Misuse(
            "usage",
            "--until 写在补正通知里，要同时写 --letter。什么也没有办理。",
            "--until stands in the letter: give --letter too. Nothing was done.",
        )
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        case_store.require(present, "evidence")
        if present.kind in COMPLAINTS:
            return _more_of_complaint(place, present, paths, code, as_json=as_json)
        application = case_store.application(connection, present)
    handed = _handed(paths, application)
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case)
        if paths:
            _take_in(connection, place, present, handed, code)
        answer = _answer(connection, case, application, handed)
        request = _request(connection, place, case, letter, until, code)
    if letter is not None and request is not None:
        whole_files.write(letter, request, whole_files.PRIVATE)
    _tell(answer, handed, letter if request else None, as_json=as_json)
    return 0


def _more_of_complaint(place: Instance, case: Case, paths: Sequence[Path], code: str, *, as_json: bool) -> int:
    """Keep what else came, or was gathered, about a complaint or an appeal: there is no list to count it by."""
    files = dict(handed_files.listed(paths))
    handed_files.require_few(files)
    placed = [complaints.placed(name, *handed_files.read(name, file)) for name, file in files.items()]
    if not placed:
        raise Misuse("usage", "请写明收下哪些文件。什么也没有办理。", "Name the files to take in. Nothing was done.")
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case.identifier)
        folder = handed_files.evidence_folder(place)
        moved = complaints.take_more(connection, present, placed, folder, code, clock.now())
    words = both(f"收下 {len(placed)} 个文件。", f"{len(placed)} files taken in.")
    return case_desk.tell_moved(moved, words, as_json=as_json, more={"taken": len(placed)})


def _handed(paths: Sequence[Path], application: Application) -> Handed:
    """Read what was handed in. Raises Refused naming every file that is not taken, and every fault of the index."""
    files = dict(handed_files.listed(paths))
    handed_files.require_few(files)
    index = _index(files, application)
    placed, aside = place_files(sorted(files), index, application.products, evidence())
    errors, taken = list[FieldError](), list[Placed]()
    for name, line in placed.items():
        data = input_file.read(files[name], limits.EVIDENCE_FILE)
        kind = evidence_files.kind_of(data)
        if isinstance(kind, Words):
            errors.append(FieldError(name, "", "format", Words(f"{name}：{kind.zh}", f"{name}: {kind.en}")))
        else:
            taken.append(Placed(name, data, kind, line.item.code, line.copies, line.products, line.valid_until))
    if errors:
        raise handed_files.not_taken(errors)
    return Handed(tuple(taken), aside)


def _index(files: dict[str, Path], application: Application) -> dict[str, Indexed]:
    """Take the index out of what was handed in, and read it. Raises Refused with its faults, and for more than one."""
    indexes = dict[str, bytes]()
    for name in [name for name in files if name.lower().endswith(".xlsx")]:
        data = input_file.read(files[name], limits.EVIDENCE_FILE)
        if len(data) <= limits.XLSX_FILE and has_sheet(data, SHEET):
            indexes[name] = data
    if len(indexes) > 1:  # a marked copy beside the one that it was made of, as a rule
        zh, en = "、".join(indexes), ", ".join(indexes)
        raise Refused(
            "evidence_many",
            f"交来了 {len(indexes)} 份材料目录（{zh}），看不出以哪一份为准。什么也没有办理；请只留改好的那一份，再交一次。",
            f"{len(indexes)} indexes were handed in ({en}), and which one holds cannot be told. Nothing was done; keep "
            "the corrected one only, and hand in again.",
        )
    for name, data in indexes.items():
        file = files.pop(name)
        lines, places, findings = read_index(data, application, evidence())
        known = {each: each for each in files} | {each.rpartition("/")[2]: each for each in files}
        for line in lines:
            if line.file not in known:
                zh, en = "没有交来这个文件；请核对文件名。", "no such file was handed in; check the name."
                findings.add(places[line.file], line.file, "unknown", zh, en)
        case_desk.require_clean(file, data, findings)
        return {line.file: line for line in lines}
    return {}


def _take_in(connection: Connection, place: Instance, case: Case, handed: Handed, code: str) -> None:
    paper = Paper("files", {"files": [file.to_json() for file in handed.placed]})
    case_store.act(connection, case, Act("evidence", (code,), (paper,), deadline=case.deadline), clock.now())
    entry = case_store.history(connection, case)[-1].identifier
    evidence_files.place(connection, handed_files.evidence_folder(place), case, handed.placed, entry)


def _answer(connection: Connection, case: str, application: Application, handed: Handed) -> dict[str, Any]:
    present = case_store.find(connection, case)
    stands = case_standing.standing(connection, present, application, beijing_day(clock.now()))
    return {
        "case": present.identifier,
        "state": present.state,
        "taken": len(handed.placed),
        "missing": [each.to_json() for each in stands.missing],
        "not_placed": [{"name": each.name, "why": each.why.to_json()} for each in handed.aside],
    }


def _request(
    connection: Connection, place: Instance, case: str, letter: Path | None, until: date | None, code: str
) -> bytes | None:
    """Write the request into the case, and return its letter; None where nothing is missing, or nobody asked."""
    if letter is None:
        return None
    present = case_store.find(connection, case)
    application = case_store.application(connection, present)
    today = beijing_day(clock.now())
    missing = case_standing.standing(connection, present, application, today).missing
    if not missing:
        return None
    paper = Paper(REQUEST, {"items": [each.code for each in missing], "until": until.isoformat() if until else ""})
    case_store.act(
        connection, present, Act("request", (code,), (paper,), deadline=until or present.deadline), clock.now()
    )
    return case_letter.request(place, present, application, missing, until, today)


def _tell(answer: dict[str, Any], handed: Handed, letter: Path | None, *, as_json: bool) -> None:
    if as_json:
        speech.print_json({**answer, "letter": str(letter) if letter else None})
        return
    count = len(answer["missing"])
    speech.show(
        both(
            f"{answer['case']}：收下 {len(handed.placed)} 个文件，还缺 {count} 项。",
            f"{answer['case']}: {len(handed.placed)} files taken in, {count} items missing.",
        )
    )
    grid = speech.facts(3)
    for each in answer["missing"]:
        speech.row(grid, evidence().number_of(each["code"]), say(Words(**each["words"])), say(Words(**each["why"])))
    speech.show(grid)
    if handed.aside:
        speech.heading(both("没有归类，没有收下", "Not placed, and not taken in"))
        for unplaced in handed.aside:
            speech.tell(f"{unplaced.name}　{say(unplaced.why)}", colours.LOOK)
    if letter is not None:
        speech.show(
            both(f"补正通知已写到 {letter}；盖章以后发出。", f"The letter is in {letter}; seal it, then send it.")
        )


@verb(
    "forget",
    Words(
        "删除一个办结案件的材料、联系人、文件名和写给企业的文件；轨迹仍在，仍能核对。",
        "Delete the evidence, the contact, the file names and the written papers of a closed case; its trail stays and "
        "still holds.",
    ),
)
@case_argument
@by_one_option
@json_option
def forget(case: str, by: tuple[str, ...], *, as_json: bool) -> int:
    """Forget it."""
    code, place = read_code(by, "--by"), case_desk.instance()
    with case_desk.acting(place) as connection:
        present = case_store.find(connection, case)
        gone = forgetting.forget(connection, present, code, clock.now())
    with case_desk.acting(place) as connection:
        papers = present.identifier in forgetting.clear_away(connection, place.home)
    zh, en = (
        ("，连同写给企业的文件（casework/CASE）", ", with the papers for the holder (casework/CASE)")
        if papers
        else ("", "")
    )
    words = both(
        f"已删除 {gone} 个文件和个人信息{zh}。用 --to 写到别处的文件、另存的副本和旧备份，请自己删除。".replace(
            "CASE", present.identifier
        ),
        f"{gone} files and the personal data are deleted{en}. What was written elsewhere with --to, copies and old "
        "backups are yours to delete.".replace("CASE", present.identifier),
    )
    return case_desk.tell_moved(present, words, as_json=as_json, more={"deleted": gone, "papers": papers})
