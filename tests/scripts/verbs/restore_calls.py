"""Restoring, and what is needed around it, by the commands."""

from __future__ import annotations

from pathlib import Path

from tests.scripts import sheets
from tests.scripts.command_calls import Desk, Said, call


def restored(desk: Desk, file: Path, home: Path, *arguments: str | Path) -> Said:
    return call(desk.capsys, "--home", home, "restore-backup", file, *arguments, "--json")


def published(desk: Desk) -> Path:
    return desk.staff.home / "public" / "log" / "checkpoint"


def issue_another(desk: Desk, folder: Path, n: int) -> Said:
    return desk.act("issue", sheets.write(folder / f"another{n}.xlsx", [sheets.certificate(n)]))
