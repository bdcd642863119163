"""Writing the reminders to holders: each letter to its file first, then into the trail, so that none is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certs.casework.aftercare import reminders
from certs.casework.aftercare.due_item import DueItem
from certs.casework.aftercare.reminders import Reminder
from certs.certificate.number import in_address
from certs.days import beijing_day
from certs.documents.letters import reminder_letters, written_letter
from certs.documents.letters.written_letter import Language, Letter, Sender
from certs.errors import CouldNotCheck
from certs.instance import whole_files
from certs.instance.folder import Instance
from certs.lifecycle.statuses import STATUS_WORDS
from certs.register.answers.certificate_answer import Answer
from scripts.cases import case_desk, case_letter
from scripts.desk import instance_access
from scripts.terminal import lookup_tables

if TYPE_CHECKING:
    from certs.documents.typesetting import Typesetter


def write(place: Instance, items: Sequence[DueItem], folder: Path, by: str, now: datetime) -> list[dict[str, Any]]:
    """Write the letters that are to be written today, and return each with its files.

    Raises CouldNotCheck where a file cannot be written: those before it are written, and remembered.
    """
    with case_desk.looking(place) as casework:
        wanted = reminders.unwritten(casework, items, beijing_day(now))
    told, written = list[dict[str, Any]](), list[Reminder]()
    try:
        for reminder, files in _set(place, wanted, now):
            _put(folder, files)
            written.append(reminder)
            told.append(_json(reminder, folder, files))
    finally:
        if written:
            with case_desk.acting(place) as casework:
                reminders.keep(casework, written, by, now)
    return told


def _set(place: Instance, wanted: Sequence[Reminder], now: datetime) -> Iterator[tuple[Reminder, dict[str, bytes]]]:
    """Yield each letter with its files by name; none about a record that does not hold."""
    if not wanted:
        return
    from certs.documents.letters.letter_pdf import set_letter
    from certs.documents.typesetting import Typesetter  # the fonts take long, and most calls need none

    typesetter: Typesetter = Typesetter(place.fonts)
    sender = case_letter.sender(place)
    with instance_access.reader() as reader:
        for reminder in wanted:
            certificate = lookup_tables.look_up(reader, reminder.item.number, now)
            if isinstance(certificate, Answer) and certificate.status in STATUS_WORDS:
                letters = _letters(certificate, reminder, sender)
                yield reminder, {name: set_letter(typesetter, letter) for name, letter in letters.items()}


def _letters(certificate: Answer, reminder: Reminder, sender: Sender) -> dict[str, Letter]:
    """Return the letter in Chinese, and in English where the holder has an English name, by the names of the files."""
    item = reminder.item
    name = f"{in_address(item.number)}-{item.what}-{item.deadline}-{reminder.stage}"
    letters = {f"{name}.pdf": _letter(certificate, item, sender, "zh")}
    if certificate.version.subject["holder"].get("name_en"):
        letters[f"{name}.en.pdf"] = _letter(certificate, item, sender, "en")
    return letters


def _letter(certificate: Answer, item: DueItem, sender: Sender, language: Language) -> Letter:
    version, today = certificate.version, certificate.today
    if item.what == "surveillance":
        return reminder_letters.surveillance_letter(version, item.deadline, sender, language, today)
    if item.what == "suspension":
        return reminder_letters.suspension_letter(version, certificate.standing, sender, language, today)
    return written_letter.renewal_letter(version, sender, language, today)


def _put(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            whole_files.write(folder / name, data, whole_files.PRIVATE)
    except OSError as error:
        raise CouldNotCheck(
            "letters_not_written",
            f"信写不进 {folder}（{error.strerror}）。写好的几封已经记下，不会再写；请检查磁盘空间和权限，再运行一次，其余的接着写。",
            f"The letters could not be written to {folder} ({error.strerror}). Those that were written are remembered; "
            "check disk space and rights, then run it again for the rest.",
        ) from error


def _json(reminder: Reminder, folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    item = reminder.item
    return {
        "number": item.number,
        "what": item.what,
        "deadline": item.deadline.isoformat(),
        "stage": reminder.stage,
        "files": [str(folder / name) for name in files],
    }
