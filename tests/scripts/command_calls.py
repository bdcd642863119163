"""Calling a command inside the test's own process: fast, and with the same exit codes as a real one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.__main__ import run
from scripts.terminal import speech
from tests.instances import Staff


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer for machines."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Desk:
    """Calls commands on one instance."""

    staff: Staff
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path, lang: str = "en") -> Said:
        """Run one command."""
        return call(self.capsys, "--home", self.staff.home, *arguments, lang=lang)

    def act(self, *arguments: str | Path) -> Said:
        """Run one act, with the passphrase and for machines."""
        return self(*arguments, "--passphrase-file", self.staff.passphrase_file, "--json")


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path, lang: str = "en") -> Said:
    """Run one command without an instance of its own."""
    capsys.readouterr()
    speech.speak(lang)
    code = run([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return Said(code, printed.out, printed.err)


def as_other_user(folder: Path) -> str:
    """Copy the commands to where the second user can read them, and return what its PYTHONPATH needs besides."""
    shutil.copytree(
        Path(__file__).resolve().parents[2] / "scripts",
        folder / "scripts",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for part in (folder, *folder.parents):
        if part.stat().st_uid == os.geteuid() and part != Path(part.anchor):
            part.chmod(part.stat().st_mode | 0o055)
    return str(folder)


def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say that nobody sits at the keyboard."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)


def entries(home: Path) -> int:
    """Count the events in the register."""
    connection = sqlite3.connect(home / "register.db")
    count = int(connection.execute("SELECT count(*) FROM event").fetchone()[0])
    connection.close()
    return count


def assert_clear(said: Said, code: int) -> None:
    """One message for people, no stack."""
    assert said.code == code, said
    assert said.err.strip()
    assert "Traceback" not in said.err


Spoil = Callable[[Path], object]
