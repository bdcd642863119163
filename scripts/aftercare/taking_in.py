"""A complaint or an appeal taken in: what it is about is looked up, the letter read, and a case opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import click

from certs import limits
from certs.casework.aftercare import complaints
from certs.casework.aftercare.complaints import Arrival
from certs.casework.cases import case_moves, case_store
from certs.casework.cases.case_store import Case
from certs.casework.cases.complaint_case import DECISIONS, About
from certs.casework.cases.evidence_files import Placed
from certs.casework.forms import complaint_form
from certs.casework.forms.complaint_form import Told
from certs.casework.sheets.read_form import has_sheet
from certs.days import beijing_day
from certs.documents import fonts
from certs.errors import Misuse, Refused, Words
from certs.instance.folder import Instance
from certs.lifecycle.record import Record
from certs.register.answers.not_found import NotFound
from scripts.cases import case_desk, complaint_letter, handed_files
from scripts.desk import instance_access
from scripts.desk.act_options import FILE
from scripts.terminal import clock, lookup_tables
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both
from scripts.terminal.verb_frame import argument, option

BODY: Final = ("body", "本机构")  # what is typed where it is about the body itself
_ENTRIES: Final = {"suspended": "suspension", "revoked": "revocation", "withdrawn": "withdrawal"}
about_argument = argument(
    "about",
    metavar="NUMBER|CASE|body",
    words=Words(
        "说的是哪张证书或哪个案件；说的是机构自己，写 body。",
        "The certificate or case that it is about; body where it is about the body itself.",
    ),
)
file_argument = argument(
    "file",
    type=FILE,
    metavar="FILE",
    words=Words(
        "来信：PDF、图片、文字、Word，或填好的投诉和申诉表（case template complaint）。",
        "The letter: PDF, picture, text, Word, or our form filled in (case template complaint).",
    ),
)
received_option = option(
    "--received",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("收到的日期，期限从这一天算；默认今天。", "Day on which it came, from which terms count; today."),
)
concerns_option = option(
    "--concerns",
    multiple=True,
    metavar="CODE",
    words=Words("说到哪个工作人员的工号，可写几次；他们不能作答复。", "Staff whom it is about; they cannot answer it."),
)
language_option = option(
    "--language",
    type=click.Choice(("zh", "en")),
    default=None,
    metavar="zh|en",
    words=Words("用哪种语言答复；默认中文，或表上写的。", "Language of our letters; Chinese, or as the form says."),
)


@dataclass(frozen=True, slots=True)
class Came:
    """What staff say of a letter: about what, where it is, when it came, whom it concerns, in which language."""

    about: str
    file: Path
    received: date | None
    concerns: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about; with neither certificate nor case it is the body.

    `decisions` are those that can be appealed against, each with its place in the log where it has one.
    """

    name: str = ""
    uscc: str = ""
    number: str = ""
    case: str = ""
    decisions: Mapping[str, int | None] = field(default_factory=dict)


def take_in(kind: str, came: Came, by: str, against: str | None, *, as_json: bool) -> int:
    """Open the case and say so; exit code 0, or 1 where there is no such certificate."""
    place, now = case_desk.instance(), clock.now()
    subject = _subject(place, came.about)
    if isinstance(subject, NotFound):
        return lookup_tables.tell_not_found(subject, as_json=as_json)
    file, told = _letter(place, came.file, subject)
    today = beijing_day(now)
    if came.received is not None and came.received > today:
        raise Misuse(
            "usage",
            f"--received {came.received} 还没有到。什么也没有办理。",
            f"--received {came.received} lies in the future. Nothing was done.",
        )
    decision, entry = _decision(subject, against) if kind == case_moves.APPEAL else ("", None)
    language = came.language or told.language or "zh"
    about = About(came.received or today, subject.number, subject.case, decision, entry, came.concerns, language)
    terms = complaint_letter.terms(place)
    arrival = Arrival(kind, about, subject.name, subject.uscc, file, told.contact, terms)
    with case_desk.acting(place) as connection:
        other = complaints.running(connection, arrival)
        case = complaints.open_complaint(connection, arrival, handed_files.evidence_folder(place), by, now)
    if other is not None:
        kind_words = case_moves.KINDS[kind]
        case_desk.note(
            f"请注意：关于同一件事还有在办的{kind_words.zh} {other.identifier}；是同一封来信的，办结后来的这一个。",
            f"Note: there is a running {kind_words.en} about the same, {other.identifier}; if this is that letter "
            "again, close the newer case.",
        )
    return _tell(case, about, as_json=as_json)


