"""`starmark due`: all that is due of certificates and cases, what harms most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from certs.casework.aftercare import due_certificates, due_item
from certs.casework.aftercare.due_item import AHEAD, DueItem
from certs.casework.journal.journal import Journal
from certs.days import beijing_day
from certs.errors import Misuse, Words
from certs.instance.folder import Instance
from scripts.aftercare import reminder_files, what_is_due
from scripts.aftercare.what_is_due import WHAT
from scripts.cases import case_desk
from scripts.cases.case_options import by_one_option, read_code
from scripts.desk import instance_access
from scripts.desk.act_options import FOLDER, json_option
from scripts.terminal import clock, colours, speech
from scripts.terminal.day_option import Day
from scripts.terminal.speech import both, say
from scripts.terminal.verb_frame import option, verb

_SHOWN: Final = 50  # on a terminal; all of them are in --json


@verb(
    "due",
    Words(
        f"到期的事：监督、到期、暂停、补正、投诉、上报、列表，今后 {AHEAD} 天的和已经过期的，危害大的在前。只是提醒，什么也不改变。",
        f"What is due: surveillance, ends, suspensions, corrections, complaints, reporting, lists; within {AHEAD} days "
        "or past, what harms most first. It only tells and changes nothing.",
    ),
)
@option(
    "--on",
    "day",
    type=Day(),
    default=None,
    metavar="DATE",
    words=Words("看这一天的；默认今天。", "As of this day; today by default."),
)
@option(
    "--letters",
    "folder",
    type=FOLDER,
    default=None,
    metavar="DIR",
    words=Words(
        "写出提醒函（PDF）到这个目录：监督、到期、暂停期满以前 90、30、7 天，各一封；写过的不再写。",
        "Write the reminders (PDF) to this folder: 90, 30 and 7 days before a surveillance, the end, or the end of a "
        "suspension, one each; none is written twice.",
    ),
)
@by_one_option
@json_option
def command(day: date | None, folder: Path | None, by: tuple[str, ...], *, as_json: bool) -> int:
    """Tell it, and write the letters."""
    now, place = clock.now(), case_desk.instance()
    if folder is None:
        asked = day or beijing_day(now)
        items = _items(place, asked, shown=0 if as_json else _SHOWN)
        if as_json:
            speech.print_json(due_item.to_json(items, asked))
        else:
            _show(items, asked)
        return 0
    if day is not None:
        raise Misuse(
            "usage",
            "提醒函按今天写，不能同时写 --on。什么也没有写出。",
            "Letters are written as of today: leave out --on. Nothing was written.",
        )
    code = read_code(by, "--by")
    letters = reminder_files.write(place, _items(place, beijing_day(now)), folder, code, now)
    if as_json:
        speech.print_json({"letters": letters})
    else:
        _tell_letters(letters, folder)
    return 0


def _items(place: Instance, day: date, shown: int = 0) -> list[DueItem]:
    """Return what is due, of which the first `shown` are named."""
    with (
        instance_access.reader() as reader,
        reader.view() as view,
        Journal.open(place.casework_url) as journal,
        journal.reading() as casework,
    ):
        items = what_is_due.items(place, view, journal, casework, day)
        return [*due_certificates.named(view.connection, items[:shown]), *items[shown:]]


def _tell_letters(letters: Sequence[dict[str, Any]], folder: Path) -> None:
    if not letters:
        speech.show(both("今天没有要写的提醒函。", "No reminder is to be written today."))
        return
    table = speech.table(both("编号", "number"), both("事项", "what"), both("期限", "deadline"), both("提前", "ahead"))
    for letter in letters[:_SHOWN]:
        speech.row(table, letter["number"], say(WHAT[letter["what"]]), letter["deadline"], letter["stage"])
    speech.show(table)
    speech.show(
        both(
            f"{len(letters)} 封提醒函已写到 {folder}。信上没有签名：盖章以后发出。",
            f"{len(letters)} reminders are in {folder}. They bear no signature: seal them, then send them.",
        )
    )


def _show(items: Sequence[DueItem], day: date) -> None:
    if not items:
        speech.show(both(f"今后 {AHEAD} 天没有到期的事。", f"Nothing is due within {AHEAD} days."))
        return
    table = speech.table(
        both("事项", "what"),
        both("编号", "number"),
        both("期限", "deadline"),
        both("天", "days"),
        both("说明", "words"),
    )
    for column in table.columns[:4]:
        column.no_wrap = True
    for item in items[:_SHOWN]:
        left = (item.deadline - day).days
        words = speech.stacked(*filter(None, (item.name, say(item.words))))
        style = colours.BAD if left < 0 else ""
        speech.row(table, say(WHAT[item.what]), item.number or item.case, item.deadline, left, words, style=style)
    speech.show(table)
    counts = Counter(item.what for item in items)
    told = both("，", ", ").join(f"{say(WHAT[what])} {count}" for what, count in counts.items())
    more = both(f"（只列出前 {_SHOWN} 项，全部用 --json）", f" (the first {_SHOWN}; all with --json)")
    speech.show(both(f"共 {len(items)} 项：", f"{len(items)} in all: ") + told + (more if len(items) > _SHOWN else ""))
