"""Auditing the cases: each row against its trail, evidence against its hashes, and whether the trail was cut off.

The trail alone cannot show that its last rows are gone. What can: the row of the case, the files, a decision in the
journal, whose commitment is public, and the list of forgotten cases. What all of them agree on, an old copy of the
whole host says too (decision 0052).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from certs.audit.differences import Difference, Findings
from certs.casework.cases import forgotten_list
from certs.casework.cases.case_moves import CERTIFICATION, MOVES
from certs.casework.cases.case_store import ISSUE, case_rows
from certs.casework.journal import journal_store, trail
from certs.casework.journal.casework_tables import DECISIONS, FILES, PAPERS, TRAIL
from certs.casework.journal.journal_place import failures_named, one_state
from certs.casework.journal.trail import TrailRow
from certs.casework.journal.trail_audit import AGAIN, FORGOTTEN
from certs.errors import StarmarkError, Words

CASES: Final = "casework.db cases"
EVIDENCE: Final = "casework/files"
_CUT: Final = Words(
    "案件轨迹少了这个案件的最后几步，或案件的这一行被改动过。",
    "The trail lacks the last acts of this case, or this row of the case was changed.",
)


@dataclass(frozen=True, slots=True)
class _Folded:
    """What the trail of a case leads to: its state, and when that was reached."""

    state: str
    opened: str
    moved: str


def hold_cases(findings: Findings, url: str, home: Path, *, hashed: bool = True) -> None:
    """Name every case and file of evidence that is not as the trail says. Without `hashed`, files are only looked for.

    Raises CouldNotCheck where the database cannot be read at all.
    """
    engine = journal_store.open_as_it_is(url)
    try:
        with failures_named(), one_state(engine) as connection:
            try:
                _hold(findings, connection, home, hashed=hashed)
            except (sa.exc.DatabaseError, UnicodeDecodeError, StarmarkError) as error:
                findings.unreadable(CASES, "", getattr(error, "orig", error))
    finally:
        engine.dispose()


def _hold(findings: Findings, connection: sa.Connection, home: Path, *, hashed: bool) -> None:
    rows = case_rows(connection)
    if rows is None:
        return
    acts: dict[str, list[TrailRow]] = {}
    for fields in journal_store.plain_rows(connection, TRAIL):
        try:
            row = trail.read_row(fields)
        except StarmarkError:  # `hold_trail` has named it
            continue
        acts.setdefault(row.case, []).append(row)
    cases = {str(each["case"]): dict(each) for each in connection.execute(sa.select(rows)).mappings()}
    issued = {case: str(body.get("number", "")) for case, body in _papers(connection, ISSUE)}
    for case in sorted(cases.keys() | {case for case, done in acts.items() if done[0].act == "open"}):
        _hold_case(findings, cases.get(case), case, acts.get(case, []), issued.get(case))
    for case in sorted(
        set(connection.execute(sa.select(DECISIONS.c.case).where(DECISIONS.c.case.is_not(None))).scalars())
    ):
        if not any(row.act == "decide" for row in acts.get(case, ())):
            findings.not_genuine("casework.db trail", case, "decide", _CUT)
    _hold_evidence(findings, connection, home / "casework" / "files", hashed=hashed)
    listed = forgotten_list.read(forgotten_list.place_in(home / "casework"))
    for each in forgotten_list.come_back(connection, listed):
        words = Words(
            "这个案件已经删除过，又回来了：数据库是旧的副本，或轨迹被截短过。下一个办理会照清单再删。",
            "This case was forgotten and is back: the database is an old copy, or its trail was cut. The next act "
            "deletes it again.",
        )
        findings.add(Difference(CASES, each.case, "", "extra", words))


def _papers(connection: sa.Connection, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the papers of a kind in all cases that still open, oldest first; the others `hold_trail` has named."""
    papers = list[tuple[str, dict[str, Any]]]()
    for each in connection.execute(sa.select(PAPERS).where(PAPERS.c.kind == kind).order_by(PAPERS.c.entry)).mappings():
        try:
            papers.append((str(each["case"]), trail.opened(dict(each))))
        except StarmarkError:
            continue
    return papers


def _hold_case(
    findings: Findings, row: Mapping[str, Any] | None, case: str, acts: Sequence[TrailRow], issued: str | None
) -> None:
    if row is None:
        findings.missing(CASES, case)
        return
    if not acts or acts[0].act != "open":
        findings.surplus(CASES, case)
        return
    if row["kind"] not in MOVES:
        findings.not_genuine(CASES, case, "kind", _CUT)
        return
    if MOVES[row["kind"]]:
        folded = _fold(acts, row["kind"])
        if folded is None:
            findings.not_genuine(CASES, case, "kind", _CUT)
            return
        for name in ("state", "opened", "moved"):
            if row[name] != getattr(folded, name):
                findings.changed(CASES, case, name, getattr(folded, name), row[name])
    number = row["number"] or ""
    if number != (issued or "") and (issued or row["kind"] == CERTIFICATION):
        findings.changed(CASES, case, "number", issued or "", number)


def _fold(acts: Sequence[TrailRow], kind: str) -> _Folded | None:
    """Return where the acts lead a case of a kind; None where one of them could not follow on the one before.

    Acts that no table of moves has, such as records of the years after the issue, move nothing.
    """
    moves, state, moved = MOVES[kind], "", acts[0].recorded
    for act in acts:
        if act.act != AGAIN and act.act not in moves:
            continue
        following = "closed" if act.act == AGAIN else moves[act.act].get(state)
        if following is None:
            return None
        if following != state or act.act == AGAIN:
            state, moved = following, act.recorded
    return _Folded(state, acts[0].recorded, moved)


def _hold_evidence(findings: Findings, connection: sa.Connection, folder: Path, *, hashed: bool) -> None:
    rows = {(row.case, row.sha256) for row in connection.execute(sa.select(FILES.c.case, FILES.c.sha256))}
    gone = {(case, sha256) for case, body in _papers(connection, FORGOTTEN) for sha256 in body["files"]}
    taken = {(case, each["sha256"]) for case, body in _papers(connection, "files") for each in body["files"]}
    for case, sha256 in sorted(taken - gone - rows):
        findings.missing("casework.db evidence_files", f"{case} {sha256}")
    for case, sha256 in sorted(rows - taken):
        findings.surplus("casework.db evidence_files", f"{case} {sha256}")
    present = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    for case, sha256 in sorted(rows):
        if sha256 not in present:
            findings.missing(EVIDENCE, f"{case} {sha256}")
    wanted = {sha256 for _, sha256 in rows}
    for sha256 in sorted(wanted & present.keys()) if hashed else ():
        with present[sha256].open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                words = Words("材料的内容被改动过。", "The content of this evidence was changed.")
                findings.add(Difference(EVIDENCE, sha256, "", "changed", words))
    unknown = sorted(present.keys() - wanted)
    if unknown:
        findings.note(
            f"材料的文件夹里有 {len(unknown)} 个文件不属于任何案件（{unknown[0][:64]}…）：中断留下的，下次收材料时清掉；若不是，请查明。",
            f"The folder of the evidence has {len(unknown)} files that no case knows ({unknown[0][:64]}…): left by an "
            "interruption, they go when evidence is next taken in; if they were not, find out.",
        )
    if wanted and not hashed:
        findings.note(
            "材料只看了在不在，没有核对内容；完整审计会核对。",
            "Files of evidence were looked for, not read; a full audit reads them.",
        )