def _subject(place: Instance, text: str) -> Subject | NotFound:
    """Return what is meant by a number, the id of a case, or the word for the body. Raises Refused for no such case."""
    if unicodedata.normalize("NFKC", text).strip().casefold() in BODY:
        return Subject()
    if case_store.is_id(text):
        with case_desk.looking(place) as connection:
            case = case_store.find(connection, text)
            decisions = dict.fromkeys(complaints.decisions_of(connection, case))
        return Subject(case.name, case.uscc, case.number, case.identifier, decisions)
    with instance_access.reader() as reader:
        answer = lookup_tables.look_up(reader, text, clock.now())
    if isinstance(answer, NotFound):
        return answer
    holder = answer.record.latest.subject["holder"]
    return Subject(holder["name"], holder["uscc"], answer.number, "", _in_log(answer.record))


def _in_log(record: Record) -> dict[str, int | None]:
    """Return the decisions about a certificate that can be appealed against, the newest of each."""
    decisions: dict[str, int | None] = {"level": record.latest.position}
    for entry in record.counted:
        if entry.type in _ENTRIES:
            decisions[_ENTRIES[entry.type]] = entry.position
    return decisions


def _decision(subject: Subject, against: str | None) -> tuple[str, int | None]:
    """Return the decision that an appeal is against, and its place in the log: the one named, or the only one there is.

    The level is always there, so that it is meant only where nothing else was decided. Raises Refused for one that was
    not taken, Misuse where there are several and none is named.
    """
    there = subject.decisions
    rest = [code for code in there if code != "level"] or list(there)
    listed = Words(
        "、".join(f"{code}（{DECISIONS[code].zh}）" for code in there) or "没有",
        ", ".join(f"{code} ({DECISIONS[code].en})" for code in there) or "none",
    )
    if against is None and len(rest) == 1:
        return rest[0], there[rest[0]]
    if against is None and rest:
        raise Misuse(
            "missing_option",
            f"可以申诉的决定不止一个，请用 --against 写明：{listed.zh}。什么也没有办理。",
            f"There is more than one decision to appeal; name it with --against: {listed.en}. Nothing was done.",
        )
    if against is None or against not in there:
        raise Refused(
            "appeal_decision",
            f"没有登记过这样的决定，不能对它申诉；登记了的：{listed.zh}。什么也没有办理；说的不是决定的，作为投诉收下"
            "（starmark complaint）。",
            f"No such decision is recorded, so nothing can be appealed; recorded are: {listed.en}. Nothing was done; "
            "what is about no decision is taken in as a complaint (starmark complaint).",
        )
    return against, there[against]


def _letter(place: Instance, path: Path, subject: Subject) -> tuple[Placed, Told]:
    """Read the file: our form, or a letter as it came. Raises Refused for what is not taken, or wrongly filled in."""
    data, kind = handed_files.read(path.name, path)
    told = Told(dict.fromkeys(complaint_form.CONTACT, ""), "", "")
    if kind == "xlsx" and len(data) <= limits.XLSX_FILE and has_sheet(data, complaint_form.SHEET):
        more = fonts.added_characters(place.fonts)
        told, findings = complaint_form.read_complaint(data, subject.number, more)
        case_desk.require_clean(path, data, findings)
    return complaints.placed(path.name, data, kind), told


def _tell(case: Case, about: About, *, as_json: bool) -> int:
    kind = case_moves.KINDS[case.kind]
    words = both(f"{kind.zh}已立案，事由：{about.words.zh}。", f"{kind.en} taken in, about {about.words.en}.")
    due = case.deadline.isoformat() if case.deadline else None
    more = {"kind": case.kind, "decision": about.decision or None, "deadline": due}
    code = case_desk.tell_moved(case, words, as_json=as_json, more=more)
    if due is None:
        case_desk.note(
            "机构没有定确认和答复的期限（[rules] 的 complaint_acknowledged_days、complaint_answered_days）。",
            "The body has set no term to acknowledge or answer it ([rules]: complaint_acknowledged_days, "
            "complaint_answered_days).",
        )
    return code
