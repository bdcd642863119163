"""The audit of cases: rows against the trail, evidence against its hashes, a trail that was cut off at its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from certs.audit.differences import Findings
from certs.casework.cases.cases_audit import hold_cases
from scripts.terminal import clock
from tests.scripts.cases import filled_forms as forms
from tests.scripts.command_calls import Desk

BY = ("--by", "clerk-01")
Spoil = Callable[[sqlite3.Connection, Path], object]


def sql(*statements: str) -> Spoil:
    return lambda database, _files: [database.execute(each) for each in statements]


def first(files: Path) -> Path:
    return min(files.iterdir())


CUT = (
    "DELETE FROM papers WHERE entry > (SELECT max(id) - 1 FROM trail)",
    "DELETE FROM trail WHERE id = (SELECT max(id) FROM trail)",
)
SPOILT: dict[str, tuple[Spoil, set[str]]] = {
    "untouched": (sql(), set()),
    "state": (sql("UPDATE cases SET state = 'decided'"), {"casework.db cases CASE state changed"}),
    "moved": (sql("UPDATE cases SET moved = opened || 'x'"), {"casework.db cases CASE moved changed"}),
    "number": (sql("UPDATE cases SET number = '99926SC00001R0M'"), {"casework.db cases CASE number changed"}),
    "kind": (sql("UPDATE cases SET kind = 'other'"), {"casework.db cases CASE kind not_genuine"}),
    "no row": (sql("DELETE FROM cases"), {"casework.db cases CASE  missing"}),
    "a row too many": (
        sql("INSERT INTO cases (\"case\", state, name, uscc, opened, moved) VALUES ('A26-00009', '', '', '', '', '')"),
        {"casework.db cases A26-00009  extra"},
    ),
    "the last act cut off": (
        sql(*CUT),
        {"casework.db cases CASE state changed", "casework.db cases CASE moved changed"},
    ),
    "a decision without its act": (
        sql('UPDATE decisions SET "case" = (SELECT max("case") FROM cases)'),
        {"casework.db trail CASE decide not_genuine"},
    ),
    "a row of evidence gone": (
        sql("DELETE FROM evidence_files WHERE sha256 = (SELECT min(sha256) FROM evidence_files)"),
        {"casework.db evidence_files CASE FILE  missing"},
    ),
    "a file gone": (lambda _, files: first(files).unlink(), {"casework/files CASE FILE  missing"}),
    "a file altered": (lambda _, files: first(files).write_bytes(b"x"), {"casework/files FILE  changed"}),
}


def differences(home: Path, case: str, sha256: str) -> set[str]:
    findings = Findings()
    hold_cases(findings, f"sqlite:///{home / 'casework.db'}", home)
    told = {f"{each.where} {each.row} {each.field} {each.code}" for each in findings.differences}
    return {each.replace(case, "CASE").replace(sha256, "FILE") for each in told}


def test_everything_that_was_changed_is_named(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = desk.staff.home
    case = desk("case", "open", forms.saved(forms.basic(), tmp_path / "basic.xlsx"), *BY, "--json").json["case"]
    sent = tmp_path / "sent"
    sent.mkdir()
    for name in ("营业执照.pdf", "1 公司简介.pdf"):
        (sent / name).write_bytes(b"%PDF-1.4 " + name.encode())
    desk("case", "evidence", case, sent, *BY)
    later = clock.now() + timedelta(seconds=2)  # instants are whole seconds: the last act has one of its own
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk("case", "refuse", case, "--reason", "不在范围", *BY).code == 0
    files = home / "casework" / "files"
    sound, kept = (home / "casework.db").read_bytes(), {path.name: path.read_bytes() for path in files.iterdir()}
    for name, (spoil, expected) in SPOILT.items():
        (home / "casework.db").write_bytes(sound)
        for sha256, data in kept.items():
            (files / sha256).write_bytes(data)
        with closing(sqlite3.connect(home / "casework.db")) as database, database:
            spoil(database, files)
        assert differences(home, case, min(kept)) == expected, name
    for sha256, data in kept.items():
        (files / sha256).write_bytes(data)
    (files / "left").write_bytes(b"by a crash")
    (home / "casework.db").write_bytes(sound)
    said = desk("audit", "--json")
    assert (said.code, "no case knows" in said.json["notes"][-1]["en"]) == (0, True)
    (files / min(kept)).unlink()
    said = desk("audit", "--json")
    assert (said.code, [each["where"] for each in said.json["differences"]]) == (1, ["casework/files"])
