"""The score sheets of a case: one file for the headquarters, and one beside it for each outlet to be assessed."""

from __future__ import annotations

from pathlib import Path

from certs.casework.assessment.outlet_sample import propose
from certs.casework.assessment.score_sheet_xlsx import score_sheet
from certs.casework.cases import assessed_case, case_store
from certs.casework.cases.assessed_case import SCHEME
from certs.casework.forms.basic_data import HEADQUARTERS
from certs.errors import Refused
from scripts.cases import case_desk
from scripts.terminal import speech
from scripts.terminal.speech import both


def write(target: Path, case: str | None) -> int:
    """Write them: of a case the planned outlets, or those proposed where none are planned; without one an empty form.

    Raises Refused where one of the files exists: then none is written.
    """
    files = _of_case(target, case) if case else {target: score_sheet("", "", SCHEME, headquarters=True)}
    taken = [str(file) for file in files if file.exists()]
    if taken:
        raise Refused(
            "file_exists",
            f"{'、'.join(taken)} 已经存在，什么也没有写出。请换一个文件名。",
            f"{', '.join(taken)} exists, and nothing was written. Choose another name.",
        )
    for file, data in files.items():
        case_desk.write_new(file, data)
        speech.show(both(f"已写出评分表：{file}", f"The score sheet is in {file}"))
    return 0


def _of_case(target: Path, case: str) -> dict[Path, bytes]:
    place = case_desk.instance()
    with case_desk.looking(place) as connection:
        present = case_store.find(connection, case)
        application = case_store.application(connection, present)
        planned = assessed_case.planned_sites(connection, present)
    kinds = {name: row["kind"] for name, row in zip(application.sites, application.facts["sites"], strict=True)}
    (main,) = (name for name, kind in kinds.items() if kind == HEADQUARTERS)
    outlets = [name for name in planned if name != main]
    if not planned:
        outlets = list(propose(assessed_case.outlets_of(application), place.settings.rules.assessment, case).chosen)
    files = {target: score_sheet(present.identifier, main, SCHEME, headquarters=True)}
    for number, name in enumerate(outlets, 1):
        beside = target.with_name(f"{target.stem}-{number}-{_in_file_name(name)}{target.suffix}")
        files[beside] = score_sheet(present.identifier, name, SCHEME, headquarters=False)
    return files


def _in_file_name(name: str) -> str:
    """Return a name as part of a file's: letters and digits alone, and not too many."""
    return "".join(c for c in name if c.isalnum())[:40]
