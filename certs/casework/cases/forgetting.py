"""Forgetting a closed case: its files, papers and personal data are deleted, and what went is listed in a paper that
stays.

The trail holds ids and hashes only, so it still opens. A list beside the database (`forgotten_list`) repeats it where
an older copy brings a case back.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from certs.casework.cases import case_store, evidence_files, forgotten_list
from certs.casework.cases.case_store import Act, Case
from certs.casework.cases.forgotten_list import Forgotten
from certs.casework.journal import trail
from certs.casework.journal.casework_tables import CASES, PAPERS, TRAIL
from certs.casework.journal.journal import Journal
from certs.casework.journal.trail import Paper
from certs.casework.journal.trail_audit import AGAIN, FORGETTING, FORGOTTEN
from certs.days import instant_text
from certs.errors import CouldNotCheck, Words


def forget(connection: sa.Connection, case: Case, by: str, now: datetime) -> int:
    """Delete what is personal in a case, and the rows of its files; return how many files these were.

    Raises Refused where the case is not closed, or has nothing left to forget.
    """
    case_store.require(case, "forget")
    paper, files = _delete(connection, case.identifier)
    case_store.act(connection, case, Act("forget", (by,), (paper,)), now)
    return files


def is_forgotten(connection: sa.Connection, case: Case) -> bool:
    """Tell whether a case was forgotten."""
    return bool(trail.read(connection, TRAIL.c.case == case.identifier, TRAIL.c.act.in_(FORGETTING)))


def repeat_listed(journal: Journal, home: Path, now: datetime) -> tuple[str, ...]:
    """Forget once more what an older copy of the database brought back; return these cases. Raises CouldNotCheck,
    Refused.
    """
    listed = forgotten_list.read(forgotten_list.place_in(home / "casework"))
    if not listed:
        return ()
    with journal.reading() as connection:
        if not forgotten_list.come_back(connection, listed):
            return ()
    with journal.acting() as connection:
        again = repeat(connection, listed, now)
    with journal.acting() as connection:
        clear_away(connection, home)
    return again


def words_of(again: Sequence[str]) -> Words:
    """Return what to say of cases that were forgotten once more."""
    return Words(
        f"旧的副本带回了已经删除的案件，已照清单再次删除：{'、'.join(again)}。",
        f"An older copy had brought back cases that were forgotten; they were deleted again: {', '.join(again)}.",
    )


def repeat(connection: sa.Connection, listed: Sequence[Forgotten], now: datetime) -> tuple[str, ...]:
    """Forget once more what is listed and came back with an older copy of the database; return these cases.

    Whatever state such a case has there, it was closed when it was forgotten, and is closed again.
    """
    back = forgotten_list.come_back(connection, listed)
    for each in back:
        paper, _ = _delete(connection, each.case)
        trail.append(connection, each.case, AGAIN, [each.by], [paper], now)
        closed = {"state": "closed", "moved": instant_text(now), "deadline": None}
        connection.execute(sa.update(CASES).where(CASES.c.case == each.case).values(**closed))
    return tuple(each.case for each in back)


def _delete(connection: sa.Connection, case: str) -> tuple[Paper, int]:
    """Delete the personal papers of a case and the rows of its files; return the paper that lists them, and how many
    files these were.
    """
    own = PAPERS.c.case == case, PAPERS.c.personal == 1
    papers = list(connection.execute(sa.select(PAPERS.c.commitment).where(*own).order_by(PAPERS.c.entry)).scalars())
    files = evidence_files.forget(connection, case)
    connection.execute(sa.delete(PAPERS).where(*own))
    return Paper(FORGOTTEN, {"papers": papers, "files": list(files)}), len(files)


def clear_away(connection: sa.Connection, home: Path) -> tuple[str, ...]:
    """Delete what lies outside the database of the cases that were forgotten, and bring the list of them up to date.

    In a transaction of its own, after theirs. Return the cases whose papers were there. Raises CouldNotCheck where
    something cannot be deleted: to forget the case again goes on with it.
    """
    casework = home / "casework"
    try:
        evidence_files.sweep(connection, casework / "files")
        forgotten_list.keep(connection, forgotten_list.place_in(casework))
        listed = {each.case for each in forgotten_list.read(forgotten_list.place_in(casework))}
        folders = [path for path in casework.iterdir() if path.name in listed] if casework.is_dir() else []
        for path in folders:
            shutil.rmtree(path)
        for copy in home.glob("casework-schema-[3-9]*.db"):  # copies of before an upgrade hold the same data
            copy.unlink()
    except OSError as error:
        raise CouldNotCheck(
            "not_forgotten",
            f"案件已标为删除，但 {error.filename} 还没有删掉（{error.strerror}）。请检查权限，再运行一次 starmark case forget。",
            f"The case is marked as forgotten, but {error.filename} is still there ({error.strerror}). Check its "
            "rights, then run starmark case forget again.",
        ) from error
    return tuple(sorted(path.name for path in folders))
